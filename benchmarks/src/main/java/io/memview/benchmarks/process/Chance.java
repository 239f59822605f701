package io.memview.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import io.memview.Cursor;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Reduction;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A small program that uses several kinds of memory a little, or small views much, or nothing, and
 * then some loops much: how fast these are must not depend on what the JIT compiler happened to see
 * first. What comes before, and which loop is first, depends on the number that the program is
 * given.
 */
final class Chance {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int SIZE = 128;
  private static final int ITEMS = SIZE * SIZE;
  private static final int MANY = 50_000;
  private static final int STEP = 2;

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Twice: what later loops have the JIT compiler throw away, the second round sees. */
  private static final int ROUNDS = 2;

  /**
   * A loop is tried until for so long nothing better was seen, and other threads have done nothing,
   * but for no more than two seconds: a loop that waits for the compiler is not slow by chance. The
   * compiler says only at its end that it has compiled something, so that its processor time
   * counts. Processor time of this thread, so that on a machine that does other things, too, the
   * compiler's threads have had their share. So long that what a loop calls once has been called
   * the 5,000 times from which on it is compiled well: some 20 us each.
   */
  private static final long PATIENCE = 250_000_000;

  /** The compiler's threads have been idle, but for so much meanwhile. */
  private static final long IDLE = 20_000_000;

  private static final long MOST = 2_000_000_000;
  private static final double BETTER = 0.98;
  private static final long PART = 100_000;

  private final View doubles = view(PrimitiveArrays.export(filled(), SIZE, SIZE));
  private final View other = view(PrimitiveArrays.export(new double[ITEMS], SIZE, SIZE));
  private final View flat = view(PrimitiveArrays.export(filled()));
  private final View nativeDoubles = view(OwnedMemory.allocate("d", SIZE, SIZE));
  private final View stepped = nativeDoubles.slice(Index.all(), Index.every(STEP));
  private final View nativeInts = view(OwnedMemory.allocate("i", ITEMS));
  private final MemoryExporter exporter = PrimitiveArrays.export(filled());
  private final Map<String, Loop> loops = new LinkedHashMap<>();
  private double total;

  /** A loop over all items, which gives their number if it is right. */
  private interface Loop {
    double run();
  }

  private Chance() {
    nativeDoubles.copyFrom(doubles);
    nativeInts.fill(1L);
    loops.put("sum.array", doubles::doubleSum);
    loops.put("sum.native", nativeDoubles::doubleSum);
    loops.put("sum.step", () -> stepped.doubleSum() * STEP);
    loops.put("max", () -> (Double) doubles.reduce(Reduction.MAX) * ITEMS);
    loops.put("item.array", () -> items(flat));
    loops.put("item.native", () -> integers(nativeInts));
    loops.put("convert", () -> copied(flat, nativeInts));
    loops.put("forEach", this::forEach);
    loops.put("transpose", () -> copied(other, doubles.transpose()));
    loops.put("equals", () -> doubles.contentEquals(nativeDoubles) ? ITEMS : 0);
    loops.put("toArray", () -> nativeDoubles.toArray(double[].class).length);
    loops.put("cursor", () -> cursor(doubles));
    loops.put("acquire", () -> acquire(exporter));
  }

  public static void main(String[] args) {
    new Chance().measure(Integer.parseInt(args[0]));
  }

  private static double[] filled() {
    double[] array = new double[ITEMS];
    Arrays.fill(array, 1);
    return array;
  }

  private static View view(Exporter exporter) {
    return exporter.acquire(Request.FULL.scoped()).view();
  }

  private void measure(int number) {
    switch (number % 3) {
      case 0 -> useOthers();
      case 1 -> useSmall();
      default -> {} // a program that does nothing else
    }
    List<Map.Entry<String, Loop>> turned = new ArrayList<>(loops.entrySet());
    Collections.rotate(turned, -number);
    Map<String, Double> best = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, Loop> loop : turned) {
        best.put(loop.getKey(), time(loop.getValue())); // the last round, after all has been used
      }
    }
    best.forEach(Figures::print);
  }

  /** Nanoseconds of an item, in the best part. */
  private static double time(Loop loop) {
    double best = Double.MAX_VALUE;
    double last = Double.MAX_VALUE;
    long begin = THREADS.getCurrentThreadCpuTime();
    long improved = begin;
    long start = begin;
    long others = others(begin);
    int times = 1;
    while (start - improved < PATIENCE && start - begin < MOST) {
      for (int i = 0; i < times; i++) {
        Figures.check(loop.run(), ITEMS);
      }
      long end = THREADS.getCurrentThreadCpuTime();
      if (end == start) { // the clock has not moved on
        times *= 2;
        continue;
      }
      double once = (double) (end - start) / times;
      boolean isBetter = once < last * BETTER;
      last = isBetter ? once : last;
      if (isBetter || others(end) - others > IDLE) { // the process' clock ticks slowly
        improved = end;
        others = others(end);
      }
      best = Math.min(best, once);
      times = (int) Math.max(1, PART / once);
      start = end;
    }
    return best / ITEMS;
  }

  /** The processor time of all other threads. */
  private static long others(long own) {
    return PROCESS.getProcessCpuTime() - own;
  }

  /** Every kind of memory a little: sums, items, positions, copies. */
  private void useOthers() {
    List<View> kinds =
        List.of(
            doubles,
            nativeDoubles,
            view(PrimitiveArrays.export(new float[ITEMS], SIZE, SIZE)),
            view(PrimitiveArrays.export(new byte[ITEMS], SIZE, SIZE)),
            view(MemoryExporter.of(MemorySegment.ofArray(new byte[8 * ITEMS]), ">d", SIZE, SIZE)),
            view(
                MemoryExporter.of(
                    Memory.ofBlocks(
                        IntStream.range(0, SIZE)
                            .mapToObj(i -> Memory.ofArray(new double[SIZE]))
                            .toList()))));
    for (int round = 0; round < 3; round++) {
      for (View kind : kinds) {
        total += kind.doubleSum() + walk(kind) + kind.getDouble(1, 1);
        other.copyFrom(kind);
      }
    }
  }

  /** Leases, positions and windows of a few items, many times. */
  private void useSmall() {
    for (int i = 0; i < MANY; i++) {
      int at = i % (SIZE - 3);
      View window = doubles.slice(Index.range(at, at + 3), Index.range(5, 8));
      total += window.doubleSum() + doubles.at(at).getDouble(3);
      if (i % 3 == 0) {
        total += walk(window);
      }
      try (Lease lease = exporter.acquire(Request.FULL)) {
        total += lease.view().getDouble(1);
      }
    }
  }

  private static double items(View view) {
    double sum = 0;
    for (long i = 0; i < ITEMS; i++) {
      sum += view.getDouble(i);
    }
    return sum;
  }

  private static double integers(View view) {
    long sum = 0;
    for (long i = 0; i < ITEMS; i++) {
      sum += view.getLong(i);
    }
    return sum;
  }

  private static double copied(View to, View from) {
    to.copyFrom(from);
    return ITEMS;
  }

  private double forEach() {
    total = 0;
    nativeDoubles.forEachDouble(Order.C, item -> total += item);
    return total;
  }

  /**
   * The program's own loop, which sees views of many kinds: what such a loop costs is no chance.
   */
  private static double walk(View view) {
    double most = 0;
    Cursor at = Cursor.over(Order.C, view);
    while (at.next()) {
      most = Math.max(most, at.getDouble(0));
    }
    return most;
  }

  private static double cursor(View view) {
    double sum = 0;
    Cursor at = Cursor.over(Order.C, view);
    while (at.next()) {
      sum += at.getDouble(0);
    }
    return sum;
  }

  private static double acquire(MemoryExporter exporter) {
    double sum = 0;
    for (int i = 0; i < ITEMS; i++) {
      try (Lease lease = exporter.acquire(Request.FULL_RO.scoped())) {
        sum += lease.view().getDouble(1);
      }
    }
    return sum;
  }
}
