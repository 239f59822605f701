package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Request;
import io.memview.View;
import io.memview.layout.Order;
import io.memview.npy.NpyArray;
import io.memview.npy.NpyFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes are a {@code .npy} file or are refused, in memory and as a stream alike, and what was
 * read is written as it is read.
 */
final class NpyTarget implements Target {
  @Override
  public String name() {
    return "npy";
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    return NumpyFiles.ofKind("npy");
  }

  @Override
  public List<String> words() {
    return List.of(
        "\u0093NUMPY\u0001\0",
        "\u0093NUMPY\u0002\0",
        "{'descr': ",
        "'fortran_order': ",
        "'shape': ",
        "True",
        "False",
        "(",
        ")",
        "()",
        "(2, 3)",
        "(1,)",
        ", ",
        "}",
        "'<f8'",
        "'|V0'",
        "'<M8[ns]'",
        "[('x', '<i4')]",
        " ",
        "\n",
        "'extra': 1, ");
  }

  @Override
  public @Nullable String check(byte[] input) throws IOException {
    NpyArray inMemory;
    try {
      inMemory = NpyFile.of(input);
    } catch (IOException e) {
      assertRefusedAsStream(input, e);
      return TextTarget.checkedRefusal(e);
    }
    NpyArray streamed = NpyFile.read(new ByteArrayInputStream(input));
    try {
      assertSame(inMemory, streamed);
      assertEquals(inMemory.end(), streamed.end());
      assertTrue(inMemory.end() <= input.length);
      return checkWritten(inMemory);
    } finally {
      inMemory.memory().free();
      streamed.memory().free();
    }
  }

  private static void assertRefusedAsStream(byte[] input, IOException refusal) {
    try {
      NpyFile.read(new ByteArrayInputStream(input)).memory().free();
    } catch (IOException e) {
      assertEquals(refusal.getClass(), e.getClass(), e::toString);
      return;
    }
    throw new AssertionError("as a stream it is read", refusal);
  }

  /** What is written is read as it was, and then written to the same bytes. */
  private static String checkWritten(NpyArray array) throws IOException {
    byte[] written = written(array);
    NpyArray again = NpyFile.of(written);
    try {
      assertSame(array, again);
      assertArrayEquals(written, written(again));
      return array.memory().withView(Request.FULL_RO, view -> TextTarget.shape(view.describe()));
    } finally {
      again.memory().free();
    }
  }

  private static byte[] written(NpyArray array) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyFile.write(out, array);
    return out.toByteArray();
  }

  /** The same shape, items and times. The bytes between fields need no name in a second file. */
  static void assertSame(NpyArray array, NpyArray other) {
    assertEquals(array.times(), other.times());
    array
        .memory()
        .doWithView(
            Request.FULL_RO,
            view ->
                other
                    .memory()
                    .doWithView(Request.FULL_RO, otherView -> assertSame(view, otherView)));
  }

  private static void assertSame(View view, View other) {
    assertArrayEquals(view.shape(), other.shape(), view::describe);
    assertEquals(view.layout().itemSize(), other.layout().itemSize(), view::describe);
    assertArrayEquals(view.toBytes(Order.C), other.toBytes(Order.C), view::describe);
  }
}
