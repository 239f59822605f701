package io.memview.adapters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.memview.Exporters;
import io.memview.Request;
import io.memview.View;
import io.memview.adapters.netty.LendingAllocator;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.format.Complex;
import io.memview.layout.Order;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import net.imglib2.RandomAccess;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.img.basictypeaccess.nio.ByteBufferAccess;
import net.imglib2.img.basictypeaccess.nio.DoubleBufferAccess;
import net.imglib2.img.basictypeaccess.nio.FloatBufferAccess;
import net.imglib2.img.basictypeaccess.nio.IntBufferAccess;
import net.imglib2.img.basictypeaccess.nio.LongBufferAccess;
import net.imglib2.img.basictypeaccess.nio.ShortBufferAccess;
import net.imglib2.type.NativeType;
import net.imglib2.type.NativeTypeFactory;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.complex.ComplexFloatType;
import net.imglib2.type.numeric.integer.ByteType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.LongType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.jetbrains.kotlinx.multik.ndarray.complex.ComplexDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.complex.ComplexFloatArray;
import org.jetbrains.kotlinx.multik.ndarray.data.D1;
import org.jetbrains.kotlinx.multik.ndarray.data.D2;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewComplexDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewComplexFloatArray;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.data.NDArray;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffer;
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
          ByteBuf buffer = LendingAllocator.DEFAULT.buffer(16).writeZero(9).skipBytes(2);
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
              .managedBy(vector)
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

  /** Buffers of both byte orders, direct and not, from their start on wherever they stand. */
  @TestFactory
  Stream<DynamicTest> imglibBuffers() {
    Map<String, Function<ByteBuffer, ArrayImg<?, ?>>> types =
        Map.of(
            "b", b -> img(new ByteBufferAccess(b, true), new ByteType()),
            "B", b -> img(new ByteBufferAccess(b, true), new UnsignedByteType()),
            "H", b -> img(new ShortBufferAccess(b, true), new UnsignedShortType()),
            "i", b -> img(new IntBufferAccess(b, true), new IntType()),
            "q", b -> img(new LongBufferAccess(b, true), new LongType()),
            "f", b -> img(new FloatBufferAccess(b, true), new FloatType()),
            "d", b -> img(new DoubleBufferAccess(b, true), new DoubleType()));
    return types.entrySet().stream()
        .map(type -> dynamicTest(type.getKey(), () -> imglib(type.getKey(), type.getValue())));
  }

  private static <T extends NativeType<T>, A extends DataAccess> ArrayImg<T, A> img(
      A access, T type) {
    ArrayImg<T, A> image = new ArrayImg<>(access, new long[] {2, 3}, type.getEntitiesPerPixel());
    @SuppressWarnings("unchecked") // the type is its own factory
    NativeTypeFactory<T, ? super A> factory =
        (NativeTypeFactory<T, ? super A>) type.getNativeTypeFactory();
    image.setLinkedType(factory.createLinkedType(image));
    return image;
  }

  private static void imglib(String code, Function<ByteBuffer, ArrayImg<?, ?>> of) {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      for (boolean isDirect : new boolean[] {true, false}) {
        ByteBuffer whole = isDirect ? ByteBuffer.allocateDirect(60) : ByteBuffer.allocate(60);
        ByteBuffer bytes = whole.slice(8, 48).order(order);
        ArrayImg<?, ?> image = of.apply(bytes);
        RandomAccess<?> at = image.randomAccess();
        at.setPosition(new long[] {1, 2});
        ((RealType<?>) at.get()).setReal(7);
        Exporters.of(image)
            .doWithView(
                Request.FULL,
                view -> {
                  assertArrayEquals(new long[] {2, 3}, view.shape());
                  assertTrue(view.layout().isContiguous(Order.FORTRAN));
                  assertEquals(7, number(view.getObject(1, 2)));
                  view.setObject(0, 1, view.getObject(1, 2));
                });
        at.setPosition(new long[] {0, 1});
        assertEquals(7, ((RealType<?>) at.get()).getRealDouble(), code);
        assertEquals(0, whole.get(0) + whole.get(59));
        assertTrue(
            Exporters.of(of.apply(bytes.asReadOnlyBuffer().order(order)))
                .withView(Request.FULL_RO, View::isReadOnly));
      }
    }
  }

  @Test
  void complexNumbers() {
    ArrayImg<ComplexFloatType, ?> image = ArrayImgs.complexFloats(2, 2);
    image.getAt(1, 0).setComplexNumber(1, 2);
    Exporters.of(image)
        .doWithView(Request.FULL, v -> assertEquals(new Complex(1, 2), v.getObject(1, 0)));
    ComplexDoubleArray numbers = new ComplexDoubleArray(6);
    numbers.getFlatArray()[10] = 3;
    numbers.getFlatArray()[11] = 4;
    Exporters.of(
            new NDArray<>(
                new MemoryViewComplexDoubleArray(numbers),
                1,
                new int[] {2, 2},
                new int[] {3, 1},
                D2.Companion,
                null))
        .doWithView(Request.FULL, v -> assertEquals(new Complex(3, 4), v.getObject(1, 1)));
    ComplexFloatArray floats = new ComplexFloatArray(1);
    floats.getFlatArray()[1] = 5;
    Exporters.of(
            new NDArray<>(
                new MemoryViewComplexFloatArray(floats),
                0,
                new int[] {1},
                new int[] {1},
                D1.Companion,
                null))
        .doWithView(Request.FULL, v -> assertEquals(new Complex(0, 5), v.getObject(0)));
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

  /** All types, writable and not, empty too. */
  @Test
  void tensorflowBuffers() {
    for (boolean isReadOnly : new boolean[] {true, false}) {
      Map<DataBuffer<?>, String> buffers =
          Map.of(
              DataBuffers.of(new byte[] {1, 2}, isReadOnly, false), "b",
              DataBuffers.of(new short[] {1, 2}, isReadOnly, false), "h",
              DataBuffers.of(new int[] {1, 2}, isReadOnly, false), "i",
              DataBuffers.of(new long[] {1, 2}, isReadOnly, false), "q",
              DataBuffers.of(new float[] {1, 2}, isReadOnly, false), "f",
              DataBuffers.of(new double[] {1, 2}, isReadOnly, false), "d");
      buffers.forEach(
          (buffer, code) ->
              Exporters.of(buffer)
                  .doWithView(
                      Request.FULL_RO,
                      view -> {
                        assertEquals(code, view.format().toString());
                        assertEquals(isReadOnly, view.isReadOnly());
                        assertEquals(2, number(view.getObject(1)));
                      }));
      FloatDataBuffer floats = DataBuffers.of(new float[] {1, 2}, isReadOnly, false);
      FloatNdArray array = NdArrays.wrap(Shape.of(2), floats);
      assertEquals(isReadOnly, Exporters.of(array).withView(Request.FULL_RO, View::isReadOnly));
    }
    Exporters.of(DataBuffers.ofLongs(0))
        .doWithView(Request.FULL, view -> assertEquals(0, view.itemCount()));
    IntBuffer swapped =
        ByteBuffer.allocateDirect(8).order(ByteOrder.BIG_ENDIAN).putInt(4, 9).asIntBuffer();
    Exporters.of(DataBuffers.of(swapped))
        .doWithView(Request.FULL, view -> assertEquals(9L, view.getObject(1)));
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
  void whatCannotBeExportedIsSaid() {
    String refusal = refusal(floats().slice(Indices.seq(2, 0, 1)));
    assertTrue(refusal.contains("no stride leads along dimension 0"), refusal);
    refusal = refusal(NdArrays.ofInts(Shape.of(2)));
    assertTrue(refusal.contains("IntDenseNdArray does not show its buffer"), refusal);
    assertTrue(refusal(ArrayImgs.argbs(2, 2)).contains("ARGBType"));
    assertTrue(refusal(ArrayImgs.bits(2, 2)).contains("BitType"));
    assertTrue(refusal(DataBuffers.ofBooleans(2)).contains("no NIO buffer"));
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
