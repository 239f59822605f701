package io.memview.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Exporter;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.contract.Seeds;
import io.memview.format.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void path() {
    file = folder.resolve("test.npz");
  }

  private static Map<String, Exporter> arrays() {
    Map<String, Exporter> arrays = new LinkedHashMap<>();
    arrays.put(
        "b", MemoryExporter.of(Memory.ofArray(new int[] {1, 2, 3, 4, 5, 6}).withShape(2, 3)));
    arrays.put("a/é", MemoryExporter.of(Memory.ofArray(new double[] {1.5})));
    arrays.put("", MemoryExporter.allocate(Format.parse("T{b:x:3s:y:}"), 4));
    arrays.put("empty", MemoryExporter.allocate(Format.parse("d"), 0, 3));
    return arrays;
  }

  @Test
  void namesThatCannotBeWritten() {
    Exporter item = MemoryExporter.of(Memory.ofArray(new int[1]));
    Map<String, Exporter> nameless = new HashMap<>();
    nameless.put(null, item);
    assertEquals(
        "name of an array",
        assertThrows(NullPointerException.class, () -> NpzFile.save(file, nameless)).getMessage());
    Map<String, Exporter> missing = new HashMap<>();
    missing.put("x", null);
    assertEquals(
        "the array 'x'",
        assertThrows(NullPointerException.class, () -> NpzFile.save(file, missing)).getMessage());
    for (String name : List.of("\ud800", "n".repeat(0xFFFF - 3))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> NpzFile.save(file, Map.of(name, item)))
              .getMessage();
      assertTrue(message.contains("at most 65531 bytes"), message);
    }
    assertFalse(Files.exists(file));
  }

  private static Object values(NpzFile npz, String name) throws IOException {
    OwnedMemory memory = npz.load(name);
    try {
      return memory.withView(
          Request.FULL_RO,
          view -> {
            assertTrue(view.isReadOnly());
            return view.show();
          });
    } finally {
      memory.free();
    }
  }

  private void checkArrays() throws IOException {
    NpzFile npz = NpzFile.open(file);
    Map<String, Exporter> arrays = arrays();
    assertEquals(List.copyOf(arrays.keySet()), npz.names());
    for (Map.Entry<String, Exporter> array : arrays.entrySet()) {
      assertEquals(
          array.getValue().withView(Request.FULL_RO, View::show),
          values(npz, array.getKey()),
          array.getKey());
    }
  }

  /** What the JDK thinks of the file. */
  private long packed(String name) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = zip.getInputStream(zip.getEntry(name))) {
      byte[] all = in.readAllBytes();
      CRC32 crc = new CRC32();
      crc.update(all);
      assertEquals(zip.getEntry(name).getCrc(), crc.getValue());
      return zip.getEntry(name).getCompressedSize();
    }
  }

  @Test
  void storedAndMapped() throws IOException {
    NpzFile.save(file, arrays());
    checkArrays();
    assertEquals(128 + 24, packed("b.npy"));
    // A mapping shows what the file holds; a copy would not.
    OwnedMemory mapped = NpzFile.open(file).load("b");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(30 + "b.npy".length() + 128);
      raw.write(7);
    }
    assertEquals(
        7L, mapped.<Object, RuntimeException>withView(Request.FULL_RO, v -> v.getObject(0, 0)));
    mapped.free();
  }

  @Test
  void deflated() throws IOException {
    NpzFile.saveCompressed(file, arrays());
    checkArrays();
    assertTrue(packed("b.npy") < 128);
  }

  @Test
  void equalArraysGiveEqualFiles() throws IOException {
    NpzFile.save(file, arrays());
    byte[] first = Files.readAllBytes(file);
    NpzFile.save(file, arrays());
    assertArrayEquals(first, Files.readAllBytes(file));
    NpzFile.save(file, Map.of());
    assertEquals(List.of(), NpzFile.open(file).names());
  }

  @Test
  void namesThatAreNotThere() throws IOException {
    NpzFile.save(file, arrays());
    NpzFile npz = NpzFile.open(file);
    assertEquals(
        file + " has no array 'c'; it has [b, a/é, , empty]",
        assertThrows(IllegalArgumentException.class, () -> npz.load("c")).getMessage());
    assertEquals(values(npz, "b"), values(npz, "b.npy"));
    assertEquals("NpzFile[%s, [b, a/é, , empty]]".formatted(file), npz.toString());
  }

  @Test
  void aFailureLeavesTheFile() throws IOException {
    NpzFile.save(file, arrays());
    byte[] before = Files.readAllBytes(file);
    Map<String, Exporter> more = arrays();
    more.put("bad", MemoryExporter.allocate(Format.parse("5u"), 1));
    assertThrows(UnsupportedOperationException.class, () -> NpzFile.save(file, more));
    assertThrows(UnsupportedOperationException.class, () -> NpzFile.saveCompressed(file, more));
    Map<String, Exporter> longName = Map.of("x".repeat(70_000), arrays().get("b"));
    assertThrows(IllegalArgumentException.class, () -> NpzFile.save(file, longName));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void manyBytesThroughDeflate() throws IOException {
    int[] items = new int[300_000];
    Arrays.setAll(items, i -> i * i);
    NpzFile.saveCompressed(file, Map.of("x", MemoryExporter.of(Memory.ofArray(items))));
    OwnedMemory memory = NpzFile.open(file).load("x");
    assertArrayEquals(items, memory.withView(Request.FULL_RO, view -> view.toArray(int[].class)));
    memory.free();
  }

  // ---- files of others

  private static byte[] npy(String shape, int data) {
    String text = "{'descr': '|u1', 'fortran_order': False, 'shape': %s}".formatted(shape);
    ByteBuffer all = ByteBuffer.allocate(128 + data).order(ByteOrder.LITTLE_ENDIAN);
    all.put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1)).putShort((short) 118);
    all.put((text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    while (all.hasRemaining()) {
      all.put((byte) 7);
    }
    return all.array();
  }

  private void zip(int method, Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setComment("PK\5\6 is not the end");
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        ZipEntry entry = new ZipEntry(member.getKey());
        entry.setMethod(method);
        entry.setExtra(new byte[] {9, 9, 2, 0, 1, 1});
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
    Files.write(file, bytes.toByteArray());
  }

  private String refused(String name) throws IOException {
    NpzFile npz = NpzFile.open(file);
    IOException refusal = assertThrows(IOException.class, () -> npz.load(name));
    assertTrue(refusal.getMessage().startsWith(file.toString()), refusal::getMessage);
    return refusal.getMessage();
  }

  @Test
  void commentsExtrasAndOtherMembers() throws IOException {
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      zip(method, Map.of("x.npy", npy("(3,)", 5), "readme.txt", new byte[9]));
      NpzFile npz = NpzFile.open(file);
      assertEquals(List.of("x"), npz.names());
      assertEquals("[7 7 7]", values(npz, "x"));
    }
  }

  @Test
  void membersThatAreNoArrays() throws IOException {
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      zip(
          method,
          Map.of(
              "short.npy", npy("(3,)", 2),
              "huge.npy", npy("(999999999999,)", 2),
              "text.npy", new byte[99],
              "empty.npy", new byte[0],
              "cut.npy", Arrays.copyOf(npy("(3,)", 2), 90)));
      assertTrue(refused("short").contains("member short.npy is cut short"));
      assertTrue(refused("huge").contains("999999999999 bytes"));
      assertTrue(refused("text").contains("no .npy file"));
      assertTrue(refused("empty").contains("no .npy file"));
      assertTrue(refused("cut").contains("cut short in its header"));
    }
  }

  @Test
  void otherFiles() throws IOException {
    for (byte[] bytes : List.of(new byte[0], new byte[21], new byte[70_000], npy("(3,)", 3))) {
      Files.write(file, bytes);
      assertTrue(
          assertThrows(IOException.class, () -> NpzFile.open(file))
              .getMessage()
              .contains("no .npz file"));
    }
    assertThrows(IOException.class, () -> NpzFile.open(folder));
    assertThrows(IOException.class, () -> NpzFile.open(folder.resolve("missing")));
  }

  /** As in archives that unpack themselves: all places count from the start of the archive. */
  @Test
  void bytesInFrontOfTheArchive() throws IOException {
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      Map<String, byte[]> members = new LinkedHashMap<>();
      members.put("y.npy", npy("(2,)", 2));
      members.put("x.npy", npy("(3,)", 3));
      zip(method, members);
      byte[] archive = Files.readAllBytes(file);
      for (String front : List.of("#", "#!/bin/sh\nexit\n", "PK\1\2".repeat(99))) {
        Files.writeString(file, front);
        Files.write(file, archive, StandardOpenOption.APPEND);
        NpzFile npz = NpzFile.open(file);
        assertEquals(List.of("y", "x"), npz.names());
        assertEquals("[7 7 7]", values(npz, "x"));
        assertEquals("[7 7]", values(npz, "y"));
      }
      Files.write(file, Arrays.copyOfRange(archive, 1, archive.length));
      String message = assertThrows(IOException.class, () -> NpzFile.open(file)).getMessage();
      assertTrue(message.endsWith("its directory is damaged"), message);
    }
  }

  private void patch(String signature, int at, long value, int width) throws IOException {
    byte[] all = Files.readAllBytes(file);
    String text = new String(all, StandardCharsets.ISO_8859_1);
    int start = text.indexOf(signature) + at;
    for (int i = 0; i < width; i++) {
      all[start + i] = (byte) (value >>> (8 * i));
    }
    Files.write(file, all);
  }

  /** What cannot be looked into may be an array, and says why it is not read. */
  @Test
  void membersWithoutSuffixThatCannotBeRead() throws IOException {
    zip(ZipEntry.DEFLATED, Map.of("x", npy("(3,)", 3)));
    byte[] good = Files.readAllBytes(file);
    patch("PK\1\2", 8, 1, 2);
    assertTrue(refused("x").endsWith("is encrypted"));
    Files.write(file, good);
    patch("PK\1\2", 10, 12, 2);
    assertTrue(refused("x").contains("compressed by method 12"));
  }

  @Test
  void damagedMembers() throws IOException {
    zip(ZipEntry.DEFLATED, Map.of("x.npy", npy("(3,)", 3)));
    byte[] good = Files.readAllBytes(file);
    String central = "PK\1\2";
    patch(central, 16, 0, 4);
    assertTrue(refused("x").endsWith("is damaged: its checksum is wrong"));
    Files.write(file, good);
    patch(central, 8, 1, 2);
    assertTrue(refused("x").endsWith("is encrypted"));
    Files.write(file, good);
    patch(central, 10, 14, 2);
    assertTrue(refused("x").contains("compressed by method 14"));
    Files.write(file, good);
    patch(central, 24, 99_999_999, 4);
    assertTrue(refused("x").contains("do not inflate to 99999999"));
    Files.write(file, good);
    patch(central, 24, 140, 4);
    assertTrue(refused("x").endsWith("is damaged: it ends too early"));
    Files.write(file, good);
    patch(central, 20, 9, 4);
    assertTrue(refused("x").contains("is damaged"));
    Files.write(file, good);
    patch(central, 42, 1, 4);
    assertTrue(refused("x").contains("not where the directory says"));
    Files.write(file, good);
    patch(central, 42, 99_999, 4);
    assertThrows(IOException.class, () -> NpzFile.open(file));
    Files.write(file, good);
    patch("PK\5\6", 16, 99_999, 4);
    assertThrows(IOException.class, () -> NpzFile.open(file));
    // The JDK writes its data descriptor behind the data; the data themselves are damaged here.
    good[40 + 12] ^= 0x55;
    Files.write(file, good);
    assertTrue(refused("x").contains("damaged"));
  }

  @Test
  void everyFlippedBitIsReadOrRefused() {
    int[] read = {0};
    Seeds.forEach(
        NpzFileTest.class,
        600,
        random -> {
          int method = random.nextBoolean() ? ZipEntry.STORED : ZipEntry.DEFLATED;
          zip(method, Map.of("x.npy", npy("(3,)", 3)));
          byte[] bad = Files.readAllBytes(file);
          for (int i = random.nextInt(3); i >= 0; i--) {
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
          }
          Files.write(file, random.nextInt(9) == 0 ? Arrays.copyOf(bad, bad.length / 2) : bad);
          try {
            NpzFile npz = NpzFile.open(file);
            for (String name : npz.names()) {
              values(npz, name);
              read[0]++;
            }
          } catch (IOException e) {
            assertFalse(e.getMessage().isEmpty());
          }
        });
    assertTrue(read[0] > 0 || !Seeds.areAll());
  }

  /** Larger than the numbers of plain ZIP files: 64-bit offsets and sizes, mostly holes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void zip64(int front) throws IOException {
    long big = (5L << 30) + 128;
    byte[] head = npy("(5368709120,)", 0);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(front);
      out.write(local("big.npy"));
      out.write(head);
      long next = 30 + 7 + big;
      out.seek(front + next - 1);
      out.write(7);
      out.write(local("x.npy"));
      out.write(npy("(3,)", 3));
      long directory = out.getFilePointer() - front;
      out.write(central("big.npy", big, 0));
      out.write(central("x.npy", 131, next));
      long end = out.getFilePointer() - front;
      ByteBuffer tail = ByteBuffer.allocate(56 + 20 + 22).order(ByteOrder.LITTLE_ENDIAN);
      tail.putInt(0x06064b50).putLong(44).putInt(0).putLong(0).putLong(2).putLong(2);
      tail.putLong(end - directory).putLong(directory);
      tail.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
      tail.putInt(0x06054b50).putLong(-1).putInt(-1).putInt(-1).putShort((short) 0);
      out.write(tail.array());
    }
    NpzFile npz = NpzFile.open(file);
    assertEquals(List.of("big", "x"), npz.names());
    assertEquals("[7 7 7]", values(npz, "x"));
    OwnedMemory memory = npz.load("big");
    memory.doWithView(
        Request.FULL_RO,
        view -> {
          assertEquals(5L << 30, view.itemCount());
          assertEquals(7, view.getLong((5L << 30) - 1));
        });
    memory.free();
  }

  private static byte[] local(String name) {
    ByteBuffer local = ByteBuffer.allocate(30 + name.length()).order(ByteOrder.LITTLE_ENDIAN);
    local.putInt(0x04034b50).position(26).putShort((short) name.length()).putShort((short) 0);
    return local.put(name.getBytes(StandardCharsets.US_ASCII)).array();
  }

  private static byte[] central(String name, long size, long at) {
    ByteBuffer entry = ByteBuffer.allocate(46 + name.length() + 28).order(ByteOrder.LITTLE_ENDIAN);
    entry.putInt(0x02014b50).position(20).putInt(-1).putInt(-1).putShort((short) name.length());
    entry.putShort((short) 28).position(42).putInt(-1);
    entry.put(name.getBytes(StandardCharsets.US_ASCII));
    entry.putShort((short) 1).putShort((short) 24).putLong(size).putLong(size).putLong(at);
    return entry.array();
  }
}
