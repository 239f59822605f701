package io.memview.benchmarks.scoreboard;

import java.util.Arrays;

/** What a row counts. */
enum Unit {
  NANOSECONDS("ns"),
  MICROSECONDS("us"),
  MILLISECONDS("ms"),
  OPERATIONS("ops/us"),
  BYTES("B");

  final String symbol;

  Unit(String symbol) {
    this.symbol = symbol;
  }

  static Unit of(String symbol) {
    return Arrays.stream(values())
        .filter(unit -> unit.symbol.equals(symbol))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no unit is called " + symbol));
  }

  /** This unit's number in a figure. */
  double of(Figure figure) {
    return switch (this) {
      case NANOSECONDS -> figure.nanoseconds();
      case MICROSECONDS -> figure.nanoseconds() / 1e3;
      case MILLISECONDS -> figure.nanoseconds() / 1e6;
      case OPERATIONS -> 1e3 / figure.nanoseconds();
      case BYTES -> figure.bytes();
    };
  }
}
