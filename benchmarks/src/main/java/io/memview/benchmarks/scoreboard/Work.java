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

  /**
   * Programs of their own, in the package {@code process}: what is said of a fresh JVM.
   *
   * @param main the class, with a dollar sign where it is nested
   * @param statistic what is made of several processes
   * @param figure which of the figures that the program prints; empty for what is measured from
   *     outside
   */
  record Process(String main, Statistic statistic, String figure) implements Work {
    @Override
    public String toString() {
      return "process %s/%s %s".formatted(main, statistic, figure).strip();
    }
  }

  /** What is made of several processes. */
  enum Statistic {
    /** The median of the time from the start of a process to its end. */
    wall,
    /** The mean of the processor time of a process, all its threads together. */
    cpu,
    /** The median of what many processes print. */
    median,
    /** The least that is printed by one of many processes under each collector. */
    best,
    /** The most. */
    worst,
    /** What the only process prints, which takes most of a minute. */
    once;

    /** Whether only a full run measures it. */
    boolean isSlow() {
      return this != wall && this != cpu;
    }
  }

  /** A number that is not measured, in the unit of its row. */
  record Constant(double value) implements Work {}

  /**
   * Reads {@code Class.method name=value}, {@code Class.method/side name=value}, {@code python
   * row}, {@code process Class/statistic figure}, or a number.
   */
  static Work parse(String text) {
    List<String> words = SPACE.splitAsStream(text).toList();
    if (Character.isDigit(text.charAt(0))) {
      return new Constant(Double.parseDouble(text));
    }
    if (words.getFirst().equals("python") && words.size() == 2) {
      return new Python(words.getLast());
    }
    if (words.getFirst().equals("process") && (words.size() == 2 || words.size() == 3)) {
      String[] main = words.get(1).split("/", 2);
      if (main.length == 1) {
        throw new IllegalArgumentException("'%s' names no statistic".formatted(text));
      }
      return new Process(
          main[0], Statistic.valueOf(main[1]), words.size() == 2 ? "" : words.getLast());
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
