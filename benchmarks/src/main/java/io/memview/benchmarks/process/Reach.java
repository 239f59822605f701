package io.memview.benchmarks.process;

import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.layout.Index;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * How long after its start a program has reached the speed at which it goes on: its work is done in
 * small parts for most of a second, and the first part counts from which on eight in a row take, in
 * the median, at most a quarter longer than those of the end.
 */
final class Reach {
  private static final int ITEMS = 10_000;
  private static final int ACQUISITIONS = 500;
  private static final long NANOSECONDS = 800_000_000;
  private static final int MOST_PARTS = 400_000;
  private static final int IN_A_ROW = 8;
  private static final double REACHED = 1.25;

  private Reach() {}

  private static void watch(long start, DoubleSupplier work, double expected) {
    long[] ends = new long[MOST_PARTS];
    long[] times = new long[MOST_PARTS];
    int parts = 0;
    long begin = System.nanoTime();
    while (parts < MOST_PARTS && begin - start < NANOSECONDS) {
      Figures.check(work.getAsDouble(), expected);
      long end = System.nanoTime();
      ends[parts] = end - start;
      times[parts++] = end - begin;
      begin = end;
    }
    long last = median(times, parts - parts / 4, parts);
    int first = 0;
    while (median(times, first, Math.min(first + IN_A_ROW, parts)) > last * REACHED) {
      first++;
    }
    Figures.print("reached", ends[first]);
    Figures.print("part", last);
  }

  private static long median(long[] times, int from, int to) {
    long[] some = Arrays.copyOfRange(times, from, to);
    Arrays.sort(some);
    return some[some.length / 2];
  }

  private static double[] doubles() {
    double[] array = new double[ITEMS];
    Arrays.fill(array, 1);
    return array;
  }

  /** A loop over the items of a view. */
  static final class Items {
    private Items() {}

    public static void main(String[] args) {
      long start = System.nanoTime();
      View view = PrimitiveArrays.export(doubles()).acquire(Request.FULL.scoped()).view();
      watch(start, () -> sum(view), ITEMS);
    }

    private static double sum(View view) {
      double sum = 0;
      for (long i = 0; i < ITEMS; i++) {
        sum += view.getDouble(i);
      }
      return sum;
    }
  }

  /** A loop over an array. */
  static final class ArrayItems {
    private ArrayItems() {}

    public static void main(String[] args) {
      long start = System.nanoTime();
      double[] array = doubles();
      watch(start, () -> sum(array), ITEMS);
    }

    private static double sum(double[] array) {
      double sum = 0;
      for (int i = 0; i < ITEMS; i++) {
        sum += array[i];
      }
      return sum;
    }
  }

  /** A copy of every second item. */
  static final class Copies {
    private Copies() {}

    public static void main(String[] args) {
      long start = System.nanoTime();
      View view = PrimitiveArrays.export(doubles()).acquire(Request.FULL.scoped()).view();
      View half = view.slice(Index.every(2));
      View copy =
          PrimitiveArrays.export(new double[ITEMS / 2]).acquire(Request.FULL.scoped()).view();
      watch(
          start,
          () -> {
            copy.copyFrom(half);
            return copy.getDouble(ITEMS / 2 - 1);
          },
          1);
    }
  }

  /** The same copy from array to array. */
  static final class ArrayCopies {
    private ArrayCopies() {}

    public static void main(String[] args) {
      long start = System.nanoTime();
      double[] array = doubles();
      double[] copy = new double[ITEMS / 2];
      watch(
          start,
          () -> {
            copy(array, copy);
            return copy[ITEMS / 2 - 1];
          },
          1);
    }

    private static void copy(double[] from, double[] to) {
      for (int i = 0; i < to.length; i++) {
        to[i] = from[2 * i];
      }
    }
  }

  /** Acquisitions, each of which reads an item. */
  static final class Leases {
    private Leases() {}

    public static void main(String[] args) {
      long start = System.nanoTime();
      MemoryExporter exporter = PrimitiveArrays.export(doubles());
      watch(start, () -> read(exporter), ACQUISITIONS);
    }

    private static double read(MemoryExporter exporter) {
      double sum = 0;
      for (int i = 0; i < ACQUISITIONS; i++) {
        try (Lease lease = exporter.acquire(Request.FULL_RO.scoped())) {
          sum += lease.view().getDouble(1);
        }
      }
      return sum;
    }
  }

  /** Arenas, of which each allows to read an item. */
  static final class Arenas {
    private Arenas() {}

    public static void main(String[] args) {
      long start = System.nanoTime();
      double[] array = doubles();
      watch(start, () -> read(array), ACQUISITIONS);
    }

    private static double read(double[] array) {
      double sum = 0;
      for (int i = 0; i < ACQUISITIONS; i++) {
        try (Arena arena = Arena.ofConfined()) {
          sum += array[arena.scope().isAlive() ? 1 : 0];
        }
      }
      return sum;
    }
  }
}
