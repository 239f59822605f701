package io.memview.internal.copy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.TestMemory;
import io.memview.View;
import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ValueException;
import io.memview.internal.memory.Odometer;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Copies that are large enough for tiles, long runs and loops with constant strides. */
class CopyPlanTest {
  private static final String[] FORMATS = {"B", "h", ">i", "d", "Zd", "3s", "13s", "T{i:a:d:b:}"};

  @Test
  void anyLayoutToAnyLayout() {
    Seeds.forEach(
        CopyPlanTest.class,
        60,
        random -> {
          Format format = Format.parse(FORMATS[random.nextInt(FORMATS.length)]);
          long[] shape = new long[1 + random.nextInt(4)];
          for (int d = 0; d < shape.length; d++) {
            shape[d] = 1L + random.nextInt(d == 0 ? 90 : 1 + (2000 >> (3 * shape.length)));
          }
          View source = strided(random, format, shape);
          View target = strided(random, format, shape);
          byte[] bytes = new byte[(int) format.itemSize()];
          for (Odometer index = index(source); index.hasNext(); ) {
            random.nextBytes(bytes);
            source.itemSegment(index.next()).copyFrom(MemorySegment.ofArray(bytes));
          }
          target.copyFrom(source);
          for (Odometer index = index(source); index.hasNext(); ) {
            long[] at = index.next();
            assertArrayEquals(bytes(source, at), bytes(target, at));
          }
        });
  }

  @Test
  void manyItemsFarApart() {
    for (long[] strides : new long[][] {{13, 8}, {-8, 8}, {24, -16}, {8, 8}}) {
      int count = 40_000;
      View source = line(strides[0], count);
      View target = line(strides[1], count);
      for (int i = 0; i < count; i++) {
        source.setLong(i, i * 3L);
      }
      target.copyFrom(source);
      for (int i = 0; i < count; i++) {
        assertEquals(source.getLong(i), target.getLong(i));
      }
    }
  }

  @Test
  void overlapIsThatOfTheItemsAndNotOfTheSegments() {
    View all = line(8, 100);
    for (int i = 0; i < 100; i++) {
      all.setLong(i, i);
    }
    all.slice(Index.range(0, 50)).copyFrom(all.slice(Index.range(50, 100)).flip(0));
    all.slice(Index.range(1, 51)).copyFrom(all.slice(Index.range(0, 50)));
    assertEquals(99, all.getLong(0));
    assertEquals(99, all.getLong(1));
    assertEquals(50, all.getLong(50));
    all.copyFrom(all.flip(0));
    assertEquals(99, all.getLong(0));
    assertEquals(50, all.getLong(49));
  }

  /** Codes that are equal keep their own rules, whichever of them is copied first. */
  @Test
  void equalCodesRefuseDifferently() {
    Memory large = Memory.of(MemorySegment.ofArray(new double[] {1e300}), Format.parse("d"), 1);
    for (MemorySegment segment :
        List.of(MemorySegment.ofArray(new int[1]), MemorySegment.ofArray(new float[1]))) {
      View rounds = TestMemory.view(Memory.of(segment, Format.parse("f"), 1));
      View refuses = TestMemory.view(Memory.of(segment, Format.parse("<f"), 1));
      for (View to :
          segment.heapBase().get() instanceof int[]
              ? List.of(rounds, refuses)
              : List.of(refuses, rounds)) {
        if (to == refuses) {
          assertThrows(ValueException.class, () -> to.copyFrom(TestMemory.view(large)));
        } else {
          to.copyFrom(TestMemory.view(large));
          assertEquals(Double.POSITIVE_INFINITY, to.getDouble(0));
        }
      }
    }
  }

  @Test
  void bytesAreSwapped() {
    assertEquals(0x0807060504030201L, swapped(0x0102030405060708L));
  }

  /** Few and many rows and items, closely behind each other or not, up to the last byte. */
  @Test
  void transposes() {
    Seeds.forEach(
        CopyPlanTest.class,
        200,
        random -> {
          int size = 1 << random.nextInt(4);
          int rows = 1 + random.nextInt(random.nextBoolean() ? 5 : 40);
          int items = 1 + random.nextInt(random.nextBoolean() ? 2500 : 80);
          int gap = random.nextInt(3);
          int item = (rows + gap) * size * (random.nextInt(4) == 0 ? -1 : 1);
          int row = random.nextInt(8) == 0 ? -size : size;
          int first = (item < 0 ? -item * (items - 1) : 0) + (row < 0 ? size * (rows - 1) : 0);
          byte[] bytes = new byte[Math.abs(item) * (items - 1) + rows * size];
          random.nextBytes(bytes);
          MemorySegment from =
              random.nextBoolean()
                  ? MemorySegment.ofArray(bytes)
                  : Arena.ofAuto().allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
          Format format =
              Format.parse(List.of("B", "H", "I", "Q").get(Long.numberOfTrailingZeros(size)));
          Layout layout =
              Layout.strided(first, size, new long[] {rows, items}, new long[] {row, item});
          View source = view(Memory.of(from, format, layout));
          byte[] copied = new byte[rows * items * size];
          source.copyTo(MemorySegment.ofArray(copied), Order.C);
          for (int at = 0; at < copied.length; at++) {
            int i = at / size % items;
            int r = at / size / items;
            assertEquals(bytes[first + r * row + i * item + at % size], copied[at]);
          }
        });
  }

  /** All pairs of numbers, in either byte order, each as a loop item by item would convert it. */
  @Test
  void conversionsOfMany() {
    String[] codes = {
      "b", "B", ">h", "<h", ">H", "<H", ">i", "i", ">I", "I", ">q", "q", "f", ">f", "d", ">d"
    };
    Random random = new Random(5);
    int count = 2500;
    for (String fromCode : codes) {
      for (String toCode : codes) {
        Scalar source = (Scalar) Format.parse(fromCode);
        Scalar target = (Scalar) Format.parse(toCode);
        if (!source.isInteger() && target.isInteger()) {
          continue;
        }
        View from = line(source, 1 + random.nextInt(2), count);
        View to = line(target, 1 + random.nextInt(2), count);
        for (int i = 0; i < count; i++) {
          if (source.isInteger()) {
            long value = random.nextInt(128);
            from.setLong(i, isSigned(source) && isSigned(target) ? -value : value);
          } else {
            from.setDouble(i, (float) random.nextGaussian());
          }
        }
        to.copyFrom(from);
        for (int i = 0; i < count; i++) {
          double expected = ((Number) from.getObject(i)).doubleValue();
          assertEquals(
              expected, ((Number) to.getObject(i)).doubleValue(), fromCode + " to " + toCode);
        }
      }
    }
  }

  /** A conversion that many items fit is refused for one of them, and nothing is written. */
  @Test
  void oneOfManyDoesNotFit() {
    View from = line((Scalar) Format.parse("i"), 1, 3000);
    View to = line((Scalar) Format.parse("h"), 1, 3000);
    from.fill(7);
    from.setLong(2999, 40_000);
    assertThrows(ValueException.class, () -> to.copyFrom(from));
    assertEquals(0, to.getLong(0));
    from.setLong(2999, -40);
    to.copyFrom(from);
    assertEquals(7, to.getLong(2998));
    assertEquals(-40, to.getLong(2999));
  }

  @Test
  void manyAreFilled() {
    for (String code : new String[] {"B", ">h", "f", "d", "Zd", "3s", "T{i:a:d:b:}"}) {
      Format format = Format.parse(code);
      Object value = format.get(MemorySegment.ofArray(pattern(format.itemSize())), 0);
      byte[] set = new byte[(int) format.itemSize()];
      format.set(MemorySegment.ofArray(set), 0, value);
      for (long[] steps : new long[][] {{1, 1}, {1, 2}, {2, 1}, {1, -1}}) {
        View all =
            view(
                Memory.of(
                    MemorySegment.ofArray(new byte[(int) (600 * format.itemSize())]),
                    format,
                    Layout.contiguous(format.itemSize(), Order.C, 20, 30)));
        View part = all.slice(Index.every(steps[0]), Index.every(steps[1]));
        for (View each : List.of(part, part.transpose())) {
          byte[] none = new byte[(int) format.itemSize()];
          all.fill(format.get(MemorySegment.ofArray(none), 0));
          each.fill(value);
          for (Odometer index = index(all); index.hasNext(); ) {
            long[] at = index.next();
            boolean hit = at[0] % steps[0] == 0 && at[1] % Math.abs(steps[1]) == 0;
            assertArrayEquals(hit ? set : none, bytes(all, at), code);
          }
        }
      }
    }
  }

  private static boolean isSigned(Scalar format) {
    return format.type().kind() != ScalarType.Kind.UNSIGNED;
  }

  private static byte[] pattern(long size) {
    byte[] bytes = new byte[(int) size];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (65 + i);
    }
    return bytes;
  }

  private static View line(Scalar format, long step, int count) {
    long size = format.itemSize();
    MemorySegment segment = MemorySegment.ofArray(new byte[(int) (size * step * count)]);
    return view(
        Memory.of(
            segment,
            format,
            Layout.strided(0, size, new long[] {count}, new long[] {step * size})));
  }

  private static View view(Memory memory) {
    return MemoryExporter.of(memory).acquire(Request.FULL.scoped()).view();
  }

  private static long swapped(long value) {
    MemorySegment from = MemorySegment.ofArray(new long[] {value});
    MemorySegment to = MemorySegment.ofArray(new long[1]);
    KernelKind kind =
        new KernelKind(
            KernelKind.Loops.ITEMS,
            from.getClass(),
            to.getClass(),
            false,
            new Kernel.Move(8, true),
            0,
            0);
    Kernels.of(kind, 1).plane(from, 0, 0, 8, to, 0, 0, 8, 1, 1);
    return to.get(ValueLayout.JAVA_LONG.withOrder(ByteOrder.nativeOrder()), 0);
  }

  private static Odometer index(View view) {
    return new Odometer(view.layout());
  }

  private static byte[] bytes(View view, long[] at) {
    return view.itemSegment(at).toArray(ValueLayout.JAVA_BYTE);
  }

  private static View line(long stride, int count) {
    long size = Math.abs(stride) * count + 8;
    Layout layout =
        Layout.strided(stride < 0 ? size - 8 : 0, 8, new long[] {count}, new long[] {stride});
    MemorySegment segment = Arena.ofAuto().allocate(size);
    Memory memory = Memory.of(segment, Format.parse("q"), layout);
    return MemoryExporter.of(memory).acquire(Request.FULL.scoped()).view();
  }

  /** A view of a larger block whose dimensions stand in any order, with gaps, some backwards. */
  private static View strided(Random random, Format format, long[] shape) {
    int ndim = shape.length;
    List<Integer> order = new ArrayList<>();
    for (int d = 0; d < ndim; d++) {
      order.add(random.nextInt(order.size() + 1), d);
    }
    long[] outer = new long[ndim];
    int[] steps = new int[ndim];
    int[] back = new int[ndim];
    for (int k = 0; k < ndim; k++) {
      int d = order.get(k);
      steps[k] = random.nextInt(3) == 0 ? 2 : 1;
      outer[k] = shape[d] * steps[k];
      back[d] = k;
    }
    long size = format.itemSize();
    for (long extent : outer) {
      size *= extent;
    }
    MemorySegment segment =
        random.nextBoolean()
            ? MemorySegment.ofArray(new byte[(int) size])
            : Arena.ofAuto().allocate(size);
    Layout layout = Layout.contiguous(format.itemSize(), Order.C, outer);
    View view =
        MemoryExporter.of(Memory.of(segment, format, layout)).acquire(Request.FULL.scoped()).view();
    for (int k = 0; k < ndim; k++) {
      Index[] every = new Index[k + 1];
      for (int i = 0; i < k; i++) {
        every[i] = Index.all();
      }
      every[k] = Index.every(steps[k]);
      view = view.slice(every);
      view = random.nextInt(3) == 0 ? view.flip(k) : view;
    }
    return view.permute(back);
  }
}
