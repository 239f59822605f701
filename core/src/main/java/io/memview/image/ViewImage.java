package io.memview.image;

import io.memview.BufferException;
import io.memview.View;
import io.memview.format.Scalar;
import io.memview.internal.Texts;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.PackedColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A view as an image: a raster over the array in which the view's items lie, or over the view
 * itself, if they lie elsewhere.
 */
final class ViewImage {
  private final View view;
  private final boolean planes;
  private final int type;
  private final int height;
  private final int width;
  private final int bands;

  /** An image that is not only looked at. */
  static ViewImage toWrite(View view) {
    ViewImage image = new ViewImage(view);
    if (view.isReadOnly()) {
      throw image.refused("an image can be written by everybody who has it");
    }
    return image;
  }

  ViewImage(View view) {
    this.view = view;
    this.type = type(view);
    if (view.ndim() != 2 && view.ndim() != 3) {
      throw refused("pixels have the shape (height, width) or (height, width, bands)");
    }
    if (view.itemCount() == 0 || view.itemCount() > Integer.MAX_VALUE) {
      throw refused("an image has 1 to %d items".formatted(Integer.MAX_VALUE));
    }
    planes = Colors.arePlanes(view);
    int y = planes ? 1 : 0;
    height = (int) view.shape(y);
    width = (int) view.shape(y + 1);
    bands = view.ndim() == 2 ? 1 : (int) view.shape(planes ? 0 : 2);
  }

  int type() {
    return type;
  }

  boolean isPlanes() {
    return planes;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int bands() {
    return bands;
  }

  private static int type(View view) {
    if (view.format() instanceof Scalar scalar && scalar.length() == 1) {
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
        "pixels have format B, H, h, I, i, f or d, not '%s'; reinterpret(\"B\") reads items of one byte as B, others are copied"
            .formatted(Texts.shownValue(view.format())));
  }

  private BufferException.Refused refused(String why) {
    return new BufferException.Refused(
        "no image over '%s', %s: %s; copy the view to an exported image of its own"
            .formatted(Texts.shownValue(view.format()), view.layout(), why));
  }

  /** The colors of the image that was exported, or those that the number of bands tells. */
  ColorModel colors() {
    return Colors.of(view, bands, type);
  }

  /** In those colors. */
  BufferedImage image() {
    return image(colors());
  }

  /** In the usual colors, with alpha multiplied in. */
  BufferedImage premultiplied() {
    return image(Colors.premultiplied(view, bands, type));
  }

  /** In the colors of a palette. */
  BufferedImage image(View palette) {
    return image(Colors.palette(palette, type));
  }

  BufferedImage image(ColorModel colors) {
    if (colors.getTransferType() != type) {
      throw new IllegalArgumentException(
          "the color model is for pixels of data type %d, but items '%s' have data type %d: %s"
              .formatted(colors.getTransferType(), view.format(), type, colors));
    }
    ArrayRaster arrays = ArrayRaster.of(this, view);
    SampleModel fast = arrays == null ? null : arrays.model(colors);
    SampleModel model = fast == null ? model(colors) : fast;
    if (model == null || !colors.isCompatibleSampleModel(model)) {
      throw new IllegalArgumentException(
          "the color model does not fit pixels of %d bands: %s".formatted(bands, colors));
    }
    DataBuffer buffer = arrays == null || fast == null ? buffer() : arrays.buffer(colors);
    return new BufferedImage(
        colors,
        Raster.createWritableRaster(model, buffer, null),
        colors.isAlphaPremultiplied(),
        null);
  }

  /** The pixels in C order, whatever the order is in which they lie. */
  private @Nullable SampleModel model(ColorModel colors) {
    if (colors instanceof PackedColorModel packed) {
      return bands == 1 && !planes
          ? new SinglePixelPackedSampleModel(type, width, height, width, packed.getMasks())
          : null;
    }
    int[] numbers = new int[bands];
    Arrays.setAll(numbers, b -> b);
    return planes
        ? new BandedSampleModel(type, width, height, width, numbers, new int[bands])
        : new PixelInterleavedSampleModel(type, width, height, bands, width * bands, numbers);
  }

  private DataBuffer buffer() {
    if (!planes) {
      return new ViewBuffer(type, view);
    }
    View[] banks = new View[bands];
    Arrays.setAll(banks, b -> view.at(b));
    return new ViewBuffer(type, banks);
  }
}
