package io.memview.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.TestMemory;
import io.memview.View;
import io.memview.layout.Index;
import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferFloat;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels of every kind of image, against what the image itself says of them. */
class BufferedImagesTest {
  private static final int WIDTH = 7;
  private static final int HEIGHT = 5;

  private static BufferedImage noise(int type) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    Random random = new Random(type);
    WritableRaster raster = image.getRaster();
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        if (image.getColorModel() instanceof IndexColorModel) {
          raster.setSample(x, y, 0, random.nextInt(200));
        } else if (type == BufferedImage.TYPE_USHORT_GRAY) {
          raster.setSample(x, y, 0, random.nextInt(1 << 16));
        } else {
          image.setRGB(x, y, random.nextInt());
        }
      }
    }
    return image;
  }

  private static View view(BufferedImage image) {
    return TestMemory.view(BufferedImages.export(image));
  }

  /** The bands of a pixel as the raster gives them: in the order of the color model. */
  private static void checkSamples(Raster raster, View view) {
    int[] pixel = new int[raster.getNumBands()];
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        raster.getPixel(x + raster.getMinX(), y + raster.getMinY(), pixel);
        for (int b = 0; b < pixel.length; b++) {
          long ours = pixel.length == 1 ? view.getLong(y, x) : view.getLong(y, x, b);
          assertEquals(pixel[b], ours, "band %d of (%d, %d)".formatted(b, x, y));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    BufferedImage.TYPE_3BYTE_BGR + ", 3",
    BufferedImage.TYPE_4BYTE_ABGR + ", 4",
  })
  void interleavedBandsAreRedGreenBlueAlpha(int type, int bands) {
    BufferedImage image = noise(type);
    View view = view(image);
    assertEquals("B", view.format().toString());
    assertArrayEquals(new long[] {HEIGHT, WIDTH, bands}, view.shape());
    assertArrayEquals(new long[] {(long) WIDTH * bands, bands, -1}, view.layout().strides());
    checkSamples(image.getRaster(), view);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int rgb = image.getRGB(x, y);
        assertEquals(rgb >> 16 & 0xFF, view.getLong(y, x, 0));
        assertEquals(rgb >> 8 & 0xFF, view.getLong(y, x, 1));
        assertEquals(rgb & 0xFF, view.getLong(y, x, 2));
        if (bands == 4) {
          assertEquals(rgb >>> 24, view.getLong(y, x, 3));
        }
      }
    }
    view.setLong(2, 3, 0, 0x12);
    view.setLong(2, 3, 1, 0x34);
    view.setLong(2, 3, 2, 0x56);
    assertEquals(0x123456, image.getRGB(3, 2) & 0xFFFFFF);
  }

  @Test
  void premultipliedBandsAreAsStored() {
    BufferedImage image = noise(BufferedImage.TYPE_4BYTE_ABGR_PRE);
    View view = view(image);
    assertArrayEquals(new long[] {HEIGHT, WIDTH, 4}, view.shape());
    assertArrayEquals(new long[] {WIDTH * 4L, 4, -1}, view.layout().strides());
    checkSamples(image.getRaster(), view);
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB})
  void packedPixelsAreUnsignedIntegers(int type) {
    BufferedImage image = noise(type);
    View view = view(image);
    assertEquals("I", view.format().toString());
    assertArrayEquals(new long[] {HEIGHT, WIDTH}, view.shape());
    assertArrayEquals(new long[] {WIDTH * 4L, 4}, view.layout().strides());
    long mask = type == BufferedImage.TYPE_INT_RGB ? 0xFFFFFFL : 0xFFFFFFFFL;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        assertEquals(image.getRGB(x, y) & mask, view.getLong(y, x) & mask);
      }
    }
    view.setLong(4, 6, 0xFFABCDEFL);
    assertEquals(0xFFABCDEF, image.getRGB(6, 4));
  }

  @ParameterizedTest
  @CsvSource({
    BufferedImage.TYPE_INT_ARGB_PRE + ", I",
    BufferedImage.TYPE_INT_BGR + ", I",
    BufferedImage.TYPE_USHORT_565_RGB + ", H",
    BufferedImage.TYPE_USHORT_555_RGB + ", H",
  })
  void otherPackedPixelsAreAsStored(int type, String format) {
    BufferedImage image = noise(type);
    View view = view(image);
    assertEquals(format, view.format().toString());
    assertArrayEquals(new long[] {HEIGHT, WIDTH}, view.shape());
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        Object element = image.getRaster().getDataElements(x, y, null);
        long stored =
            element instanceof int[] i ? i[0] & 0xFFFFFFFFL : ((short[]) element)[0] & 0xFFFF;
        assertEquals(stored, view.getLong(y, x));
      }
    }
    view.setLong(1, 2, 0);
    assertEquals(0, image.getRGB(2, 1) & 0xFFFFFF);
  }

  @ParameterizedTest
  @CsvSource({
    BufferedImage.TYPE_BYTE_GRAY + ", B",
    BufferedImage.TYPE_BYTE_INDEXED + ", B",
    BufferedImage.TYPE_USHORT_GRAY + ", H",
  })
  void oneBandHasNoDimension(int type, String format) {
    BufferedImage image = noise(type);
    View view = view(image);
    assertEquals(format, view.format().toString());
    assertArrayEquals(new long[] {HEIGHT, WIDTH}, view.shape());
    checkSamples(image.getRaster(), view);
    view.setLong(4, 1, 99);
    assertEquals(99, image.getRaster().getSample(1, 4, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void pixelsThatShareBytesAreRefused(int bits) {
    byte[] ramp = new byte[1 << bits];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (255 * i / (ramp.length - 1));
    }
    BufferedImage image =
        new BufferedImage(
            WIDTH,
            HEIGHT,
            BufferedImage.TYPE_BYTE_BINARY,
            new IndexColorModel(bits, ramp.length, ramp, ramp, ramp));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> BufferedImages.export(image));
    assertTrue(e.getMessage().contains("share a byte"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_USHORT_565_RGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void subImagesShareTheMemoryOfTheWhole(int type) {
    BufferedImage image = noise(type);
    View whole = view(image);
    BufferedImage part = image.getSubimage(2, 1, 4, 3).getSubimage(1, 1, 3, 2);
    View view = view(part);
    assertEquals(2, view.shape(0));
    assertEquals(3, view.shape(1));
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 3; x++) {
        assertEquals(whole.at(y + 2, x + 3).toList(), view.at(y, x).toList());
      }
    }
    long[] corner = new long[view.ndim()];
    view.setObject(corner, 17);
    corner[0] = 2;
    corner[1] = 3;
    assertEquals(17L, whole.getObject(corner));
  }

  @Test
  void aRasterElsewhereInThePlane() {
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, 6, 5, 30, 4, new int[] {1, 0, 3}, new Point(10, 20));
    for (int i = 0; i < 6 * 5 * 4; i++) {
      raster.getDataBuffer().setElem(i, i);
    }
    WritableRaster odd = raster;
    assertThrows(IllegalArgumentException.class, () -> BufferedImages.export(odd));
    WritableRaster two = raster.createWritableChild(12, 21, 3, 3, -5, 7, new int[] {0, 1});
    View view = TestMemory.view(BufferedImages.export(two));
    assertArrayEquals(new long[] {3, 3, 2}, view.shape());
    assertArrayEquals(new long[] {30, 4, -1}, view.layout().strides());
    checkSamples(two, view);
    WritableRaster one = raster.createWritableChild(11, 22, 4, 2, 0, 0, new int[] {2});
    View band = TestMemory.view(BufferedImages.export(one));
    assertArrayEquals(new long[] {2, 4}, band.shape());
    checkSamples(one, band);
  }

  @ParameterizedTest
  @CsvSource({
    DataBuffer.TYPE_BYTE + ", B, 1",
    DataBuffer.TYPE_USHORT + ", H, 2",
    DataBuffer.TYPE_SHORT + ", h, 2",
    DataBuffer.TYPE_INT + ", i, 4",
    DataBuffer.TYPE_FLOAT + ", f, 4",
    DataBuffer.TYPE_DOUBLE + ", d, 8",
  })
  void everyDataType(int type, String format, int size) {
    WritableRaster interleaved =
        Raster.createWritableRaster(
            new PixelInterleavedSampleModel(type, 4, 3, 2, 8, new int[] {0, 1}), null);
    interleaved.setSample(2, 1, 1, 42);
    View view = TestMemory.view(BufferedImages.export(interleaved));
    assertEquals(format, view.format().toString());
    assertArrayEquals(new long[] {8L * size, 2L * size, size}, view.layout().strides());
    assertEquals(42.0, view.getDouble(1, 2, 1));

    WritableRaster banded = Raster.createWritableRaster(new BandedSampleModel(type, 4, 3, 3), null);
    banded.setSample(3, 2, 1, 43);
    View bands = TestMemory.view(BufferedImages.export(banded));
    assertEquals(format, bands.format().toString());
    assertArrayEquals(new long[] {3, 3, 4}, bands.shape());
    assertTrue(bands.layout().isPointer(0));
    assertEquals(43.0, bands.getDouble(1, 2, 3));
  }

  @Test
  void bandsInArraysOfTheirOwnLieBehindPointers() {
    byte[][] planes = {new byte[40], new byte[36], new byte[50]};
    for (byte[] plane : planes) {
      new Random(plane.length).nextBytes(plane);
    }
    BandedSampleModel model =
        new BandedSampleModel(
            DataBuffer.TYPE_BYTE, 6, 5, 6, new int[] {0, 1, 2}, new int[] {3, 0, 2});
    WritableRaster raster =
        Raster.createWritableRaster(
            model, new DataBufferByte(planes, 33, new int[] {2, 4, 1}), null);
    View view = TestMemory.view(BufferedImages.export(raster));
    assertArrayEquals(new long[] {3, 5, 6}, view.shape());
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 6; x++) {
        for (int b = 0; b < 3; b++) {
          assertEquals(raster.getSample(x, y, b), view.getLong(b, y, x));
        }
      }
    }
    view.setLong(2, 4, 5, 200);
    assertEquals(200, raster.getSample(5, 4, 2));

    WritableRaster child = raster.createWritableChild(1, 2, 3, 2, 0, 0, null);
    View part = TestMemory.view(BufferedImages.export(child));
    assertEquals(
        view.slice(Index.all(), Index.range(2, 4), Index.range(1, 4)).toList(), part.toList());
  }

  @Test
  void anImageOfFloats() {
    float[] data = {0f, 0.25f, 0.5f, 0.75f, 1f, 0.1f};
    PixelInterleavedSampleModel model =
        new PixelInterleavedSampleModel(DataBuffer.TYPE_FLOAT, 2, 1, 3, 6, new int[] {0, 1, 2});
    ColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            ColorModel.OPAQUE,
            DataBuffer.TYPE_FLOAT);
    BufferedImage image =
        new BufferedImage(
            colors,
            Raster.createWritableRaster(model, new DataBufferFloat(data, 6), null),
            false,
            null);
    View view = view(image);
    assertEquals(
        List.of(List.of(List.of(0.0, 0.25, 0.5), List.of(0.75, 1.0, (double) 0.1f))),
        view.toList());
    view.fill(1.0);
    assertEquals(0xFFFFFFFF, image.getRGB(1, 0));
  }
}
