package io.memview.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.Exporter;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.TestMemory;
import io.memview.View;
import io.memview.fixture.JavaProcess;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that promise more than they hold, or end too early, or never. */
class PictureLimitsTest {
  private static final String LIMIT = "io.memview.image.limit";

  @TempDir private Path folder;

  // ---- headers

  private static byte[] patched(
      byte[] file, int at, ByteOrder order, boolean isShort, int... numbers) {
    ByteBuffer copy = ByteBuffer.wrap(file.clone()).order(order).position(at);
    for (int number : numbers) {
      if (isShort) {
        copy.putShort((short) number);
      } else {
        copy.putInt(number);
      }
    }
    return copy.array();
  }

  private static int find(byte[] file, int... bytes) {
    for (int i = 0; ; i++) {
      int at = i;
      if (java.util.stream.IntStream.range(0, bytes.length)
          .allMatch(k -> (file[at + k] & 0xFF) == bytes[k])) {
        return i;
      }
    }
  }

  /** Small files whose headers say that they are large. */
  private static Map<String, byte[]> bombs() {
    Map<String, byte[]> small = TestFiles.written(16, 16, true);
    Map<String, byte[]> bombs = new LinkedHashMap<>();
    int most = Integer.MAX_VALUE;
    int[][] sizes = {
      {5000, 5000}, {15_000, 15_000}, {60_000, 60_000}, {most, 1}, {1, most}, {most, most}
    };
    for (int[] size : sizes) {
      int w = size[0];
      int h = size[1];
      String name = " of %d x %d".formatted(w, h);
      for (int bits : new int[] {8, 16}) {
        bombs.put("png" + name + bits, TestFiles.png(w, h, bits, 6, new byte[100]));
      }
      bombs.put("png of bits" + name, TestFiles.png(w, h, 1, 0, new byte[100]));
      byte[] bmp = small.get("bmp");
      byte[] rle = small.get("bmp, RLE");
      bombs.put("bmp" + name, patched(bmp, 18, ByteOrder.LITTLE_ENDIAN, false, w, h));
      bombs.put("bmp from the top" + name, patched(bmp, 18, ByteOrder.LITTLE_ENDIAN, false, w, -h));
      bombs.put("bmp, RLE" + name, patched(rle, 18, ByteOrder.LITTLE_ENDIAN, false, w, h));
      ByteArrayOutputStream wbmp = new ByteArrayOutputStream();
      wbmp.writeBytes(new byte[2]);
      for (int extent : size) {
        for (int shift = 28; shift >= 0; shift -= 7) {
          wbmp.write((extent >> shift & 0x7F) | (shift > 0 ? 0x80 : 0));
        }
      }
      bombs.put("wbmp" + name, wbmp.toByteArray());
      for (int packing : new int[] {1, 2, 3, 4, 5, 7, 8, 32773}) {
        for (int rows : new int[] {1, h}) {
          Map<Integer, int[]> tags = new TreeMap<>();
          tags.put(256, new int[] {w});
          tags.put(257, new int[] {h});
          boolean bits = packing > 1 && packing < 5;
          tags.put(258, new int[] {bits ? 1 : 8});
          tags.put(259, new int[] {packing});
          tags.put(262, new int[] {1});
          tags.put(277, new int[] {1});
          tags.put(278, new int[] {rows});
          byte[] tiff = TestFiles.tiff(new byte[100], 1, tags);
          bombs.put("tiff " + packing + ", rows " + rows + name, tiff);
          // The tag of the counts of bytes, whose number says more.
          int at = find(tiff, 279 & 0xFF, 1, 4, 0);
          bombs.put(
              "tiff " + packing + ", counts, rows " + rows + name,
              patched(tiff, at + 8, ByteOrder.LITTLE_ENDIAN, false, most));
        }
      }
      if (w <= 0xFFFF && h <= 0xFFFF) {
        for (String kind : List.of("jpeg", "jpeg, progressive")) {
          byte[] jpeg = small.get(kind);
          int at = find(jpeg, 0xFF, kind.equals("jpeg") ? 0xC0 : 0xC2) + 5;
          bombs.put(kind + name, patched(jpeg, at, ByteOrder.BIG_ENDIAN, true, h, w));
        }
        byte[] gif = small.get("gif");
        byte[] screen = patched(gif, 6, ByteOrder.LITTLE_ENDIAN, true, w, h);
        int at = find(gif, 0x2C, 0, 0, 0, 0) + 5;
        bombs.put("gif" + name, patched(screen, at, ByteOrder.LITTLE_ENDIAN, true, w, h));
      }
    }
    byte[] palette = TestFiles.chunk("PLTE", new byte[6]);
    for (String name : List.of("abCd", "tEXt", "zTXt", "iCCP", "hIST", "sPLT", "tRNS")) {
      byte[] chunk =
          patched(TestFiles.chunk(name, new byte[40]), 0, ByteOrder.BIG_ENDIAN, false, most - 20);
      bombs.put("png, " + name, TestFiles.png(8, 8, 1, 3, new byte[16], palette, chunk));
    }
    for (int kind : new int[] {4, 5}) {
      byte[] bmp = patched(small.get("bmp"), 30, ByteOrder.LITTLE_ENDIAN, false, kind, most);
      bombs.put("bmp around " + kind, bmp);
    }
    // Much data of one scan, and a great many scans of little.
    byte[] jpeg = small.get("jpeg, progressive");
    int frame = find(jpeg, 0xFF, 0xC2) + 5;
    int first = find(jpeg, 0xFF, 0xDA);
    byte[] large = patched(jpeg, frame, ByteOrder.BIG_ENDIAN, true, 18_000, 18_000);
    byte[] data = new byte[330_000];
    Arrays.fill(data, (byte) 0x55);
    byte[] end = {(byte) 0xFF, (byte) 0xD9};
    bombs.put(
        "jpeg, progressive, of one scan",
        TestFiles.joined(Arrays.copyOf(large, first + 14), data, end));
    byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 1, 5, 0, 0x2A};
    byte[] scans = new byte[scan.length * 200];
    for (int i = 0; i < scans.length; i++) {
      scans[i] = scan[i % scan.length];
    }
    bombs.put(
        "jpeg, progressive, of many scans",
        TestFiles.joined(Arrays.copyOf(jpeg, jpeg.length - 2), scans, end));
    return bombs;
  }

  @Test
  void headersAreNotBelieved() throws IOException {
    Path file = folder.resolve("bomb");
    for (Map.Entry<String, byte[]> bomb : bombs().entrySet()) {
      Files.write(file, bomb.getValue());
      String message =
          assertThrows(IOException.class, () -> ImageFiles.read(file), bomb.getKey()).getMessage();
      assertTrue(message.startsWith(file + " "), message);
      assertThrows(IOException.class, () -> ImageFiles.readNative(file), bomb.getKey());
    }
  }

  /** In a process that has no memory to give; what it took in the end is not much more. */
  @Test
  void noMemoryIsTakenForThem() throws Exception {
    int number = 0;
    for (byte[] bomb : bombs().values()) {
      Files.write(folder.resolve("bomb" + number++), bomb);
    }
    run("48", "bombs");
  }

  /** Bytes changed and cut off at random: a picture, or one exception that is documented. */
  @Test
  void whateverIsInTheFile() throws Exception {
    Map<String, byte[]> files = TestFiles.written(24, 16, true);
    int number = 0;
    for (byte[] bytes : files.values()) {
      Files.write(folder.resolve("file" + number++), bytes);
    }
    run("96", "changes");
  }

  /** A process that may not write so much, as on a full disk. */
  @Test
  void aFullDiskKeepsTheOldPicture() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell");
    Path file = folder.resolve("kept.png");
    Files.write(file, TestFiles.written(16, 16, true).get("png"));
    byte[] kept = Files.readAllBytes(file);
    run("96", "full", "/bin/sh", "-c", "ulimit -f 100; exec \"$@\"", "sh");
    assertArrayEquals(kept, Files.readAllBytes(file));
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(2, all.count(), "the picture and the log");
    }
  }

  private void run(String megabytes, String what, String... shell) throws Exception {
    Path log = folder.resolve("log.txt");
    List<String> command = new ArrayList<>(List.of(shell));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + megabytes + "m",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Djava.awt.headless=true",
            "-Djava.io.tmpdir=" + folder.resolve("nowhere"),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            JavaProcess.classPath(),
            Reader.class.getName(),
            what,
            folder.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "the process does not end");
    assertEquals(0, process.exitValue(), Files.readString(log));
  }

  /**
   * Reads the files of a folder; the status is 0 if they are read or refused, in a little memory.
   */
  static final class Reader {
    private static final int CHANGES = 150;
    private static final long MOST_MEGABYTES = 200;

    private Reader() {}

    public static void main(String... args) throws IOException {
      Path folder = Path.of(args[1]);
      if (args[0].equals("full")) {
        byte[] pixels = new byte[3_000_000];
        new Random(1).nextBytes(pixels);
        Exporter large = MemoryExporter.of(Memory.ofUnsigned(pixels).withShape(1000, 1000, 3));
        try {
          ImageFiles.write(folder.resolve("kept.png"), large);
          System.exit(3);
        } catch (IOException e) {
          return;
        }
      }
      List<Path> files;
      try (Stream<Path> all = Files.list(folder)) {
        files = all.filter(file -> !file.toString().endsWith(".txt")).sorted().toList();
      }
      Path warm = folder.resolve("warm.png");
      Files.write(warm, TestFiles.written(16, 16, true).get("png"));
      read(warm);
      ImageFiles.write(folder.resolve("again.png"), ImageFiles.read(warm));
      long before = peak();
      int read = 0;
      for (Path file : files) {
        if (args[0].equals("bombs")) {
          read += read(file);
          continue;
        }
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(bytes.length);
        for (int i = 0; i < CHANGES; i++) {
          byte[] changed = bytes.clone();
          for (int k = random.nextInt(4); k >= 0; k--) {
            int at =
                random.nextInt(
                    random.nextBoolean() ? changed.length : Math.min(200, changed.length));
            changed[at] = (byte) (random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
          }
          int length = random.nextInt(4) == 0 ? random.nextInt(changed.length) : changed.length;
          Path copy = folder.resolve("changed.txt");
          Files.write(copy, Arrays.copyOf(changed, length));
          read += read(copy);
        }
      }
      System.out.printf("%d read, %d to %d MB%n", read, before, peak());
      if (peak() - before > MOST_MEGABYTES) {
        System.exit(2);
      }
    }

    private static int read(Path file) {
      int read = 0;
      try {
        ImageFiles.read(file);
        read++;
        ImageFiles.readNative(file).free();
      } catch (IOException e) {
        return read;
      } catch (Throwable e) {
        throw new AssertionError(file.toString(), e);
      }
      return read;
    }

    /** The most memory that this process has had, in megabytes, where the system says it. */
    private static long peak() throws IOException {
      Path status = Path.of("/proc/self/status");
      if (!Files.exists(status)) {
        return 0;
      }
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) / 1024)
          .sum();
    }
  }

  // ---- what is much smaller than its pixels, and right

  @Test
  void plainPicturesAreRead() throws IOException {
    Path file = folder.resolve("plain");
    for (Map.Entry<String, byte[]> plain : TestFiles.written(1000, 800, false).entrySet()) {
      Files.write(file, plain.getValue());
      View pixels = TestMemory.view(ImageFiles.read(file));
      assertEquals(800, pixels.shape(0), plain.getKey());
      BufferedImage expected = ImageIO.read(file.toFile());
      BufferedImage image = BufferedImages.asImage(pixels);
      for (int i = 0; i < 800; i++) {
        assertEquals(expected.getRGB(i, i), image.getRGB(i, i));
      }
      OwnedMemory there = ImageFiles.readNative(file);
      assertTrue(TestMemory.view(there).contentEquals(pixels), plain.getKey());
    }
  }

  /** What is left of a file is the whole picture, or none. */
  @Test
  void cutFiles() throws IOException {
    Path file = folder.resolve("cut");
    for (Map.Entry<String, byte[]> whole : TestFiles.written(40, 30, true).entrySet()) {
      byte[] bytes = whole.getValue();
      Files.write(file, bytes);
      View pixels = TestMemory.view(ImageFiles.read(file));
      for (int length = 0;
          length < bytes.length;
          length += length < 20 || bytes.length - length < 20 ? 1 : bytes.length / 40) {
        Files.write(file, Arrays.copyOf(bytes, length));
        View read;
        try {
          read = TestMemory.view(ImageFiles.read(file));
        } catch (IOException e) {
          assertTrue(e.getMessage().startsWith(file + " is "), e.getMessage());
          continue;
        }
        assertTrue(read.contentEquals(pixels), whole.getKey() + " of " + length + " bytes");
      }
    }
  }

  @Test
  void theLimitIsSet() throws IOException {
    Path file = folder.resolve("large.png");
    Files.write(file, TestFiles.written(100, 80, true).get("png"));
    String before = System.getProperty(LIMIT);
    try {
      System.setProperty(LIMIT, "23999");
      String message = assertThrows(IOException.class, () -> ImageFiles.read(file)).getMessage();
      assertEquals(
          file
              + " has 100 x 80 pixels, which take 24000 bytes; the limit is 23999, and the system"
              + " property io.memview.image.limit sets another",
          message);
      assertThrows(IOException.class, () -> ImageFiles.readNative(file));
      System.setProperty(LIMIT, "24000");
      ImageFiles.read(file);
      System.setProperty(LIMIT, "2G");
      message =
          assertThrows(IllegalArgumentException.class, () -> ImageFiles.read(file)).getMessage();
      assertTrue(message.contains("is a number of bytes, not '2G'"), message);
    } finally {
      if (before == null) {
        System.clearProperty(LIMIT);
      } else {
        System.setProperty(LIMIT, before);
      }
    }
  }

  // ---- what is no file of pixels

  @Test
  void pipesAndDevicesAreRefusedAtOnce() throws Exception {
    List<Path> all = new ArrayList<>();
    Path pipe = folder.resolve("pipe.png");
    Process made;
    try {
      made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    } catch (IOException e) {
      made = null;
    }
    assumeTrue(made != null && made.waitFor() == 0, "no pipes here");
    all.add(pipe);
    all.add(Files.createSymbolicLink(folder.resolve("link.png"), pipe));
    for (String device : List.of("/dev/zero", "/dev/null")) {
      if (Files.exists(Path.of(device))) {
        all.add(Path.of(device));
      }
    }
    for (Path each : all) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () -> {
            String message =
                assertThrows(IOException.class, () -> ImageFiles.read(each)).getMessage();
            assertEquals(each + " is no regular file; copy what comes out of it to one", message);
            assertThrows(IOException.class, () -> ImageFiles.readNative(each));
          });
    }
  }

  @Test
  void anyFileSystemAndAnyName() throws IOException {
    Path zip = folder.resolve("files.zip");
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      for (Map.Entry<String, byte[]> each : TestFiles.written(40, 30, true).entrySet()) {
        Path there = files.getPath("/picture.txt");
        Path here = folder.resolve("picture.npy");
        Files.write(there, each.getValue());
        Files.write(here, each.getValue());
        View pixels = TestMemory.view(ImageFiles.read(here));
        assertTrue(TestMemory.view(ImageFiles.read(there)).contentEquals(pixels), each.getKey());
        ImageFiles.write(files.getPath("/again.png"), pixels);
        assertTrue(
            TestMemory.view(ImageFiles.read(files.getPath("/again.png"))).contentEquals(pixels));
      }
    }
  }
}
