package io.memview.image;

import io.memview.BufferException;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers of pixels mean. By themselves they are gray, gray and alpha, red green blue, or
 * red green blue alpha, by the number of bands, and alpha is not multiplied into the others. What
 * is exported of an image that means something else is remembered here, so that no view of it is
 * taken for that.
 */
final class Colors {
  private static final int MOST_BANDS = 4;
  private static final Map<Object, Pixels> OTHERS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Colors() {}

  /**
   * Exported pixels.
   *
   * @param colors what they mean, null if nobody knows
   */
  private record Pixels(
      @Nullable ColorModel colors, String format, int rank, long bands, long stride) {
    static Pixels of(@Nullable ColorModel colors, Format format, Layout layout) {
      int rank = layout.ndim();
      int axis = rank < 3 ? -1 : layout.isPointer(0) ? 0 : 2; // a pointer for each band
      return new Pixels(
          colors,
          format.toString(),
          rank,
          axis < 0 ? 1 : layout.shape(axis),
          axis < 0 ? 0 : layout.stride(axis));
    }

    /** Whether a view has all bands of its pixels in their order. */
    boolean areWhole(View view) {
      int axis = view.ndim() < 3 ? -1 : arePlanes(view) ? 0 : 2;
      return view.ndim() == rank
          && view.format().toString().equals(format)
          && (axis < 0 || (view.shape(axis) == bands && view.layout().stride(axis) == stride));
    }
  }

  /**
   * Whether pixels are (bands, height, width), a pointer for each band, and not (height, width,
   * bands) with one for each row. What an image exports with pointers are planes. Of others, up to
   * four rows of up to four pixels look like either, and are planes.
   */
  static boolean arePlanes(View view) {
    return view.ndim() == 3
        && view.layout().isPointer(0)
        && (view.shape(0) <= MOST_BANDS
            || view.shape(2) > MOST_BANDS
            || OTHERS.containsKey(view.owner()));
  }

  /**
   * What bands mean by themselves.
   *
   * @throws BufferException.Refused if there are more than four
   */
  static ColorModel usual(int bands, int type) {
    if (bands > MOST_BANDS) {
      throw new BufferException.Refused(
          "1 to %d bands have usual colors, not %d; BufferedImages.asImage(view, colors) says what they mean"
              .formatted(MOST_BANDS, bands));
    }
    boolean alpha = bands % 2 == 0;
    return new ComponentColorModel(
        ColorSpace.getInstance(bands > 2 ? ColorSpace.CS_sRGB : ColorSpace.CS_GRAY),
        alpha,
        false,
        alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
        type);
  }

  static boolean isUsual(ColorModel colors) {
    int bands = colors.getNumComponents();
    return colors instanceof ClippedColors
        || (bands <= MOST_BANDS && colors.equals(usual(bands, colors.getTransferType())));
  }

  /** The usual colors for numbers that may lie outside of them. */
  private static ColorModel usual(View view, int bands, int type) {
    ColorModel colors = usual(bands, type);
    boolean isUnsigned =
        view.format() instanceof Scalar scalar && scalar.type() == ScalarType.UINT32;
    return ClippedColors.isFor(type) ? new ClippedColors(colors, isUnsigned) : colors;
  }

  /**
   * Gray and alpha, or red, green, blue and alpha, with the alpha multiplied in.
   *
   * @throws BufferException.Refused if there are not two or four bands of unsigned numbers
   */
  static ColorModel premultiplied(View view, int bands, int type) {
    if ((bands != 2 && bands != MOST_BANDS) || ClippedColors.isFor(type)) {
      throw new BufferException.Refused(
          "alpha is multiplied into 'B' or 'H' of two bands or four, gray and alpha or red, green, blue and alpha, and not into %s; BufferedImages.asImage(view, colors) takes any color model"
              .formatted(view));
    }
    ColorModel straight = usual(bands, type);
    return new ComponentColorModel(
        straight.getColorSpace(), true, true, Transparency.TRANSLUCENT, type);
  }

  /**
   * A palette of bytes red, green, blue, and alpha.
   *
   * @throws IllegalArgumentException if it is none, or has more colors than pixels have numbers
   */
  static ColorModel palette(View colors, int type) {
    int bits = type == DataBuffer.TYPE_BYTE ? Byte.SIZE : Short.SIZE;
    boolean isBytes = colors.format().equals(new Scalar(ScalarType.UINT8));
    if (!isBytes
        || colors.ndim() != 2
        || colors.shape(0) < 1
        || colors.shape(0) > 1 << bits
        || (colors.shape(1) != 3 && colors.shape(1) != 4)
        || ClippedColors.isFor(type)) {
      throw new IllegalArgumentException(
          "a palette has bytes 'B' of shape (1 to %d, 3) or (1 to %d, 4), red, green, blue and alpha, for pixels 'B' or 'H', unlike %s"
              .formatted(1 << bits, 1 << bits, colors));
    }
    byte[][] parts = new byte[4][];
    for (int b = 0; b < colors.shape(1); b++) {
      parts[b] = colors.slice(Index.all(), Index.at(b)).toBytes(Order.C);
    }
    int size = (int) colors.shape(0);
    return colors.shape(1) == 3
        ? new IndexColorModel(bits, size, parts[0], parts[1], parts[2])
        : new IndexColorModel(bits, size, parts[0], parts[1], parts[2], parts[3]);
  }

  /** An exporter of pixels that mean something, or nobody knows what. */
  static MemoryExporter exporter(Memory memory, @Nullable ColorModel colors) {
    MemoryExporter exporter = MemoryExporter.of(memory);
    if (colors == null || !isUsual(colors)) {
      OTHERS.put(exporter, Pixels.of(colors, memory.format(), memory.layout()));
    }
    return exporter;
  }

  /** Whether it is known what a view means, and that it is not the usual. */
  static boolean areKnown(View view) {
    Pixels pixels = OTHERS.get(view.owner());
    return pixels != null && pixels.colors != null && pixels.areWhole(view);
  }

  /**
   * What a view of pixels means.
   *
   * @throws BufferException.Refused if it does not mean what its number of bands says, and nobody
   *     knows what it means
   */
  static ColorModel of(View view, int bands, int type) {
    Pixels pixels = OTHERS.get(view.owner());
    if (pixels == null || (view.ndim() == 2 && pixels.rank == 3)) { // one band is gray
      return usual(view, bands, type);
    }
    if (pixels.colors == null) {
      throw new BufferException.Refused(
          "a raster does not say what its bands mean: export the image that it is of, or say it:"
              + " BufferedImages.asImage(view, colors) makes an image, which can be exported");
    }
    if (pixels.areWhole(view)) {
      return pixels.colors;
    }
    if (areStraight(pixels.colors)) {
      return usual(view, bands, type);
    }
    throw new BufferException.Refused(
        "the pixels are %s, and %s has not all of their bands in their order; %s"
            .formatted(described(pixels.colors), view, REMEDY));
  }

  // ---- what other code may take for red, green, blue and alpha

  private static final String REMEDY =
      "BufferedImages.exportCopy(image) gives bytes red, green, blue and alpha";

  /**
   * Refuses images whose bands are not what they are called.
   *
   * @throws IllegalArgumentException if they are no gray or red, green and blue, or multiplied
   */
  static void checkStraight(BufferedImage image) {
    ColorModel colors = image.getColorModel();
    if (!areStraight(colors)) {
      throw new IllegalArgumentException(
          "the bands are %s; export gives them as they are stored, or %s"
              .formatted(described(colors), REMEDY));
    }
  }

  private static boolean areStraight(ColorModel colors) {
    ColorSpace space = colors.getColorSpace();
    int bits = DataBuffer.getDataTypeSize(colors.getTransferType());
    boolean isNarrow =
        colors instanceof ComponentColorModel
            && Arrays.stream(colors.getComponentSize()).anyMatch(size -> size != bits);
    return !(colors instanceof IndexColorModel)
        && !isNarrow
        && (space.equals(ColorSpace.getInstance(ColorSpace.CS_GRAY)) || space.isCS_sRGB())
        && !(colors.hasAlpha() && colors.isAlphaPremultiplied());
  }

  private static String described(ColorModel colors) {
    ColorSpace space = colors.getColorSpace();
    if (colors instanceof IndexColorModel) {
      return "numbers of colors in a palette";
    }
    if (colors.hasAlpha() && colors.isAlphaPremultiplied()) {
      return "multiplied by alpha";
    }
    return switch (space.getType()) {
      case ColorSpace.TYPE_GRAY, ColorSpace.TYPE_RGB ->
          "gray or red, green and blue of another color space than usual, or of fewer bits than"
              + " their items";
      default -> {
        String[] names = new String[space.getNumComponents()];
        Arrays.setAll(names, space::getName);
        yield "no red, green and blue but " + String.join(", ", names);
      }
    };
  }

  /**
   * The numbers that pixels have in a palette, copied into items of their own.
   *
   * @throws IllegalArgumentException if the image has no palette
   */
  static MemoryExporter indices(BufferedImage image) {
    if (!(image.getColorModel() instanceof IndexColorModel palette)) {
      throw new IllegalArgumentException(
          "the image has no palette but %s; export gives its pixels as they are stored, or %s"
              .formatted(image.getColorModel().getClass().getSimpleName(), REMEDY));
    }
    int width = image.getWidth();
    int height = image.getHeight();
    boolean isBytes = palette.getPixelSize() <= Byte.SIZE;
    MemoryExporter copy =
        MemoryExporter.allocate(
            new Scalar(isBytes ? ScalarType.UINT8 : ScalarType.UINT16), height, width);
    copy.doWithView(
        Request.FULL,
        view -> {
          int[] row = new int[width];
          for (int y = 0; y < height; y++) {
            image
                .getRaster()
                .getSamples(
                    image.getRaster().getMinX(), image.getRaster().getMinY() + y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
              view.setLong(y, x, row[x]);
            }
          }
          OTHERS.put(copy, Pixels.of(palette, view.format(), view.layout()));
        });
    return copy;
  }

  /** A copy of an image as it is drawn: bytes red, green, blue, and alpha if it has it. */
  static BufferedImage asBytes(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    boolean alpha = image.getColorModel().hasAlpha();
    BufferedImage copy =
        new BufferedImage(
            width, height, alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR);
    // Not all at once, and not by getRGB of a row, which knows fewer types than that of a pixel.
    ColorModel colors = image.getColorModel();
    Raster raster = image.getRaster();
    int[] row = new int[width];
    Object pixel = null;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixel = raster.getDataElements(x, y, pixel);
        row[x] = colors.getRGB(pixel);
      }
      copy.setRGB(0, y, width, 1, row, 0, width);
    }
    return copy;
  }
}
