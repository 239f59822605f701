package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.format.Format;
import io.memview.format.SubArray;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** No array or list that goes in or comes out is the one inside. */
class OwnArraysTest {
  private static void scribble(Supplier<long[]> getter) {
    long[] before = getter.get().clone();
    java.util.Arrays.fill(getter.get(), -77);
    assertArrayEquals(before, getter.get());
  }

  @Test
  void arraysThatComeOut() {
    Memory memory =
        Memory.ofBlocks(List.of(Memory.ofArray(new int[2]), Memory.ofArray(new int[2])));
    try (Lease lease = MemoryExporter.of(memory).acquire(Request.FULL)) {
      View view = lease.view();
      scribble(view::shape);
      scribble(view.layout()::shape);
      scribble(view.layout()::strides);
      scribble(view.layout()::suboffsets);
      assertEquals(List.of(List.of(0L, 0L), List.of(0L, 0L)), view.toList());
      view.toBytes(Order.C)[0] = 1;
      view.toArray(int[].class)[0] = 1;
      assertEquals(0, view.getLong(0, 0));
    }
  }

  @Test
  void arraysThatGoIn() {
    long[] shape = {2, 3};
    long[] strides = {12, 4};
    Layout layout = Layout.strided(0, 4, shape, strides);
    Layout packed = Layout.contiguous(4, Order.C, shape);
    Memory reshaped = Memory.ofArray(new int[6]).withShape(shape);
    MemoryExporter allocated = MemoryExporter.allocate(Format.parse("i"), shape);
    shape[0] = 99;
    strides[0] = 99;
    for (Layout made : List.of(layout, packed, reshaped.layout())) {
      assertArrayEquals(new long[] {2, 3}, made.shape());
      assertArrayEquals(new long[] {12, 4}, made.strides());
    }
    assertArrayEquals(new long[] {2, 3}, allocated.withView(Request.FULL_RO, View::shape));
  }

  @Test
  void blocksAndListsThatGoIn() {
    List<Memory> blocks = new ArrayList<>(List.of(Memory.ofArray(new int[] {1})));
    Memory table = Memory.ofBlocks(blocks);
    blocks.set(0, Memory.ofArray(new int[] {2}));
    assertEquals(
        List.of(List.of(1L)), MemoryExporter.of(table).withView(Request.FULL_RO, View::toList));
    List<Long> extents = new ArrayList<>(List.of(2L));
    SubArray array = new SubArray(Format.parse("i"), extents);
    extents.set(0, 99L);
    assertEquals(8, array.itemSize());
  }
}
