package io.memview.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.TestMemory;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.format.Format;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures in files, against what ImageIO says of the same files. */
class ImageFilesTest {
  @TempDir private Path folder;

  private static View noise(long... shape) {
    int size = 1;
    for (long extent : shape) {
      size *= (int) extent;
    }
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return TestMemory.view(MemoryExporter.of(Memory.ofUnsigned(bytes).withShape(shape)));
  }

  private static View gray(Exporter numbers) {
    return TestMemory.view(ImageFiles.toGray(numbers));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void writesBandsAndReadsThem(long bands) throws IOException {
    View pixels = noise(5, 7, bands);
    Path file = folder.resolve("bands.png");
    ImageFiles.write(file, pixels);
    assertArrayEquals(Files.readAllBytes(file), ImageFiles.toPng(pixels));
    View read = TestMemory.view(ImageFiles.read(file));
    assertTrue(read.reshape(pixels.shape()).contentEquals(pixels));
  }

  /** Sixteen bits in any order of bytes, and as the platform reads them. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void writesSixteenBits(long bands) throws IOException {
    for (String format : List.of("<H", ">H", "=H")) {
      View numbers = TestMemory.zeros(format, 5, 7, bands);
      Random random = new Random(bands);
      for (long[] at : TestMemory.indices(5, 7, bands)) {
        numbers.setLong(at, random.nextInt(1 << 16));
      }
      Path file = folder.resolve("deep.png");
      for (View pixels : List.of(numbers, numbers.swapAxes(0, 1).flip(0))) {
        ImageFiles.write(file, pixels);
        View read = TestMemory.view(ImageFiles.read(file));
        assertEquals("H", read.format().toString());
        assertTrue(read.reshape(pixels.shape()).contentEquals(pixels));
        Raster raster = ImageIO.read(file.toFile()).getRaster();
        assertEquals(16, raster.getSampleModel().getSampleSize(0));
        assertEquals(pixels.getLong(4, 3, bands - 1), raster.getSample(3, 4, (int) bands - 1));
        OwnedMemory there = ImageFiles.readNative(file);
        assertTrue(TestMemory.view(there).contentEquals(read));
      }
    }
  }

  /** What is there stays, whatever goes wrong, and nothing lies beside it. */
  @Test
  void writesAllOrNothing() throws IOException {
    Path file = folder.resolve("kept.png");
    ImageFiles.write(file, noise(5, 7, 3), StandardOpenOption.SYNC);
    byte[] kept = Files.readAllBytes(file);
    OwnedMemory freed = OwnedMemory.allocate(Format.parse("B"), 500, 700, 3);
    Exporter vanishing =
        request -> {
          Lease lease = freed.acquire(request);
          lease.close(); // as if somebody else had
          return lease;
        };
    assertThrows(BufferException.Released.class, () -> ImageFiles.write(file, vanishing));
    assertThrows(IllegalArgumentException.class, () -> ImageFiles.write(file, noise(5)));
    assertThrows(
        IllegalArgumentException.class,
        () -> ImageFiles.write(file, noise(5, 7), StandardOpenOption.APPEND));
    assertArrayEquals(kept, Files.readAllBytes(file));
    for (String name : List.of("a.jpg", "a", "png", "a.png.bak")) {
      Path other = folder.resolve(name);
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> ImageFiles.write(other, noise(5, 7, 3)))
              .getMessage();
      assertTrue(message.contains("ImageIO.write(BufferedImages.asImage(view), kind, file)"));
      assertTrue(ImageIO.write(BufferedImages.asImage(noise(5, 7, 3)), "jpeg", other.toFile()));
      Files.delete(other);
    }
    ImageFiles.write(folder.resolve("LOUD.PNG"), noise(5, 7));
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(
          Set.of("kept.png", "LOUD.PNG"),
          all.map(path -> path.getFileName().toString()).collect(Collectors.toSet()));
    }
  }

  @Test
  void writesEveryLayout() throws IOException {
    View pixels = noise(5, 7, 3);
    Path file = folder.resolve("turned.png");
    ImageFiles.write(file, pixels.permute(1, 0, 2).flip(0, 2));
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(5, image.getWidth());
    assertEquals(7, image.getHeight());
    for (int y = 0; y < 7; y++) {
      for (int x = 0; x < 5; x++) {
        int rgb = image.getRGB(x, y);
        for (int b = 0; b < 3; b++) {
          assertEquals(pixels.getLong(x, 6 - y, 2 - b), rgb >> (16 - 8 * b) & 0xFF);
        }
      }
    }
  }

  @Test
  void readsPalettesAsColors() throws IOException {
    byte[] reds = {0, 10, (byte) 200, 30};
    byte[] greens = {1, 11, (byte) 201, 31};
    byte[] blues = {2, 12, (byte) 202, 32};
    IndexColorModel palette = new IndexColorModel(2, 4, reds, greens, blues);
    BufferedImage image = new BufferedImage(5, 3, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSample(4, 2, 0, 2);
    Path file = folder.resolve("palette.png");
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    View read = TestMemory.view(ImageFiles.read(file));
    assertArrayEquals(new long[] {3, 5, 3}, read.shape());
    assertEquals(List.of(200L, 201L, 202L), read.at(2, 4).toList());
    assertEquals(List.of(0L, 1L, 2L), read.at(0, 0).toList());
  }

  @Test
  void readsSixteenBits() throws IOException {
    BufferedImage image = new BufferedImage(5, 3, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(4, 2, 0, 54321);
    Path file = folder.resolve("deep.png");
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    View read = TestMemory.view(ImageFiles.read(file));
    assertEquals("H", read.format().toString());
    assertEquals(54321, read.getLong(2, 4));
  }

  /** The same items as on the heap, decoded in place where they lie side by side. */
  @Test
  void readsIntoNativeMemory() throws IOException {
    Random random = new Random(7);
    for (int type = BufferedImage.TYPE_INT_RGB; type <= BufferedImage.TYPE_BYTE_INDEXED; type++) {
      for (String kind : List.of("png", "jpg", "bmp", "gif", "tif")) {
        BufferedImage image = new BufferedImage(13, 9, type);
        for (int i = 0; i < 117; i++) {
          image.setRGB(i % 13, i / 13, random.nextInt());
        }
        Path file = folder.resolve(type + "." + kind);
        if (ImageIO.write(image, kind, file.toFile())) {
          View heap = TestMemory.view(ImageFiles.read(file));
          OwnedMemory pixels = ImageFiles.readNative(file);
          pixels.doWithView(
              Request.FULL,
              view -> {
                assertTrue(view.contentEquals(heap), file + ": " + view + "\n" + heap);
                assertTrue(view.itemSegment(new long[view.ndim()]).isNative());
              });
          assertEquals(0, pixels.exports());
          pixels.free();
        }
      }
    }
  }

  @Test
  void nativeMemoryOfBrokenPicturesIsFreed() throws IOException {
    Path file = folder.resolve("broken.png");
    ImageFiles.write(file, noise(50, 70, 3));
    byte[] png = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(png, png.length / 2));
    String message =
        assertThrows(IOException.class, () -> ImageFiles.readNative(file)).getMessage();
    assertTrue(message.contains("is a broken picture"), message);
    assertThrows(
        NoSuchFileException.class, () -> ImageFiles.readNative(folder.resolve("none.png")));
  }

  @Test
  void refusesWhatIsNoPicture() throws IOException {
    Path file = folder.resolve("none.png");
    for (View view :
        List.of(
            noise(5),
            noise(5, 7, 5),
            noise(5, 7, 0),
            noise(2, 5, 7, 3),
            TestMemory.view(PrimitiveArrays.export(new short[6], 2, 3)))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> ImageFiles.write(file, view))
              .getMessage();
      assertTrue(message.contains("toGray"), message);
    }
    assertFalse(Files.exists(file));
    assertThrows(NoSuchFileException.class, () -> ImageFiles.read(file));
    Files.writeString(file, "no picture");
    String message = assertThrows(IOException.class, () -> ImageFiles.read(file)).getMessage();
    assertEquals(file + " is no picture of a known kind, such as PNG or JPEG", message);
    assertThrows(IOException.class, () -> ImageFiles.read(folder));
    Path named = Files.createDirectory(folder.resolve("folder.png"));
    assertThrows(IOException.class, () -> ImageFiles.write(named, noise(2, 2)));
  }

  @Test
  void refusesBrokenPictures() throws IOException {
    Path file = folder.resolve("broken.png");
    ImageFiles.write(file, noise(40, 40, 3));
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 600));
    String message = assertThrows(IOException.class, () -> ImageFiles.read(file)).getMessage();
    assertTrue(message.startsWith(file + " is a broken picture: "), message);
  }

  @Test
  void grayIsInProportion() {
    View gray = gray(PrimitiveArrays.export(new short[] {-100, 0, 55, 155, 100, -99}, 2, 3));
    assertEquals("B", gray.format().toString());
    assertEquals(List.of(List.of(0L, 100L, 155L), List.of(255L, 200L, 1L)), gray.toList());
  }

  @Test
  void grayOfWhatIsNotFinite() {
    double[] values = {
      Double.NaN,
      Double.NEGATIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      -Double.MAX_VALUE,
      0,
      Double.MAX_VALUE
    };
    assertEquals(
        List.of(0L, 0L, 255L, 0L, 128L, 255L), gray(PrimitiveArrays.export(values)).toList());
    assertEquals(
        List.of(0L, 0L), gray(PrimitiveArrays.export(new double[] {Double.NaN, 7})).toList());
    assertEquals(List.of(), gray(PrimitiveArrays.export(new double[0])).toList());
  }

  @Test
  void grayOfEveryKindOfNumber() {
    long[] longs = {0, Long.MAX_VALUE, (1L << 62) + 1};
    assertEquals(List.of(0L, 255L, 128L), gray(PrimitiveArrays.export(longs)).toList());
    MemoryExporter unsigned =
        MemoryExporter.of(MemorySegment.ofArray(new long[] {0, -1, Long.MIN_VALUE}), "Q");
    assertEquals(List.of(0L, 255L, 128L), gray(unsigned).toList());
    assertEquals(List.of(0L, 255L), gray(PrimitiveArrays.exportCopy(false, true)).toList());
    assertEquals(
        List.of(255L, 0L),
        gray(TestMemory.view(PrimitiveArrays.export(new float[] {1, 2})).flip(0)).toList());
    View records = TestMemory.view(MemoryExporter.allocate(Format.parse("T{i:x:}"), 2));
    assertThrows(IllegalArgumentException.class, () -> ImageFiles.toGray(records));
  }
}
