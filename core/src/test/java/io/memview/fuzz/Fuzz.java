package io.memview.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls the targets in turn until the time is over, each as long as the others, and prints how far
 * they came in all: {@code mvn -q -Pfuzz -pl core verify -Dfuzz.minutes=10}. The properties are
 * those of the profile {@code fuzz}. The exit status is 1 if anything new was found.
 *
 * <p>{@code -Dfuzz.target=NAME -Dfuzz.input=LINE}, with the first line of a finding, repeats it.
 */
public final class Fuzz {
  static final String ROW = "%-10s %,15d %,12.0f/s %8d %9d";
  private static final String HEAD = "%-10s %15s %14s %8s %9s";
  private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long HANGING_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final List<Campaign> campaigns = new ArrayList<>();
  private final long mostExecutions = Long.getLong("fuzz.executions", Long.MAX_VALUE);
  private final long nanos =
      (long) (Double.parseDouble(System.getProperty("fuzz.minutes", "1")) * 60e9);

  private Fuzz() throws Exception {
    String asked = System.getProperty("fuzz.target", ".*");
    Path folder = Path.of(System.getProperty("fuzz.folder", "target/fuzz"));
    long seed = Long.getLong("fuzz.seed", 1);
    for (Target target : Targets.all()) {
      if (target.name().matches(asked)) {
        campaigns.add(new Campaign(target, folder, seed));
      }
    }
    if (campaigns.isEmpty()) {
      throw new IllegalArgumentException(
          "no target matches %s; there are %s"
              .formatted(asked, Targets.all().stream().map(Target::name).toList()));
    }
  }

  /** Runs what the properties ask for. */
  public static void main(String[] arguments) throws Exception {
    String input = System.getProperty("fuzz.input", "");
    if (!input.isEmpty()) {
      repeat(System.getProperty("fuzz.target", ""), Inputs.parse(input));
      return;
    }
    Fuzz fuzz = new Fuzz();
    fuzz.run();
    fuzz.print();
    System.exit(fuzz.campaigns.stream().anyMatch(each -> each.newFindings() > 0) ? 1 : 0);
  }

  /** The first line of a finding once more. */
  private static void repeat(String name, byte[] input) throws Exception {
    for (Target target : Targets.all()) {
      if (target.name().equals(name)) {
        try {
          System.out.println("nothing is wrong: " + target.check(input));
        } catch (Throwable wrong) {
          throw new AssertionError(wrong);
        }
      }
    }
  }

  private void run() throws Exception {
    long end = System.nanoTime() + nanos;
    BlockingQueue<Campaign> waiting =
        new PriorityBlockingQueue<>(campaigns.size(), Comparator.comparingLong(Campaign::nanos));
    waiting.addAll(campaigns);
    int threads =
        Math.min(
            campaigns.size(),
            Integer.getInteger("fuzz.threads", Runtime.getRuntime().availableProcessors()));
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(workers.submit(() -> work(waiting, end)));
      }
      for (Future<?> each : running) {
        await(each);
      }
    }
  }

  /** One thread: what has had the least time comes next. */
  private Void work(BlockingQueue<Campaign> waiting, long end) throws Exception {
    while (System.nanoTime() < end && executions() < mostExecutions) {
      Campaign next = waiting.take();
      next.run(Math.min(end, System.nanoTime() + TURN_NANOS));
      waiting.add(next);
    }
    return null;
  }

  private void await(Future<?> worker) throws Exception {
    while (true) {
      try {
        worker.get(1, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        for (Campaign each : campaigns) {
          if (each.isHanging(HANGING_NANOS)) {
            print();
            Runtime.getRuntime().halt(1); // nothing else ends that thread
          }
        }
      }
    }
  }

  private long executions() {
    return campaigns.stream().mapToLong(Campaign::executions).sum();
  }

  private void print() throws IOException {
    System.out.println(HEAD.formatted("target", "executions", "speed", "corpus", "findings"));
    for (Campaign each : campaigns) {
      System.out.println(each.row());
    }
    System.out.printf("%-10s %,15d%n", "all", executions());
    System.out.flush();
  }
}
