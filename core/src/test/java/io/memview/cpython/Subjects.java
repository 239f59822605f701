package io.memview.cpython;

import io.memview.Exporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Compares objects of Python with their views, value by value: what Python reads there, written
 * here and read there, and the other way round. What an object's values are is said by the {@code
 * Subject} of a file of Python code.
 */
final class Subjects {
  private final Python python;
  private final List<String> failures = new ArrayList<>();
  private int values;
  private int opaque;

  Subjects(Python python, String file) throws IOException {
    this.python = python;
    try (InputStream code = Subjects.class.getResourceAsStream(file)) {
      python.exec(new String(code.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Checks each of the file's cases, and so many random ones. */
  void checkAll(int seeds) {
    for (String name : text("'\\n'.join(CASES)").lines().toList()) {
      check(name, "subject('%s')".formatted(name));
    }
    for (int seed = 0; seed < seeds; seed++) {
      check("random type " + seed, "random_subject(%d)".formatted(seed));
    }
  }

  List<String> failures() {
    return failures;
  }

  /** How many values were compared by their fields. */
  int values() {
    return values;
  }

  /** How many parts were compared by their bytes. */
  int opaque() {
    return opaque;
  }

  private String text(String expression) {
    return TestPython.text(python, expression);
  }

  private void check(String name, String subject) {
    python.exec("s = " + subject);
    try (PyObject object = python.eval("s.object");
        PyObject seen = python.eval("memoryview(s.object)")) {
      Exporter exporter = object.exporter();
      Format format = exporter.withView(Request.FULL, View::format);
      exporter.doWithView(Request.FULL, view -> check(name, view));
      Format again = seen.exporter().withView(Request.FULL, View::format);
      if (!again.equals(format)) {
        failures.add("%s: '%s', but '%s' as a memoryview".formatted(name, format, again));
      }
    } catch (RuntimeException e) {
      failures.add("%s: %s".formatted(name, e));
    }
  }

  private void check(String name, View root) {
    int count = (int) TestPython.number(python, "len(s.places)");
    for (int i = 0; i < count; i++) {
      Part part = Part.of(root, text("s.path(%d)".formatted(i)));
      String what = "%s, '%s' in '%s'".formatted(name, part.path, root.format());
      if (part.isOpaque()) {
        opaque++;
        checkOpaque(what, part);
      } else {
        values++;
        checkValue(what, part, i);
      }
    }
  }

  private void checkOpaque(String what, Part part) {
    expect(what + " is opaque", "True", text("s.is_opaque('%s')".formatted(part.path)));
    expect(what, part.raw(), text("s.raw('%s')".formatted(part.path)));
    byte[] other = (byte[]) part.view.getObject();
    for (int i = 0; i < other.length; i++) {
      other[i] = (byte) ~other[i];
    }
    byte[] old = (byte[]) part.view.getObject();
    part.view.setObject(new long[] {}, other);
    expect(
        what + ", written",
        HexFormat.of().formatHex(other),
        text("s.raw('%s')".formatted(part.path)));
    part.view.setObject(new long[] {}, old);
  }

  private void checkValue(String what, Part part, int i) {
    String read = text("s.value(%d)".formatted(i));
    expect(what, read, part.value(kind(read)));
    List<String> others = new ArrayList<>(Arrays.asList(text("s.all()").split("\n")));
    String ours = text("s.new(%d)".formatted(i));
    part.set(ours);
    others.set(i, text("s.path(%d)".formatted(i)) + " " + ours);
    expect(
        what + ", written here",
        others.toString(),
        List.of(text("s.all()").split("\n")).toString());
    String theirs = text("s.new(%d)".formatted(i));
    python.exec("s.put(%d, '''%s''')".formatted(i, theirs));
    expect(what + ", written there", theirs, part.value(kind(theirs)));
  }

  private static String kind(String value) {
    return value.substring(0, value.indexOf(' '));
  }

  private void expect(String what, String wanted, String found) {
    if (!wanted.equals(found)) {
      failures.add("%s: %s, not %s".formatted(what, found, wanted));
    }
  }

  /** One value of a view, or the bytes that have it in them. */
  private record Part(View view, String path) {
    static Part of(View root, String path) {
      View view = root;
      List<String> steps = new ArrayList<>();
      for (String step : path.isEmpty() ? new String[0] : path.split("\\.")) {
        if (view.ndim() == 0 && isOpaque(view)) {
          break;
        }
        view = Character.isDigit(step.charAt(0)) ? view.at(Long.parseLong(step)) : view.field(step);
        steps.add(step);
      }
      return new Part(view, String.join(".", steps));
    }

    private static boolean isOpaque(View view) {
      return view.format() instanceof Scalar scalar && scalar.type() == ScalarType.VOID;
    }

    boolean isOpaque() {
      return isOpaque(view);
    }

    String raw() {
      return HexFormat.of().formatHex((byte[]) view.getObject());
    }

    String value(String kind) {
      Object value = view.getObject();
      return kind
          + " "
          + switch (value) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Boolean truth -> truth ? "True" : "False";
            case Long bit when kind.equals("bool") -> bit == 1 ? "True" : "False";
            case Number number when kind.equals("float") -> hex(number.doubleValue());
            default -> value.toString();
          };
    }

    /** As Python has it. */
    private static String hex(double value) {
      String text = Double.toHexString(value).replaceFirst("p(?=\\d)", "p+");
      String digits = text.replaceAll(".*0x\\d\\.(\\p{XDigit}*)p.*", "$1");
      return value == 0
          ? text.replaceFirst("0x.*", "0x0.0p+0")
          : text.replaceFirst("\\.\\p{XDigit}*", "." + digits + "0".repeat(13 - digits.length()));
    }

    void set(String value) {
      String text = value.substring(value.indexOf(' ') + 1);
      view.setObject(
          new long[] {},
          switch (kind(value)) {
            case "int", "address" -> new BigInteger(text);
            case "float" -> Double.parseDouble(text);
            case "bool" -> {
              boolean truth = text.equals("True");
              yield view.getObject() instanceof Boolean ? (Object) truth : truth ? 1L : 0L;
            }
            case "bytes" -> HexFormat.of().parseHex(text);
            default -> text;
          });
    }
  }
}
