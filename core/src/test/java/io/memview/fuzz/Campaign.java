package io.memview.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * All that is done with one target. Which input comes is decided by the seed, its number and the
 * corpus; these are in a folder, so that a later process goes on.
 */
final class Campaign {
  private static final int AT_ONCE = 64;

  /** How far a process goes on behind the place where an earlier one was ended. */
  private static final long SKIPPED = 100_000;

  private final Target target;
  private final Path folder;
  private final Corpus corpus;
  private final Findings findings;
  private long seed;
  private long position;
  private long executions;
  private long nanos;
  private int newFindings;

  /** Since when an input is called, by which thread; 0 if none is. */
  private volatile long started;

  private volatile byte @Nullable [] input;
  private volatile @Nullable Thread thread;

  Campaign(Target target, Path parent, long seed) throws Exception {
    this.target = target;
    this.folder = Files.createDirectories(parent.resolve(target.name()));
    this.findings = new Findings(folder);
    this.seed = seed;
    List<byte[]> seeds = new ArrayList<>(target.seeds());
    seeds.addAll(Inputs.kept(target));
    corpus = new Corpus(seeds);
    corpus.load(folder.resolve("corpus.txt"));
    if (Files.exists(folder.resolve("state.properties"))) {
      resume();
    }
    for (byte[] each : corpus.all()) {
      corpus.know(call(each));
    }
  }

  private void resume() throws IOException {
    Properties state = new Properties();
    try (var in = Files.newBufferedReader(folder.resolve("state.properties"))) {
      state.load(in);
    }
    seed = Long.parseLong(state.getProperty("seed"));
    position = Long.parseLong(state.getProperty("position"));
    executions = Long.parseLong(state.getProperty("executions"));
    nanos = Long.parseLong(state.getProperty("nanos"));
    if (Files.deleteIfExists(running())) {
      found(
          new byte[0],
          new AssertionError("a process was ended behind the execution %d".formatted(position)));
      position += SKIPPED;
    }
  }

  private Path running() {
    return folder.resolve("running");
  }

  /** Goes on for a while, and saves how far it came. */
  void run(long untilNanos) throws IOException {
    long start = System.nanoTime();
    Files.write(running(), new byte[0]);
    thread = Thread.currentThread();
    do {
      for (int i = 0; i < AT_ONCE; i++) {
        byte[] next = target.input(corpus, new SplittableRandom(seed + position++));
        corpus.offer(next, call(next));
        executions++;
      }
    } while (System.nanoTime() < untilNanos);
    nanos += System.nanoTime() - start;
    save();
  }

  private @Nullable String call(byte[] next) throws IOException {
    input = next;
    started = System.nanoTime();
    try {
      return Execution.of(target, next);
    } catch (Throwable wrong) {
      found(next, wrong);
      return null;
    } finally {
      started = 0;
    }
  }

  private void found(byte[] wrongInput, Throwable wrong) throws IOException {
    if (findings.add(wrongInput, wrong)) {
      newFindings++;
      System.out.printf("%s: %s%n", target.name(), TextTarget.shape(wrong.toString()));
    }
  }

  private void save() throws IOException {
    Properties state = new Properties();
    state.setProperty("seed", Long.toString(seed));
    state.setProperty("position", Long.toString(position));
    state.setProperty("executions", Long.toString(executions));
    state.setProperty("nanos", Long.toString(nanos));
    try (var out = Files.newBufferedWriter(folder.resolve("state.properties"))) {
      state.store(out, null);
    }
    corpus.save(folder.resolve("corpus.txt"));
    Files.deleteIfExists(running());
  }

  /** Writes down an input that takes longer than this; whether there is one. */
  boolean isHanging(long mostNanos) throws IOException {
    long since = started;
    byte[] now = input;
    Thread caller = thread;
    if (since == 0 || now == null || caller == null || System.nanoTime() - since < mostNanos) {
      return false;
    }
    AssertionError hang = new AssertionError("it does not end");
    hang.setStackTrace(caller.getStackTrace());
    found(now, hang);
    return true;
  }

  long executions() {
    return executions;
  }

  long nanos() {
    return nanos;
  }

  int newFindings() {
    return newFindings;
  }

  /** A row of the table. */
  String row() throws IOException {
    return Fuzz.ROW.formatted(
        target.name(),
        executions,
        nanos == 0 ? 0 : executions * 1_000_000_000.0 / nanos,
        corpus.size(),
        findings.count());
  }
}
