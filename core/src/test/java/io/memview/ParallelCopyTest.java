package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.array.NestedArrays;
import io.memview.array.PrimitiveArrays;
import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.format.ValueException;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Copies by several threads give what copies by one give. */
final class ParallelCopyTest {
  private static final int ROWS = 700;
  private static final int COLUMNS = 600;

  private static View view(Exporter exporter) {
    return exporter.acquire(Request.FULL.scoped()).view();
  }

  private static View allocated(String format, long... shape) {
    Memory memory =
        Memory.of(
            MemorySegment.ofArray(new long[(int) Layout.contiguous(8, Order.C, shape).itemCount()]),
            Format.parse(format),
            Layout.contiguous(Format.parse(format).itemSize(), Order.C, shape));
    return view(MemoryExporter.of(memory));
  }

  private static View numbered(View view, Random random) {
    for (long i = 0; i < view.shape(0); i++) {
      for (long j = 0; j < view.shape(1); j++) {
        view.setObject(i, j, (long) random.nextInt(1000));
      }
    }
    return view;
  }

  private static View turned(View view, Random random) {
    View turned = random.nextBoolean() ? view.transpose() : view;
    turned = random.nextBoolean() ? turned.flip(0) : turned;
    turned = random.nextBoolean() ? turned.flip(1) : turned;
    return turned.shape(0) == ROWS ? turned : turned.transpose();
  }

  /** Nobody writes any more when the call is over, and all is there. */
  @Test
  void aPoolThatIsShutDownMeanwhile() throws Exception {
    byte[] source = new byte[1 << 23];
    Arrays.fill(source, (byte) 1);
    for (int round = 0; round < 12; round++) {
      double[] target = new double[source.length];
      MemoryExporter to = PrimitiveArrays.export(target);
      CountDownLatch begun = new CountDownLatch(1);
      CompletableFuture<double[]> seen = new CompletableFuture<>();
      ForkJoinPool pool = new ForkJoinPool(3);
      pool.execute(
          () -> {
            begun.countDown();
            try {
              to.doWithView(
                  Request.FULL, view -> view.parallelCopyFrom(PrimitiveArrays.export(source)));
              seen.complete(target.clone());
            } catch (Throwable e) {
              seen.completeExceptionally(e);
            }
          });
      assertTrue(begun.await(30, TimeUnit.SECONDS));
      Thread.sleep(round);
      pool.shutdownNow();
      double[] copy = seen.get(30, TimeUnit.SECONDS);
      assertEquals(source.length, Arrays.stream(copy).sum());
      assertEquals(0, to.exports());
    }
  }

  @Test
  void sameAsByOneThread() {
    String[] formats = {"q", ">q", "i", ">h", "h"};
    Seeds.forEach(
        ParallelCopyTest.class,
        8,
        random -> {
          View source =
              turned(
                  numbered(allocated(formats[random.nextInt(5)], ROWS, COLUMNS), random), random);
          String format = formats[random.nextInt(5)];
          View expected = allocated(format, ROWS, COLUMNS);
          expected.copyFrom(source);
          View whole = allocated(format, ROWS, 2 * COLUMNS);
          View target = turned(whole.slice(Index.all(), Index.every(2)), random);
          target.parallelCopyFrom(source);
          assertTrue(target.contentEquals(expected));
          assertEquals(
              0,
              whole.slice(Index.all(), Index.range(1, 2 * COLUMNS, 2)).longStatistics().getMax());
        });
  }

  @Test
  void throughPointers() {
    long[][] table = new long[ROWS][COLUMNS];
    View source = numbered(allocated("q", ROWS, COLUMNS), new Random(1));
    View target = view(NestedArrays.export(table));
    target.parallelCopyFrom(source);
    assertTrue(target.contentEquals(source));
    View back = allocated("q", ROWS, COLUMNS);
    back.parallelCopyFrom(target);
    assertTrue(back.contentEquals(source));
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() {
    View source = allocated("q", ROWS, COLUMNS);
    View target = allocated("i", ROWS, COLUMNS);
    source.fill(7L);
    source.setObject(ROWS - 1, 3, 1L << 40);
    source.setObject(2, 2, 1L << 41);
    ValueException thrown =
        assertThrows(ValueException.class, () -> target.parallelCopyFrom(source));
    assertTrue(thrown.getMessage().contains("" + (1L << 41)), thrown.getMessage());
    assertEquals(0, target.longStatistics().getMax());
    assertThrows(IllegalArgumentException.class, () -> target.parallelCopyFrom(source.transpose()));
  }

  @Test
  void overlapAndConfinedMemory() {
    View all = numbered(allocated("q", ROWS, COLUMNS), new Random(2));
    View expected = allocated("q", ROWS, COLUMNS);
    expected.copyFrom(all.flip(0));
    all.parallelCopyFrom(all.flip(0));
    assertTrue(all.contentEquals(expected));
    try (Arena arena = Arena.ofConfined()) {
      View confined =
          view(MemoryExporter.of(arena.allocate(8L * ROWS * COLUMNS, 8), "q", ROWS, COLUMNS));
      confined.parallelCopyFrom(all);
      assertTrue(confined.contentEquals(all));
    }
  }

  @Test
  void inAPoolOfOnesOwn() throws Exception {
    View source = numbered(allocated("q", ROWS, COLUMNS), new Random(3));
    View target = allocated("d", ROWS, COLUMNS);
    try (ForkJoinPool pool = new ForkJoinPool(3)) {
      pool.submit(() -> target.parallelCopyFrom(source.transpose().transpose())).get();
    }
    View expected = allocated("d", ROWS, COLUMNS);
    expected.copyFrom(source);
    assertTrue(target.contentEquals(expected));
    assertEquals(source.getLong(5, 6), (long) target.getDouble(5, 6));
    assertEquals(source.longStatistics().getSum(), (long) target.doubleStatistics().getSum());
  }
}
