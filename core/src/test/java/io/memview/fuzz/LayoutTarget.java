package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.layout.Layout;
import io.memview.layout.LayoutException;
import io.memview.layout.Order;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What random strides say, against the offsets of all items and the bytes they cover. */
final class LayoutTarget extends RandomTarget {
  private static final int ORIGIN = 400;
  private static final int MOST_ITEMS = 300;

  @Override
  public String name() {
    return "layout";
  }

  @Override
  @Nullable String check(Random random) {
    Layout layout = layout(random);
    List<Long> offsets = Offsets.of(layout);
    checkDescription(layout, offsets);
    checkSharing(layout, layout(random));
    checkDerived(layout, offsets, random);
    checkReshape(layout, offsets, random);
    hostile(random);
    return null;
  }

  private static Layout layout(Random random) {
    int ndim = random.nextInt(5);
    long itemSize = random.nextInt(5);
    long[] shape = new long[ndim];
    long[] strides = new long[ndim];
    long items = 1;
    long extent = Math.max(1, itemSize);
    boolean isPlain = random.nextBoolean();
    for (int d = ndim - 1; d >= 0; d--) {
      shape[d] = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(items > 60 ? 1 : 5);
      strides[d] =
          isPlain && random.nextInt(4) > 0
              ? extent * (random.nextInt(5) == 0 ? -1 : 1)
              : random.nextInt(25) - 12L;
      extent *= Math.max(1, shape[d]) + (random.nextInt(6) == 0 ? 1 : 0);
      items *= Math.max(1, shape[d]);
      if (extent > 80) {
        extent = 80;
      }
    }
    return Layout.strided(ORIGIN * 4L, itemSize, shape, strides);
  }

  private static void checkDescription(Layout layout, List<Long> offsets) {
    assertEquals(layout.itemCount(), offsets.size(), layout::toString);
    long[] range = layout.byteRange();
    if (!offsets.isEmpty()) {
      assertEquals(range[0], Collections.min(offsets), layout::toString);
      assertEquals(range[1], Collections.max(offsets) + layout.itemSize(), layout::toString);
    }
    boolean follows = true;
    for (int i = 1; i < offsets.size(); i++) {
      follows &= offsets.get(i) == offsets.get(i - 1) + layout.itemSize();
    }
    assertEquals(follows, layout.isContiguous(Order.C), layout::toString);
    assertEquals(
        layout.isContiguous(Order.FORTRAN),
        layout.transpose().isContiguous(Order.C),
        layout::toString);
    assertEquals(offsets, Offsets.of(layout.transpose().transpose()), layout::toString);
  }

  private static void checkSharing(Layout layout, Layout other) {
    BitSet bytes = new BitSet();
    boolean twice = false;
    for (long offset : Offsets.of(layout)) {
      for (long k = 0; k < layout.itemSize(); k++) {
        int at = (int) (offset + k);
        twice |= bytes.get(at);
        bytes.set(at);
      }
    }
    assertEquals(twice, layout.overlapsItself(), layout::toString);
    boolean shared = false;
    for (long offset : Offsets.of(other)) {
      int next = bytes.nextSetBit((int) offset);
      shared |= next >= 0 && next < offset + other.itemSize();
    }
    assertEquals(shared, layout.overlaps(other), () -> layout + " and " + other);
    assertEquals(shared, other.overlaps(layout), () -> layout + " and " + other);
  }

  private static void checkDerived(Layout layout, List<Long> offsets, Random random) {
    assertEquals(offsets, Offsets.of(layout.squeeze()), layout::toString);
    assertEquals(offsets.reversed(), Offsets.of(layout.flip()), layout::toString);
    if (layout.ndim() > 0) {
      int from = random.nextInt(layout.ndim());
      int to = random.nextInt(layout.ndim());
      Layout moved = layout.moveAxis(from, to);
      assertEquals(offsets, Offsets.of(moved.moveAxis(to, from)), layout::toString);
      assertEquals(
          offsets, Offsets.of(layout.swapAxes(from, to).swapAxes(to, from)), layout::toString);
      long[] window = LongStream.of(layout.shape()).map(n -> random.nextInt((int) n + 1)).toArray();
      Layout windows = layout.slidingWindows(window);
      if (windows.itemCount() > 0 && windows.itemCount() < MOST_ITEMS) {
        assertTrue(offsets.containsAll(Offsets.of(windows)), layout::toString);
      }
    }
  }

  private static void checkReshape(Layout layout, List<Long> offsets, Random random) {
    long[] shape = LongStream.of(layout.shape()).boxed().sorted().mapToLong(n -> n).toArray();
    if (shape.length > 1 && random.nextBoolean()) {
      shape[1] *= shape[0];
      shape[0] = 1;
    }
    try {
      assertEquals(offsets, Offsets.of(layout.reshape(shape)), layout::toString);
    } catch (LayoutException e) {
      assertFalse(layout.isContiguous(Order.C), layout::toString);
      TextTarget.checkedRefusal(e);
    }
    boolean hasOneStride = true;
    for (int i = 2; i < offsets.size(); i++) {
      hasOneStride &= offsets.get(i) - offsets.get(i - 1) == offsets.get(1) - offsets.get(0);
    }
    try {
      assertEquals(offsets, Offsets.of(layout.ravel()), layout::toString);
    } catch (LayoutException e) {
      assertFalse(hasOneStride, layout::toString);
      TextTarget.checkedRefusal(e);
    }
  }

  /** Numbers that 64 bits cannot hold together are refused, whatever is asked. */
  private static void hostile(Random random) {
    try {
      Layout layout =
          Layout.strided(number(random), number(random), numbers(random), numbers(random));
      long[] range = layout.byteRange();
      assertTrue(range[0] <= range[1], layout::toString);
      Math.multiplyExact(layout.itemCount(), layout.itemSize());
      layout.broadcast(numbers(random));
    } catch (IllegalArgumentException e) {
      TextTarget.checkedRefusal(e);
    }
  }

  private static long[] numbers(Random random) {
    return random.longs(random.nextInt(4), 0, 1).map(_ -> number(random)).toArray();
  }

  private static long number(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(6) - 1L;
      case 1 -> 1L << random.nextInt(63);
      case 2 -> random.nextLong() >> random.nextInt(64);
      default -> random.nextInt(3);
    };
  }
}
