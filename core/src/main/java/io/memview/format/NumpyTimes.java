package io.memview.format;

import io.memview.internal.PythonLiteral;
import io.memview.internal.PythonLiteral.Tuple;
import io.memview.internal.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the times in a description of NumPy's, and puts them in: by the path of the field. */
final class NumpyTimes {
  private final Map<String, TimeType> times;
  private final Set<String> met = new HashSet<>();

  private NumpyTimes(Map<String, TimeType> times) {
    this.times = times;
  }

  private static String path(String outer, Object name) {
    String inner =
        switch (name) {
          case String plain -> plain;
          case Tuple(List<Object> titled) when titled.size() == 2 -> titled.get(1).toString();
          default -> "";
        };
    String escaped = inner.replace("\\", "\\\\").replace(".", "\\.");
    return outer.isEmpty() ? escaped : outer + "." + escaped;
  }

  // ---- out of a description

  /** What is no description has no times, and is refused by others. */
  static Map<String, TimeType> find(Object descr) {
    NumpyTimes found = new NumpyTimes(new LinkedHashMap<>());
    found.collect(descr, "");
    return found.times;
  }

  private void collect(Object descr, String path) {
    switch (descr) {
      case String type -> TimeType.find(type).ifPresent(time -> add(path, time));
      case Tuple(List<Object> pair) when !pair.isEmpty() -> collect(pair.getFirst(), path);
      case List<?> fields -> {
        for (Object field : fields) {
          if (field instanceof Tuple(List<Object> parts) && parts.size() >= 2) {
            collect(parts.get(1), path(path, parts.get(0)));
          }
        }
      }
      default -> {}
    }
  }

  private void add(String path, TimeType time) {
    times.put(path, time);
  }

  // ---- into a description

  /**
   * The description with times in the place of integers.
   *
   * @throws IllegalArgumentException if there is no such field, or if it is no 64-bit integer
   */
  static Object put(Object descr, Map<String, TimeType> times) {
    NumpyTimes put = new NumpyTimes(times);
    Object with = put.with(descr, "");
    for (String path : times.keySet()) {
      if (!put.met.contains(path)) {
        throw new IllegalArgumentException(
            "there is no %s to be a time in %s"
                .formatted(what(path), Texts.shown(PythonLiteral.print(descr))));
      }
    }
    return with;
  }

  private Object with(Object descr, String path) {
    return switch (descr) {
      case String type -> times.containsKey(path) ? time(type, path) : type;
      case Tuple(List<Object> pair) -> Tuple.of(with(pair.getFirst(), path), pair.get(1));
      case List<?> fields -> {
        List<Object> all = new ArrayList<>();
        for (Object field : fields) {
          List<Object> parts = new ArrayList<>(((Tuple) field).items());
          if (!isPadding(parts)) {
            parts.set(1, with(parts.get(1), path(path, parts.get(0))));
          }
          all.add(new Tuple(parts));
        }
        yield all;
      }
      default -> throw new AssertionError(descr);
    };
  }

  /** Bytes between fields have the empty name, which may be that of a field, too. */
  private static boolean isPadding(List<Object> parts) {
    return parts.getFirst().equals("")
        && parts.get(1) instanceof String type
        && type.startsWith("|V");
  }

  private String time(String type, String path) {
    TimeType time = times.get(path);
    if (time == null || !type.matches("[<>]i8")) {
      throw new IllegalArgumentException(
          "%s is %s, but times are 64-bit integers: use 'q'".formatted(what(path), type));
    }
    met.add(path);
    return type.charAt(0) + time.numpy();
  }

  private static String what(String path) {
    return path.isEmpty() ? "item" : "field '" + Texts.shown(path) + "'";
  }
}
