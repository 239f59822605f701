package io.memview.image;

import io.memview.Layout;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferDouble;
import java.awt.image.DataBufferFloat;
import java.awt.image.DataBufferInt;
import java.awt.image.DataBufferShort;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exports the pixels of images in place. What is written to a view is seen by whoever draws the
 * image next.
 *
 * <table>
 * <caption>Kinds of images</caption>
 * <tr><th>pixels</th><th>shape</th><th>format</th></tr>
 * <tr><td>interleaved bands, such as {@code TYPE_3BYTE_BGR}</td><td>(height, width, bands), the bands
 *     in the order of the color model: red, green, blue, alpha</td><td>{@code B}, or {@code H h i f d}
 *     after the data type</td></tr>
 * <tr><td>one band, such as {@code TYPE_BYTE_GRAY} and {@code TYPE_BYTE_INDEXED}</td>
 *     <td>(height, width)</td><td>the same</td></tr>
 * <tr><td>packed, such as {@code TYPE_INT_RGB}</td><td>(height, width)</td><td>{@code I}, {@code H} or
 *     {@code B}</td></tr>
 * <tr><td>banded, each band in an array of its own</td><td>(bands, height, width), the bands behind
 *     pointers</td><td>after the data type</td></tr>
 * </table>
 *
 * <p>Sub-images share the memory of the whole. Exporting an image ends its caching in graphics
 * memory, as {@code DataBufferByte.getData} does.
 */
public final class BufferedImages {
  private BufferedImages() {}

  /**
   * Exports an image.
   *
   * @param image the image
   * @return a new exporter of its pixels
   * @throws IllegalArgumentException if pixels share bytes, as in {@code TYPE_BYTE_BINARY}, or if
   *     no strides lead from band to band
   */
  public static MemoryExporter export(BufferedImage image) {
    return export(image.getRaster());
  }

  /**
   * Exports a raster.
   *
   * @param raster the pixels
   * @return a new exporter of its pixels
   * @throws IllegalArgumentException if pixels share bytes, as in {@code TYPE_BYTE_BINARY}, or if
   *     no strides lead from band to band
   */
  public static MemoryExporter export(Raster raster) {
    return MemoryExporter.of(
        switch (raster.getSampleModel()) {
          case ComponentSampleModel model -> components(raster, model);
          case SinglePixelPackedSampleModel model ->
              plane(raster, 0, unsigned(raster), 0, model.getScanlineStride(), 1);
          default ->
              throw new IllegalArgumentException(
                  "the pixels of a %s share bytes, or have none; draw the image into one of another type"
                      .formatted(raster.getSampleModel().getClass().getSimpleName()));
        });
  }

  private static Memory components(Raster raster, ComponentSampleModel model) {
    int[] banks = model.getBankIndices();
    int[] offsets = model.getBandOffsets();
    Format format = format(raster);
    int row = model.getScanlineStride();
    int pixel = model.getPixelStride();
    if (raster.getNumBands() == 1) {
      return plane(raster, banks[0], format, offsets[0], row, pixel);
    }
    if (raster.getDataBuffer().getNumBanks() > 1) {
      List<Memory> planes = new ArrayList<>();
      for (int band = 0; band < banks.length; band++) {
        planes.add(plane(raster, banks[band], format, offsets[band], row, pixel));
      }
      return Memory.ofBlocks(planes);
    }
    int step = offsets[1] - offsets[0];
    for (int band = 1; band < offsets.length; band++) {
      if (offsets[band] - offsets[band - 1] != step) {
        throw new IllegalArgumentException(
            "bands at offsets %s: no stride leads from band to band"
                .formatted(Arrays.toString(offsets)));
      }
    }
    long size = format.itemSize();
    long[] shape = {raster.getHeight(), raster.getWidth(), offsets.length};
    long[] strides = {row * size, pixel * size, step * size};
    long start = start(raster, 0, offsets[0], row, pixel) * size;
    return Memory.of(bank(raster, 0), format, Layout.strided(start, size, shape, strides));
  }

  /**
   * One value a pixel, in one bank. The segment starts at the first one, so that planes are alike.
   */
  private static Memory plane(
      Raster raster, int bank, Format format, int band, int row, int pixel) {
    long size = format.itemSize();
    long[] shape = {raster.getHeight(), raster.getWidth()};
    long[] strides = {row * size, pixel * size};
    long start = start(raster, bank, band, row, pixel) * size;
    return Memory.of(
        bank(raster, bank).asSlice(start), format, Layout.strided(0, size, shape, strides));
  }

  /** The element of the first pixel's band: sub-images share the whole's memory, shifted. */
  private static long start(Raster raster, int bank, int band, int row, int pixel) {
    long x = (long) raster.getMinX() - raster.getSampleModelTranslateX();
    long y = (long) raster.getMinY() - raster.getSampleModelTranslateY();
    return raster.getDataBuffer().getOffsets()[bank] + y * row + x * pixel + band;
  }

  private static MemorySegment bank(Raster raster, int bank) {
    return switch (raster.getDataBuffer()) {
      case DataBufferByte data -> MemorySegment.ofArray(data.getData(bank));
      case DataBufferUShort data -> MemorySegment.ofArray(data.getData(bank));
      case DataBufferShort data -> MemorySegment.ofArray(data.getData(bank));
      case DataBufferInt data -> MemorySegment.ofArray(data.getData(bank));
      case DataBufferFloat data -> MemorySegment.ofArray(data.getData(bank));
      case DataBufferDouble data -> MemorySegment.ofArray(data.getData(bank));
      default ->
          throw new IllegalArgumentException(
              "the pixels of a %s are in no array"
                  .formatted(raster.getDataBuffer().getClass().getSimpleName()));
    };
  }

  private static Format format(Raster raster) {
    return new Scalar(
        switch (raster.getSampleModel().getDataType()) {
          case DataBuffer.TYPE_BYTE -> ScalarType.UINT8;
          case DataBuffer.TYPE_USHORT -> ScalarType.UINT16;
          case DataBuffer.TYPE_SHORT -> ScalarType.INT16;
          case DataBuffer.TYPE_INT -> ScalarType.INT32;
          case DataBuffer.TYPE_FLOAT -> ScalarType.FLOAT32;
          case DataBuffer.TYPE_DOUBLE -> ScalarType.FLOAT64;
          default -> throw new IllegalArgumentException(unknown(raster.getSampleModel()));
        });
  }

  private static Format unsigned(Raster raster) {
    Format format = format(raster);
    return format.equals(new Scalar(ScalarType.INT32)) ? new Scalar(ScalarType.UINT32) : format;
  }

  private static String unknown(SampleModel model) {
    return "the data type %d of a %s is unknown"
        .formatted(model.getDataType(), model.getClass().getSimpleName());
  }
}
