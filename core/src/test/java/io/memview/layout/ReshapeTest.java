package io.memview.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dimension of one item has a stride, too, and it is NumPy's. */
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
}
