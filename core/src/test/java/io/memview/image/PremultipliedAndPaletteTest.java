package io.memview.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.TestMemory;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures whose numbers are no gray and no red, green and blue, both ways. */
final class PremultipliedAndPaletteTest {
  private static final int COLOR = 0x80C86432;

  private static ColorModel colorModel(Exporter exporter) {
    return exporter.withView(Request.FULL_RO, BufferedImages::colorModel);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_4BYTE_ABGR_PRE
      })
  void exportsSayWhetherAlphaIsMultipliedIn(int type) {
    BufferedImage image = new BufferedImage(3, 2, type);
    MemoryExporter exporter = BufferedImages.export(image);
    assertEquals(image.isAlphaPremultiplied(), colorModel(exporter).isAlphaPremultiplied());
    exporter.doWithView(
        Request.FULL,
        view -> {
          View part = view.slice(Index.from(1));
          assertEquals(
              image.isAlphaPremultiplied(), BufferedImages.colorModel(part).isAlphaPremultiplied());
          BufferedImages.asImage(part).setRGB(1, 0, COLOR);
        });
    assertEquals(rounded(image), image.getRGB(1, 1));
  }

  /** What the platform makes of the color in this type of image. */
  private static int rounded(BufferedImage like) {
    BufferedImage one = new BufferedImage(1, 1, like.getType());
    one.setRGB(0, 0, COLOR);
    return one.getRGB(0, 0);
  }

  /** Bytes of others that have alpha multiplied in are drawn as they are meant. */
  @Test
  void viewsAreDrawnAsMultiplied() {
    byte[] bytes = {100, 50, 25, (byte) 128, 0, 0, 0, 0};
    View view = TestMemory.view(Memory.ofUnsigned(bytes).withShape(1, 2, 4));
    BufferedImage image = BufferedImages.asPremultipliedImage(view);
    assertTrue(image.isAlphaPremultiplied());
    assertEquals(0x80C76432, image.getRGB(0, 0));
    image.setRGB(1, 0, COLOR);
    assertEquals(List.of(100L, 50L, 25L, 128L), view.at(0, 1).toList());
    assertEquals(
        List.of(199L, 100L, 50L, 128L),
        BufferedImages.exportCopy(image).withView(Request.FULL, v -> v.at(0, 0).toList()));
    View nowhere = TestMemory.view(OwnedMemory.allocate(Format.parse("H"), 2, 3, 2));
    BufferedImage gray = BufferedImages.asPremultipliedImage(nowhere);
    gray.getRaster().setPixel(1, 1, new int[] {0x4000, 0x8000});
    assertEquals(0x80, gray.getRGB(1, 1) >>> 24);
    for (View none : List.of(view.slice(Index.ellipsis(), Index.upTo(3)), view.at(0))) {
      assertThrows(
          BufferException.Refused.class,
          () -> BufferedImages.asPremultipliedImage(none),
          none::toString);
    }
  }

  private static IndexColorModel random(int bits, int count) {
    byte[][] colors = new byte[3][count];
    Random random = new Random(bits);
    for (byte[] band : colors) {
      random.nextBytes(band);
    }
    return new IndexColorModel(bits, count, colors[0], colors[1], colors[2]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void indicesAndTheirPalette(int bits) {
    IndexColorModel palette = random(bits, 1 << bits);
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
    BufferedImage whole = new BufferedImage(13, 7, type, palette);
    Random random = new Random(1);
    for (int i = 0; i < 13 * 7; i++) {
      whole.getRaster().setSample(i % 13, i / 13, 0, random.nextInt(1 << bits));
    }
    BufferedImage image = bits == 8 ? whole.getSubimage(2, 1, 9, 5) : whole;
    MemoryExporter copy = BufferedImages.exportIndices(image);
    assertEquals(palette, colorModel(copy));
    copy.doWithView(
        Request.FULL,
        view -> {
          BufferedImage again = BufferedImages.asImage(view.slice(Index.every(-1)));
          for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
              assertEquals(image.getRaster().getSample(x, y, 0), view.getLong(y, x));
              assertEquals(image.getRGB(x, y), again.getRGB(x, image.getHeight() - 1 - y));
            }
          }
        });
    if (bits == 8) {
      MemoryExporter inPlace = BufferedImages.export(image);
      assertEquals(palette, colorModel(inPlace));
      assertTrue(TestMemory.view(copy).contentEquals(inPlace));
    }
  }

  @Test
  void wideIndices() {
    IndexColorModel palette = random(12, 3000);
    BufferedImage image =
        new BufferedImage(palette, palette.createCompatibleWritableRaster(4, 3), false, null);
    image.getRaster().setSample(3, 2, 0, 2999);
    MemoryExporter copy = BufferedImages.exportIndices(image);
    copy.doWithView(
        Request.FULL,
        view -> {
          assertEquals("H", view.format().toString());
          assertEquals(2999, view.getLong(2, 3));
          assertEquals(image.getRGB(3, 2), BufferedImages.asImage(view).getRGB(3, 2));
        });
  }

  @Test
  void bytesInTheColorsOfAPalette() {
    View indices = TestMemory.longs("B", i -> i % 3, 2, 3);
    View palette = TestMemory.longs("B", i -> 20 * i, 2, 3);
    BufferedImage image = BufferedImages.asImage(indices, palette);
    assertEquals(0xFF001428, image.getRGB(0, 0));
    assertEquals(0xFF3C5064, image.getRGB(1, 1));
    assertEquals(0, image.getRGB(2, 0), "behind the end");
    image.setRGB(0, 0, 0xFF3C5064);
    assertEquals(1, indices.getLong(0, 0));
    View clear = TestMemory.longs("B", i -> 20 * i, 2, 4).slice(Index.every(-1));
    BufferedImage other = BufferedImages.asImage(TestMemory.longs("H", i -> i, 1, 2), clear);
    assertEquals(0x8C506478, other.getRGB(0, 0));
    assertTrue(other.getColorModel().hasAlpha());
    List<View> wrong =
        List.of(
            palette.at(0),
            palette.transpose().slice(Index.upTo(2)),
            palette.slice(Index.upTo(0)),
            TestMemory.zeros("B", 257, 3),
            TestMemory.zeros("H", 4, 3));
    for (View none : wrong) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> BufferedImages.asImage(indices, none),
                  none::toString)
              .getMessage();
      assertTrue(message.contains("(1 to 256, 3)"), message);
    }
    View shorts = TestMemory.zeros("h", 2, 3);
    assertThrows(IllegalArgumentException.class, () -> BufferedImages.asImage(shorts, palette));
  }

  @Test
  void whatHasNoPalette() {
    BufferedImage gray = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    assertThrows(IllegalArgumentException.class, () -> BufferedImages.exportIndices(gray));
    MemoryExporter raster = BufferedImages.export(gray.getRaster());
    assertThrows(BufferException.Refused.class, () -> colorModel(raster));
    View plain = TestMemory.zeros("B", 2, 2, 3).asReadOnly();
    assertEquals(ColorSpace.TYPE_RGB, BufferedImages.colorModel(plain).getColorSpace().getType());
  }

  /** Numbers outside of what can be drawn, in every kind of number, number of bands and memory. */
  @ParameterizedTest
  @ValueSource(strings = {"h", "i", "I", "f", "d", ">h", ">d"})
  void numbersAreClipped(String code) {
    boolean isFloat = "fd".contains(code.substring(code.length() - 1));
    double full =
        switch (code) {
          case "h", ">h" -> Short.MAX_VALUE;
          case "i" -> Integer.MAX_VALUE;
          case "I" -> 0xFFFF_FFFFL;
          default -> 1;
        };
    double[] values =
        isFloat
            ? new double[] {0, 0.25, 1, -0.5, 2, Double.NaN, Double.POSITIVE_INFINITY, -1e300}
            : code.equals("I")
                ? new double[] {0, full / 4, full, full / 2}
                : new double[] {0, full / 4, full, -1, -full - 1};
    for (int bands = 1; bands <= 4; bands++) {
      ColorModel floats =
          new ComponentColorModel(
              ColorSpace.getInstance(bands > 2 ? ColorSpace.CS_sRGB : ColorSpace.CS_GRAY),
              bands % 2 == 0,
              false,
              bands % 2 == 0 ? 3 : 1,
              DataBuffer.TYPE_FLOAT);
      View view = TestMemory.zeros(code, 1, values.length, bands);
      for (int x = 0; x < values.length; x++) {
        for (int b = 0; b < bands; b++) {
          double value = values[(x + b) % values.length];
          view.setObject(new long[] {0, x, b}, isFloat ? (Object) value : (Object) (long) value);
        }
      }
      BufferedImage image = BufferedImages.asImage(view);
      BufferedImage drawn = new BufferedImage(values.length, 1, BufferedImage.TYPE_INT_ARGB);
      Graphics2D graphics = drawn.createGraphics();
      graphics.setComposite(AlphaComposite.Src);
      graphics.drawImage(image, 0, 0, null);
      graphics.dispose();
      for (int x = 0; x < values.length; x++) {
        float[] shares = new float[bands];
        for (int b = 0; b < bands; b++) {
          double value = values[(x + b) % values.length];
          double share = isFloat ? value : (long) value / full;
          shares[b] = Double.isNaN(share) ? 0 : (float) Math.clamp(share, 0, 1);
        }
        int expected = floats.getRGB(shares);
        assertEquals(expected, image.getRGB(x, 0), code + " pixel " + x);
        if (expected >>> 24 != 0) { // else there is nothing to draw
          assertEquals(expected, drawn.getRGB(x, 0), code + " drawn " + x);
        }
        assertEquals(expected >>> 24, image.getColorModel().getAlpha(pixel(image, x)));
        assertEquals(expected >> 16 & 0xFF, image.getColorModel().getRed(pixel(image, x)));
        assertEquals(expected >> 8 & 0xFF, image.getColorModel().getGreen(pixel(image, x)));
        assertEquals(expected & 0xFF, image.getColorModel().getBlue(pixel(image, x)));
      }
      assertTrue(Colors.isUsual(image.getColorModel()), "exported as what it was");
    }
  }

  private static Object pixel(BufferedImage image, int x) {
    return image.getRaster().getDataElements(x, 0, null);
  }

  /** Rows of pixels behind pointers are no planes; a few rows of a few pixels look like either. */
  @Test
  void rowsBehindPointers() {
    List<Memory> rows = new ArrayList<>();
    for (int y = 0; y < 5; y++) {
      rows.add(Memory.ofUnsigned(new byte[] {(byte) (50 * y), 1, 2, 3, 4, 5}).withShape(2, 3));
    }
    BufferedImage image = BufferedImages.asImage(TestMemory.view(Memory.ofBlocks(rows)));
    assertEquals(2, image.getWidth());
    assertEquals(5, image.getHeight());
    assertEquals(0xFF00_0102 | 200 << 16, image.getRGB(0, 4));
    assertEquals(0xFF03_0405, image.getRGB(1, 2));
  }
}
