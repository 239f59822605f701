package io.memview.examples;

import static io.memview.layout.Index.range;

import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.array.PrimitiveArrays;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Several threads fill one array, each its own rows, under a lease of its own. */
public final class Threads {
  private Threads() {}

  /** Runs the program. */
  public static void main(String[] args) {
    IO.println("sum " + Arrays.stream(fill(1000, 1000, 4)).asLongStream().sum());
  }

  static int[] fill(int rows, int columns, int threads) {
    // @start region="threads"
    int[] cells = new int[rows * columns];
    MemoryExporter table = PrimitiveArrays.export(cells, rows, columns);
    CompletableFuture<?>[] parts = new CompletableFuture<?>[threads];
    for (int t = 0; t < threads; t++) {
      int first = rows * t / threads;
      int end = rows * (t + 1) / threads;
      parts[t] =
          CompletableFuture.runAsync(
              () -> {
                try (Lease lease = table.acquire(Request.FULL)) {
                  lease.view().slice(range(first, end)).fill(first);
                }
              });
    }
    CompletableFuture.allOf(parts).join(); // what they wrote is visible from here on
    // @end
    return cells;
  }
}
