package io.memview.benchmarks.scoreboard;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures all rows in one run, and tells how each stands to its reference. */
@Command(
    name = "scoreboard",
    mixinStandardHelpOptions = true,
    description = "Measures memview, its peers and NumPy, and holds them against each other.")
public final class Scoreboard implements Callable<Integer> {
  @Option(
      names = "--quick",
      arity = "0..1",
      fallbackValue = "true",
      description = "Short runs, and none that take a minute.")
  private boolean quick;

  @Option(
      names = "--collector",
      defaultValue = "G1",
      description =
          "What collects the garbage: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
  private Collector collector = Collector.G1;

  @Option(
      names = "--python",
      arity = "0..1",
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether CPython and NumPy are timed in a process of their own.")
  private boolean python;

  @Option(
      names = "--compare",
      defaultValue = "",
      description = "The result of an earlier run; what got worse since is told.")
  private String compare = "";

  @Option(
      names = "--limit",
      defaultValue = "1.25",
      description = "How many times worse is told: ${DEFAULT-VALUE} or more.")
  private double limit;

  @Option(
      names = "--include",
      defaultValue = ".*",
      description = "Which rows: a regular expression that an id contains.")
  private Pattern include = Pattern.compile("");

  @Option(
      names = "--output",
      defaultValue = "target/scoreboard.json",
      description = "Where the result goes: ${DEFAULT-VALUE}.")
  private Path output = Path.of("");

  @Option(
      names = "--script",
      defaultValue = "src/main/python/peers.py",
      description = "What times CPython and NumPy: ${DEFAULT-VALUE}.")
  private Path script = Path.of("");

  private final Map<Work, Figure> figures = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final long start = System.nanoTime();
  private int count;
  private int done;

  private Scoreboard() {}

  /**
   * The program.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Scoreboard()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Row> rows = Row.all().stream().filter(row -> include.matcher(row.id()).find()).toList();
    Set<Work> works = new LinkedHashSet<>();
    rows.stream()
        .filter(row -> !quick || !row.isOfFullRuns())
        .forEach(row -> works.addAll(List.of(row.ours(), row.reference())));
    works.removeIf(Work.Constant.class::isInstance);
    count = works.size();
    Path folder = output.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    // Read first: it may be the file that is about to be written, or none at all.
    List<Result> earlier = compare.isEmpty() ? List.of() : Results.read(Path.of(compare));
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    if (python) {
      runPython(all(works, Work.Python.class), effort);
    }
    try (PrintStream log =
        new PrintStream(output.resolveSibling("scoreboard.log").toFile(), StandardCharsets.UTF_8)) {
      runProcesses(all(works, Work.Process.class), effort, log);
      runJmh(all(works, Work.Jmh.class), effort, log);
    }

    List<Result> results = rows.stream().map(row -> Result.of(row, figures, collector)).toList();
    Results.write(output, results);
    System.out.printf("%n%s, %s%n%n", quick ? "A quick run" : "A full run", collector.option());
    System.out.print(Table.of(rows, results));
    if (!compare.isEmpty()) {
      System.out.print(Comparison.text(compare, earlier, results, limit));
    }
    System.out.printf("%nWritten to %s after %s.%n", output, elapsed());
    failures.forEach(System.err::println);
    return failures.isEmpty() ? 0 : 1;
  }

  private void runPython(List<Work.Python> works, Effort effort) throws InterruptedException {
    if (works.isEmpty()) {
      return;
    }
    try {
      int status = PythonRunner.run(script, effort.python(), works, this::measured);
      if (status != 0) {
        failures.add("%s ended with status %d".formatted(script, status));
      }
    } catch (IOException e) {
      System.out.println("No figures of Python: " + e.getMessage());
    }
    tellAbsent(works);
  }

  private void tellAbsent(List<? extends Work> works) {
    works.stream()
        .filter(work -> !figures.containsKey(work))
        .forEach(work -> progress(work, "not measured"));
  }

  private void runProcesses(List<Work.Process> works, Effort effort, PrintStream log)
      throws IOException, InterruptedException {
    failures.addAll(new ProcessRunner(collector, effort, log, this::measured).run(works));
    tellAbsent(works);
  }

  private void runJmh(List<Work.Jmh> works, Effort effort, PrintStream log) {
    JmhRunner runner = new JmhRunner(collector, log);
    int retries = effort.retries();
    for (Work.Jmh work : works) {
      if (figures.containsKey(work)) {
        continue; // the other side of a benchmark that has two
      }
      try {
        Map<Work.Jmh, Figure> measured = runner.run(work, effort);
        if (retries > 0 && !measured.values().stream().allMatch(Figure::isSettled)) {
          retries--;
          measured = runner.run(work, effort.longer());
        }
        measured.forEach(this::measured);
      } catch (RunnerException e) {
        progress(work, "FAILED");
        failures.add("%s failed (%s); see the log".formatted(work, e.getMessage()));
      }
    }
  }

  private void measured(Work work, Figure figure) {
    figures.put(work, figure);
    boolean there = !Double.isNaN(figure.nanoseconds());
    boolean large = figure.nanoseconds() >= 1e3;
    String number =
        there
            ? Table.number(figure.nanoseconds() / (large ? 1e3 : 1)) + (large ? " us" : " ns")
            : "absent";
    progress(work, figure.isSettled() ? number : number + ", not settled");
  }

  private void progress(Work work, String text) {
    done++;
    System.out.printf("%s [%3d/%d] %-60s %s%n", elapsed(), done, count, work, text);
  }

  private String elapsed() {
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }

  private static <W> List<W> all(Set<Work> works, Class<W> kind) {
    return works.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
