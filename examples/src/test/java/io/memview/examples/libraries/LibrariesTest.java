package io.memview.examples.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Exporters;
import io.memview.Lease;
import io.memview.Request;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.jetbrains.kotlinx.multik.ndarray.data.D2;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.data.NDArray;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;

/** Other libraries' objects keep the contract of exporters, and are found by their type. */
class LibrariesTest {
  private static int number(Object value) {
    return ((Number) value).intValue();
  }

  @TestFactory
  Stream<DynamicTest> netty() {
    return Contract.of(
        "ByteBuf",
        () -> {
          ByteBuf buffer = Unpooled.directBuffer(16).writeZero(9).skipBytes(2);
          return Fixture.of(Exporters.of(buffer), "B", 7)
              .peek(at -> (long) buffer.getUnsignedByte((int) at[0] + 2))
              .poke((at, value) -> buffer.setByte((int) at[0] + 2, number(value)))
              .cleanup(buffer::release);
        });
  }

  @TestFactory
  Stream<DynamicTest> arrow() {
    return Contract.of(
        "IntVector",
        () -> {
          RootAllocator allocator = new RootAllocator();
          IntVector vector = new IntVector("numbers", allocator);
          vector.allocateNew(6);
          for (int i = 0; i < 6; i++) {
            vector.set(i, 0);
          }
          vector.setValueCount(6);
          return Fixture.of(Exporters.of(vector), "i", 6)
              .peek(at -> (long) vector.get((int) at[0]))
              .poke((at, value) -> vector.set((int) at[0], number(value)))
              .cleanup(allocator::close)
              .cleanup(vector::close);
        });
  }

  @TestFactory
  Stream<DynamicTest> imglib() {
    return Contract.of(
        "ArrayImg",
        () -> {
          ArrayImg<UnsignedShortType, ShortArray> image = ArrayImgs.unsignedShorts(3, 2);
          return Fixture.of(Exporters.of(image), "H", 3, 2)
              .contiguous(false, true)
              .peek(at -> (long) image.getAt(at).get())
              .poke((at, value) -> image.getAt(at).set(number(value)));
        });
  }

  private static NDArray<Double, D2> table() {
    return new NDArray<>(
        new MemoryViewDoubleArray(new double[12]),
        1,
        new int[] {2, 3},
        new int[] {5, 1},
        D2.Companion,
        null);
  }

  @TestFactory
  Stream<DynamicTest> multik() {
    return Contract.of(
        "NDArray",
        () -> {
          NDArray<Double, D2> table = table();
          return Fixture.of(Exporters.of(table), "d", 2, 3)
              .contiguous(false, false)
              .peek(at -> table.getData().get(place(at)))
              .poke((at, value) -> table.getData().set(place(at), ((Number) value).doubleValue()));
        });
  }

  private static int place(long... at) {
    return (int) (1 + 5 * at[0] + at[1]);
  }

  @TestFactory
  Stream<DynamicTest> tensorflow() {
    return Contract.of(
        "FloatDataBuffer",
        () -> {
          FloatDataBuffer buffer = DataBuffers.of(new float[9], false, false).slice(2, 6);
          return Fixture.of(Exporters.of(buffer), "f", 6)
              .peek(at -> (double) buffer.getFloat(at[0]))
              .poke((at, value) -> buffer.setFloat(((Number) value).floatValue(), at[0]));
        });
  }

  @Test
  void memoryIsKept() {
    ByteBuf buffer = Unpooled.buffer(8).writeZero(8);
    Exporter exporter = Exporters.of(buffer);
    try (Lease lease = exporter.acquire(Request.FULL)) {
      buffer.release();
      assertEquals(1, buffer.refCnt(), "the lease keeps it");
      lease.view().acquire(Request.FULL).close();
      assertEquals(1, buffer.refCnt());
      lease.view().setLong(5, 3);
      assertEquals(5, buffer.getByte(3));
    }
    assertEquals(0, buffer.refCnt());
    assertThrows(BufferException.Refused.class, () -> exporter.acquire(Request.FULL));
  }

  @Test
  void whatCannotBeExportedIsSaid() {
    ByteBuf parts = Unpooled.wrappedBuffer(new byte[3], new byte[2]);
    assertTrue(refusal(parts).contains("2 parts"));
    try (RootAllocator allocator = new RootAllocator();
        IntVector nulls = new IntVector("nulls", allocator)) {
      nulls.allocateNew(2);
      nulls.setNull(0);
      nulls.setSafe(1, 5);
      nulls.setValueCount(2);
      assertTrue(refusal(nulls).contains("1 nulls"));
    }
    assertTrue(refusal(ArrayImgs.complexFloats(2, 2)).contains("ComplexFloatType"));
  }

  private static String refusal(Object object) {
    return assertThrows(IllegalArgumentException.class, () -> Exporters.of(object)).getMessage();
  }

  @Test
  void whatIsOnTheClassPathIsNamed() {
    String message = refusal("text");
    assertTrue(message.contains("ByteBuf") && message.contains("NDArray"), message);
    assertTrue(message.contains("NIO buffers"), message);
  }
}
