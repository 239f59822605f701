package io.memview.races.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** Threads that do the same at random, until the time is over or one of them has failed. */
final class Threads {
  /** More than most machines that this runs on have processors for: threads are to be stopped. */
  private static final int COUNT = 4;

  private static final long PATIENCE = TimeUnit.SECONDS.toMillis(60);

  private Threads() {}

  /** What is done over and over. */
  @FunctionalInterface
  interface Step {
    void run(RandomGenerator random) throws Exception;
  }

  /** Gives what one of them has thrown, if any has. */
  static @Nullable Throwable run(long seconds, Step step) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(i);
      all.add(
          Thread.ofPlatform()
              .name("stress " + i)
              .daemon()
              .start(
                  () -> {
                    try {
                      while (failure.get() == null && System.nanoTime() < end) {
                        step.run(random);
                      }
                    } catch (Throwable e) {
                      failure.compareAndSet(null, e);
                    }
                  }));
    }
    for (Thread each : all) {
      each.join(TimeUnit.SECONDS.toMillis(seconds) + PATIENCE);
      if (each.isAlive()) {
        AssertionError waits = new AssertionError(each.getName() + " waits for ever");
        waits.setStackTrace(each.getStackTrace());
        failure.compareAndSet(null, waits);
      }
    }
    return failure.get();
  }
}
