package io.memview.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Images of every kind, full of noise. */
final class TestImages {
  static final int WIDTH = 9;
  static final int HEIGHT = 5;

  private static final List<Integer> DATA_TYPES =
      List.of(
          DataBuffer.TYPE_BYTE,
          DataBuffer.TYPE_USHORT,
          DataBuffer.TYPE_SHORT,
          DataBuffer.TYPE_INT,
          DataBuffer.TYPE_FLOAT,
          DataBuffer.TYPE_DOUBLE);

  private TestImages() {}

  /** Four inks, mixed by the simplest formula. */
  static final class Inks extends ColorSpace {
    private static final long serialVersionUID = 1;

    Inks() {
      super(TYPE_CMYK, 4);
    }

    @Override
    public float[] toRGB(float[] inks) {
      float light = 1 - inks[3];
      return new float[] {(1 - inks[0]) * light, (1 - inks[1]) * light, (1 - inks[2]) * light};
    }

    @Override
    public float[] fromRGB(float[] rgb) {
      return new float[] {1 - rgb[0], 1 - rgb[1], 1 - rgb[2], 0};
    }

    @Override
    public float[] toCIEXYZ(float[] inks) {
      return ColorSpace.getInstance(CS_sRGB).toCIEXYZ(toRGB(inks));
    }

    @Override
    public float[] fromCIEXYZ(float[] xyz) {
      return fromRGB(ColorSpace.getInstance(CS_sRGB).fromCIEXYZ(xyz));
    }
  }

  static Map<String, ColorSpace> spaces() {
    Map<String, ColorSpace> spaces = new LinkedHashMap<>();
    spaces.put("sRGB", ColorSpace.getInstance(ColorSpace.CS_sRGB));
    spaces.put("gray", ColorSpace.getInstance(ColorSpace.CS_GRAY));
    spaces.put("linear RGB", ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB));
    spaces.put("XYZ", ColorSpace.getInstance(ColorSpace.CS_CIEXYZ));
    spaces.put("PYCC", ColorSpace.getInstance(ColorSpace.CS_PYCC));
    spaces.put("inks", new Inks());
    // The same colors as gray, by a profile that nobody knows to be the same.
    spaces.put(
        "gray of a profile",
        new ICC_ColorSpace(
            ICC_Profile.getInstance(ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData())));
    return spaces;
  }

  /** All kinds by name. */
  static Map<String, BufferedImage> all() {
    Map<String, BufferedImage> all = new LinkedHashMap<>();
    RasterLayoutTest.types()
        .forEach(type -> all.put("type " + type, new BufferedImage(WIDTH, HEIGHT, type)));
    spaces()
        .forEach(
            (name, space) -> {
              for (int type : DATA_TYPES) {
                for (String alpha : List.of("", ", alpha", ", multiplied")) {
                  String kind = "%s of data type %d%s".formatted(name, type, alpha);
                  ColorModel colors = components(space, alpha, type);
                  all.put(kind, interleaved(colors, false));
                  if (type <= DataBuffer.TYPE_USHORT) {
                    all.put(kind + ", reversed", interleaved(colors, true));
                    all.put(kind + ", in planes", planes(colors));
                  }
                }
              }
            });
    all.put("8 of 16 bits", narrow(new int[] {8, 8, 8}, DataBuffer.TYPE_USHORT));
    all.put("5, 6, 5 of 8 bits", narrow(new int[] {5, 6, 5}, DataBuffer.TYPE_BYTE));
    for (boolean pre : new boolean[] {false, true}) {
      all.put("4444, multiplied: " + pre, packed(16, 0xF00, 0xF0, 0xF, 0xF000, pre));
      all.put(
          "10 bits and 2, multiplied: " + pre,
          packed(32, 0x3FF00000, 0xFFC00, 0x3FF, 0xC0000000, pre));
      all.put(
          "RGBA in memory, multiplied: " + pre,
          packed(32, 0xFF, 0xFF00, 0xFF0000, 0xFF000000, pre));
    }
    all.put("332", packed(8, 0xE0, 0x1C, 0x3, 0, false));
    all.put("clear color", palette(8, false, 3));
    all.put("palette with alpha", palette(8, true, -1));
    all.put("large palette", palette(16, true, -1));
    all.values().forEach(TestImages::fill);
    return all;
  }

  private static ColorModel components(ColorSpace space, String alpha, int type) {
    return new ComponentColorModel(
        space,
        !alpha.isEmpty(),
        alpha.equals(", multiplied"),
        alpha.isEmpty() ? Transparency.OPAQUE : Transparency.TRANSLUCENT,
        type);
  }

  private static BufferedImage of(ColorModel colors, SampleModel model) {
    WritableRaster raster = Raster.createWritableRaster(model, null);
    return new BufferedImage(colors, raster, colors.isAlphaPremultiplied(), null);
  }

  private static BufferedImage interleaved(ColorModel colors, boolean reversed) {
    int bands = colors.getNumComponents();
    int[] offsets = IntStream.range(0, bands).map(b -> reversed ? bands - 1 - b : b).toArray();
    return of(
        colors,
        new PixelInterleavedSampleModel(
            colors.getTransferType(), WIDTH, HEIGHT, bands, bands * WIDTH, offsets));
  }

  private static BufferedImage planes(ColorModel colors) {
    return of(
        colors,
        new BandedSampleModel(colors.getTransferType(), WIDTH, HEIGHT, colors.getNumComponents()));
  }

  private static BufferedImage narrow(int[] bits, int type) {
    ColorSpace space = ColorSpace.getInstance(ColorSpace.CS_sRGB);
    return interleaved(
        new ComponentColorModel(space, bits, false, false, Transparency.OPAQUE, type), false);
  }

  private static BufferedImage packed(int bits, int r, int g, int b, int a, boolean pre) {
    int type =
        bits == 8
            ? DataBuffer.TYPE_BYTE
            : bits == 16 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_INT;
    ColorModel colors =
        new DirectColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), bits, r, g, b, a, pre, type);
    return of(colors, colors.createCompatibleSampleModel(WIDTH, HEIGHT));
  }

  private static BufferedImage palette(int bits, boolean alpha, int clear) {
    int size = Math.min(1 << bits, 1000);
    int[] colors = new Random(bits).ints(size).toArray();
    IndexColorModel palette =
        new IndexColorModel(
            bits,
            size,
            colors,
            0,
            alpha,
            clear,
            bits > 8 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE);
    return of(palette, palette.createCompatibleSampleModel(WIDTH, HEIGHT));
  }

  /** Samples that an image may have; multiplied ones are no greater than alpha. */
  private static void fill(BufferedImage image) {
    Random random = new Random(7);
    WritableRaster raster = image.getRaster();
    int bands = raster.getNumBands();
    boolean multiplied = image.isAlphaPremultiplied() && image.getColorModel().hasAlpha();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        double share = 1;
        for (int b = bands - 1; b >= 0; b--) {
          double sample = (x + y) % 4 == 3 ? 1 : random.nextDouble() * share;
          if (multiplied && b == bands - 1) {
            share = sample;
          }
          raster.setSample(x, y, b, sample * greatest(image, b));
        }
      }
    }
  }

  private static double greatest(BufferedImage image, int band) {
    if (image.getColorModel() instanceof IndexColorModel palette) {
      return palette.getMapSize() - 1;
    }
    if (image.getColorModel() instanceof ComponentColorModel colors
        && colors.getTransferType() != DataBuffer.TYPE_FLOAT
        && colors.getTransferType() != DataBuffer.TYPE_DOUBLE) {
      int bits = colors.getComponentSize(band);
      return switch (colors.getTransferType()) {
        case DataBuffer.TYPE_SHORT -> Short.MAX_VALUE;
        case DataBuffer.TYPE_INT -> Integer.MAX_VALUE;
        default -> (1 << bits) - 1;
      };
    }
    return image.getColorModel() instanceof ComponentColorModel
        ? 1
        : (1 << image.getSampleModel().getSampleSize(band)) - 1;
  }

  /** What is drawn, pixel by pixel: red, green, blue and alpha, eight bits each. */
  static List<String> drawn(BufferedImage image) {
    List<String> all = new ArrayList<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        all.add("%08x".formatted(image.getRGB(x, y)));
      }
    }
    return all;
  }
}
