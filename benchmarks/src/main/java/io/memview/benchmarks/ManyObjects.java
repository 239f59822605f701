package io.memview.benchmarks;

/**
 * The heap of benchmarks that make gigabytes of objects a second: most of it is young, so that what
 * is measured is making objects and not collecting them.
 */
final class ManyObjects {
  static final String LEAST = "-Xms512m";
  static final String MOST = "-Xmx512m";
  static final String YOUNG = "-Xmn400m";

  private ManyObjects() {}
}
