package io.memview.benchmarks.scoreboard;

import java.util.List;
import java.util.stream.Stream;

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
   * What every benchmark's JVM runs with, before its own options. The heap does not grow, and each
   * page of it has been touched before anything is measured: a new page costs microseconds on a
   * virtual machine, and which row pays for it is chance. Much of it is young, so that what is
   * measured is making objects and not collecting them.
   */
  List<String> options() {
    return Stream.concat(
            Stream.of(option(), "-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"),
            this == Z ? Stream.empty() : Stream.of("-Xmn700m")) // Z decides by itself
        .toList();
  }

  /** What a process runs with that is measured as a whole, for how long it runs. */
  List<String> smallOptions() {
    return List.of(option(), "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");
  }
}
