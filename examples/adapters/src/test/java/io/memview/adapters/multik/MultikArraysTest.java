package io.memview.adapters.multik;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Exporters;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jetbrains.kotlinx.multik.ndarray.complex.ComplexDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.complex.ComplexFloatArray;
import org.jetbrains.kotlinx.multik.ndarray.data.D1;
import org.jetbrains.kotlinx.multik.ndarray.data.D2;
import org.jetbrains.kotlinx.multik.ndarray.data.D3;
import org.jetbrains.kotlinx.multik.ndarray.data.DN;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewComplexDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewComplexFloatArray;
import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewDoubleArray;
import org.jetbrains.kotlinx.multik.ndarray.data.NDArray;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Multik's arrays are exporters, and views are arrays of Multik. */
class MultikArraysTest {
  private static NDArray<Double, D2> table() {
    return new NDArray<>(
        new MemoryViewDoubleArray(new double[12]),
        1,
        new int[] {2, 3},
        new int[] {5, 1},
        D2.Companion,
        null);
  }

  private static Fixture fixture(NDArray<Double, D2> table) {
    return Fixture.of(Exporters.of(table), "d", 2, 3)
        .contiguous(false, false)
        .peek(at -> table.getData().get(place(table, at)))
        .poke((at, value) -> table.getData().set(place(table, at), ((Number) value).doubleValue()));
  }

  private static int place(NDArray<?, ?> array, long... at) {
    int place = array.getOffset();
    for (int d = 0; d < at.length; d++) {
      place += (int) at[d] * array.getStrides()[d];
    }
    return place;
  }

  @Test
  void bothWays() {
    NDArray<Double, D2> theirs = table();
    // @start region="both"
    Exporter ours = Exporters.of(theirs); // found by the service loader, in place
    try (Lease lease = ours.acquire(Request.FULL)) {
      View turned = lease.view().transpose();
      NDArray<Double, D2> again = MultikArrays.asNDArray(turned, Double.class, D2.Companion);
      again.getData().set(0, 9.5); // the same memory
    }
    // @end
    assertEquals(9.5, theirs.getData().get(0));
  }

  @TestFactory
  Stream<DynamicTest> contract() {
    return Contract.of("NDArray", () -> fixture(table()));
  }

  /** There and back. */
  @TestFactory
  Stream<DynamicTest> contractOfArraysOverViews() {
    return Contract.of(
        "NDArray over a view",
        () ->
            PrimitiveArrays.export(new double[24], 4, 6)
                .withView(
                    Request.FULL,
                    view ->
                        fixture(
                            MultikArrays.asNDArray(
                                view.slice(Index.range(1, 3), Index.parse("4::-2")[0]),
                                Double.class,
                                D2.Companion))));
  }

  @Test
  void complexNumbers() {
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

  /** Every layout that strides describe: what Multik iterates over are the view's items. */
  @Test
  void arraysOfMultikHaveTheItemsOfTheView() {
    int[] cells = IntStream.range(0, 60).toArray();
    List<UnaryOperator<View>> ways =
        List.of(
            v -> v,
            View::transpose,
            View::flip,
            v -> v.slice(Index.parse("1:, ::-2, 1:4")),
            v -> v.permute(1, 2, 0),
            v -> v.slice(Index.parse("2:3, :, 4:")),
            v -> v.slice(Index.parse("0:0")));
    for (UnaryOperator<View> way : ways) {
      PrimitiveArrays.export(cells, 3, 4, 5)
          .doWithView(
              Request.FULL,
              whole -> {
                View view = way.apply(whole);
                NDArray<Integer, D3> array =
                    MultikArrays.asNDArray(view, Integer.class, D3.Companion);
                assertEquals(view.shape().length, array.getShape().length, "as many dimensions");
                int i = 0;
                int[] items = view.toArray(int[].class);
                assertEquals(items.length, array.getSize());
                for (int item : (Iterable<Integer>) array::iterator) {
                  assertEquals(items[i++], item);
                }
                assertEquals(
                    view.layout().toString(),
                    Exporters.of(array).withView(Request.FULL, View::layout).toString());
              });
    }
  }

  @Test
  void whatOneWritesTheOtherReads() {
    float[] numbers = new float[6];
    NDArray<Float, D2> array =
        PrimitiveArrays.export(numbers, 2, 3)
            .withView(
                Request.FULL,
                v -> MultikArrays.asNDArray(v.transpose(), float.class, D2.Companion));
    array.getData().set(place(array, 2, 1), 7f);
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, 7}, numbers);
  }

  @Test
  void everyTypeOfNumbers() {
    check("b", new byte[] {1, 2}, Byte.class);
    check("h", new short[] {1, 2}, Short.class);
    check("i", new int[] {1, 2}, Integer.class);
    check("q", new long[] {1, 2}, Long.class);
    check("f", new float[] {1, 2}, Float.class);
    check("d", new double[] {1, 2}, Double.class);
  }

  private static <T extends Number> void check(String format, Object numbers, Class<T> type) {
    Exporters.of(numbers)
        .doWithView(
            Request.FULL,
            view -> {
              assertEquals(format, view.format().toString());
              NDArray<T, D1> array = MultikArrays.asNDArray(view, type, D1.Companion);
              assertEquals(2, array.getData().get(1).intValue());
            });
  }

  @Test
  void manyDimensions() {
    NDArray<Double, DN> array =
        PrimitiveArrays.export(new double[32], 2, 2, 2, 2, 2)
            .withView(Request.FULL, v -> MultikArrays.asNDArray(v, Double.class, new DN(5)));
    assertEquals(32, array.getSize());
  }

  @Test
  void whatMultikCannotReachIsRefused() {
    OwnedMemory block = OwnedMemory.allocate(Format.parse("d"), 2);
    refused("native memory", block);
    block.free();
    refused("read-only", PrimitiveArrays.export(new double[2]), View::asReadOnly);
    refused("byte[]", PrimitiveArrays.export(new byte[16]), v -> v.reinterpret("d"));
    refused(
        "pointers",
        MemoryExporter.of(
            Memory.ofBlocks(List.of(Memory.ofArray(new double[1]), Memory.ofArray(new double[1])))),
        v -> v.slice(Index.all(), Index.at(0)));
    refused(
        "other byte order",
        MemoryExporter.of(
            Memory.ofArray(
                new double[2],
                Format.parse(">d"),
                Layout.strided(0, 8, new long[] {2}, new long[] {8}))));
    refused(
        "across the elements",
        MemoryExporter.of(
            Memory.ofArray(
                new double[3],
                Format.parse("=d"),
                Layout.strided(4, 8, new long[] {2}, new long[] {8}))));
  }

  private static void refused(String reason, Exporter exporter) {
    refused(reason, exporter, v -> v);
  }

  private static void refused(String reason, Exporter exporter, UnaryOperator<View> way) {
    exporter.doWithView(
        Request.FULL,
        whole -> {
          View view = way.apply(whole);
          String message =
              assertThrows(
                      BufferException.Refused.class,
                      () -> MultikArrays.asNDArray(view, Double.class, D1.Companion))
                  .getMessage();
          assertTrue(message.contains(reason), message);
          assertTrue(message.endsWith("toArray(double[].class) copies the items"), message);
          assertEquals(view.itemCount(), view.toArray(double[].class).length);
        });
  }

  @Test
  void anotherTypeOrNumberOfDimensionsIsAMistake() {
    PrimitiveArrays.export(new double[4], 2, 2)
        .doWithView(
            Request.FULL,
            view -> {
              assertEquals(
                  "items of format 'd' are no Integer",
                  assertThrows(
                          IllegalArgumentException.class,
                          () -> MultikArrays.asNDArray(view, Integer.class, D2.Companion))
                      .getMessage());
              assertEquals(
                  "the view has 2 dimensions, and 1 are asked for",
                  assertThrows(
                          IllegalArgumentException.class,
                          () -> MultikArrays.asNDArray(view, Double.class, D1.Companion))
                      .getMessage());
            });
  }
}
