package io.memview.adapters.imglib2;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import io.memview.nio.NioBuffers;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import net.imglib2.img.NativeImg;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.basictypeaccess.array.ArrayDataAccess;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.img.basictypeaccess.array.DoubleArray;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.basictypeaccess.array.IntArray;
import net.imglib2.img.basictypeaccess.array.LongArray;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.img.basictypeaccess.nio.ByteBufferAccess;
import net.imglib2.img.basictypeaccess.nio.DoubleBufferAccess;
import net.imglib2.img.basictypeaccess.nio.FloatBufferAccess;
import net.imglib2.img.basictypeaccess.nio.IntBufferAccess;
import net.imglib2.img.basictypeaccess.nio.LongBufferAccess;
import net.imglib2.img.basictypeaccess.nio.ShortBufferAccess;
import net.imglib2.img.cell.Cell;
import net.imglib2.img.cell.CellImg;
import net.imglib2.img.planar.PlanarImg;
import net.imglib2.type.NativeType;
import net.imglib2.type.NativeTypeFactory;
import net.imglib2.type.numeric.complex.ComplexDoubleType;
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

/**
 * Exports ImgLib2's images of numbers, and makes images of ImgLib2 over views.
 *
 * <p>An image in one array or NIO buffer has its indices, x first, in Fortran order; one in planes
 * has them the other way round, planes first and x last; of one in cells, each cell is exported by
 * itself.
 */
public final class ImglibImages implements ExporterProvider {
  private static final Map<Class<?>, ScalarType> TYPES =
      Map.ofEntries(
          Map.entry(ByteType.class, ScalarType.INT8),
          Map.entry(UnsignedByteType.class, ScalarType.UINT8),
          Map.entry(ShortType.class, ScalarType.INT16),
          Map.entry(UnsignedShortType.class, ScalarType.UINT16),
          Map.entry(IntType.class, ScalarType.INT32),
          Map.entry(UnsignedIntType.class, ScalarType.UINT32),
          Map.entry(LongType.class, ScalarType.INT64),
          Map.entry(UnsignedLongType.class, ScalarType.UINT64),
          Map.entry(FloatType.class, ScalarType.FLOAT32),
          Map.entry(DoubleType.class, ScalarType.FLOAT64),
          Map.entry(ComplexFloatType.class, ScalarType.COMPLEX64),
          Map.entry(ComplexDoubleType.class, ScalarType.COMPLEX128));

  /** For {@code Exporters.of}; all else is static. */
  public ImglibImages() {}

  @Override
  public String supports() {
    return "%s, %s".formatted(ArrayImg.class.getName(), PlanarImg.class.getName());
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return switch (object) {
      case ArrayImg<?, ?> image -> Optional.of(export(image));
      case PlanarImg<?, ?> image -> Optional.of(export(image));
      case NativeImg<?, ?> image ->
          throw new IllegalArgumentException(
              "the pixels of a %s lie in many arrays; ImglibImages.exportCell exports one cell of a"
                      .formatted(image.getClass().getSimpleName())
                  + " CellImg, and an ArrayImg is in one array");
      default -> Optional.empty();
    };
  }

  /**
   * Exports an image in one array or NIO buffer, with its indices: x first, in Fortran order.
   *
   * @param image the pixels
   * @return a new exporter, in the byte order of the buffer, and read-only if that is
   * @throws IllegalArgumentException if pixels are no plain numbers
   */
  public static MemoryExporter export(ArrayImg<?, ?> image) {
    return MemoryExporter.of(
        memory(image, image.update(null), Order.FORTRAN, image.dimensionsAsLongArray()));
  }

  /**
   * Exports an image in planes, which stand behind pointers, with its indices the other way round:
   * (…, z, y, x). A plane that is {@linkplain PlanarImg#setPlane replaced} later is not seen.
   *
   * @param image the pixels
   * @return a new exporter of the planes that the image has now
   * @throws IllegalArgumentException if pixels are no plain numbers
   */
  public static MemoryExporter export(PlanarImg<?, ?> image) {
    long[] shape = image.dimensionsAsLongArray();
    long[] reversed =
        IntStream.range(0, shape.length).mapToLong(d -> shape[shape.length - 1 - d]).toArray();
    if (shape.length <= 2) {
      return MemoryExporter.of(memory(image, image.getPlane(0), Order.C, reversed));
    }
    long[] plane = Arrays.copyOfRange(reversed, shape.length - 2, shape.length);
    Memory planes =
        Memory.ofBlocks(
            IntStream.range(0, image.numSlices())
                .mapToObj(i -> memory(image, image.getPlane(i), Order.C, plane))
                .toList());
    return MemoryExporter.of(shape.length == 3 ? planes : planes.withShape(reversed));
  }

  /**
   * Exports one cell of an image, with the image's indices less those of the cell's first pixel: x
   * first, in Fortran order.
   *
   * @param image an image whose cells stay in memory
   * @param cell the position of the cell in the grid of cells, a number for each dimension
   * @return a new exporter
   * @throws IllegalArgumentException if pixels are no plain numbers
   * @throws IndexOutOfBoundsException if there is no such cell
   */
  public static MemoryExporter exportCell(CellImg<?, ?> image, long... cell) {
    Interval cells = image.getCells();
    for (int d = 0; d < cells.numDimensions(); d++) {
      Objects.checkIndex(cell[d], cells.dimension(d));
    }
    Cell<?> found = image.getCells().getAt(cell);
    long[] shape = new long[found.numDimensions()];
    found.dimensions(shape);
    return MemoryExporter.of(memory(image, found.getData(), Order.FORTRAN, shape));
  }

  private static Memory memory(NativeImg<?, ?> image, Object access, Order order, long... shape) {
    ScalarType type = TYPES.get(image.createLinkedType().getClass());
    if (type == null || !(access instanceof ArrayDataAccess<?> data)) {
      throw new IllegalArgumentException(
          "pixels of %s are no plain numbers in an array or buffer; convert the image"
              .formatted(image.createLinkedType().getClass().getSimpleName()));
    }
    Object storage = data.getCurrentStorageArray();
    if (storage instanceof Buffer buffer) {
      Buffer whole = buffer.duplicate().rewind();
      Scalar element = (Scalar) NioBuffers.export(whole).withView(Request.FULL_RO, View::format);
      Format format = new Scalar(type, element.mode());
      Layout layout = Layout.contiguous(format.itemSize(), order, shape);
      return Memory.of(MemorySegment.ofBuffer(whole), format, layout);
    }
    Format format = new Scalar(type);
    return Memory.ofArray(storage, format, Layout.contiguous(format.itemSize(), order, shape));
  }

  /**
   * An image of ImgLib2 over the items of a view, without a copy: over the view's array, if they
   * fill it from its start on, and else over a NIO buffer of them. What one writes, the other
   * reads.
   *
   * <p>The image does not know the lease: whoever keeps it beyond the release may see memory that
   * the exporter has given up, and gets an {@link IllegalStateException} if that has been freed.
   *
   * @param <T> the type of a pixel
   * @param view pixels with x first, in Fortran order, of format {@code b B h H i I q Q f} or
   *     {@code d}; of pixels in C order, y first, that is the view's {@link View#transpose()}
   * @param type the type of a pixel, for this format
   * @return a new image
   * @throws BufferException.Refused if the view is read-only, has no dimension, or is not
   *     contiguous in Fortran order, or if there is no NIO buffer of its memory
   * @throws IllegalArgumentException if the type is for another format
   */
  public static <T extends NativeType<T>> ArrayImg<T, ?> asArrayImg(View view, T type) {
    if (!(view.format() instanceof Scalar scalar) || scalar.type() != TYPES.get(type.getClass())) {
      throw new IllegalArgumentException(
          "items of format '%s' are no %s"
              .formatted(view.format(), type.getClass().getSimpleName()));
    }
    if (view.isReadOnly()) {
      throw refused("the view is read-only, and an image of ImgLib2 can be written");
    }
    if (view.ndim() == 0) {
      throw refused("the view has no dimension, and an image has one");
    }
    if (!view.isContiguous(Order.FORTRAN)) {
      throw refused(
          "the items are not in Fortran order without gaps%s"
              .formatted(
                  view.isContiguous(Order.C)
                      ? ", but those of the view's transpose() are, and that has x first"
                      : ""));
    }
    View lines = view.transpose(); // as buffers have them
    return image(
        switch (scalar.type()) {
          case INT8, UINT8 -> access(lines.asByteBuffer());
          case INT16, UINT16 -> access(lines.asShortBuffer());
          case INT32, UINT32 -> access(lines.asIntBuffer());
          case INT64, UINT64 -> access(lines.asLongBuffer());
          case FLOAT32 -> access(lines.asFloatBuffer());
          case FLOAT64 -> access(lines.asDoubleBuffer());
          default -> throw refused("the platform has no buffers of complex numbers");
        },
        view.shape(),
        type);
  }

  private static BufferException.Refused refused(String reason) {
    return new BufferException.Refused(
        reason
            + "; a new image can be copied to:"
            + " ImglibImages.export(image).doWithView(Request.FULL, v -> v.copyFrom(view))");
  }

  private static <T extends NativeType<T>, A extends DataAccess> ArrayImg<T, A> image(
      A access, long[] shape, T type) {
    ArrayImg<T, A> image = new ArrayImg<>(access, shape, type.getEntitiesPerPixel());
    @SuppressWarnings("unchecked") // the type is one of those that have such a storage
    NativeTypeFactory<T, ? super A> factory =
        (NativeTypeFactory<T, ? super A>) type.getNativeTypeFactory();
    image.setLinkedType(factory.createLinkedType(image));
    return image;
  }

  private static DataAccess access(ByteBuffer buffer) {
    return isWholeArray(buffer)
        ? new ByteArray(buffer.array())
        : new ByteBufferAccess(buffer, true);
  }

  private static DataAccess access(ShortBuffer buffer) {
    return isWholeArray(buffer)
        ? new ShortArray(buffer.array())
        : new ShortBufferAccess(buffer, true);
  }

  private static DataAccess access(IntBuffer buffer) {
    return isWholeArray(buffer) ? new IntArray(buffer.array()) : new IntBufferAccess(buffer, true);
  }

  private static DataAccess access(LongBuffer buffer) {
    return isWholeArray(buffer)
        ? new LongArray(buffer.array())
        : new LongBufferAccess(buffer, true);
  }

  private static DataAccess access(FloatBuffer buffer) {
    return isWholeArray(buffer)
        ? new FloatArray(buffer.array())
        : new FloatBufferAccess(buffer, true);
  }

  private static DataAccess access(DoubleBuffer buffer) {
    return isWholeArray(buffer)
        ? new DoubleArray(buffer.array())
        : new DoubleBufferAccess(buffer, true);
  }

  private static boolean isWholeArray(Buffer buffer) {
    return buffer.hasArray()
        && buffer.arrayOffset() == 0
        && buffer.remaining() == Array.getLength(buffer.array());
  }
}
