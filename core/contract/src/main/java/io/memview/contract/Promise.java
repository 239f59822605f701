package io.memview.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Predicate;

/**
 * What every exporter promises, if it declares what the promise is about.
 *
 * @param applies whether the promise is about such an exporter
 * @param check throws if it is broken
 * @param isOfAllThatIsMade whether it is asked of views of the exporter, too
 */
record Promise(Predicate<Fixture> applies, Check check, boolean isOfAllThatIsMade) {
  /** A question to one exporter. */
  @FunctionalInterface
  interface Check {
    void check(Fixture fixture) throws Exception;
  }

  /** Asserts that a message says something. */
  static void assertSays(Throwable thrown, String part) {
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.contains(part), message);
  }

  static Promise always(Check check) {
    return when(fixture -> true, check);
  }

  static Promise when(Predicate<Fixture> applies, Check check) {
    return new Promise(applies, check, true);
  }

  /** Of the exporter itself. */
  static Promise once(Predicate<Fixture> applies, Check check) {
    return new Promise(applies, check, false);
  }
}
