package io.memview.adapters.imglib2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.memview.BufferException;
import io.memview.Exporters;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.layout.Order;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.imglib2.RandomAccess;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgFactory;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.basictypeaccess.array.DoubleArray;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.img.basictypeaccess.nio.ByteBufferAccess;
import net.imglib2.img.basictypeaccess.nio.DoubleBufferAccess;
import net.imglib2.img.basictypeaccess.nio.FloatBufferAccess;
import net.imglib2.img.basictypeaccess.nio.IntBufferAccess;
import net.imglib2.img.basictypeaccess.nio.LongBufferAccess;
import net.imglib2.img.basictypeaccess.nio.ShortBufferAccess;
import net.imglib2.img.cell.CellImg;
import net.imglib2.img.cell.CellImgFactory;
import net.imglib2.img.planar.PlanarImg;
import net.imglib2.img.planar.PlanarImgs;
import net.imglib2.type.NativeType;
import net.imglib2.type.NativeTypeFactory;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.complex.ComplexFloatType;
import net.imglib2.type.numeric.integer.ByteType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.LongType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.integer.UnsignedLongType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** ImgLib2's images are exporters, and views are images of ImgLib2. */
class ImglibImagesTest {
  private static int number(Object value) {
    return ((Number) value).intValue();
  }

  @TestFactory
  Stream<DynamicTest> images() {
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

  /** Planes come first, and x last. */
  @TestFactory
  Stream<DynamicTest> planes() {
    return Stream.of(new long[] {3, 2, 4}, new long[] {3, 2, 2, 2}, new long[] {3, 2})
        .flatMap(
            shape ->
                Contract.of(
                    "PlanarImg of %d dimensions".formatted(shape.length),
                    () -> {
                      PlanarImg<UnsignedByteType, ?> image = PlanarImgs.unsignedBytes(shape);
                      Fixture fixture =
                          Fixture.of(Exporters.of(image), "B", reversed(shape))
                              .peek(at -> (long) image.getAt(reversed(at)).get())
                              .poke((at, value) -> image.getAt(reversed(at)).set(number(value)));
                      return shape.length > 2 ? fixture.behindPointers() : fixture;
                    }));
  }

  private static long[] reversed(long... numbers) {
    long[] reversed = new long[numbers.length];
    for (int d = 0; d < numbers.length; d++) {
      reversed[d] = numbers[numbers.length - 1 - d];
    }
    return reversed;
  }

  /** The last cell is smaller than the others. */
  @TestFactory
  Stream<DynamicTest> cells() {
    return Contract.of(
        "a cell",
        () -> {
          CellImg<IntType, ?> image = cellImage();
          return Fixture.of(ImglibImages.exportCell(image, 1, 1), "i", 2, 1)
              .contiguous(true, true)
              .peek(at -> (long) image.getAt(3 + at[0], 2 + at[1]).get())
              .poke((at, value) -> image.getAt(3 + at[0], 2 + at[1]).set(number(value)));
        });
  }

  private static CellImg<IntType, ?> cellImage() {
    return new CellImgFactory<>(new IntType(), 3, 2).create(5, 3);
  }

  /** Buffers of both byte orders, direct and not, from their start on wherever they stand. */
  @TestFactory
  Stream<DynamicTest> buffers() {
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
        .map(type -> dynamicTest(type.getKey(), () -> buffers(type.getKey(), type.getValue())));
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

  private static void buffers(String code, Function<ByteBuffer, ArrayImg<?, ?>> of) {
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
  }

  @Test
  void whatCannotBeExportedIsSaid() {
    assertTrue(refusal(ArrayImgs.argbs(2, 2)).contains("ARGBType"));
    assertTrue(refusal(ArrayImgs.bits(2, 2)).contains("BitType"));
    assertTrue(refusal(PlanarImgs.argbs(2, 2, 2)).contains("ARGBType"));
    assertTrue(refusal(cellImage()).contains("exportCell"));
    assertThrows(IndexOutOfBoundsException.class, () -> ImglibImages.exportCell(cellImage(), 2, 0));
  }

  private static String refusal(Object object) {
    return assertThrows(IllegalArgumentException.class, () -> Exporters.of(object)).getMessage();
  }

  // ---- over views

  @TestFactory
  Stream<DynamicTest> contractOfImagesOverViews() {
    return Contract.of(
        "ArrayImg over a view",
        () -> {
          ArrayImg<DoubleType, ?> image =
              PrimitiveArrays.export(new double[12], 2, 2, 3)
                  .withView(
                      Request.FULL,
                      v -> ImglibImages.asArrayImg(v.at(1).transpose(), new DoubleType()));
          return Fixture.of(Exporters.of(image), "d", 3, 2)
              .contiguous(false, true)
              .peek(at -> image.getAt(at).get())
              .poke((at, value) -> image.getAt(at).set(((Number) value).doubleValue()));
        });
  }

  /** On the heap and off, in both byte orders. */
  @Test
  void everyTypeOfPixel() {
    check("b", new ByteType());
    check("B", new UnsignedByteType());
    check("h", new ShortType());
    check("H", new UnsignedShortType());
    check("i", new IntType());
    check("I", new UnsignedIntType());
    check("q", new LongType());
    check("Q", new UnsignedLongType());
    check("f", new FloatType());
    check("d", new DoubleType());
  }

  private static <T extends RealType<T> & NativeType<T>> void check(String code, T type) {
    for (String order : new String[] {"<", ">"}) {
      OwnedMemory block = OwnedMemory.allocate(Format.parse(order + code), 3, 2);
      block.doWithView(
          Request.FULL,
          view -> {
            ArrayImg<T, ?> image = ImglibImages.asArrayImg(view.transpose(), type);
            assertArrayEquals(new long[] {2, 3}, image.dimensionsAsLongArray());
            image.getAt(1, 2).setReal(100);
            assertEquals(100, number(view.getObject(2, 1)));
          });
      block.free();
    }
  }

  @Test
  void anArrayIsTakenAsItIs() {
    double[] pixels = new double[6];
    ArrayImg<DoubleType, ?> image =
        PrimitiveArrays.export(pixels, 2, 3)
            .withView(Request.FULL, v -> ImglibImages.asArrayImg(v.transpose(), new DoubleType()));
    DoubleArray array = assertInstanceOf(DoubleArray.class, image.update(null));
    assertTrue(pixels == array.getCurrentStorageArray());
    image.getAt(2, 1).set(5);
    assertEquals(5, pixels[5]);
  }

  @Test
  void whatIsNoImageIsRefused() {
    refused("transpose() are", v -> v);
    refused("without gaps", v -> v.transpose().slice(io.memview.layout.Index.parse("::2")));
    refused("read-only", v -> v.transpose().asReadOnly());
    refused("no dimension", v -> v.at(0, 0));
    PrimitiveArrays.export(new double[2])
        .doWithView(
            Request.FULL,
            v ->
                assertEquals(
                    "items of format 'd' are no FloatType",
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> ImglibImages.asArrayImg(v, new FloatType()))
                        .getMessage()));
  }

  private static void refused(String reason, UnaryOperator<View> way) {
    PrimitiveArrays.export(new double[] {1, 2, 3, 4, 5, 6}, 2, 3)
        .doWithView(
            Request.FULL,
            whole -> {
              View view = way.apply(whole);
              String message =
                  assertThrows(
                          BufferException.Refused.class,
                          () -> ImglibImages.asArrayImg(view, new DoubleType()))
                      .getMessage();
              assertTrue(message.contains(reason), message);
              if (view.ndim() > 0) { // as the message says
                var image = new ArrayImgFactory<>(new DoubleType()).create(view.shape());
                ImglibImages.export(image).doWithView(Request.FULL, v -> v.copyFrom(view));
                assertEquals(
                    view.toList(), Exporters.of(image).withView(Request.FULL_RO, View::toList));
              }
            });
  }
}
