package io.memview.nio;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.ScalarType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NioBuffersTest {
  private static Object list(Exporter exporter) {
    return exporter.withView(Request.FULL_RO, View::toList);
  }

  private static String format(Exporter exporter) {
    return exporter.withView(Request.FULL_RO, view -> view.format().toString());
  }

  @Test
  void thePositionAndTheLimitOfNow() {
    for (ByteBuffer buffer : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
      buffer.put(new byte[] {0, 1, 2, 3, 4, 5, 6, 7}).position(2).limit(6);
      Exporter exporter = NioBuffers.export(buffer);
      buffer.clear();
      assertEquals(List.of(2L, 3L, 4L, 5L), list(exporter));
      exporter.doWithView(Request.FULL, view -> view.setLong(0, -1));
      assertEquals(-1, buffer.get(2));
      buffer.position(1).limit(7);
      ByteBuffer slice = buffer.slice(2, 3);
      assertEquals(List.of(-1L, 3L, 4L), list(NioBuffers.export(slice)));
      buffer.position(7).limit(7);
      assertEquals(List.of(), list(NioBuffers.export(buffer)));
    }
  }

  @Test
  void theByteOrder() {
    for (ByteBuffer bytes : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
      IntBuffer big = bytes.order(ByteOrder.BIG_ENDIAN).asIntBuffer();
      IntBuffer little = bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
      Exporter swapped = NioBuffers.export(big);
      assertEquals(">i", format(swapped));
      swapped.doWithView(Request.FULL, view -> view.fill(0x01020304));
      assertEquals(0x01020304, big.get(1));
      assertEquals(0x04030201, little.get(0));
      assertEquals(List.of(0x04030201L, 0x04030201L), list(NioBuffers.export(little)));
      bytes.order(ByteOrder.BIG_ENDIAN);
      Exporter items = NioBuffers.export(bytes, ScalarType.UINT16, 2, 2);
      assertEquals(">H", format(items));
      assertEquals(List.of(List.of(0x0102L, 0x0304L), List.of(0x0102L, 0x0304L)), list(items));
    }
  }

  @Test
  void readOnlyBuffersStayReadOnly() {
    for (ByteBuffer buffer : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
      Exporter exporter = NioBuffers.export(buffer.asReadOnlyBuffer().asLongBuffer());
      assertTrue(exporter.withView(Request.FULL_RO, View::isReadOnly));
      assertRefused(
          BufferException.Refused.class, () -> exporter.acquire(Request.FULL), "read-only");
    }
  }

  /** The format says the byte order, whatever the buffer's is; records have a way in. */
  @Test
  void itemsOfAnyFormat() {
    ByteBuffer buffer = ByteBuffer.allocate(13).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) 7).putInt(Integer.reverseBytes(5)).putLong(9).flip().get();
    MemoryExporter records = NioBuffers.export(buffer, "T{>i:a:<q:b:}");
    records.doWithView(
        Request.FULL_RO,
        view -> {
          assertArrayEquals(new long[] {1}, view.shape());
          assertEquals(5, view.field("a").getLong(0));
          assertEquals(9, view.field("b").getLong(0));
        });
    Format bytes = Format.parse("B");
    assertArrayEquals(
        new long[] {2, 3},
        NioBuffers.export(buffer, bytes, 2, 3).withView(Request.ND, View::shape));
    assertRefused(
        IllegalArgumentException.class, () -> NioBuffers.export(buffer, "i", 4), "0 to 12");
  }

  @Test
  void bytesThatAreNoWholeNumberOfItems() {
    ByteBuffer seven = ByteBuffer.allocate(7);
    assertRefused(
        IllegalArgumentException.class,
        () -> NioBuffers.export(seven, ScalarType.INT32),
        "7 bytes",
        "4 bytes");
    assertRefused(
        IllegalArgumentException.class,
        () -> NioBuffers.export(seven, ScalarType.INT16, 2, 2),
        "7");
  }

  @Test
  void aStringHasNoMemory() {
    assertRefused(
        IllegalArgumentException.class,
        () -> NioBuffers.export(CharBuffer.wrap("text")),
        "CharSequence",
        "char[]");
  }
}
