package io.memview.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other shapes of the same items, and their strides, which are NumPy's. */
class ReshapeTest {
  private static long[] numbers(String text) {
    return Arrays.stream(text.split(" ", -1)).mapToLong(Long::parseLong).toArray();
  }

  @ParameterizedTest(name = "{1} to {3}")
  @CsvSource({
    // contiguous, but not in the strides of dimensions of one item
    "2, 1 4 2, 4 4 2, 1 8, 16 2",
    "2, 1 4 2, 4 4 2, 8 1, 2 2",
    "4, 1 5 3, 0 12 4, 1 15, 60 4",
    // rows with gaps
    "2, 4 3, 10 2, 4 1 3, 10 6 2",
    "2, 4 3, 10 2, 1 4 3, 40 10 2",
    "2, 4 3, 10 2, 4 3 1, 10 2 2",
    "2, 4 3, 10 2, 1 4 1 3 1, 40 10 6 2 2",
    "2, 4 3, 10 2, 2 1 2 1 3 1 1, 20 20 10 6 2 2 2",
    "2, 4 1 3, 10 6 2, 4 3, 10 2",
    "2, 4 1 3, 10 10 2, 4 1 1 3, 10 6 6 2",
    "2, 4 1 3, 10 10 2, 1 4 3, 40 10 2",
    // one item
    "4, 1, 20, 1 1, 4 4",
    "4, 1 1, 20 4, 1 1 1, 4 4 4",
  })
  void stridesOfDimensionsOfOneItem(
      long itemSize, String shape, String strides, String wanted, String expected) {
    Layout layout = Layout.strided(0, itemSize, numbers(shape), numbers(strides));
    assertArrayEquals(numbers(expected), layout.reshape(numbers(wanted)).strides());
  }

  private static void reshapes(String expected, Layout layout, long... wanted) {
    assertEquals(expected + ", offset 0, item size 4", layout.reshape(wanted).toString());
  }

  @Test
  void oneExtentMayBeLeftOpen() {
    Layout layout = Layout.contiguous(4, Order.C, 3, 4);
    reshapes("shape (6, 2), strides (8, 4)", layout, -1, 2);
    reshapes("shape (6, 2), strides (8, 4)", layout, 6, -1);
    reshapes("shape (2, 3, 2), strides (24, 8, 4)", layout, 2, -1, 2);
    reshapes("shape (12,), strides (4,)", layout, -1);
    reshapes("shape (1, 12), strides (48, 4)", layout, -1, 12);
    reshapes("shape (1,), strides (4,)", Layout.contiguous(4, Order.C), -1);
    assertSame(layout, layout.reshape(3, 4));
    assertSame(layout, layout.reshape(-1, 4));
  }

  private static void refused(String message, Layout layout, long... wanted) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> layout.reshape(wanted));
    assertEquals(IllegalArgumentException.class, e.getClass());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void othersAreRefused() {
    Layout layout = Layout.contiguous(4, Order.C, 3, 4);
    String negative = " has a negative extent; one may be -1, which is computed";
    refused("shape (-2, -6)" + negative, layout, -2, -6);
    refused("shape (-1, -1)" + negative, layout, -1, -1);
    refused("shape (12, -1, -1)" + negative, layout, 12, -1, -1);
    refused("shape (-1, 3, -2)" + negative, layout, -1, 3, -2);
    refused("shape (3, 4) with 12 items cannot be reshaped to (3, 5)", layout, 3, 5);
    refused("cannot be reshaped to (-1, 5)", layout, -1, 5);
    refused("cannot be reshaped to (-1, 24)", layout, -1, 24);
    refused("cannot be reshaped to (-1, 0)", layout, -1, 0);
    refused("cannot be reshaped to ()", layout);
    long k = 1L << 32;
    refused("cannot be reshaped to (-1, 4294967296, 4294967296)", layout, -1, k, k);
    refused("cannot be reshaped to (4294967296, 4294967297)", layout, k, k + 1);
  }

  /** Extents beside a 0 may be of any size, wherever it stands. */
  @Test
  void withoutItems() {
    Layout empty = Layout.contiguous(4, Order.C, 3, 0);
    reshapes("shape (0, 5), strides (20, 4)", empty, 0, 5);
    reshapes("shape (0, 5), strides (20, 4)", empty, -1, 5);
    reshapes("shape (5, 0), strides (0, 4)", empty, 5, 0);
    reshapes("shape (0,), strides (4,)", Layout.contiguous(4, Order.C, 0).behindPointers(3), 0);
    long k = 1L << 32;
    for (long[] shape : new long[][] {{k, k, 0}, {k, 0, k}, {0, k, k}}) {
      assertArrayEquals(shape, empty.reshape(shape).shape());
    }
    refused("shape (3, 0) with 0 items cannot be reshaped to (3, 1)", empty, 3, 1);
    refused("cannot be reshaped to (-1, 0)", empty, -1, 0);
    refused("cannot be reshaped to (4294967296, 4294967296)", empty, k, k);
    refused("cannot be reshaped to ()", empty);
  }

  @Test
  void stridesThatDoNotExpressIt() {
    Layout columns = Layout.contiguous(4, Order.C, 3, 4).transpose();
    assertEquals(
        "shape (4, 3), strides (4, 16), offset 0, item size 4 cannot be reshaped to (12,) without a"
            + " copy: no strides express it",
        assertThrows(LayoutException.class, () -> columns.reshape(12)).getMessage());
    assertThrows(LayoutException.class, () -> columns.reshape(2, 6));
    reshapes("shape (2, 2, 3), strides (8, 4, 16)", columns, 2, 2, 3);
    reshapes("shape (4, 1, 3), strides (4, 48, 16)", columns, 4, 1, 3);
    assertTrue(
        assertThrows(LayoutException.class, columns::ravel)
            .getMessage()
            .contains("no single stride in C order (shape (4, 3), strides (4, 16)"));
  }
}
