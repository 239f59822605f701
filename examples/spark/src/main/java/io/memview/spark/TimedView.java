package io.memview.spark;

import io.memview.View;
import io.memview.format.TimeType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A view with the meaning of its integers.
 *
 * @param times as {@link io.memview.Timed#times}
 */
record TimedView(View view, Map<String, TimeType> times) {
  /** A field of records. */
  TimedView field(String name) {
    return new TimedView(view.field(name), timesOf(times, name));
  }

  /** What the times of records say of one field. */
  static Map<String, TimeType> timesOf(Map<String, TimeType> times, String field) {
    String name = field.replace(".", "\\.");
    Map<String, TimeType> inner = new LinkedHashMap<>();
    times.forEach(
        (path, type) -> {
          if (path.equals(name)) {
            inner.put("", type);
          } else if (path.startsWith(name + ".")) {
            inner.put(path.substring(name.length() + 1), type);
          }
        });
    return inner;
  }

  /** The same of other items. */
  TimedView with(View other) {
    return new TimedView(other, times);
  }

  /** What the items mean; null if they are no times. */
  @Nullable TimeType time() {
    return times.get("");
  }
}
