package io.memview.benchmarks.scoreboard;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What one side of a row is measured by. */
sealed interface Work {
  Pattern SPACE = Pattern.compile(" +");

  /**
   * A benchmark method, with the values of its parameters.
   *
   * @param method {@code Class.method}
   * @param side which of its figures is meant, if it takes turns of two works; else empty
   */
  record Jmh(String method, String side, Map<String, String> parameters) implements Work {
    /** Another figure of the same run. */
    Jmh side(String other) {
      return new Jmh(method, other, parameters);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(method);
      if (!side.isEmpty()) {
        text.append('/').append(side);
      }
      parameters.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
      return text.toString();
    }
  }

  /** A row of the Python script. */
  record Python(String row) implements Work {
    @Override
    public String toString() {
      return "python " + row;
    }
  }

  /** A number that is not measured, in the unit of its row. */
  record Constant(double value) implements Work {}

  /**
   * Reads {@code Class.method name=value}, {@code Class.method/side name=value}, {@code python
   * row}, or a number.
   */
  static Work parse(String text) {
    List<String> words = SPACE.splitAsStream(text).toList();
    if (Character.isDigit(text.charAt(0))) {
      return new Constant(Double.parseDouble(text));
    }
    if (words.getFirst().equals("python") && words.size() == 2) {
      return new Python(words.getLast());
    }
    Map<String, String> parameters = new TreeMap<>();
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("'%s' in '%s' is not name=value".formatted(word, text));
      }
      parameters.put(word.substring(0, equals), word.substring(equals + 1));
    }
    String[] method = words.getFirst().split("/", 2);
    return new Jmh(method[0], method.length == 1 ? "" : method[1], parameters);
  }
}
