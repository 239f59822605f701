package io.memview.examples.libraries;

import static org.apache.arrow.vector.types.TimeUnit.NANOSECOND;
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
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jetbrains.kotlinx.multik.ndarray.data.D2;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.data.NDArray;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.ndarray.index.Indices;

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

  @Test
  void arrowsHalvesAndTimes() {
    Map<Function<BufferAllocator, BaseFixedWidthVector>, String> formats =
        Map.of(
            a -> new Float2Vector("", a), "e",
            a -> new UInt8Vector("", a), "Q",
            a -> new DateDayVector("", a), "i",
            a -> new TimeMilliVector("", a), "i",
            a -> new TimeNanoVector("", a), "q",
            a -> new TimeStampMicroTZVector("", a, "UTC"), "q",
            a -> new IntervalYearVector("", a), "i",
            a -> new DurationVector("", FieldType.nullable(new ArrowType.Duration(NANOSECOND)), a),
                "q");
    formats.forEach(
        (of, format) -> {
          try (RootAllocator allocator = new RootAllocator();
              BaseFixedWidthVector vector = of.apply(allocator)) {
            vector.allocateNew(3);
            vector.getDataBuffer().setShort(2L * vector.getTypeWidth(), 0x3C00);
            vector.setIndexDefined(0);
            vector.setIndexDefined(1);
            vector.setIndexDefined(2);
            vector.setValueCount(3);
            Exporters.of(vector)
                .doWithView(
                    Request.FULL_RO,
                    view -> {
                      assertEquals(format, view.format().toString());
                      assertEquals(vector.getTypeWidth(), view.layout().itemSize());
                      assertEquals(format.equals("e") ? 1 : 0x3C00, number(view.get(2)));
                    });
          }
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

  private static FloatNdArray floats() {
    return NdArrays.wrap(Shape.of(3, 4, 5), DataBuffers.of(new float[64], false, false).offset(4));
  }

  /** Every kind of slice that strides describe. */
  @TestFactory
  Stream<DynamicTest> tensorflowArrays() {
    return Stream.of(
            tensorflow("FloatNdArray", floats(), true, 3, 4, 5),
            tensorflow("a matrix of it", floats().get(1), true, 4, 5),
            tensorflow(
                "a slice",
                floats().slice(Indices.flip(), Indices.at(2), Indices.slice(1, 5, 2)),
                false,
                3,
                2),
            tensorflow(
                "a slice of a slice",
                floats()
                    .slice(Indices.sliceFrom(1), Indices.odd(), Indices.newAxis(), Indices.at(3))
                    .slice(Indices.all(), Indices.at(1)),
                false,
                2,
                1),
            tensorflow("a scalar", floats().get(2, 3, 4), true))
        .flatMap(tests -> tests);
  }

  private static Stream<DynamicTest> tensorflow(
      String name, FloatNdArray array, boolean isContiguous, long... shape) {
    return Contract.of(
        name,
        () ->
            Fixture.of(Exporters.of(array), "f", shape)
                .contiguous(isContiguous, isContiguous && shape.length < 2)
                .peek(at -> (double) array.getFloat(at))
                .poke((at, value) -> array.setFloat(((Number) value).floatValue(), at)));
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
      try (BitVector bits = new BitVector("bits", allocator);
          DecimalVector decimals = new DecimalVector("decimals", allocator, 9, 2)) {
        assertEquals(
            "no layout of numbers describes a vector of BIT; copy it to one of numbers",
            refusal(bits));
        assertTrue(refusal(decimals).contains("a vector of DECIMAL;"));
      }
    }
    String refusal = refusal(floats().slice(Indices.seq(2, 0, 1)));
    assertTrue(refusal.contains("no stride leads along dimension 0"), refusal);
    refusal = refusal(NdArrays.ofInts(Shape.of(2)));
    assertTrue(refusal.contains("IntDenseNdArray does not show its buffer"), refusal);
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
