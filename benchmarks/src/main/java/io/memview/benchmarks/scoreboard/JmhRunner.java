package io.memview.benchmarks.scoreboard;

import java.io.PrintStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
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

  private final Collector collector;
  private final PrintStream log;

  /**
   * Makes a runner.
   *
   * @param log takes JMH's own report
   */
  JmhRunner(Collector collector, PrintStream log) {
    this.collector = collector;
    this.log = log;
  }

  /** Runs a benchmark; gives both its figures if its works take turns, else the one. */
  Map<Work.Jmh, Figure> run(Work.Jmh work, Effort effort) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(PACKAGE + work.method()) + "$")
            .jvmArgsPrepend(collector.options().toArray(String[]::new))
            .timeUnit(TimeUnit.NANOSECONDS)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .forks(effort.forks())
            .warmupIterations(effort.warmups())
            .warmupTime(TimeValue.milliseconds(effort.warmup()))
            .measurementIterations(effort.iterations())
            .measurementTime(TimeValue.milliseconds(effort.iteration()));
    work.parameters().forEach(options::param);
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
    List<IterationResult> iterations =
        result.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .toList();
    Map<Work.Jmh, Figure> figures = new HashMap<>();
    if (work.side().isEmpty()) {
      int threads = result.getParams().getThreads();
      Samples times =
          new Samples(
              iterations.stream()
                  .mapToDouble(iteration -> iteration.getPrimaryResult().getScore() / threads)
                  .toArray());
      Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
      figures.put(
          work,
          new Figure(
              times.median(), bytes == null ? Double.NaN : bytes.getScore(), times.spread()));
    } else {
      Turns.Pair pair = Turns.of(side(iterations, "ours"), side(iterations, "reference"));
      figures.put(work.side("ours"), pair.ours());
      figures.put(work.side("reference"), pair.reference());
    }
    return figures;
  }

  private static double[] side(List<IterationResult> iterations, String side) {
    return iterations.stream()
        .map(iteration -> iteration.getSecondaryResults().get(side))
        .mapToDouble(result -> result == null ? Double.NaN : result.getScore())
        .toArray();
  }
}
