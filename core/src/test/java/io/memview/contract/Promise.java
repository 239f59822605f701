package io.memview.contract;

import java.util.function.Predicate;

/**
 * What every exporter promises, if it declares what the promise is about.
 *
 * @param applies whether the promise is about such an exporter
 * @param check throws if it is broken
 */
record Promise(Predicate<Fixture> applies, Check check) {
  /** A question to one exporter. */
  @FunctionalInterface
  interface Check {
    void check(Fixture fixture) throws Exception;
  }

  static Promise always(Check check) {
    return new Promise(fixture -> true, check);
  }

  static Promise when(Predicate<Fixture> applies, Check check) {
    return new Promise(applies, check);
  }
}
