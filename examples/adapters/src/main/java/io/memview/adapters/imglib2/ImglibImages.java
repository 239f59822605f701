package io.memview.adapters.imglib2;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.format.Format;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.util.Map;
import java.util.Optional;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.array.ArrayDataAccess;
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
 * Exports ImgLib2's images in one array or NIO buffer, with its indices: x first, in Fortran order.
 * The byte order is that of the buffer, and a read-only buffer is exported read-only.
 */
public final class ImglibImages implements ExporterProvider {
  private static final Map<Class<?>, String> FORMATS =
      Map.ofEntries(
          Map.entry(ByteType.class, "b"), Map.entry(UnsignedByteType.class, "B"),
          Map.entry(ShortType.class, "h"), Map.entry(UnsignedShortType.class, "H"),
          Map.entry(IntType.class, "i"), Map.entry(UnsignedIntType.class, "I"),
          Map.entry(LongType.class, "q"), Map.entry(UnsignedLongType.class, "Q"),
          Map.entry(FloatType.class, "f"), Map.entry(DoubleType.class, "d"),
          Map.entry(ComplexFloatType.class, "Zf"), Map.entry(ComplexDoubleType.class, "Zd"));

  @Override
  public String supports() {
    return ArrayImg.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    if (!(object instanceof ArrayImg<?, ?> image)) {
      return Optional.empty();
    }
    String code = FORMATS.get(image.getType().getClass());
    if (code == null || !(image.update(null) instanceof ArrayDataAccess<?> access)) {
      throw new IllegalArgumentException(
          "pixels of %s are no plain numbers in an array or buffer; convert the image"
              .formatted(image.getType().getClass().getSimpleName()));
    }
    Object storage = access.getCurrentStorageArray();
    Format format = storage instanceof Buffer b ? NioFormat.of(code, b) : Format.parse(code);
    Layout layout =
        Layout.contiguous(format.itemSize(), Order.FORTRAN, image.dimensionsAsLongArray());
    return Optional.of(
        MemoryExporter.of(
            storage instanceof Buffer buffer
                ? Memory.of(MemorySegment.ofBuffer(buffer.duplicate().rewind()), format, layout)
                : Memory.ofArray(storage, format, layout)));
  }
}
