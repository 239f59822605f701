package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Some {@link RandomLayouts}, the same ones each time, and cases that these seldom meet. */
class LayoutPropertyTest {
  @Test
  void flat() {
    Seeds.forEach(LayoutPropertyTest.class, 6000, random -> RandomLayouts.run(random, 0, false));
  }

  @Test
  void oneLevelOfPointers() {
    Seeds.forEach(LayoutPropertyTest.class, 6000, random -> RandomLayouts.run(random, 1, false));
  }

  @Test
  void severalLevelsOfPointers() {
    Seeds.forEach(
        LayoutPropertyTest.class,
        6000,
        random -> RandomLayouts.run(random, 2 + random.nextInt(2), false));
  }

  @Test
  void records() {
    Seeds.forEach(
        LayoutPropertyTest.class,
        2000,
        random -> RandomLayouts.run(random, random.nextInt(3), true));
  }

  // ---- cases that random ones seldom meet

  @Test
  void positionsBehindPointersMayFollowNewAxes() {
    View view = TestMemory.view(TestMemory.blocks("i", 2, 2, 3, 4));
    Index axis = Index.newAxis();
    assertEquals(
        List.of(List.of(view.at(1, 2).toList())),
        view.slice(axis, Index.at(1), axis, Index.at(2)).toList());
  }

  @Test
  void stridesOfOneItemAreThoseOfNumpy() {
    Layout layout = Layout.contiguous(2, Order.C, 3, 1);
    assertArrayEquals(new long[] {0, 2, 0}, layout.broadcast(1, 3, 1).strides());
    assertArrayEquals(new long[] {0, 2, 0}, layout.broadcast(2, 3, 4).strides());
    Layout axis = layout.slice(Index.newAxis());
    assertEquals(axis, axis.reshape(1, 3, 1));
    assertEquals(axis, axis.reshape(1, -1, 1));
  }

  @Test
  void theSameShapeIsAlwaysExpressible() {
    Seeds.forEach(
        LayoutPropertyTest.class,
        2000,
        random -> {
          View view = RandomLayouts.view(random);
          assertEquals(view.toList(), view.reshape(view.shape()).toList());
        });
  }

  @Test
  void manyDimensions() {
    long[] ones = new long[64];
    Arrays.fill(ones, 1);
    View view = TestMemory.longs("i", i -> 42, 1).reshape(ones);
    assertEquals(64, view.ndim());
    assertEquals(42, view.getLong(new long[64]));
    assertEquals(0, view.squeeze().ndim());
    assertEquals(64, view.transpose().ndim());
    assertThrows(IllegalArgumentException.class, () -> view.slice(Index.newAxis()));
    assertThrows(IllegalArgumentException.class, () -> view.broadcast(new long[65]));
    assertThrows(IllegalArgumentException.class, () -> view.reshape(new long[65]));
    assertTrue(view.layout().isContiguous(Order.C));
  }

  /** Extents beside a 0 may be of any size, until the 0 is left out. */
  @Test
  void extentsBesideZeroDoNotWrap() {
    long k = 1L << 32;
    for (long[] shape : new long[][] {{0, k, k}, {k, k, 0}, {k, 0, k}}) {
      assertEquals(0, Layout.contiguous(1, Order.C, shape).itemCount());
    }
    Layout layout = Layout.contiguous(1, Order.C, 0, k, 3);
    assertEquals(List.of(), TestMemory.view(Memory.of(MemorySegment.NULL, "B", layout)).toList());
  }
}
