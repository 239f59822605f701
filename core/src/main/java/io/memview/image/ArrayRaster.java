package io.memview.image;

import io.memview.View;
import io.memview.format.Scalar;
import java.awt.image.BandedSampleModel;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferDouble;
import java.awt.image.DataBufferFloat;
import java.awt.image.DataBufferInt;
import java.awt.image.DataBufferShort;
import java.awt.image.DataBufferUShort;
import java.awt.image.PackedColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.SampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import org.jspecify.annotations.Nullable;

/** Pixels that lie in arrays as the platform's own images have them: what it knows to draw fast. */
final class ArrayRaster {
  /** The arrays of the data types, by number. */
  private static final Class<?>[] ARRAYS = {
    byte[].class, short[].class, short[].class, int[].class, float[].class, double[].class
  };

  private final int type;
  private final boolean planes;
  private final int height;
  private final int width;
  private final int bands;

  /** Strides in elements. */
  private final int row;

  private final int pixel;

  /** For each band, the array and the element of the first item. */
  private final Object[] arrays;

  private final int[] starts;

  private ArrayRaster(ViewImage image, int row, int pixel, Object[] arrays, int[] starts) {
    this.type = image.type();
    this.planes = image.isPlanes();
    this.height = image.height();
    this.width = image.width();
    this.bands = image.bands();
    this.row = row;
    this.pixel = pixel;
    this.arrays = arrays;
    this.starts = starts;
  }

  /** The pixels of a view, or null if they lie in another way. */
  static @Nullable ArrayRaster of(ViewImage image, View view) {
    boolean planes = image.isPlanes();
    if (((Scalar) view.format()).isSwapped()
        || (view.layout().hasPointers() && (!planes || view.at(0).layout().hasPointers()))) {
      return null;
    }
    int y = planes ? 1 : 0;
    long size = view.format().itemSize();
    long pixel = image.width() == 1 ? size : view.layout().stride(y + 1);
    long row = image.height() == 1 ? image.width() * pixel : view.layout().stride(y);
    if (pixel <= 0 || row <= 0 || pixel % size != 0 || row % size != 0) {
      return null;
    }
    Object[] arrays = new Object[image.bands()];
    int[] starts = new int[image.bands()];
    for (int b = 0; b < arrays.length; b++) {
      long[] first = new long[view.ndim()];
      if (view.ndim() == 3) {
        first[planes ? 0 : 2] = b;
      }
      MemorySegment item = view.itemSegment(first);
      Object array = item.heapBase().orElse(null);
      if (array == null
          || !array.getClass().equals(ARRAYS[image.type()])
          || item.address() % size != 0) {
        return null;
      }
      arrays[b] = array;
      starts[b] = Math.toIntExact(item.address() / size);
    }
    return new ArrayRaster(
        image, Math.toIntExact(row / size), Math.toIntExact(pixel / size), arrays, starts);
  }

  /** Where the bands lie; null if the colors are for pixels that lie in another way. */
  @Nullable SampleModel model(ColorModel colors) {
    if (colors instanceof PackedColorModel packed) {
      return bands == 1 && !planes && pixel == 1
          ? new SinglePixelPackedSampleModel(type, width, height, row, packed.getMasks())
          : null;
    }
    if (planes) {
      int[] banks = new int[bands];
      Arrays.setAll(banks, b -> b);
      return pixel == 1
          ? new BandedSampleModel(type, width, height, row, banks, starts)
          : new ComponentSampleModel(type, width, height, pixel, row, banks, starts);
    }
    IntSummaryStatistics places = Arrays.stream(starts).summaryStatistics();
    int span = places.getMax() - places.getMin();
    return span < pixel && (long) pixel * width <= row
        ? new PixelInterleavedSampleModel(type, width, height, pixel, row, starts)
        : new ComponentSampleModel(type, width, height, pixel, row, starts);
  }

  private boolean isPacked(ColorModel colors) {
    return colors instanceof PackedColorModel && !planes;
  }

  DataBuffer buffer(ColorModel colors) {
    // Offsets of a buffer are read by all rasters of packed pixels, but not by all of others.
    int offset = isPacked(colors) ? starts[0] : 0;
    Object[] banks = planes ? arrays : new Object[] {arrays[0]};
    int size = Array.getLength(banks[0]) - offset;
    int[] offsets = new int[banks.length];
    Arrays.fill(offsets, offset);
    return switch (type) {
      case DataBuffer.TYPE_BYTE ->
          new DataBufferByte(Arrays.copyOf(banks, banks.length, byte[][].class), size, offsets);
      case DataBuffer.TYPE_USHORT ->
          new DataBufferUShort(Arrays.copyOf(banks, banks.length, short[][].class), size, offsets);
      case DataBuffer.TYPE_SHORT ->
          new DataBufferShort(Arrays.copyOf(banks, banks.length, short[][].class), size, offsets);
      case DataBuffer.TYPE_INT ->
          new DataBufferInt(Arrays.copyOf(banks, banks.length, int[][].class), size, offsets);
      case DataBuffer.TYPE_FLOAT ->
          new DataBufferFloat(Arrays.copyOf(banks, banks.length, float[][].class), size, offsets);
      default ->
          new DataBufferDouble(Arrays.copyOf(banks, banks.length, double[][].class), size, offsets);
    };
  }
}
