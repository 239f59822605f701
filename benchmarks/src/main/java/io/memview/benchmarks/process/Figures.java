package io.memview.benchmarks.process;

import java.io.PrintStream;

/** What a program tells the scoreboard. */
final class Figures {
  private static final PrintStream OUT = System.out;

  private Figures() {}

  /** Prints a figure, in nanoseconds or bytes. */
  static void print(String name, double value) {
    OUT.println("figure " + name + " " + value);
  }

  /** Refuses to measure what is wrong. */
  static void check(double actual, double expected) {
    if (actual != expected) {
      throw new AssertionError(actual + " instead of " + expected);
    }
  }
}
