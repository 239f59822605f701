package io.memview.npy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.format.NumpyDescr;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import io.memview.nio.MappedFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, at once and with little memory; and what messages advise is done. */
class RefusedFilesTest {
  @TempDir private Path folder;

  private static MemoryExporter ints(int... items) {
    return MemoryExporter.of(Memory.ofArray(items));
  }

  private static byte[] npy(int... items) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyFile.write(out, ints(items));
    return out.toByteArray();
  }

  /** A file of some type of items that has no format, with data. */
  private static byte[] npy(String descr, boolean fortran, String shape, byte[] data) {
    String header =
        "{'descr': %s, 'fortran_order': %s, 'shape': %s}"
            .formatted(descr, fortran ? "True" : "False", shape);
    ByteBuffer all = ByteBuffer.allocate(10 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
    all.put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
    all.putShort((short) header.length()).put(header.getBytes(StandardCharsets.ISO_8859_1));
    byte[] file = Arrays.copyOf(all.array(), all.capacity() + data.length);
    System.arraycopy(data, 0, file, all.capacity(), data.length);
    return file;
  }

  private static byte[] zip(int method, Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        ZipEntry entry = new ZipEntry(member.getKey());
        entry.setMethod(method);
        entry.setTime(0);
        CRC32 crc = new CRC32();
        crc.update(member.getValue());
        if (method == ZipEntry.STORED) {
          entry.setCrc(crc.getValue());
          entry.setSize(member.getValue().length);
        }
        zip.putNextEntry(entry);
        zip.write(member.getValue());
      }
    }
    return out.toByteArray();
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static String message(Executable action) {
    return assertThrows(IOException.class, action).getMessage();
  }

  private static Object values(OwnedMemory memory) {
    try {
      return memory.withView(Request.FULL_RO, View::toList);
    } finally {
      memory.free();
    }
  }

  // ---- advice

  private static final Pattern PLACE =
      Pattern.compile(
          "as '(\\|V[0-9]+)'; the data begin at byte ([0-9]+) of (.*), in C order of shape"
              + " \\(([0-9, ]*)\\)(, to be transposed)?$");

  /** The bytes of items that have no format are found where the message says, as it says. */
  private void follow(String message, boolean isTransposed) throws IOException {
    Matcher advice = PLACE.matcher(message);
    assertTrue(advice.find(), message);
    long[] shape =
        Arrays.stream(advice.group(4).split("[, ]+")).mapToLong(Long::parseLong).toArray();
    Format raw = NumpyDescr.toFormat("[('raw', '%s')]".formatted(advice.group(1)));
    OwnedMemory bytes =
        MappedFiles.map(
            Path.of(advice.group(3)),
            raw,
            Layout.contiguous(raw.itemSize(), Order.C, shape)
                .withOffset(Long.parseLong(advice.group(2))));
    assertEquals(isTransposed, advice.group(5) != null);
    bytes.doWithView(
        Request.FULL_RO,
        view -> {
          View items = isTransposed ? view.transpose() : view;
          assertEquals(3, items.ndim() == 2 ? items.shape(1) : items.shape(0));
          byte[] all = items.toBytes(isTransposed ? Order.FORTRAN : Order.C);
          for (int i = 0; i < all.length; i++) {
            assertEquals((byte) i, all[i]);
          }
        });
    bytes.free();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"False|(3,)", "False|(2, 3)", "True|(2, 3)", "True|(3,)"})
  void itemsWithoutFormatAreWhereItIsSaid(boolean fortran, String shape) throws IOException {
    String other = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ">" : "<";
    byte[] data = new byte[16 * (shape.contains("2") ? 6 : 3)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) i;
    }
    byte[] npy = npy("'" + other + "f16'", fortran, shape, data);
    boolean isTransposed = fortran && shape.contains("2");
    Path path = file("a.npy", npy);
    follow(message(() -> NpyFile.map(path)), isTransposed);
    byte[] behind = Arrays.copyOf(npy(1, 2, 3), npy(1, 2, 3).length + npy.length);
    System.arraycopy(npy, 0, behind, behind.length - npy.length, npy.length);
    Path two = file("two.npy", behind);
    long at = (long) behind.length - npy.length;
    follow(message(() -> NpyFile.open(two, MapMode.READ_ONLY, at)), isTransposed);
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("first.npy", npy(1));
    members.put("a.npy", npy);
    NpzFile npz = NpzFile.open(file("a.npz", zip(ZipEntry.STORED, members)));
    follow(message(() -> npz.load("a")), isTransposed);
    NpzFile deflated = NpzFile.open(file("b.npz", zip(ZipEntry.DEFLATED, members)));
    assertFalse(message(() -> deflated.load("a")).contains("begin at byte"));
    assertFalse(message(() -> NpyFile.read(new ByteArrayInputStream(npy))).contains("at byte"));
  }

  @Test
  void filesUnderTheWrongSuffix() throws IOException {
    byte[] archive = zip(ZipEntry.STORED, Map.of("a.npy", npy(1, 2)));
    Path npz = file("archive.npy", archive);
    assertTrue(message(() -> NpyFile.map(npz)).endsWith("NpzFile reads it"));
    assertTrue(message(() -> NpyFile.of(archive)).endsWith("NpzFile reads it"));
    assertEquals(List.of(1L, 2L), values(NpzFile.open(npz).load("a")));
    Path empty = file("empty.npy", zip(ZipEntry.STORED, Map.of()));
    assertTrue(message(() -> NpyFile.map(empty)).endsWith("NpzFile reads it"));
    assertEquals(List.of(), NpzFile.open(empty).names());

    Path npy = file("array.npz", npy(3, 4));
    assertTrue(message(() -> NpzFile.open(npy)).endsWith("NpyFile reads it"));
    assertEquals(List.of(3L, 4L), values(NpyFile.map(npy)));

    Path gz = folder.resolve("array.npy.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      out.write(npy(5, 6));
    }
    for (Executable read : List.<Executable>of(() -> NpyFile.map(gz), () -> NpzFile.open(gz))) {
      assertTrue(message(read).endsWith("read it through a GZIPInputStream"));
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(gz))) {
      assertEquals(List.of(5L, 6L), values(NpyFile.read(in).memory()));
    }
    for (int length = 4; length < archive.length; length += 3) {
      byte[] cut = Arrays.copyOf(archive, length);
      assertTrue(message(() -> NpzFile.of(cut)).endsWith("it is cut short"));
    }
    for (Map.Entry<String, String> other :
        Map.of("\u0089HDF\r\n\u001a\n\0", "HDF5", "\u0080\4\u0095", "pickle").entrySet()) {
      byte[] bytes = Arrays.copyOf(other.getKey().getBytes(StandardCharsets.ISO_8859_1), 50);
      Path path = file("other.npy", bytes);
      assertTrue(message(() -> NpyFile.map(path)).contains(other.getValue()));
      assertTrue(message(() -> NpzFile.open(path)).contains(other.getValue()));
    }
  }

  @Test
  void limitsCanBeSet() throws IOException {
    Path npy = file("a.npy", npy(1, 2, 3));
    byte[] deflated = zip(ZipEntry.DEFLATED, Map.of("a.npy", npy(1, 2, 3)));
    Path npz = file("a.npz", deflated);
    limited("io.memview.npy.maxHeader", 100, () -> NpyFile.map(npy));
    limited("io.memview.npy.maxDirectory", 40, () -> NpzFile.open(npz));
    limited("io.memview.maxRead", 11, () -> NpzFile.open(npz).load("a"));
    limited("io.memview.maxRead", 11, () -> NpyFile.read(Files.newInputStream(npy)));
    limited(
        "io.memview.maxRead", deflated.length - 1, () -> NpzFile.read(Files.newInputStream(npz)));
    System.setProperty("io.memview.maxRead", "12");
    try {
      NpyFile.read(Files.newInputStream(npy)).memory().free();
      NpyFile.map(npy).free();
      NpyFile.of(Files.readAllBytes(npy)).memory().free();
    } finally {
      System.clearProperty("io.memview.maxRead");
    }
    System.setProperty("io.memview.npy.maxHeader", "2000000");
    try {
      String wide = "[('x', '<i4')" + ", ('', '|V1')".repeat(90_000) + "]";
      byte[] bytes = npy(wide, false, "(0,)", new byte[0]);
      ByteBuffer version2 = ByteBuffer.allocate(bytes.length + 2).order(ByteOrder.LITTLE_ENDIAN);
      version2.put(bytes, 0, 10).put(6, (byte) 2).putInt(8, bytes.length - 10).position(12);
      version2.put(bytes, 10, bytes.length - 10);
      assertEquals(List.of(), values(NpyFile.of(version2.array()).memory()));
    } finally {
      System.clearProperty("io.memview.npy.maxHeader");
    }
  }

  /** Refused, the message names the property, and with a larger one it works. */
  private static void limited(String property, long most, Reading read) throws IOException {
    System.setProperty(property, Long.toString(most));
    try {
      String message = message(read::read);
      assertTrue(message.contains("-D" + property), message);
    } finally {
      System.clearProperty(property);
    }
    read.read();
  }

  private interface Reading {
    Object read() throws IOException;
  }

  // ---- what is no file

  private static void makePipe(Path pipe) throws InterruptedException {
    try {
      assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    } catch (IOException e) {
      abort("no pipes here");
    }
  }

  @Test
  void pipesDevicesAndFolders() throws Exception {
    Path pipe = folder.resolve("pipe");
    makePipe(pipe);
    Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
    for (Path path : List.of(pipe, link, Path.of("/dev/zero"), Path.of("/dev/null"))) {
      for (Executable read :
          List.<Executable>of(
              () -> NpyFile.map(path),
              () -> NpyFile.mapWritable(path),
              () -> NpyFile.mapPrivate(path),
              () -> NpzFile.open(path),
              () -> MappedFiles.map(path, NumpyDescr.toFormat("|u1"), 1),
              () -> MappedFiles.mapPrivate(path, NumpyDescr.toFormat("|u1"), 1),
              () -> MappedFiles.mapWritable(path, NumpyDescr.toFormat("|u1"), 1),
              () -> NpyFile.save(path, ints(1)),
              () -> NpzFile.save(path, Map.of()))) {
        String message = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> message(read));
        assertTrue(message.startsWith(path + " is "), message);
        assertFalse(message.contains("folder"), message);
      }
    }
    assertTrue(message(() -> NpyFile.map(folder)).endsWith("is a folder"));
    assertTrue(message(() -> NpzFile.open(folder)).endsWith("is a folder"));
    // As the messages say.
    assertTrue(message(() -> NpyFile.map(pipe)).contains("NpyFile.read(Files.newInputStream"));
    assertTrue(message(() -> NpzFile.open(pipe)).contains("NpzFile.read(Files.newInputStream"));
    byte[] archive = zip(ZipEntry.STORED, Map.of("a.npy", npy(7)));
    for (byte[] bytes : List.of(npy(7), archive)) {
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                try {
                  Files.write(pipe, bytes, StandardOpenOption.WRITE);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      try (InputStream in = Files.newInputStream(pipe)) {
        OwnedMemory read =
            bytes == archive ? NpzFile.read(in).load("a") : NpyFile.read(in).memory();
        assertEquals(List.of(7L), values(read));
      }
      writer.join();
    }
  }

  /** What other messages advise. */
  @Test
  void whatWorksInstead() throws Exception {
    Path pipe = folder.resolve("pipe");
    makePipe(pipe);
    Format bytes = NumpyDescr.toFormat("|u1");
    assertTrue(message(() -> MappedFiles.map(pipe, bytes)).endsWith("map that"));
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              try (OutputStream out = Files.newOutputStream(pipe)) {
                NpyFile.write(out, ints(7));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    Path copy = folder.resolve("copy");
    try (InputStream in = Files.newInputStream(pipe)) {
      Files.copy(in, copy);
    }
    writer.join();
    assertEquals(
        4,
        ((List<?>)
                values(
                    MappedFiles.map(
                        copy,
                        bytes,
                        Layout.contiguous(bytes.itemSize(), Order.C, 4).withOffset(128))))
            .size());
    assertTrue(message(() -> NpyFile.save(pipe, ints(1))).endsWith("write to a stream"));

    try (FileSystem files =
        FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
      Path inside = files.getPath("a.npy");
      Format item = NumpyDescr.toFormat("<i4");
      String message = message(() -> NpyFile.create(inside, item, Order.C, 3));
      assertTrue(message.endsWith("save an array there"), message);
      assertFalse(Files.exists(inside));
      NpyFile.save(inside, ints(1, 2));
      message = message(() -> NpyFile.mapWritable(inside));
      assertTrue(message.endsWith("read it, and save it"), message);
      OwnedMemory read = NpyFile.mapPrivate(inside);
      read.doWithView(Request.FULL, view -> view.setLong(1, 5));
      NpyFile.save(inside, read);
      assertEquals(List.of(1L, 5L), values(NpyFile.map(inside)));
      message =
          assertThrows(
                  UnsupportedOperationException.class,
                  () -> NpyFile.save(inside, read, StandardOpenOption.SYNC))
              .getMessage();
      assertTrue(message.endsWith("write it without SYNC"), message);
      read.free();
    }

    Map<String, byte[]> members =
        Map.of("a.npy", npy(1), "info.json", "{}".getBytes(StandardCharsets.US_ASCII));
    Path npz = file("a.npz", zip(ZipEntry.DEFLATED, members));
    NpzFile open = NpzFile.open(npz);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> open.load("info.json"))
            .getMessage()
            .contains("a member that java.util.zip reads"));
    try (ZipFile other = new ZipFile(npz.toFile())) {
      assertEquals(2, other.getInputStream(other.getEntry("info.json")).readAllBytes().length);
    }
  }

  // ---- archives that are changed, or lie

  @ParameterizedTest
  @ValueSource(strings = {"moved", "overwritten", "longer", "gone"})
  void archivesThatAreReplaced(String how) throws IOException {
    Map<String, byte[]> one = new LinkedHashMap<>();
    one.put("aa.npy", npy(1, 1, 1));
    one.put("bb.npy", npy(2, 2, 2));
    Map<String, byte[]> other = new LinkedHashMap<>();
    other.put("bb.npy", npy(2, 2, 2));
    other.put("aa.npy", npy(1, 1, 1));
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      Path path = file("a.npz", zip(method, one));
      FileTime time = FileTime.fromMillis(1_000_000_000_000L);
      Files.setLastModifiedTime(path, time);
      NpzFile npz = NpzFile.open(path);
      byte[] replaced = zip(method, other);
      switch (how) {
        case "moved" -> {
          Path next = file("next", replaced);
          Files.setLastModifiedTime(next, time);
          Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
        }
        case "overwritten" -> Files.write(path, replaced);
        case "longer" -> Files.write(path, new byte[1], StandardOpenOption.APPEND);
        default -> Files.delete(path);
      }
      for (String name : List.of("aa", "bb")) {
        String message = message(() -> npz.load(name));
        assertTrue(message.startsWith(path.toString()), message);
        assertEquals(!how.equals("gone"), message.endsWith("open it again"), message);
      }
      if (!how.equals("gone")) {
        assertEquals(List.of(1L, 1L, 1L), values(NpzFile.open(path).load("aa")));
      }
    }
  }

  /** Where nobody can see that the file is another one, its own words are looked at. */
  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
  void membersOfAnotherArchive(int method) throws IOException {
    Map<String, byte[]> one = new LinkedHashMap<>();
    one.put("aa.npy", npy(1, 1, 1));
    one.put("bb.npy", npy(2, 2, 2));
    Map<String, byte[]> names = new LinkedHashMap<>();
    names.put("bb.npy", npy(1, 1, 1));
    names.put("aa.npy", npy(2, 2, 2));
    Map<String, byte[]> values = new LinkedHashMap<>();
    values.put("aa.npy", npy(1, 1, 3));
    values.put("bb.npy", npy(2, 2, 4));
    MemorySegment bytes = MemorySegment.ofArray(zip(method, one));
    NpzFile npz = NpzFile.of(bytes);
    byte[] swapped = zip(method, names);
    assertEquals(bytes.byteSize(), swapped.length);
    bytes.copyFrom(MemorySegment.ofArray(swapped));
    assertTrue(message(() -> npz.load("aa")).contains("another one lies: 'bb.npy'"));
    byte[] others = zip(method, values);
    if (others.length == swapped.length) {
      bytes.copyFrom(MemorySegment.ofArray(others));
      assertThrows(IOException.class, () -> npz.load("aa"));
    }
  }

  /** Memory of a file that is gone is refused as the file is, and ends nothing. */
  @Test
  void mappedBytesThatHaveBeenCutShort() throws IOException {
    byte[] big = Arrays.copyOf(npy(1, 2, 3), 100_000);
    Path path = file("a.npy", big);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, big.length, arena);
      channel.truncate(0);
      for (Executable read :
          List.<Executable>of(() -> NpyFile.of(mapped), () -> NpzFile.of(mapped))) {
        assertTrue(message(read).contains("cut short"));
      }
    }
  }

  /** As in archives that are larger unpacked than anything. */
  @Test
  void membersThatOverlap() throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("a.npy", npy(1));
    members.put("b.npy", npy(2));
    byte[] bytes = zip(ZipEntry.STORED, members);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int local = text.indexOf("PK\3\4");
    int central = text.indexOf("PK\1\2");
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at : new int[] {local + 18, local + 22, central + 20, central + 24}) {
      all.putInt(at, all.getInt(at) + 40);
    }
    NpzFile npz = NpzFile.of(bytes);
    assertTrue(message(() -> npz.load("a")).contains("overlaps the next"));
    assertEquals(List.of(2L), values(npz.load("b")));
    all.putInt(central + 24, 4);
    assertThrows(IOException.class, () -> NpzFile.of(bytes).load("a"));
  }

  // ---- memory

  /** The most memory that this process has had, in bytes. */
  private static long peak() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "the system does not say how much memory a process has");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D+", ""));
      }
    }
    throw new AssertionError();
  }

  /** Archives of a megabyte whose headers promise a gigabyte, which does not come. */
  @Test
  void promisesTakeNoMemory() throws IOException {
    long promised = 1_000_000_000;
    byte[] npy = npy("'|u1'", false, "(%d,)".formatted(promised), new byte[0]);
    byte[] noise = new byte[1_000_000];
    byte[] bytes = zip(ZipEntry.DEFLATED, Map.of("a.npy", npy, "b", noise));
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int central = text.indexOf("PK\1\2");
    if (text.charAt(central + 46) == 'b') {
      central = text.indexOf("PK\1\2", central + 1);
    }
    long before = peak();
    for (long length : new long[] {npy.length + promised, npy.length + 50_000}) {
      all.putInt(central + 24, (int) length);
      assertThrows(IOException.class, () -> NpzFile.of(bytes).load("a"));
    }
    Path path = file("a.npz", bytes);
    assertThrows(IOException.class, () -> NpzFile.open(path).load("a"));
    byte[] some = Arrays.copyOf(npy, npy.length + 5_000_000);
    for (byte[] cut : List.of(npy, some)) {
      String message = message(() -> NpyFile.read(new ByteArrayInputStream(cut)));
      assertTrue(message.contains("cut short"), message);
    }
    assertTrue(peak() - before < 200_000_000, "%d bytes more".formatted(peak() - before));
  }

  @Test
  void whatArrivesIsRead() throws IOException {
    for (int size : new int[] {0, 1, 65_536, 1 << 20, (1 << 20) + 1, 5_000_000}) {
      byte[] items = new byte[size];
      for (int i = 0; i < size; i++) {
        items[i] = (byte) (i * 31);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      NpyFile.write(out, MemoryExporter.of(Memory.ofArray(items)));
      out.write(9);
      InputStream slow =
          new ByteArrayInputStream(out.toByteArray()) {
            @Override
            public synchronized int read(byte[] bytes, int at, int length) {
              return super.read(bytes, at, Math.min(length, 10_007));
            }
          };
      NpyArray array = NpyFile.read(slow);
      assertEquals(9, slow.read());
      array.doWithView(
          Request.FULL_RO, view -> assertTrue(Arrays.equals(items, view.toBytes(Order.C))));
      array.memory().free();
    }
  }

  // ---- chance

  @Test
  void anythingIsReadOrRefused() {
    int[] read = {0};
    Seeds.forEach(
        RefusedFilesTest.class,
        800,
        random -> {
          Map<String, byte[]> members = new LinkedHashMap<>();
          members.put("x.npy", npy(1, 2, 3));
          members.put(
              "y", npy("[('t', '<M8[ns]'), ('n', [('m', '>m8')])]", true, "(1, 1)", new byte[16]));
          members.put("z", new byte[5]);
          int method = random.nextBoolean() ? ZipEntry.STORED : ZipEntry.DEFLATED;
          byte[] bytes = random.nextInt(3) == 0 ? npy(1, 2, 3) : zip(method, members);
          if (random.nextInt(3) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
          }
          for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          }
          byte[] all = bytes;
          Path path = file("a", all);
          for (Reading reading :
              List.<Reading>of(
                  () -> values(NpyFile.map(path)),
                  () -> values(NpyFile.of(all).memory()),
                  () -> values(NpyFile.read(new ByteArrayInputStream(all)).memory()),
                  () -> values(NpyFile.open(path, MapMode.PRIVATE, random.nextInt(9)).memory()),
                  () -> loaded(NpzFile.open(path)),
                  () -> loaded(NpzFile.of(all)),
                  () -> loaded(NpzFile.read(new ByteArrayInputStream(all))))) {
            try {
              reading.read();
              read[0]++;
            } catch (IOException e) {
              assertFalse(e.getMessage().isEmpty());
            }
          }
        });
    assertTrue(read[0] > 0 || !Seeds.areAll());
  }

  private static Object loaded(NpzFile npz) throws IOException {
    for (String name : npz.names()) {
      values(npz.load(name));
    }
    return npz;
  }
}
