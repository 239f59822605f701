package io.memview.image;

import io.memview.MemoryExporter;
import io.memview.View;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
 * <p>{@link #exportBands}, {@link #exportPlanes} and {@link #exportFields} show the bands of packed
 * pixels; {@link #asImage(View)} is the way back.
 *
 * <p>Sub-images share the memory of the whole. Exporting an image ends its caching in graphics
 * memory, as {@code DataBufferByte.getData} does.
 */
public final class BufferedImages {
  private BufferedImages() {}

  /**
   * Exports an image as it is stored.
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
   * Exports a raster as it is stored.
   *
   * @param raster the pixels
   * @return a new exporter of its pixels
   * @throws IllegalArgumentException if pixels share bytes, as in {@code TYPE_BYTE_BINARY}, or if
   *     no strides lead from band to band
   */
  public static MemoryExporter export(Raster raster) {
    return MemoryExporter.of(Bands.of(raster).asStored());
  }

  /**
   * Exports a raster with an item for each band, those of packed pixels too: {@code TYPE_INT_RGB}
   * and {@code TYPE_INT_BGR} are bytes red, green and blue. In {@code TYPE_INT_ARGB} no stride
   * leads from blue to alpha; a child raster of its bands 0, 1 and 2 is exported.
   *
   * @param raster the pixels, such as {@link BufferedImage#getRaster()}
   * @return a new exporter of shape (height, width, bands)
   * @throws IllegalArgumentException if packed bands are no whole bytes, if bands lie in several
   *     arrays, or if no stride leads from one to the next
   */
  public static MemoryExporter exportBands(Raster raster) {
    return MemoryExporter.of(Bands.of(raster).together());
  }

  /**
   * Exports each band of a raster by itself, wherever it lies: interleaved, packed into an integer,
   * or in an array of its own.
   *
   * @param raster the pixels, such as {@link BufferedImage#getRaster()}
   * @return new exporters of shape (height, width), in the order of the color model
   * @throws IllegalArgumentException if packed bands are no whole bytes, or if pixels share bytes
   */
  public static List<MemoryExporter> exportPlanes(Raster raster) {
    return Bands.of(raster).planes().stream().map(MemoryExporter::of).toList();
  }

  /**
   * Exports an image of packed pixels as records, whose fields are the bands by the names of the
   * color model, such as {@code red}, {@code green}, {@code blue} and {@code alpha}: bytes, or bit
   * fields, as in {@code TYPE_USHORT_565_RGB}.
   *
   * @param image an image whose pixels are packed into one element each
   * @return a new exporter of shape (height, width)
   * @throws IllegalArgumentException if the pixels are not packed, or on a big-endian machine, if
   *     bands are no whole bytes
   */
  public static MemoryExporter exportFields(BufferedImage image) {
    ColorModel colors = image.getColorModel();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < colors.getNumColorComponents(); i++) {
      names.add(colors.getColorSpace().getName(i).toLowerCase(Locale.ROOT));
    }
    if (colors.hasAlpha()) {
      names.add("alpha");
    }
    return MemoryExporter.of(Bands.of(image.getRaster()).records(names));
  }

  /**
   * An image over the items of a view, without a copy: gray, gray and alpha, red green blue, or red
   * green blue alpha, by the number of bands. The bands may lie in any order, and behind pointers:
   * shape (bands, height, width).
   *
   * <p>If the items lie in a Java array as the platform lays out pixels, the image is over that
   * array, and as fast as any. Such an image does not know the lease: whoever keeps it beyond the
   * release may see memory that the exporter has given up. All other items, such as those in native
   * memory, are read and written through the view, one by one; that image dies with the lease, and
   * then throws {@link io.memview.BufferException.Released}.
   *
   * @param view pixels of shape (height, width) or (height, width, bands), of format {@code B H h I
   *     i f} or {@code d}
   * @return a new image
   * @throws io.memview.BufferException.Refused if the view is read-only, or has another shape or
   *     format
   */
  public static BufferedImage asImage(View view) {
    return ViewImage.toWrite(view).image();
  }

  /**
   * The same in colors of the caller's: packed ones such as {@link ColorModel#getRGBdefault()},
   * which take one item a pixel, indexed ones, or any number of bands.
   *
   * @param view pixels of shape (height, width) or (height, width, bands), of format {@code B H h I
   *     i f} or {@code d}
   * @param colors what the bands mean
   * @return a new image
   * @throws io.memview.BufferException.Refused if the view is read-only, or has another shape or
   *     format
   * @throws IllegalArgumentException if the color model is for other items or bands
   */
  public static BufferedImage asImage(View view, ColorModel colors) {
    return ViewImage.toWrite(view).image(colors);
  }
}
