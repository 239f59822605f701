package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.contract.Seeds;
import io.memview.format.Format;
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
          for (Items.Odometer index = index(source); index.hasNext(); ) {
            random.nextBytes(bytes);
            Place place = Place.of(source.memory, index.next());
            MemorySegment.copy(
                bytes, 0, place.segment(), ValueLayout.JAVA_BYTE, place.offset(), bytes.length);
          }
          target.copyFrom(source);
          for (Items.Odometer index = index(source); index.hasNext(); ) {
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
        source.setLong(i * 3L, i);
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

  /** The template serves where hidden classes are not to be had. */
  @Test
  void theTemplateOfKernelsDoesTheSame() {
    MemorySegment from = MemorySegment.ofArray(new byte[64]);
    for (int i = 0; i < 64; i++) {
      from.set(ValueLayout.JAVA_BYTE, i, (byte) i);
    }
    List<Kernel.Operation> operations = new ArrayList<>();
    for (int size : new int[] {1, 2, 4, 8}) {
      operations.add(new Kernel.Move(size, false));
      operations.add(new Kernel.Move(size, true));
    }
    for (Kernel.Operation operation : operations) {
      Class<?> heap = from.getClass();
      Kernel special = Kernel.of(new Kernel.Kind(heap, heap, operation, 0, 0));
      MemorySegment expected = MemorySegment.ofArray(new byte[64]);
      MemorySegment actual = MemorySegment.ofArray(new byte[64]);
      special.plane(from, 56, -32, -16, expected, 0, 16, 8, 2, 2);
      new ItemKernel(operation).plane(from, 56, -32, -16, actual, 0, 16, 8, 2, 2);
      assertEquals(-1, expected.mismatch(actual), operation::toString);
    }
    assertEquals(0x0807060504030201L, swapped(0x0102030405060708L));
  }

  private static long swapped(long value) {
    MemorySegment from = MemorySegment.ofArray(new long[] {value});
    MemorySegment to = MemorySegment.ofArray(new long[1]);
    Kernel.Kind kind =
        new Kernel.Kind(from.getClass(), to.getClass(), new Kernel.Move(8, true), 0, 0);
    Kernel.of(kind).plane(from, 0, 0, 8, to, 0, 0, 8, 1, 1);
    return to.get(ValueLayout.JAVA_LONG.withOrder(ByteOrder.nativeOrder()), 0);
  }

  private static Items.Odometer index(View view) {
    return new Items.Odometer(view.layout());
  }

  private static byte[] bytes(View view, long[] at) {
    Place place = Place.of(view.memory, at);
    return place
        .segment()
        .asSlice(place.offset(), view.layout().itemSize())
        .toArray(ValueLayout.JAVA_BYTE);
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
    Layout layout = Layout.contiguous(Order.C, format.itemSize(), outer);
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
