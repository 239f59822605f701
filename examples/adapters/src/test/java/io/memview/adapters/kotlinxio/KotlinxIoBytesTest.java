package io.memview.adapters.kotlinxio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Exporters;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import kotlinx.io.Buffer;
import kotlinx.io.SourcesKt;
import kotlinx.io.bytestring.ByteString;
import kotlinx.io.bytestring.unsafe.UnsafeByteStringOperations;
import kotlinx.io.unsafe.UnsafeBufferOperations;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Bytes of kotlinx-io are exporters, and views are buffers of kotlinx-io. */
class KotlinxIoBytesTest {
  private static final int MANY = 20_000; // three segments

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }

  private static Buffer buffer(int count) {
    Buffer buffer = new Buffer();
    buffer.write(bytes(count), 0, count);
    return buffer;
  }

  @TestFactory
  Stream<DynamicTest> contract() {
    return Stream.of(
            Contract.of(
                "Buffer",
                () -> {
                  byte[] bytes = new byte[9];
                  Buffer buffer = new Buffer();
                  UnsafeBufferOperations.INSTANCE.moveToTail(buffer, bytes, 1, 8);
                  return fixture(Exporters.of(buffer), 7, at -> 1 + at, bytes);
                }),
            Contract.of(
                "a Buffer of two segments",
                () -> {
                  byte[] bytes = new byte[9];
                  Buffer buffer = new Buffer();
                  UnsafeBufferOperations.INSTANCE.moveToTail(buffer, bytes, 0, 2);
                  UnsafeBufferOperations.INSTANCE.moveToTail(buffer, bytes, 4, 9);
                  return fixture(Exporters.of(buffer), 7, at -> at < 2 ? at : at + 2, bytes)
                      .behindPointers();
                }),
            Contract.of(
                "ByteString",
                () -> {
                  byte[] bytes = new byte[7];
                  ByteString string = UnsafeByteStringOperations.INSTANCE.wrapUnsafe(bytes);
                  return fixture(Exporters.of(string), 7, at -> at, bytes);
                }))
        .flatMap(tests -> tests);
  }

  /** Of bytes in an array that is known here, though nobody else could change them. */
  private static Fixture fixture(
      Exporter exporter, int count, IntUnaryOperator place, byte[] bytes) {
    return Fixture.of(exporter, "B", count)
        .readOnly()
        .peek(at -> (long) (bytes[place.applyAsInt((int) at[0])] & 0xFF))
        .poke(
            (at, value) ->
                bytes[place.applyAsInt((int) at[0])] = (byte) ((Number) value).intValue());
  }

  @Test
  void everyBufferIsReadInPlace() {
    for (int count : new int[] {0, 1, 8192, 8193, MANY}) {
      Buffer buffer = buffer(count);
      assertArrayEquals(
          bytes(count), Exporters.of(buffer).withView(Request.FULL_RO, v -> v.toBytes(Order.C)));
      assertEquals(count, buffer.getSize(), "nothing is read");
    }
  }

  /** What the buffer has given up goes to nobody else. */
  @Test
  void bytesStayUnderTheirLease() {
    Buffer buffer = buffer(MANY);
    try (Lease lease = Exporters.of(buffer).acquire(Request.FULL_RO)) {
      buffer.write(new byte[100], 0, 100);
      buffer.skip(10);
      buffer.clear();
      List<Buffer> others = new ArrayList<>();
      for (int i = 0; i < 100; i++) { // would get the segments
        Buffer other = new Buffer();
        other.write(new byte[MANY], 0, MANY);
        others.add(other);
      }
      assertArrayEquals(bytes(MANY), lease.view().toBytes(Order.C));
      others.forEach(Buffer::clear);
    }
  }

  /** The same megabyte again and again. */
  @Test
  void moreThanTwoGigabytes() {
    byte[] megabyte = bytes(1 << 20);
    Buffer buffer = new Buffer();
    for (int i = 0; i < 2049; i++) {
      UnsafeBufferOperations.INSTANCE.moveToTail(buffer, megabyte, 0, megabyte.length);
    }
    long size = 2049L << 20;
    Exporters.of(buffer)
        .doWithView(
            Request.FULL_RO,
            view -> {
              assertEquals(size, view.itemCount());
              assertEquals(megabyte[megabyte.length - 1] & 0xFF, view.getLong(size - 1));
            });
  }

  @Test
  void viewsAreRead() {
    byte[] image = bytes(60);
    Buffer crop =
        PrimitiveArrays.export(image, 6, 10)
            .withView(Request.FULL, v -> KotlinxIoBytes.asBuffer(v.slice(Index.parse("1:4, 2:5"))));
    assertEquals(9, crop.getSize());
    assertArrayEquals(
        new byte[] {12, 13, 14, 22, 23, 24, 32, 33, 34}, SourcesKt.readByteArray(crop));
    assertArrayEquals(bytes(60), image, "nobody writes into the array");
  }

  /** In place, and what the buffer is moved to and appended to stays outside of the array. */
  @Test
  void anArrayIsTakenAsItIs() {
    byte[] all = bytes(10);
    Buffer buffer =
        PrimitiveArrays.export(all)
            .withView(Request.FULL, v -> KotlinxIoBytes.asBuffer(v.slice(Index.range(2, 8))));
    all[3] = 100;
    buffer.writeByte((byte) 50);
    Buffer other = new Buffer();
    other.writeByte((byte) 49);
    other.transferFrom(buffer);
    assertArrayEquals(new byte[] {49, 2, 100, 4, 5, 6, 7, 50}, SourcesKt.readByteArray(other));
    byte[] expected = bytes(10);
    expected[3] = 100;
    assertTrue(Arrays.equals(expected, all));
  }

  @Test
  void whatIsInNoArrayOfBytesIsRefused() {
    OwnedMemory block = OwnedMemory.allocate(Format.parse("B"), 3);
    block.doWithView(Request.FULL, v -> refused("no byte[]", v));
    block.free();
    PrimitiveArrays.export(new int[3]).doWithView(Request.FULL, v -> refused("no byte[]", v));
    PrimitiveArrays.export(new byte[3])
        .doWithView(Request.FULL, v -> refused("read-only", v.asReadOnly()));
  }

  private static void refused(String reason, View view) {
    String message =
        assertThrows(BufferException.Refused.class, () -> KotlinxIoBytes.asBuffer(view))
            .getMessage();
    assertTrue(message.contains(reason), message);
  }
}
