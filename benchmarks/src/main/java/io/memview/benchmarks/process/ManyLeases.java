package io.memview.benchmarks.process;

import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.array.PrimitiveArrays;
import java.util.Arrays;

/** A million leases open at once, against a thousand times a thousand. */
final class ManyLeases {
  private static final int MANY = 1_000_000;
  private static final int FEW = 1_000;
  private static final int ROUNDS = 10;

  private final MemoryExporter exporter = PrimitiveArrays.export(new double[] {1, 42, 3, 4});
  private final Lease[] leases = new Lease[MANY];
  private double bytes;

  private ManyLeases() {}

  public static void main(String[] args) {
    new ManyLeases().measure();
  }

  private void measure() {
    double few = Double.MAX_VALUE;
    double many = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      few = Math.min(few, time(FEW));
      many = Math.min(many, time(MANY));
    }
    Figures.print("thousand", few);
    Figures.print("million", many);
    Figures.print("bytes", bytes);
  }

  /** Nanoseconds of one of a million leases, of which so many are open at once. */
  private double time(int open) {
    System.gc();
    long before = used();
    long nanoseconds = 0;
    for (int done = 0; done < MANY; done += open) {
      long start = System.nanoTime();
      for (int i = 0; i < open; i++) {
        leases[i] = exporter.acquire(Request.FULL_RO.scoped());
      }
      nanoseconds += System.nanoTime() - start;
      Figures.check(exporter.exports(), open);
      if (open == MANY) {
        System.gc();
        bytes = (double) (used() - before) / MANY;
      }
      start = System.nanoTime();
      for (int i = 0; i < open; i++) {
        leases[i].close();
      }
      nanoseconds += System.nanoTime() - start;
      Figures.check(exporter.exports(), 0);
    }
    Arrays.fill(leases, null);
    return (double) nanoseconds / MANY;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
