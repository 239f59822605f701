package io.memview.benchmarks.process;

import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.layout.Index;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A hundred thousand views a second for a minute, none of which leaves anything behind. */
final class ManyViews {
  private static final int SIZE = 1_000;
  private static final int A_SECOND = 100_000;
  private static final int TICKS_A_SECOND = 100;
  private static final Duration TIME = Duration.ofMinutes(1);
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  private final View view;
  private double total;

  private ManyViews(View view) {
    this.view = view;
  }

  public static void main(String[] args) {
    double[] array = new double[SIZE * SIZE];
    try (Lease lease = PrimitiveArrays.export(array, SIZE, SIZE).acquire(Request.FULL_RO)) {
      ManyViews views = new ManyViews(lease.view());
      views.derive(WARM_UP);
      long before = used();
      views.derive(TIME);
      Figures.print("before", before);
      Figures.print("after", used());
    }
  }

  /** Keeps the pace, and fails if it cannot. */
  private void derive(Duration time) {
    long start = System.nanoTime();
    long ticks = time.toSeconds() * TICKS_A_SECOND;
    long tick = Duration.ofSeconds(1).toNanos() / TICKS_A_SECOND;
    for (long i = 0; i < ticks; i++) {
      for (int k = 0; k < A_SECOND / TICKS_A_SECOND; k++) {
        View part = view.slice(Index.range(k % SIZE, SIZE), Index.every(1 + k % 3));
        total += part.getDouble(0, 0);
      }
      LockSupport.parkNanos(start + (i + 1) * tick - System.nanoTime());
    }
    long late = System.nanoTime() - start - time.toNanos();
    if (late > time.toNanos() / 10) {
      throw new AssertionError("a pace of %d views a second was not kept".formatted(A_SECOND));
    }
    Figures.check(total, 0);
  }

  private static long used() {
    // Twice: what the first one makes reachable by queues only, the second one collects.
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
