package io.memview.image;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.View;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

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
 * <p>{@link #exportBands(BufferedImage) exportBands}, {@link #exportPlanes(BufferedImage)
 * exportPlanes} and {@link #exportFields} show the bands of packed pixels; {@link #asImage(View)}
 * is the way back.
 *
 * <p><b>Colors.</b> {@link #export(BufferedImage)} gives the numbers as they are stored, whatever
 * they mean: numbers of a palette, inks, red, green and blue multiplied by alpha. Their exporter
 * remembers it, so {@link #asImage(View)}, {@link ImageFiles#write} and {@link ImageFiles#toPng}
 * show the colors of the image, also of views with a part of its rows and columns, and refuse what
 * they cannot tell. {@link #colorModel} says it of a view, such as a palette or whether alpha is
 * multiplied in, and a copy of the numbers knows nothing. What else an image is exported by calls
 * bands red, green, blue and alpha, or gray, and is refused where they are something else. A raster
 * does not know what its bands mean.
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
    Memory stored = RasterLayout.of(image.getRaster()).asStored();
    return Colors.exporter(stored, image.getColorModel());
  }

  /**
   * Exports a copy of an image as it is drawn, whatever its pixels mean: what {@link
   * BufferedImage#getRGB(int, int)} says, as bytes.
   *
   * @param image any image
   * @return a new exporter of shape (height, width, bands): red, green, blue, and alpha if the
   *     image has it, which is not multiplied into the others
   */
  public static MemoryExporter exportCopy(BufferedImage image) {
    return export(Colors.asBytes(image));
  }

  /**
   * Exports a copy of the numbers that pixels have in the palette of an image, with an item each
   * also if several share a byte, as in {@code TYPE_BYTE_BINARY}. Where each has a byte, {@link
   * #export(BufferedImage)} gives them in place. Of views of either, {@link #colorModel} is the
   * palette, and {@link #asImage(View)} is in its colors.
   *
   * @param image an image with a palette
   * @return a new exporter of shape (height, width), of format {@code B}, or {@code H} if the
   *     palette has more than 256 colors
   * @throws IllegalArgumentException if the image has no palette
   */
  public static MemoryExporter exportIndices(BufferedImage image) {
    return Colors.indices(image);
  }

  /**
   * Exports a raster as it is stored. Its views are no pictures, since nobody knows their colors;
   * {@link #asImage(View, ColorModel)} can be told.
   *
   * @param raster the pixels
   * @return a new exporter of its pixels
   * @throws IllegalArgumentException if pixels share bytes, as in {@code TYPE_BYTE_BINARY}, or if
   *     no strides lead from band to band
   */
  public static MemoryExporter export(Raster raster) {
    return Colors.exporter(RasterLayout.of(raster).asStored(), null);
  }

  /**
   * Exports an image with an item for each band, those of packed pixels too: {@code TYPE_INT_RGB}
   * and {@code TYPE_INT_BGR} are bytes red, green and blue. In {@code TYPE_INT_ARGB} no stride
   * leads from blue to alpha; {@link #exportPlanes(BufferedImage)} gives each.
   *
   * @param image the image
   * @return a new exporter of shape (height, width, bands)
   * @throws IllegalArgumentException if the bands are not gray, or red, green and blue, or are
   *     multiplied by alpha; if packed bands are no whole bytes, if bands lie in several arrays, or
   *     if no stride leads from one to the next
   */
  public static MemoryExporter exportBands(BufferedImage image) {
    return MemoryExporter.of(straight(image).together());
  }

  /**
   * The same of a raster, such as one of {@linkplain Raster#createChild some bands} of an image.
   * Its views are no pictures, since nobody knows their colors; {@link #asImage(View, ColorModel)}
   * can be told.
   *
   * @param raster the pixels
   * @return a new exporter of shape (height, width, bands)
   * @throws IllegalArgumentException if packed bands are no whole bytes, if bands lie in several
   *     arrays, or if no stride leads from one to the next
   */
  public static MemoryExporter exportBands(Raster raster) {
    return Colors.exporter(RasterLayout.of(raster).together(), null);
  }

  /**
   * Exports each band of an image by itself, wherever it lies: interleaved, packed into an integer,
   * or in an array of its own.
   *
   * @param image the image
   * @return new exporters of shape (height, width): red, green, blue and alpha, or gray and alpha
   * @throws IllegalArgumentException if the bands are not gray, or red, green and blue, or are
   *     multiplied by alpha; if packed bands are no whole bytes, or if pixels share bytes
   */
  public static List<MemoryExporter> exportPlanes(BufferedImage image) {
    return planes(straight(image));
  }

  /**
   * The same of a raster, whose bands have no names. If there are two or four, one of them may be
   * alpha, and the others multiplied by it or not, which a raster does not say.
   *
   * @param raster the pixels, which have no alpha
   * @return new exporters of shape (height, width), in the order of the bands
   * @throws IllegalArgumentException if there are two or four bands; if packed bands are no whole
   *     bytes, or if pixels share bytes
   */
  public static List<MemoryExporter> exportPlanes(Raster raster) {
    int bands = raster.getNumBands();
    if (bands == 2 || bands == 4) {
      throw new IllegalArgumentException(
          "a raster of %d bands does not say whether one is alpha, and whether the others are multiplied by it: exportPlanes(image) knows, export gives them as they are stored, and child rasters have fewer bands"
              .formatted(bands));
    }
    return planes(RasterLayout.of(raster));
  }

  private static List<MemoryExporter> planes(RasterLayout bands) {
    return bands.planes().stream().map(MemoryExporter::of).toList();
  }

  /** The bands of an image, if they are what they are called. */
  private static RasterLayout straight(BufferedImage image) {
    RasterLayout bands = RasterLayout.of(image.getRaster());
    Colors.checkStraight(image);
    return bands;
  }

  /**
   * Exports an image of packed pixels as records, whose fields are the bands by the names of the
   * color model, such as {@code red}, {@code green}, {@code blue} and {@code alpha}: bytes, or bit
   * fields, as in {@code TYPE_USHORT_565_RGB}.
   *
   * @param image an image whose pixels are packed into one element each
   * @return a new exporter of shape (height, width)
   * @throws IllegalArgumentException if the pixels are not packed; if they are not red, green and
   *     blue, or are multiplied by alpha; or on a big-endian machine, if bands are no whole bytes
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
    return MemoryExporter.of(straight(image).records(names));
  }

  /**
   * An image over the items of a view, without a copy: in the colors of the image that was
   * exported, or gray, gray and alpha, red green blue, or red green blue alpha, by the number of
   * bands. The bands may lie in any order, and behind pointers: shape (bands, height, width).
   *
   * <p>Floats are drawn from 0 to 1, signed integers from 0 to their greatest, and what is below or
   * above as the nearest that can be drawn, NaN as 0; {@link ImageFiles#toGray} scales numbers of
   * any range.
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
   *     format, or if its colors cannot be told: it is of a raster, or has a part of the bands of
   *     an image whose bands are not gray, or red, green and blue, or are multiplied by alpha
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

  /**
   * The same in the colors of a palette: {@code PIL.Image.putpalette}. Numbers behind the end of
   * the palette are transparent black.
   *
   * @param view numbers of colors, of shape (height, width) and format {@code B} or {@code H}
   * @param palette bytes ({@code B}) red, green, blue, and alpha if there are four, of shape
   *     (colors, 3) or (colors, 4); copied
   * @return a new image
   * @throws io.memview.BufferException.Refused if the view is read-only, or has another shape or
   *     format
   * @throws IllegalArgumentException if the palette is none, or has more colors than items have
   *     numbers
   */
  public static BufferedImage asImage(View view, View palette) {
    ViewImage image = ViewImage.toWrite(view);
    Objects.requireNonNull(palette, "palette");
    return image.image(palette);
  }

  /**
   * The same of pixels whose gray, or red, green and blue, have been multiplied by alpha, as those
   * of {@code TYPE_INT_ARGB_PRE}, of Cairo and of most graphics memory. {@link #exportCopy} of the
   * image are the bytes that are not multiplied.
   *
   * @param view pixels of shape (height, width, 2 or 4), of format {@code B} or {@code H}
   * @return a new image, for which {@link BufferedImage#isAlphaPremultiplied} is true
   * @throws io.memview.BufferException.Refused if the view is read-only, or has another shape or
   *     format
   */
  public static BufferedImage asPremultipliedImage(View view) {
    return ViewImage.toWrite(view).premultiplied();
  }

  /**
   * What the pixels of a view mean: the colors in which {@link #asImage(View)} draws them. {@link
   * ColorModel#isAlphaPremultiplied} tells whether alpha is multiplied in, and an {@link
   * java.awt.image.IndexColorModel} is a palette.
   *
   * @param view pixels of shape (height, width) or (height, width, bands), of format {@code B H h I
   *     i f} or {@code d}
   * @return the color model of the image that was exported, or the usual one of that number of
   *     bands
   * @throws io.memview.BufferException.Refused if the view has another shape or format, or if its
   *     colors cannot be told, as {@link #asImage(View)} says
   */
  public static ColorModel colorModel(View view) {
    return new ViewImage(view).colors();
  }
}
