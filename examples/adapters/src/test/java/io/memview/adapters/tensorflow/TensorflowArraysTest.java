package io.memview.adapters.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporters;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.format.Format;
import io.memview.nio.NioBuffers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.ShortNdArray;
import org.tensorflow.ndarray.buffer.DataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.ndarray.index.Indices;

/** TensorFlow's buffers and arrays are exporters, and views are arrays of TensorFlow. */
class TensorflowArraysTest {
  private static float number(Object value) {
    return ((Number) value).floatValue();
  }

  @TestFactory
  Stream<DynamicTest> buffers() {
    return Contract.of(
        "FloatDataBuffer",
        () -> {
          FloatDataBuffer buffer = DataBuffers.of(new float[9], false, false).slice(2, 6);
          return Fixture.of(Exporters.of(buffer), "f", 6)
              .peek(at -> (double) buffer.getFloat(at[0]))
              .poke((at, value) -> buffer.setFloat(number(value), at[0]));
        });
  }

  /** All types, writable and not, empty too. */
  @Test
  void everyTypeOfBuffer() {
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

  /** Every kind of slice that strides describe, and arrays over views. */
  @TestFactory
  Stream<DynamicTest> arrays() {
    MemoryExporter block = NioBuffers.export(ByteBuffer.allocateDirect(48), "f", 3, 4);
    return Stream.of(
            arrays("FloatNdArray", floats(), true, 3, 4, 5),
            arrays("a matrix of it", floats().get(1), true, 4, 5),
            arrays(
                "a slice",
                floats().slice(Indices.flip(), Indices.at(2), Indices.slice(1, 5, 2)),
                false,
                3,
                2),
            arrays(
                "a slice of a slice",
                floats()
                    .slice(Indices.sliceFrom(1), Indices.odd(), Indices.newAxis(), Indices.at(3))
                    .slice(Indices.all(), Indices.at(1)),
                false,
                2,
                1),
            arrays("a scalar", floats().get(2, 3, 4), true),
            arrays(
                "a FloatNdArray over a view",
                block.withView(
                    Request.FULL, v -> TensorflowArrays.asNdArray(v.at(1), FloatNdArray.class)),
                true,
                4))
        .flatMap(tests -> tests);
  }

  private static Stream<DynamicTest> arrays(
      String name, FloatNdArray array, boolean isContiguous, long... shape) {
    return Contract.of(
        name,
        () ->
            Fixture.of(Exporters.of(array), "f", shape)
                .contiguous(isContiguous, isContiguous && shape.length < 2)
                .peek(at -> (double) array.getFloat(at))
                .poke((at, value) -> array.setFloat(number(value), at)));
  }

  @Test
  void whatCannotBeExportedIsSaid() {
    String refusal = refusal(floats().slice(Indices.seq(2, 0, 1)));
    assertTrue(refusal.contains("no stride leads along dimension 0"), refusal);
    refusal = refusal(NdArrays.ofInts(Shape.of(2)));
    assertTrue(refusal.contains("IntDenseNdArray does not show its buffer"), refusal);
    assertTrue(refusal(DataBuffers.ofBooleans(2)).contains("no NIO buffer"));
  }

  private static String refusal(Object object) {
    return assertThrows(IllegalArgumentException.class, () -> Exporters.of(object)).getMessage();
  }

  @Test
  void everyTypeOfArrayOverViews() {
    check(new byte[] {1, 2, 3, 4}, ByteNdArray.class);
    check(new short[] {1, 2, 3, 4}, ShortNdArray.class);
    check(new int[] {1, 2, 3, 4}, IntNdArray.class);
    check(new long[] {1, 2, 3, 4}, LongNdArray.class);
    check(new float[] {1, 2, 3, 4}, FloatNdArray.class);
    check(new double[] {1, 2, 3, 4}, DoubleNdArray.class);
  }

  private static <N extends Number, A extends NdArray<N>> void check(
      Object numbers, Class<A> type) {
    Exporters.of(numbers)
        .doWithView(
            Request.FULL,
            line -> {
              View view = line.reshape(2, 2);
              A array = TensorflowArrays.asNdArray(view, type);
              assertArrayEquals(new long[] {2, 2}, array.shape().asArray());
              assertEquals(3, number(array.getObject(1, 0)));
              array.setObject(array.getObject(1, 1), 0, 1);
              assertEquals(4, number(view.getObject(0, 1)));
            });
  }

  /** Items of the other byte order, and of native memory. */
  @Test
  void nativeMemory() {
    for (String code : new String[] {"<d", ">d"}) {
      OwnedMemory block = OwnedMemory.allocate(Format.parse(code), 2);
      block.doWithView(
          Request.FULL,
          view -> {
            DoubleNdArray array = TensorflowArrays.asNdArray(view, DoubleNdArray.class);
            array.setDouble(1.5, 1);
            assertEquals(1.5, view.getDouble(1));
          });
      block.free();
    }
  }

  @Test
  void readOnlyStaysReadOnly() {
    PrimitiveArrays.export(new int[] {1, 2})
        .doWithView(
            Request.FULL_RO,
            view -> {
              IntNdArray array = TensorflowArrays.asNdArray(view.asReadOnly(), IntNdArray.class);
              assertEquals(2, array.getInt(1));
              assertThrows(ReadOnlyBufferException.class, () -> array.setInt(1, 1));
            });
    OwnedMemory block = OwnedMemory.allocate(Format.parse("i"), 2);
    block.doWithView(
        Request.FULL,
        view -> {
          IntNdArray array = TensorflowArrays.asNdArray(view.asReadOnly(), IntNdArray.class);
          assertEquals(0, array.getInt(1));
          assertThrows(ReadOnlyBufferException.class, () -> array.setInt(1, 1));
        });
    block.free();
  }

  @Test
  void whatIsNoArrayOfTensorflowIsRefused() {
    PrimitiveArrays.export(new float[4], 2, 2)
        .doWithView(
            Request.FULL,
            view -> {
              assertTrue(
                  assertThrows(
                          BufferException.Refused.class,
                          () -> TensorflowArrays.asNdArray(view.transpose(), FloatNdArray.class))
                      .getMessage()
                      .contains("C order"));
              assertEquals(
                  "items of format 'f' are no IntNdArray, but a FloatNdArray",
                  assertThrows(
                          IllegalArgumentException.class,
                          () -> TensorflowArrays.asNdArray(view, IntNdArray.class))
                      .getMessage());
              assertEquals(
                  "items of format 'I' are no IntNdArray",
                  assertThrows(
                          IllegalArgumentException.class,
                          () -> TensorflowArrays.asNdArray(view.reinterpret("I"), IntNdArray.class))
                      .getMessage());
            });
  }
}
