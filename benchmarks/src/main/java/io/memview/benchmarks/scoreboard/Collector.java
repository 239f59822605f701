package io.memview.benchmarks.scoreboard;

import java.util.List;

/** What collects the garbage of the JVMs in which rows are measured, and what these run with. */
enum Collector {
  Serial,
  Parallel,
  G1,
  Z;

  /** The option of the JVM. */
  String option() {
    return "-XX:+Use" + name() + "GC";
  }

  /**
   * What every benchmark's JVM runs with, before its own options, and what a process runs with that
   * is measured as a whole, for how long it runs. Each page of the heap has been touched before
   * anything is measured: a new page costs microseconds on a virtual machine, and which row pays
   * for it is chance. The heap does not grow, which is a collection of 300 ms, and is small, since
   * to touch a gigabyte takes longer than to measure a row; benchmarks that need more say so.
   */
  List<String> options() {
    return List.of(option(), "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");
  }
}
