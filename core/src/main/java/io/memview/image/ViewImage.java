package io.memview.image;

import io.memview.BufferException;
import io.memview.View;
import io.memview.format.Scalar;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
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
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import org.jspecify.annotations.Nullable;

/** A view as an image: a raster over the array in which the view's items lie. */
final class ViewImage {
  private final View view;
  private final boolean planes;
  private final int type;
  private final int height;
  private final int width;
  private final int bands;
  private final int row;
  private final int pixel;

  /** For each band, the array and the element of the first item. */
  private final Object[] arrays;

  private final int[] starts;

  ViewImage(View view) {
    this.view = view;
    this.type = type(view);
    if (view.ndim() != 2 && view.ndim() != 3) {
      throw refused("pixels have the shape (height, width) or (height, width, bands)");
    }
    if (view.itemCount() == 0) {
      throw refused("an image has at least one pixel");
    }
    planes = view.ndim() == 3 && view.layout().isPointer(0);
    if (view.layout().hasPointers() && (!planes || view.at(0).layout().hasPointers())) {
      throw refused("the rows of an image lie in one array");
    }
    if (view.isReadOnly()) {
      throw refused("an image can be written by everybody who has it");
    }
    int y = planes ? 1 : 0;
    height = Math.toIntExact(view.shape(y));
    width = Math.toIntExact(view.shape(y + 1));
    bands = view.ndim() == 2 ? 1 : Math.toIntExact(view.shape(planes ? 0 : 2));
    pixel = width == 1 ? 1 : stride(y + 1);
    row = height == 1 ? Math.multiplyExact(width, pixel) : stride(y);
    arrays = new Object[bands];
    starts = new int[bands];
    for (int b = 0; b < bands; b++) {
      long[] first = new long[view.ndim()];
      if (view.ndim() == 3) {
        first[planes ? 0 : 2] = b;
      }
      locate(b, view.itemSegment(first));
    }
  }

  private static int type(View view) {
    if (view.format() instanceof Scalar scalar && !scalar.isSwapped() && scalar.length() == 1) {
      switch (scalar.type()) {
        case UINT8:
          return DataBuffer.TYPE_BYTE;
        case UINT16:
          return DataBuffer.TYPE_USHORT;
        case INT16:
          return DataBuffer.TYPE_SHORT;
        case INT32, UINT32:
          return DataBuffer.TYPE_INT;
        case FLOAT32:
          return DataBuffer.TYPE_FLOAT;
        case FLOAT64:
          return DataBuffer.TYPE_DOUBLE;
        default:
          break;
      }
    }
    throw new BufferException.Refused(
        "pixels have format B, H, h, I, i, f or d in native byte order, not '%s'; signed bytes can be cast to B"
            .formatted(view.format()));
  }

  /** A stride in elements. */
  private int stride(int dimension) {
    long stride = view.layout().stride(dimension);
    if (stride <= 0 || stride % view.format().itemSize() != 0) {
      throw refused(
          "dimension %d has stride %d, but images go forward in whole elements"
              .formatted(dimension, stride));
    }
    return Math.toIntExact(stride / view.format().itemSize());
  }

  private void locate(int band, MemorySegment item) {
    Object array = item.heapBase().orElse(null);
    if (array == null || !array.getClass().equals(ARRAYS[type])) {
      throw refused(
          "the items lie in %s, but an image needs them in a %s"
              .formatted(
                  array == null ? "native memory" : "a " + array.getClass().getSimpleName(),
                  ARRAYS[type].getSimpleName()));
    }
    long size = view.format().itemSize();
    if (item.address() % size != 0) {
      throw refused("the items do not lie on whole elements of the array");
    }
    arrays[band] = array;
    starts[band] = Math.toIntExact(item.address() / size);
  }

  /** The arrays of the data types, by number. */
  private static final Class<?>[] ARRAYS = {
    byte[].class, short[].class, short[].class, int[].class, float[].class, double[].class
  };

  private BufferException.Refused refused(String why) {
    return new BufferException.Refused(
        "no image over '%s', %s: %s; copy the view to an exported image of its own"
            .formatted(view.format(), view.layout(), why));
  }

  /** Gray, gray with alpha, red green blue, or that with alpha. */
  BufferedImage image() {
    if (bands > 4) {
      throw refused("images of 1 to 4 bands have usual colors, others need a color model");
    }
    boolean alpha = bands % 2 == 0;
    return image(
        new ComponentColorModel(
            ColorSpace.getInstance(bands > 2 ? ColorSpace.CS_sRGB : ColorSpace.CS_GRAY),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            type));
  }

  BufferedImage image(ColorModel colors) {
    if (colors.getTransferType() != type) {
      throw new IllegalArgumentException(
          "the color model is for pixels of data type %d, but items '%s' have data type %d: %s"
              .formatted(colors.getTransferType(), view.format(), type, colors));
    }
    // Offsets of a buffer are read by all rasters of packed pixels, but not by all of others.
    int offset = colors instanceof PackedColorModel && !planes ? starts[0] : 0;
    SampleModel model = model(colors);
    if (model == null || !colors.isCompatibleSampleModel(model)) {
      throw new IllegalArgumentException(
          "the color model does not fit pixels of %d bands with strides (%d, %d): %s"
              .formatted(bands, row, pixel, colors));
    }
    return new BufferedImage(
        colors,
        Raster.createWritableRaster(model, buffer(offset), null),
        colors.isAlphaPremultiplied(),
        null);
  }

  private @Nullable SampleModel model(ColorModel colors) {
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

  private DataBuffer buffer(int offset) {
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
