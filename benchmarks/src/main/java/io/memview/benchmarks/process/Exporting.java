package io.memview.benchmarks.process;

import io.memview.Exporters;
import io.memview.array.PrimitiveArrays;

/** How long {@code Exporters.of} takes the first time, the second, and when it has been used. */
final class Exporting {
  private static final int ROUNDS = 200;
  private static final int CALLS = 100;

  private Exporting() {}

  public static void main(String[] args) {
    double[] array = {1, 42, 3, 4};
    long start = System.nanoTime();
    Object direct = PrimitiveArrays.export(array);
    long known = System.nanoTime();
    Object first = Exporters.of(array);
    long middle = System.nanoTime();
    Object second = Exporters.of(array);
    long end = System.nanoTime();
    Figures.check(direct == first || first == second ? 1 : 0, 0);
    Figures.print("direct", known - start);
    Figures.print("first", middle - known);
    Figures.print("second", end - middle);
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        second = Exporters.of(array);
      }
      best = Math.min(best, System.nanoTime() - begin);
    }
    Figures.check(second == first ? 1 : 0, 0);
    Figures.print("later", (double) best / CALLS);
  }
}
