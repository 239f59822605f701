package io.memview.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a layout says of itself, and what it refuses to be. */
class LayoutTest {
  private static final long HALF = 1L << 62;

  private static long[] of(long... numbers) {
    return numbers;
  }

  private static long[] ones(int count) {
    long[] ones = new long[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static <T extends Exception> void refused(
      Class<T> type, String message, Executable call) {
    T e = assertThrows(type, call);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private static void illegal(String message, Executable call) {
    refused(IllegalArgumentException.class, message, call);
  }

  private static void outside(String message, Executable call) {
    refused(IndexOutOfBoundsException.class, message, call);
  }

  // ---- making one

  @Test
  void stridesOfItemsWithoutGaps() {
    assertArrayEquals(of(24, 8, 2), Layout.contiguous(2, Order.C, 2, 3, 4).strides());
    assertArrayEquals(of(24, 8, 2), Layout.contiguous(2, Order.ANY, 2, 3, 4).strides());
    assertArrayEquals(of(2, 4, 12), Layout.contiguous(2, Order.FORTRAN, 2, 3, 4).strides());
    assertEquals(
        "shape (), strides (), offset 0, item size 8", Layout.contiguous(8, Order.C).toString());
  }

  @Test
  void whatIsNoLayoutIsRefused() {
    illegal("2 extents (2, 3) but 1 strides", () -> Layout.strided(0, 4, of(2, 3), of(4)));
    illegal("item size -1 and offset 0", () -> Layout.contiguous(-1, Order.C));
    illegal("item size 4 and offset -1", () -> Layout.contiguous(4, Order.C).withOffset(-1));
    illegal("shape (2, -1) has a negative extent", () -> Layout.contiguous(4, Order.C, 2, -1));
    illegal(
        "65 dimensions; there can be at most 64", () -> Layout.contiguous(1, Order.C, ones(65)));
    assertEquals(64, Layout.contiguous(1, Order.C, ones(64)).ndim());
    Layout full = Layout.contiguous(1, Order.C, ones(64));
    illegal("65 dimensions", () -> full.behindPointers(1));
    illegal("65 dimensions", () -> full.slice(Index.newAxis()));
    illegal("65 dimensions", () -> full.slidingWindows(of(1), 63));
    assertEquals(64, full.slice(Index.newAxis(), Index.at(0)).ndim());
    illegal("negative extent", () -> Layout.contiguous(1, Order.C).behindPointers(-1));
  }

  @Test
  void whatReachesFurtherThan64BitsIsRefused() {
    assertEquals(HALF, Layout.contiguous(1, Order.C, HALF).byteLength());
    illegal("64 bits", () -> Layout.contiguous(2, Order.C, HALF));
    illegal("64 bits", () -> Layout.contiguous(1, Order.C, HALF, 2));
    illegal("64 bits", () -> Layout.strided(0, 0, of(HALF, 4), of(0, 0)));
    illegal("64 bits", () -> Layout.strided(0, 2, of(HALF), of(0)));
    assertEquals(0, Layout.contiguous(8, Order.C, HALF, 4, 0).itemCount());
    assertEquals(0, Layout.contiguous(8, Order.C, 0, HALF, 4).itemCount());
    Layout far = Layout.strided(0, 1, of(2), of(Long.MAX_VALUE - 1));
    assertArrayEquals(of(0, Long.MAX_VALUE), far.byteRange());
    illegal("64 bits", () -> far.withOffset(1));
    illegal("64 bits", () -> Layout.strided(0, 1, of(3), of(HALF)));
    illegal("64 bits", () -> Layout.strided(0, 1, of(2, 2), of(HALF, HALF)));
    illegal("64 bits", () -> Layout.strided(0, 1, of(3, 2), of(-HALF, -HALF)));
    illegal("64 bits", () -> Layout.contiguous(4, Order.C, 3).broadcast(HALF, 3));
    illegal("64 bits", () -> Layout.contiguous(4, Order.C, 3).withRows(0, 3, HALF, false, 0));
  }

  @Test
  void bytesThatItemsReach() {
    assertArrayEquals(of(80, 124), Layout.strided(100, 4, of(3, 2), of(-10, 20)).byteRange());
    assertArrayEquals(of(100, 104), Layout.strided(100, 4, of(), of()).byteRange());
    assertArrayEquals(of(100, 104), Layout.strided(100, 4, of(1), of(50)).byteRange());
    assertArrayEquals(of(100, 100), Layout.strided(100, 4, of(3, 0), of(-10, 20)).byteRange());
    assertArrayEquals(of(100, 100), Layout.strided(100, 0, of(2), of(0)).byteRange());
    Layout rows = Layout.contiguous(4, Order.C, 9).withOffset(100).behindPointers(3);
    assertArrayEquals(of(0, 24), rows.byteRange());
    assertArrayEquals(of(16, 40), rows.withOffset(16).byteRange());
    assertArrayEquals(of(16, 24), rows.slice(Index.newAxis(), Index.from(2)).byteRange());
    Layout table = rows.slice(Index.newAxis()).withRows(64, 2, -24, false, 0);
    assertArrayEquals(of(40, 88), table.byteRange());
    assertArrayEquals(of(0, 32), table.withOffset(0).behindPointers(4).byteRange());
    assertArrayEquals(of(16, 16), rows.withRows(16, 0, 8, true, 100).byteRange());
    illegal("64 bits", () -> rows.withOffset(Long.MAX_VALUE - 23));
  }

  @Test
  void rowsOfATable() {
    Layout rows = Layout.contiguous(4, Order.C, 3, 5).withOffset(16).behindPointers(2);
    assertEquals(
        "shape (2, 3, 5), strides (8, 20, 4), suboffsets (16, -1, -1), offset 0, item size 4",
        rows.toString());
    assertEquals(
        "shape (6, 2, 3, 5), strides (8, 8, 20, 4), suboffsets (24, 16, -1, -1), offset 0, item"
            + " size 4",
        rows.withOffset(24).behindPointers(6).toString());
    assertEquals(
        "shape (4, 3, 5), strides (-32, 20, 4), suboffsets (7, -1, -1), offset 96, item size 4",
        rows.withRows(96, 4, -32, true, 7).toString());
    assertEquals(
        "shape (4, 3, 5), strides (60, 20, 4), offset 2, item size 4",
        rows.withRows(2, 4, 60, false, 7).toString());
    Layout flat = Layout.contiguous(4, Order.C, 3, 5);
    assertEquals(
        "shape (4, 5), strides (16, 4), suboffsets (7, -1), offset 8, item size 4",
        flat.withRows(8, 4, 16, true, 7).toString());
    assertEquals(
        "shape (4, 5), strides (0, 4), offset 8, item size 4",
        flat.withRows(8, 4, 0, false, 7).toString());
    Layout table = rows.slice(Index.newAxis()).withRows(0, 4, 16, false, 0);
    assertEquals(
        "shape (4, 2, 3, 5), strides (16, 8, 20, 4), suboffsets (-1, 16, -1, -1), offset 0, item"
            + " size 4",
        table.toString());
    assertFalse(table.isPointer(0));
    assertTrue(table.isPointer(1));
    assertFalse(table.isPointer(2));
    assertTrue(table.withRows(0, 4, 8, true, 0).isPointer(0));
    outside("no dimension 0", () -> Layout.contiguous(4, Order.C).withRows(0, 1, 4, false, 0));
    illegal("negative extent", () -> flat.withRows(0, -1, 4, false, 0));
    illegal("offset -4", () -> flat.withRows(-4, 1, 4, false, 0));
  }

  // ---- describing it

  @Test
  void numbers() {
    Layout layout = Layout.strided(100, 4, of(3, 2), of(-10, 20));
    assertEquals(2, layout.ndim());
    assertArrayEquals(of(3, 2), layout.shape());
    assertEquals(3, layout.shape(0));
    assertEquals(2, layout.shape(1));
    assertArrayEquals(of(-10, 20), layout.strides());
    assertEquals(-10, layout.stride(0));
    assertEquals(20, layout.stride(1));
    assertEquals(100, layout.offset());
    assertEquals(4, layout.itemSize());
    assertEquals(6, layout.itemCount());
    assertEquals(24, layout.byteLength());
    assertFalse(layout.hasPointers());
    assertArrayEquals(of(), layout.suboffsets());
    assertEquals(0, layout.suboffset(1));
    Layout rows = layout.behindPointers(5);
    assertTrue(rows.hasPointers());
    assertArrayEquals(of(100, -1, -1), rows.suboffsets());
    assertEquals(100, rows.suboffset(0));
    assertEquals(0, rows.suboffset(1));
    for (int d : new int[] {-1, 2, Integer.MIN_VALUE}) {
      String message = "there is no dimension %d in shape (3, 2)".formatted(d);
      outside(message, () -> layout.shape(d));
      outside(message, () -> layout.stride(d));
      outside(message, () -> layout.isPointer(d));
      outside(message, () -> layout.suboffset(d));
    }
  }

  @Test
  void whoseArraysAreTheCallers() {
    long[] shape = {3, 2};
    long[] strides = {8, 4};
    Layout layout = Layout.strided(0, 4, shape, strides);
    shape[0] = 9;
    strides[0] = 9;
    layout.shape()[1] = 9;
    layout.strides()[1] = 9;
    assertEquals(Layout.contiguous(4, Order.C, 3, 2), layout);
  }

  private static void contiguous(boolean c, boolean fortran, Layout layout) {
    assertEquals(c, layout.isContiguous(Order.C), layout::toString);
    assertEquals(fortran, layout.isContiguous(Order.FORTRAN), layout::toString);
    assertEquals(c || fortran, layout.isContiguous(Order.ANY), layout::toString);
  }

  @Test
  void contiguity() {
    contiguous(true, false, Layout.contiguous(4, Order.C, 2, 3));
    contiguous(false, true, Layout.contiguous(4, Order.FORTRAN, 2, 3));
    contiguous(false, true, Layout.contiguous(4, Order.FORTRAN, 2, 3, 4));
    contiguous(true, true, Layout.contiguous(4, Order.C, 3));
    contiguous(true, true, Layout.contiguous(4, Order.C));
    contiguous(true, true, Layout.strided(0, 4, of(1, 3, 1), of(9, 4, -9)));
    contiguous(false, false, Layout.strided(0, 4, of(2, 3), of(16, 4)));
    contiguous(false, false, Layout.strided(0, 4, of(3), of(-4)));
    contiguous(true, true, Layout.strided(0, 4, of(3, 0), of(-4, 9)));
    contiguous(false, false, Layout.contiguous(4, Order.C, 3).behindPointers(2));
    contiguous(false, false, Layout.contiguous(4, Order.C, 0).behindPointers(2));
  }

  @Test
  void broadcastOrNot() {
    assertTrue(Layout.strided(0, 4, of(2, 3), of(0, 4)).isBroadcast());
    assertTrue(Layout.strided(0, 4, of(2, 2), of(4, 0)).isBroadcast());
    assertFalse(Layout.strided(0, 4, of(1, 3), of(0, 4)).isBroadcast());
    assertFalse(Layout.strided(0, 4, of(2, 3), of(1, 4)).isBroadcast());
    assertFalse(Layout.strided(0, 4, of(2, 0), of(0, 4)).isBroadcast());
    assertFalse(Layout.strided(0, 0, of(2, 3), of(0, 0)).isBroadcast());
    assertFalse(Layout.contiguous(4, Order.C).isBroadcast());
  }

  @Test
  void shapesOfOthers() {
    Layout layout = Layout.contiguous(4, Order.C, 2, 3);
    assertTrue(layout.hasShapeOf(Layout.contiguous(1, Order.FORTRAN, 2, 3)));
    assertFalse(layout.hasShapeOf(Layout.contiguous(4, Order.C, 3, 2)));
    assertFalse(layout.hasShapeOf(Layout.contiguous(4, Order.C, 2, 3, 1)));
  }

  // ---- finding an item

  @Test
  void placesOfItems() {
    assertEquals(107, Layout.strided(100, 4, of(3), of(7)).offsetOf(1));
    assertEquals(114, Layout.strided(100, 4, of(3), of(7)).offsetOf(2));
    Layout plane = Layout.strided(100, 4, of(3, 2), of(-10, 7));
    assertEquals(87, plane.offsetOf(2, 1));
    assertEquals(87, plane.offsetOf(of(2, 1)));
    Layout cube = Layout.strided(100, 4, of(3, 2, 4), of(-10, 7, 3));
    assertEquals(96, cube.offsetOf(2, 1, 3));
    assertEquals(96, cube.offsetOf(of(2, 1, 3)));
    assertEquals(100, Layout.strided(100, 4, of(), of()).offsetOf(of()));
  }

  @Test
  void indicesOutsideAreRefused() {
    Layout line = Layout.contiguous(4, Order.C, 3);
    outside("index (3,) is out of bounds for shape (3,)", () -> line.offsetOf(3));
    outside("index (-1,) is out of bounds for shape (3,)", () -> line.offsetOf(-1));
    Layout plane = Layout.contiguous(4, Order.C, 3, 2);
    outside("index (3, 0) is out of bounds for shape (3, 2)", () -> plane.offsetOf(3, 0));
    outside("index (0, 2) is out of bounds for shape (3, 2)", () -> plane.offsetOf(0, 2));
    Layout cube = Layout.contiguous(4, Order.C, 3, 2, 4);
    outside("index (3, 0, 0) is out of bounds for shape (3, 2, 4)", () -> cube.offsetOf(3, 0, 0));
    outside("index (0, -1, 0) is out of bounds", () -> cube.offsetOf(0, -1, 0));
    outside("index (0, 0, 4) is out of bounds", () -> cube.offsetOf(0, 0, 4));
    outside("index (0, 2) is out of bounds for shape (3, 2)", () -> plane.offsetOf(of(0, 2)));
    outside("index (-1, 0) is out of bounds for shape (3, 2)", () -> plane.checkIndex(of(-1, 0)));
    plane.checkIndex(of(2, 1));
    outside("an index of 1 positions for the 2 dimensions", () -> plane.checkIndex(of(0)));
    outside("an index of 3 positions for the 2 dimensions", () -> plane.offsetOf(of(0, 0, 0)));
    outside("an index of 1 positions for the 2 dimensions of shape", () -> plane.offsetOf(0));
    outside("an index of 2 positions for the 3 dimensions", () -> cube.offsetOf(0, 0));
    outside("an index of 3 positions for the 1 dimensions", () -> line.offsetOf(0, 0, 0));
    outside("an index of 1 positions for the 0 ", () -> line.at(0).offsetOf(0));
  }

  // ---- deriving another

  @Test
  void positions() {
    Layout layout = Layout.strided(100, 4, of(3, 2), of(-10, 20));
    assertEquals(Layout.strided(80, 4, of(2), of(20)), layout.at(2));
    assertEquals(Layout.strided(100, 4, of(), of()), layout.at(2, -1));
    assertEquals(layout, layout.at());
    assertEquals(Layout.strided(0, 4, of(0), of(4)), Layout.contiguous(4, Order.C, 3, 0).at(2));
    outside("position 3 is out of bounds for dimension 0 of shape (3, 2)", () -> layout.at(3));
    outside("position -3 is out of bounds for dimension 1", () -> layout.at(0, -3));
    outside("3 indices for 2 dimensions (3, 2)", () -> layout.at(0, 0, 0));
    outside("3 indices for 2 dimensions", () -> layout.slice(Index.parse("0, 0, 0")));
  }

  /** As in Python, where nothing is selected, the start stays where it is. */
  @Test
  void slicesOfNothingStartWhereTheWholeDoes() {
    Layout layout = Layout.contiguous(4, Order.C, 5, 3);
    for (String nothing : new String[] {"2:2", "4:1", "-9:-8:-1", "1:3:-1", "9:"}) {
      Layout slice = layout.slice(Index.parse(nothing));
      assertArrayEquals(of(0, 3), slice.shape(), nothing);
      assertEquals(0, slice.offset(), nothing);
    }
  }

  @Test
  void anEllipsisStandsForAsManyAsAreLeft() {
    Layout layout = Layout.contiguous(1, Order.C, 2, 3, 4);
    assertEquals(layout.at(1, 2, 3), layout.slice(Index.parse("1, 2, ..., 3")));
    assertEquals(layout.at(1), layout.slice(Index.parse("1, ...")));
    assertEquals(
        "shape (3,), strides (4,), offset 15, item size 1",
        layout.slice(Index.parse("1, ..., 3")).toString());
    assertEquals(
        "shape (2, 3, 1), strides (12, 4, 0), offset 3, item size 1",
        layout.slice(Index.parse("..., 3, None")).toString());
    assertEquals(
        "shape (3, 2), strides (4, 2), offset 12, item size 1",
        layout.slice(Index.parse("1, ..., ::2")).toString());
  }

  @Test
  void ordersOfDimensions() {
    Layout layout = Layout.contiguous(1, Order.C, 2, 3, 4);
    assertEquals(
        "shape (4, 2, 3), strides (1, 12, 4), offset 0, item size 1",
        layout.permute(2, 0, 1).toString());
    assertEquals(layout.permute(2, 1, 0), layout.transpose());
    assertEquals(layout.permute(2, 1, 0), layout.swapAxes(0, 2));
    assertEquals(layout.permute(1, 2, 0), layout.moveAxis(0, 2));
    assertEquals(layout.permute(2, 0, 1), layout.moveAxis(2, 0));
    assertEquals(layout, layout.moveAxis(1, 1));
    for (int[] none : new int[][] {{0, 1}, {0, 0, 1}, {0, 1, 3}, {-1, 0, 1}, {0, 1, 2, 2}, {}}) {
      illegal("is no permutation of the dimensions of shape", () -> layout.permute(none));
    }
    for (int d : new int[] {-1, 3}) {
      String message = "there is no dimension %d in shape (2, 3, 4)".formatted(d);
      outside(message, () -> layout.swapAxes(d, 0));
      outside(message, () -> layout.swapAxes(0, d));
      outside(message, () -> layout.moveAxis(d, 0));
      outside(message, () -> layout.moveAxis(0, d));
      outside(message, () -> layout.flip(d));
      outside(message, () -> layout.squeeze(d));
      outside(message, () -> layout.slidingWindows(of(1), d));
    }
  }

  @Test
  void repeatedAndDroppedDimensions() {
    Layout layout = Layout.contiguous(4, Order.C, 3, 1);
    assertEquals(
        "shape (2, 3, 5), strides (0, 4, 0), offset 0, item size 4",
        layout.broadcast(2, 3, 5).toString());
    assertArrayEquals(of(3, 0), layout.broadcast(3, 0).shape());
    illegal("shape (3, 1) cannot be broadcast to (2, 1)", () -> layout.broadcast(2, 1));
    illegal("cannot be broadcast to (1,)", () -> layout.broadcast(1));
    illegal("cannot be broadcast to ()", () -> layout.broadcast());
    illegal("negative extent", () -> layout.broadcast(-1, 3, 1));
    Layout single = Layout.contiguous(4, Order.C, 1, 3, 1);
    assertEquals("shape (3,), strides (4,), offset 0, item size 4", single.squeeze().toString());
    assertEquals(layout, single.squeeze(0));
    illegal("dimension 1 of shape (1, 3, 1) has not one item", () -> single.squeeze(1));
  }

  @Test
  void partsOfItems() {
    Layout layout = Layout.contiguous(4, Order.C, 3);
    assertEquals(
        "shape (3, 2), strides (4, 1), offset 2, item size 1",
        layout.subItem(2, 1, of(2)).toString());
    assertEquals(layout, layout.subItem(0, 4, of()));
    illegal("bytes 2 to 6 do not lie in an item of 4 bytes", () -> layout.subItem(2, 4, of()));
    illegal("bytes 3 to 5 do not lie in an item", () -> layout.subItem(3, 1, of(2)));
    illegal("bytes -1 to 1 do not lie in an item", () -> layout.subItem(-1, 2, of()));
  }

  @Test
  void itemsOfAnotherSize() {
    Layout layout = Layout.contiguous(8, Order.C, 2, 3);
    assertEquals(
        "shape (2, 6), strides (24, 4), offset 0, item size 4", layout.reinterpret(4).toString());
    assertEquals(
        "shape (2, 1), strides (24, 24), offset 0, item size 24",
        layout.reinterpret(24).toString());
    illegal(
        "8 bytes of an item are not a whole number of items of 3 bytes",
        () -> layout.reinterpret(3));
    illegal(
        "24 bytes in the last dimension are not a whole number of items of 16 bytes",
        () -> layout.reinterpret(16));
    illegal("items of 0 bytes", () -> layout.reinterpret(0));
    Layout gaps = Layout.strided(0, 1, of(4), of(2));
    refused(
        LayoutException.class,
        "no strides express shape (2,) of items of 2 bytes",
        () -> gaps.reinterpret(2, 2));
    assertEquals(
        "shape (2, 2), strides (4, 2), offset 0, item size 1",
        gaps.reinterpret(1, 2, 2).toString());
    Layout pairs = Layout.strided(0, 2, of(4), of(3));
    assertEquals(
        "shape (2, 4, 1), strides (6, 1, 1), offset 0, item size 1",
        Layout.strided(0, 4, of(2), of(6)).reinterpret(1, 2, 4, 1).toString());
    assertEquals(
        "shape (2, 2, 2), strides (6, 3, 1), offset 0, item size 1",
        pairs.reinterpret(1, 2, 2, 2).toString());
    illegal(
        "shape (3,) of items of 2 bytes takes 6 bytes, but there are 8",
        () -> pairs.reinterpret(2, 3));
    Layout none = Layout.strided(0, 0, of(3), of(8));
    assertArrayEquals(of(5), none.reinterpret(0, 5).shape());
    assertArrayEquals(of(0, 5), none.reinterpret(1, 0, 5).shape());
  }

  // ---- the object's own

  @Test
  void equalInAllNumbers() {
    Layout layout = Layout.strided(100, 4, of(3, 2), of(-10, 20));
    Layout same = Layout.strided(100, 4, of(3, 2), of(-10, 20));
    assertEquals(layout, same);
    assertEquals(layout.hashCode(), same.hashCode());
    assertNotEquals(layout.hashCode(), layout.withOffset(101).hashCode());
    assertNotEquals(layout, layout.withOffset(101));
    assertNotEquals(layout, Layout.strided(100, 5, of(3, 2), of(-10, 20)));
    assertNotEquals(layout, Layout.strided(100, 4, of(3, 3), of(-10, 20)));
    assertNotEquals(layout, Layout.strided(100, 4, of(3, 2), of(-10, 21)));
    assertNotEquals(layout, (Object) "layout");
    Layout rows = layout.withRows(0, 3, 8, true, 5);
    assertEquals(rows, layout.withRows(0, 3, 8, true, 5));
    assertNotEquals(rows, layout.withRows(0, 3, 8, true, 6));
    assertNotEquals(rows, layout.withRows(0, 3, 8, false, 0));
    assertNotEquals(layout.withRows(0, 3, 8, false, 0), rows);
  }
}
