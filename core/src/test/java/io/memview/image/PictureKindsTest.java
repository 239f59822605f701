package io.memview.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.OwnedMemory;
import io.memview.TestMemory;
import io.memview.View;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of every kind that the platform reads give the colors that it draws, pixel by pixel. */
class PictureKindsTest {
  @TempDir private Path folder;

  /** How many of each kind were read, and what was refused. */
  private record Tally(int read, List<String> refused) {}

  private Tally check(Map<String, byte[]> files) throws IOException {
    int read = 0;
    List<String> refused = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    Path file = folder.resolve("picture");
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      String name = entry.getKey();
      Files.write(file, entry.getValue());
      BufferedImage expected = TestFiles.read(entry.getValue());
      if (expected == null || !isDrawn(expected)) {
        IOException e = assertThrows(IOException.class, () -> ImageFiles.read(file), name);
        assertTrue(e.getMessage().startsWith(file + " "), e.getMessage());
        assertThrows(IOException.class, () -> ImageFiles.readNative(file), name);
        refused.add(name);
        continue;
      }
      View pixels = TestMemory.view(ImageFiles.read(file));
      if (!areSamples(pixels, expected)
          || !areColors(pixels, expected)
          || !isSameAsPng(pixels, expected)) {
        wrong.add(name + " " + pixels + " of " + expected);
      }
      OwnedMemory there = ImageFiles.readNative(file);
      View same = TestMemory.view(there);
      assertArrayEquals(pixels.shape(), same.shape(), name);
      if (!same.contentEquals(pixels)) {
        wrong.add(name + " native");
      }
      read++;
    }
    assertEquals(List.of(), wrong);
    return new Tally(read, refused);
  }

  /** Signed numbers and palettes that are too small are read by the platform, but not drawn. */
  private static boolean isDrawn(BufferedImage image) {
    try {
      TestImages.drawn(image);
      return true;
    } catch (RuntimeException e) {
      return image.getSampleModel().getDataType() == DataBuffer.TYPE_SHORT
          && Colors.isUsual(image.getColorModel());
    }
  }

  /** What is not converted is the numbers that the platform reads. */
  private static boolean areSamples(View pixels, BufferedImage expected) {
    if (!Colors.isUsual(expected.getColorModel())) {
      return pixels.format().toString().equals("B") && pixels.ndim() == 3 && pixels.shape(2) >= 3;
    }
    Raster raster = expected.getRaster();
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        for (int b = 0; b < raster.getNumBands(); b++) {
          Object item = pixels.ndim() == 2 ? pixels.getObject(y, x) : pixels.getObject(y, x, b);
          if (raster.getSampleDouble(x, y, b) != ((Number) item).doubleValue()) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Bytes in three and four bands are the numbers that are drawn. */
  private static boolean areColors(View pixels, BufferedImage expected) {
    if (!pixels.format().toString().equals("B") || pixels.ndim() != 3 || pixels.shape(2) < 3) {
      return true;
    }
    for (int y = 0; y < pixels.shape(0); y++) {
      for (int x = 0; x < pixels.shape(1); x++) {
        int rgb = expected.getRGB(x, y);
        for (int b = 0; b < pixels.shape(2); b++) {
          if ((rgb >>> (b == 3 ? 24 : 16 - 8 * b) & 0xFF) != pixels.getLong(y, x, b)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean isSameAsPng(View pixels, BufferedImage expected) throws IOException {
    if (expected.getSampleModel().getDataType() == DataBuffer.TYPE_SHORT
        || !pixels.format().toString().matches("[BH]")) {
      return true;
    }
    BufferedImage again = ImageIO.read(new ByteArrayInputStream(ImageFiles.toPng(pixels)));
    return TestImages.drawn(expected).equals(TestImages.drawn(again));
  }

  @Test
  void pngs() throws IOException {
    Tally tally = check(TestFiles.pngs());
    assertEquals(List.of(), tally.refused);
    assertEquals(41, tally.read);
  }

  @Test
  void tiffs() throws IOException {
    Tally tally = check(TestFiles.tiffs());
    assertTrue(tally.read > 200, tally::toString);
  }

  /** Three and four bands under every name that applications give them. */
  @Test
  void jpegs() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int bands : new int[] {1, 3, 4}) {
      byte[] jpeg = jpeg(bands);
      files.put(bands + " bands", jpeg);
      files.put(bands + " bands, no segments", TestFiles.withSegments(jpeg));
      for (int transform = 0; transform <= 2; transform++) {
        files.put(
            bands + " bands, transform " + transform,
            TestFiles.withSegments(jpeg, TestFiles.adobe(transform)));
      }
      for (int space :
          new int[] {
            ColorSpace.CS_sRGB, ColorSpace.CS_GRAY, ColorSpace.CS_LINEAR_RGB, ColorSpace.CS_PYCC
          }) {
        byte[] profile = ICC_Profile.getInstance(space).getData();
        if (profile.length < 65_000) {
          files.put(
              bands + " bands, profile " + space,
              TestFiles.withSegments(jpeg, TestFiles.profile(profile)));
        }
      }
    }
    Tally tally = check(files);
    assertTrue(tally.read > 15, tally::toString);
  }

  /** Noise in as many bands, as the platform writes them, whatever they mean. */
  private static byte[] jpeg(int bands) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, bands, null);
    Random random = new Random(bands);
    for (int i = 0; i < 256 * bands; i++) {
      raster.setSample(i % 16, i / 16 % 16, i / 256, random.nextInt(256));
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream to = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(to);
      writer.write(null, new javax.imageio.IIOImage(raster, null, null), null);
    }
    writer.dispose();
    return out.toByteArray();
  }

  /** All images, in all formats that can hold them. */
  @Test
  void whatThePlatformWrites() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Map.Entry<String, BufferedImage> image : TestImages.all().entrySet()) {
      for (String format : new TreeSet<>(List.of("png", "jpeg", "gif", "bmp", "wbmp", "tiff"))) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream to = new MemoryCacheImageOutputStream(out)) {
          if (ImageIO.write(image.getValue(), format, to)) {
            files.put(image.getKey() + " as " + format, out.toByteArray());
          }
        } catch (RuntimeException e) {
          // the writer's own fault
        }
      }
    }
    files.values().removeIf(bytes -> bytes.length == 0);
    Tally tally = check(files);
    assertTrue(tally.read > 600, tally::toString);
  }
}
