package io.memview.benchmarks.scoreboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Starts fresh JVMs, and takes what they print and what they cost. */
final class ProcessRunner {
  private static final String PACKAGE = "io.memview.benchmarks.process.";
  private static final String FIGURE = "figure";
  private static final double NANOSECONDS_IN_TICK = 1e7;

  /** Fresh processes under each collector, to find the one in many that is slow. */
  private static final int CHANCES = 20;

  /** What takes longer has failed. */
  private static final int LONGEST_MINUTES = 10;

  private final Collector collector;
  private final Effort effort;
  private final PrintStream log;
  private final BiConsumer<Work, Figure> each;

  /** All samples of each figure. */
  private final Map<Work.Process, List<Double>> samples = new HashMap<>();

  private final List<String> failures = new ArrayList<>();

  /**
   * Makes a runner.
   *
   * @param log takes what the processes print
   * @param each told of every figure as it is measured
   */
  ProcessRunner(
      Collector collector, Effort effort, PrintStream log, BiConsumer<Work, Figure> each) {
    this.collector = collector;
    this.effort = effort;
    this.log = log;
    this.each = each;
  }

  /**
   * Runs the programs of all works.
   *
   * @return what failed
   */
  List<String> run(Collection<Work.Process> works) throws IOException, InterruptedException {
    // By turns, so that what else the machine does falls on all.
    for (int i = 0; i < effort.starts(); i++) {
      for (String main :
          mains(works, Work.Statistic.wall, Work.Statistic.cpu, Work.Statistic.median)) {
        start(main, List.of(collector.option()), i);
      }
    }
    for (int i = 0; i < CHANCES; i++) {
      for (Collector other : Collector.values()) {
        for (String main : mains(works, Work.Statistic.best, Work.Statistic.worst)) {
          start(main, other.options(), i);
        }
      }
    }
    for (String main : mains(works, Work.Statistic.once)) {
      start(main, collector.options(), 0);
    }
    works.forEach(this::tell);
    return failures;
  }

  /** The programs of which a run makes one of these statistics. */
  private Set<String> mains(Collection<Work.Process> works, Work.Statistic... statistics) {
    return works.stream()
        .filter(work -> List.of(statistics).contains(work.statistic()))
        .filter(work -> effort.slow() || !work.statistic().isSlow())
        .map(Work.Process::main)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void tell(Work.Process work) {
    List<Double> values = samples.get(work);
    if (values == null) {
      return;
    }
    Samples all = new Samples(values.stream().mapToDouble(Double::doubleValue).toArray());
    Figure figure =
        switch (work.statistic()) {
          case wall -> Figure.of(all);
          case best -> single(all.least());
          case worst -> single(all.most());
          case median, once -> single(all.median());
          case cpu ->
              single(values.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
        };
    each.accept(work, figure);
  }

  /** A figure whose number is what the program printed, in the unit of whoever reads it. */
  private static Figure single(double value) {
    return new Figure(value, value);
  }

  private void start(String main, List<String> options, int number)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PACKAGE + main, Integer.toString(number)));
    log.printf("%n%s %s %d%n", main, String.join(" ", options), number);
    double ticks = ticksOfChildren();
    long begin = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture.delayedExecutor(LONGEST_MINUTES, TimeUnit.MINUTES)
        .execute(process::destroyForcibly); // nothing, if it has ended
    Map<String, Double> figures = new LinkedHashMap<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.println(line);
        String[] words = line.split(" ", -1);
        if (words[0].equals(FIGURE)) {
          figures.put(words[1], Double.parseDouble(words[2]));
        }
      }
    }
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      failures.add("%s with %s failed".formatted(main, options));
      return;
    }
    add(new Work.Process(main, Work.Statistic.wall, ""), System.nanoTime() - begin);
    add(
        new Work.Process(main, Work.Statistic.cpu, ""),
        (ticksOfChildren() - ticks) * NANOSECONDS_IN_TICK);
    for (Work.Statistic statistic :
        List.of(
            Work.Statistic.median,
            Work.Statistic.best,
            Work.Statistic.worst,
            Work.Statistic.once)) {
      figures.forEach((figure, value) -> add(new Work.Process(main, statistic, figure), value));
    }
  }

  private void add(Work.Process work, double value) {
    samples.computeIfAbsent(work, any -> new ArrayList<>()).add(value);
  }

  /**
   * The processor time of all processes that this one has waited for, which costs them nothing and
   * counts all of their lives. In hundredths of a second, so that only the mean of several is more
   * exact; no number where there is no {@code /proc}.
   */
  private static double ticksOfChildren() throws IOException {
    Path self = Path.of("/proc/self/stat");
    if (!Files.isReadable(self)) {
      return Double.NaN;
    }
    String stat = Files.readString(self);
    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Double.parseDouble(words[13]) + Double.parseDouble(words[14]);
  }
}
