package io.memview.layout;

import static io.memview.layout.Index.all;
import static io.memview.layout.Index.at;
import static io.memview.layout.Index.ellipsis;
import static io.memview.layout.Index.every;
import static io.memview.layout.Index.newAxis;
import static io.memview.layout.Index.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Layouts that lead through pointers: what is derived of them, and where it leads. */
class PointersTest {
  /** Two blocks of 3 times 5 items, which start 16 bytes into each block. */
  private static final Layout ROWS =
      Layout.contiguous(4, Order.C, 3, 5).withOffset(16).behindPointers(2);

  /** Pointers to tables of pointers. */
  private static final Layout DEEP = ROWS.withOffset(24).behindPointers(6);

  /** A table of 4 times 2 pointers. */
  private static final Layout TABLE = ROWS.slice(newAxis()).withRows(0, 4, 16, false, 0);

  /** A pointer to each item. */
  private static final Layout ITEMS =
      Layout.contiguous(4, Order.C).withOffset(16).behindPointers(5);

  private static long[] of(long... numbers) {
    return numbers;
  }

  private static void is(String expected, Layout layout) {
    assertEquals(expected + ", item size 4", layout.toString());
  }

  private static void inexpressible(String message, Executable call) {
    LayoutException e = assertThrows(LayoutException.class, call);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  // ---- slices

  @Test
  void rangesBehindPointersMoveInTheBlocks() {
    is(
        "shape (1, 3, 5), strides (8, 20, 4), suboffsets (16, -1, -1), offset 8",
        ROWS.slice(Index.from(1)));
    is(
        "shape (2, 2, 5), strides (8, 20, -4), suboffsets (52, -1, -1), offset 0",
        ROWS.slice(all(), range(1, 3), every(-1)));
    is("shape (2, 5), strides (8, 4), suboffsets (56, -1), offset 0", ROWS.slice(all(), at(2)));
    is(
        "shape (1, 2, 1, 5), strides (0, 8, 0, 4), suboffsets (-1, 16, -1, -1), offset 0",
        ROWS.slice(newAxis(), all(), newAxis(), at(0)));
    is(
        "shape (2, 3), strides (8, 20), suboffsets (28, -1), offset 0",
        ROWS.slice(ellipsis(), at(-2)));
    is(
        "shape (6, 2, 3, 5), strides (8, -8, 20, 4), suboffsets (32, 16, -1, -1), offset 0",
        DEEP.slice(all(), every(-1)));
    is(
        "shape (6, 2, 5), strides (8, 8, 4), suboffsets (24, 36, -1), offset 0",
        DEEP.slice(all(), all(), at(1)));
    is("shape (2, 3, 5), strides (-8, -20, -4), suboffsets (72, -1, -1), offset 8", ROWS.flip());
    is("shape (2, 3, 5), strides (8, 20, -4), suboffsets (32, -1, -1), offset 0", ROWS.flip(2));
  }

  @Test
  void positionsOfPointersAreForWhoHasTheMemory() {
    inexpressible("dimension 0 holds pointers", () -> ROWS.slice(at(0)));
    inexpressible("dimension 0 holds pointers", () -> ROWS.at(0));
    inexpressible("dimension 1 holds pointers", () -> DEEP.slice(all(), at(0)));
    assertEquals(ROWS, ROWS.at());
    assertThrows(IndexOutOfBoundsException.class, () -> ROWS.at(0, 0, 0, 0));
  }

  /** Follows pointers: the first leads to 1000, the next to 2000, and so on. */
  private static final class Blocks implements LongUnaryOperator {
    final List<Long> places = new ArrayList<>();

    @Override
    public long applyAsLong(long place) {
      places.add(place);
      return 1000L * places.size();
    }
  }

  private static void leads(String expected, List<Long> places, Layout layout, Index... indices) {
    Blocks blocks = new Blocks();
    is(expected, layout.slice(indices, blocks));
    assertEquals(places, blocks.places);
    if (Stream.of(indices).allMatch(Index.At.class::isInstance)) {
      Blocks again = new Blocks();
      long[] positions =
          Stream.of(indices).mapToLong(index -> ((Index.At) index).position()).toArray();
      is(expected, layout.at(positions, again));
      assertEquals(places, again.places);
    }
  }

  @Test
  void positionsLeadThroughPointers() {
    leads("shape (3, 5), strides (20, 4), offset 1016", List.of(8L), ROWS, at(1));
    leads("shape (3, 5), strides (20, 4), offset 1016", List.of(8L), ROWS, at(-1), ellipsis());
    leads("shape (5,), strides (4,), offset 1056", List.of(0L), ROWS, at(0), at(2));
    leads("shape (), strides (), offset 1068", List.of(8L), ROWS, at(1), at(2), at(3));
    leads("shape (3,), strides (-20,), offset 1068", List.of(0L), ROWS, at(0), every(-1), at(3));
    leads(
        "shape (2, 3, 5), strides (8, 20, 4), suboffsets (16, -1, -1), offset 1024",
        List.of(40L),
        DEEP,
        at(5));
    leads(
        "shape (1, 2, 5), strides (0, 20, 4), offset 2036",
        List.of(40L, 1032L),
        DEEP,
        at(5),
        newAxis(),
        at(1),
        range(1, 3));
    leads("shape (3, 5), strides (20, 4), offset 1016", List.of(56L), TABLE, at(3), at(1));
    leads(
        "shape (2, 3, 5), strides (8, 20, 4), suboffsets (16, -1, -1), offset 48",
        List.of(),
        TABLE,
        at(3));
    leads("shape (), strides (), offset 1016", List.of(32L), ITEMS, at(4));
    assertEquals(
        Layout.strided(1016, 4, of(3, 5), of(20, 4)),
        ROWS.slice(new Index[] {at(0)}, new Blocks()));
  }

  @Test
  void whereNoPositionLeadsTheGeometryAloneIsSliced() {
    for (Index[] indices : new Index[][] {{all(), at(1)}, {newAxis(), Index.from(1)}, {}}) {
      Blocks blocks = new Blocks();
      assertEquals(ROWS.slice(indices), ROWS.slice(indices, blocks));
      Layout flat = Layout.contiguous(4, Order.C, 3, 5);
      assertEquals(flat.slice(indices), flat.slice(indices, blocks));
      assertEquals(List.of(), blocks.places);
    }
    Layout flat = Layout.contiguous(4, Order.C, 3, 5);
    assertEquals(flat.at(1, -1), flat.slice(new Index[] {at(1), at(-1)}, new Blocks()));
    inexpressible(
        "dimension 1 holds pointers", () -> DEEP.slice(new Index[] {all(), at(1)}, new Blocks()));
    assertThrows(
        IndexOutOfBoundsException.class, () -> ROWS.slice(new Index[] {at(2)}, new Blocks()));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> ROWS.slice(new Index[] {at(0), at(3)}, new Blocks()));
    assertThrows(IndexOutOfBoundsException.class, () -> ROWS.at(of(0, 3), new Blocks()));
    assertThrows(IndexOutOfBoundsException.class, () -> ROWS.at(of(0, 0, 0, 0), new Blocks()));
    assertEquals(ROWS, ROWS.at(of(), new Blocks()));
    assertEquals(flat.at(1, -1), flat.at(of(1, -1), new Blocks()));
  }

  // ---- other orders

  @Test
  void dimensionsMoveBetweenPointers() {
    is(
        "shape (2, 5, 3), strides (8, 4, 20), suboffsets (16, -1, -1), offset 0",
        ROWS.swapAxes(1, 2));
    is(
        "shape (2, 4, 3, 5), strides (8, 16, 20, 4), suboffsets (-1, 16, -1, -1), offset 0",
        TABLE.moveAxis(0, 1));
    is(
        "shape (2, 4, 5, 3), strides (8, 16, 4, 20), suboffsets (-1, 16, -1, -1), offset 0",
        TABLE.permute(1, 0, 3, 2));
    inexpressible("dimension 1 cannot move to place 0", () -> ROWS.swapAxes(0, 1));
    inexpressible("dimension 2 cannot move to place 0", () -> TABLE.permute(2, 0, 1, 3));
    inexpressible("dimension 1 cannot move to place 0", () -> DEEP.swapAxes(0, 1));
    inexpressible("dimension 2 cannot move to place 0", () -> DEEP.permute(2, 1, 0, 3));
    inexpressible("across a dimension of pointers", ROWS::transpose);
  }

  @Test
  void moreDimensions() {
    is(
        "shape (7, 2, 3, 5), strides (0, 8, 20, 4), suboffsets (-1, 16, -1, -1), offset 0",
        ROWS.broadcast(7, 2, 3, 5));
    is(
        "shape (2, 3, 5), strides (0, 20, 4), suboffsets (24, -1, -1), offset 0",
        Layout.contiguous(4, Order.C, 3, 5).withOffset(24).behindPointers(1).broadcast(2, 3, 5));
    assertEquals(
        "shape (2, 3, 5, 2), strides (8, 20, 4, 1), suboffsets (18, -1, -1, -1), offset 0, item"
            + " size 1",
        ROWS.subItem(2, 1, of(2)).toString());
    assertEquals(
        "shape (2, 3, 5), strides (8, 20, 4), suboffsets (17, -1, -1), offset 0, item size 3",
        ROWS.subItem(1, 3, of()).toString());
    assertEquals(
        "shape (2, 3, 10), strides (8, 20, 2), suboffsets (16, -1, -1), offset 0, item size 2",
        ROWS.reinterpret(2).toString());
  }

  /** A pointer to each byte: there is no dimension of bytes that it could stand in. */
  @Test
  void bytesBehindPointersOfTheirOwn() {
    Layout bytes = Layout.contiguous(1, Order.C).behindPointers(4);
    Layout table = bytes.slice(newAxis()).withRows(0, 2, 32, false, 0);
    assertEquals(
        "shape (8,), strides (8,), suboffsets (0,), offset 0, item size 1",
        table.reinterpret(1, 8).toString());
    inexpressible(
        "no strides express shape (4,) of items of 2 bytes", () -> table.reinterpret(2, 4));
  }

  @Test
  void fewerDimensions() {
    Layout one = Layout.contiguous(4, Order.C, 1, 5).withOffset(16).behindPointers(1);
    is("shape (1, 5), strides (8, 4), suboffsets (16, -1), offset 0", one.squeeze());
    is("shape (1, 5), strides (8, 4), suboffsets (16, -1), offset 0", one.squeeze(1));
    inexpressible("dimension 0 holds pointers", () -> one.squeeze(0));
  }

  // ---- windows

  @Test
  void windowsInTheBlocks() {
    is(
        "shape (2, 3, 4, 2), strides (8, 20, 4, 4), suboffsets (16, -1, -1, -1), offset 0",
        ROWS.slidingWindows(of(2), 2));
    is(
        "shape (2, 2, 5, 2), strides (8, 20, 4, 20), suboffsets (16, -1, -1, -1), offset 0",
        ROWS.slidingWindows(of(2), 1));
    is(
        "shape (2, 2, 3, 2, 3), strides (8, 20, 4, 20, 4), suboffsets (16, -1, -1, -1, -1), offset"
            + " 0",
        ROWS.slidingWindows(of(2, 3), 1, 2));
    inexpressible("windows over dimension 0", () -> ROWS.slidingWindows(of(1), 0));
    inexpressible("windows over dimension 0", () -> TABLE.slidingWindows(of(1), 0));
    inexpressible("windows over dimension 1", () -> TABLE.slidingWindows(of(1), 1));
    assertEquals(ROWS, ROWS.slidingWindows(of(), new int[0]));
  }

  @Test
  void windowsOverTheLastPointersMoveInTheTable() {
    is(
        "shape (4, 2), strides (8, 8), suboffsets (-1, 16), offset 0",
        ITEMS.slidingWindows(of(2), 0));
    is(
        "shape (3, 2, 2), strides (8, 8, 8), suboffsets (-1, -1, 16), offset 0",
        ITEMS.slidingWindows(of(2, 2), 0, 0));
    Layout deep = ITEMS.withOffset(24).behindPointers(6);
    is(
        "shape (6, 4, 2), strides (8, 8, 8), suboffsets (24, -1, 16), offset 0",
        deep.slidingWindows(of(2), 1));
    inexpressible("windows over dimension 0", () -> deep.slidingWindows(of(2), 0));
  }

  @Test
  void asManyDimensionsAsThereCanBe() {
    Index[] axes = new Index[59];
    Arrays.fill(axes, newAxis());
    Layout full = TABLE.slice(axes).slice(newAxis());
    assertEquals(64, full.ndim());
    assertTrue(full.isPointer(61));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> full.slidingWindows(of(1), 63));
    assertTrue(e.getMessage().contains("65 dimensions"), e.getMessage());
    assertEquals(4, full.squeeze().ndim());
    Layout items = ITEMS.slice(Arrays.copyOf(axes, 59)).broadcast(full(64, 5));
    assertTrue(items.isPointer(63));
    Index[] positions = new Index[64];
    Arrays.fill(positions, at(0));
    Layout item = items.slice(positions, new Blocks());
    assertEquals(Layout.strided(1016, 4, of(), of()), item);
    e = assertThrows(IllegalArgumentException.class, () -> items.slidingWindows(of(1), 63));
    assertTrue(e.getMessage().contains("65 dimensions"), e.getMessage());
  }

  private static long[] full(int ndim, long last) {
    long[] shape = new long[ndim];
    Arrays.fill(shape, 1);
    shape[ndim - 1] = last;
    return shape;
  }

  // ---- reshapes

  @Test
  void reshapesKeepPointersBetweenTheDimensionsTheyStandBetween() {
    assertSame(ROWS, ROWS.reshape(2, 3, 5));
    is("shape (2, 15), strides (8, 4), suboffsets (16, -1), offset 0", ROWS.reshape(2, 15));
    is(
        "shape (2, 5, 3), strides (8, 12, 4), suboffsets (16, -1, -1), offset 0",
        ROWS.reshape(2, 5, -1));
    is(
        "shape (8, 3, 5), strides (8, 20, 4), suboffsets (16, -1, -1), offset 0",
        TABLE.reshape(8, 3, 5));
    is(
        "shape (2, 4, 15), strides (32, 8, 4), suboffsets (-1, 16, -1), offset 0",
        TABLE.reshape(2, 4, 15));
    is(
        "shape (1, 2, 1, 15), strides (16, 8, 60, 4), suboffsets (-1, 16, -1, -1), offset 0",
        ROWS.reshape(1, 2, 1, 15));
    inexpressible("cannot be reshaped to (30,)", () -> ROWS.reshape(30));
    inexpressible("cannot be reshaped to (6, 5)", () -> ROWS.reshape(6, 5));
    inexpressible("cannot be reshaped to (12, 15)", () -> DEEP.reshape(12, 15));
  }

  @Test
  void aPointerOfOneItemNeedsADimensionToStandIn() {
    Layout one = Layout.contiguous(4, Order.C, 3).withOffset(16).behindPointers(1);
    is(
        "shape (1, 3, 1), strides (8, 4, 4), suboffsets (16, -1, -1), offset 0",
        one.reshape(1, 3, 1));
    inexpressible("cannot be reshaped to (3,)", () -> one.reshape(3));
    inexpressible("no single stride", one::ravel);
    Layout two = one.withOffset(24).behindPointers(1);
    is(
        "shape (1, 1, 3, 1), strides (8, 8, 4, 4), suboffsets (24, 16, -1, -1), offset 0",
        two.reshape(1, 1, 3, 1));
    inexpressible("cannot be reshaped", () -> two.reshape(1, 3));
    Layout column = one.slice(newAxis()).withRows(0, 4, 24, false, 0);
    is("shape (4, 3), strides (24, 4), suboffsets (16, -1), offset 0", column.reshape(4, 3));
    is(
        "shape (2, 2, 3), strides (48, 24, 4), suboffsets (-1, 16, -1), offset 0",
        column.reshape(2, 2, 3));
    is(
        "shape (4, 1, 3, 1), strides (24, 12, 4, 4), suboffsets (16, -1, -1, -1), offset 0",
        column.reshape(4, 1, 3, 1));
    inexpressible("cannot be reshaped to (12,)", () -> column.reshape(12));
    Layout single = Layout.contiguous(4, Order.C).withOffset(16).behindPointers(1);
    is("shape (1, 1), strides (8, 8), suboffsets (-1, 16), offset 0", single.reshape(1, 1));
    inexpressible("cannot be reshaped to ()", () -> single.reshape());
  }
}
