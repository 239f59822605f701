package io.memview.races.stress;

import io.memview.BufferException;
import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Leases that nobody closes: a cleaner gives them back, beside others that are closed. */
final class Forgotten implements Exporter {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private final Oracle oracle = new Oracle("leases that are forgotten");
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong leases = new AtomicLong();
  private final ExportCount exports = new ExportCount(this, _ -> heard.incrementAndGet());
  private long[] array = {1};
  private volatile Memory memory = Memory.ofArray(array);

  private Forgotten() {}

  /** Needs a JVM in which all leases are watched. */
  static void run(long seconds) throws InterruptedException {
    Forgotten forgotten = new Forgotten();
    Throwable failure = Threads.run(seconds, forgotten::step);
    if (failure != null) {
      throw new AssertionError(failure);
    }
    forgotten.awaitAll();
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(() -> memory, request);
  }

  private void step(RandomGenerator random) {
    switch (random.nextInt(64)) {
      case 0 -> System.gc();
      case 1 -> move();
      default -> {
        Lease lease = acquire(Request.FULL);
        leases.incrementAndGet();
        long stamp = lease.view().getLong(0);
        @Nullable Lease second = random.nextBoolean() ? lease.view().acquire(Request.FULL) : null;
        if (second != null) {
          leases.incrementAndGet();
          oracle.sees(stamp, second.view().getLong(0));
        }
        oracle.sees(stamp, lease.view().toArray(long[].class));
        if (random.nextBoolean()) {
          lease.close();
        }
      }
    }
  }

  private void move() {
    try {
      exports.exclusively(
          "move",
          () -> {
            long[] old = array;
            array = new long[] {old[0] + 1};
            memory = Memory.ofArray(array);
            old[0] = Subject.GONE;
          });
    } catch (BufferException.Exported e) {
      Thread.onSpinWait();
    }
  }

  private void awaitAll() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (exports.get() != 0 && System.nanoTime() < end) {
      System.gc();
      Thread.sleep(10);
    }
    oracle.ended(exports.get());
    if (heard.get() != leases.get()) {
      throw oracle.forbidden(
          "%d releases of %d leases were told".formatted(heard.get(), leases.get()));
    }
  }
}
