package io.memview.benchmarks.scoreboard;

import java.io.PrintStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one benchmark at a time in a JVM of its own. */
final class JmhRunner {
  private static final String PACKAGE = "io.memview.benchmarks.";

  /** The figures of works that take turns. */
  private static final List<String> SIDES = List.of("ours", "reference");

  private final boolean quick;
  private final PrintStream log;

  /**
   * Makes a runner.
   *
   * @param quick whether one short run is enough; else a benchmark's own annotations decide
   * @param log takes JMH's own report
   */
  JmhRunner(boolean quick, PrintStream log) {
    this.quick = quick;
    this.log = log;
  }

  /** Runs a benchmark; gives all its figures if it has several, else the one. */
  Map<Work.Jmh, Figure> run(Work.Jmh work) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(PACKAGE + work.method()) + "$")
            .timeUnit(TimeUnit.NANOSECONDS)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true);
    work.parameters().forEach(options::param);
    if (quick) {
      options
          .forks(1)
          .warmupIterations(3)
          .warmupTime(TimeValue.milliseconds(250))
          .measurementIterations(3)
          .measurementTime(TimeValue.milliseconds(200));
    }
    Collection<RunResult> results =
        new Runner(
                options.build(), OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL))
            .run();
    if (results.size() != 1) {
      throw new RunnerException(
          "%s stands for %d benchmarks; give every parameter a value"
              .formatted(work, results.size()));
    }
    RunResult result = results.iterator().next();
    Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
    Map<Work.Jmh, Figure> figures = new HashMap<>();
    if (work.side().isEmpty()) {
      double nanoseconds = median(result.getPrimaryResult()) / result.getParams().getThreads();
      figures.put(work, new Figure(nanoseconds, bytes == null ? Double.NaN : bytes.getScore()));
    }
    for (String side : SIDES) {
      Result<?> other = result.getSecondaryResults().get(side);
      if (other != null) {
        figures.put(work.side(side), new Figure(median(other), Double.NaN));
      }
    }
    return figures;
  }

  private static double median(Result<?> result) {
    return result.getStatistics().getPercentile(50);
  }
}
