package io.memview.image;

import io.memview.BufferException;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.View;
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
   * @param memory where they are; only its description is kept
   */
  private record Pixels(
      @Nullable ColorModel colors, String format, int rank, long bands, long stride) {
    static Pixels of(@Nullable ColorModel colors, Memory memory) {
      int rank = memory.layout().ndim();
      int axis = axis(rank, memory.layout().isPointer(0));
      return new Pixels(
          colors,
          memory.format().toString(),
          rank,
          axis < 0 ? 1 : memory.layout().shape(axis),
          axis < 0 ? 0 : memory.layout().stride(axis));
    }

    /** The dimension of the bands. */
    private static int axis(int rank, boolean planes) {
      return rank < 3 ? -1 : planes ? 0 : 2;
    }

    /** Whether a view has all bands of its pixels in their order. */
    boolean areWhole(View view) {
      int axis = axis(view.ndim(), view.ndim() > 0 && view.layout().isPointer(0));
      return view.ndim() == rank
          && view.format().toString().equals(format)
          && (axis < 0 || (view.shape(axis) == bands && view.layout().stride(axis) == stride));
    }
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
    return bands <= MOST_BANDS && colors.equals(usual(bands, colors.getTransferType()));
  }

  /** An exporter of pixels that mean something, or nobody knows what. */
  static MemoryExporter exporter(Memory memory, @Nullable ColorModel colors) {
    MemoryExporter exporter = MemoryExporter.of(memory);
    if (colors == null || !isUsual(colors)) {
      OTHERS.put(exporter, Pixels.of(colors, memory));
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
      return usual(bands, type);
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
      return usual(bands, type);
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
