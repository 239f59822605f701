package io.memview.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.array.NestedArrays;
import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.format.NumpyDescr;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that memview makes and writes. */
class NpyWriteTest {
  private static final Format INT = new Scalar(ScalarType.INT32);

  @TempDir private Path folder;

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(), files.filter(file -> file.getFileName().toString().startsWith(".")).toList());
    }
  }

  private Path file() {
    return folder.resolve("test.npy");
  }

  private static String header(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    String text = new String(all, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    assertEquals(0, (end + 1) % 64, "padding");
    return text.substring(0, end + 1);
  }

  private static MemoryExporter ints(long... shape) {
    int count = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    int[] items = IntStream.rangeClosed(1, count).toArray();
    return MemoryExporter.of(
        Memory.of(MemorySegment.ofArray(items), new Scalar(ScalarType.INT32), shape));
  }

  /** Saves, maps, and compares. */
  private OwnedMemory checked(Exporter source) throws IOException {
    NpyFile.save(file(), source);
    OwnedMemory memory = NpyFile.map(file());
    memory.doWithView(
        Request.FULL_RO,
        read ->
            source.doWithView(
                Request.FULL_RO,
                view -> {
                  assertArrayEquals(view.shape(), read.shape());
                  assertArrayEquals(view.toBytes(Order.C), read.toBytes(Order.C));
                  assertEquals(NumpyDescr.of(view.format()), NumpyDescr.of(read.format()));
                }));
    return memory;
  }

  private Layout saved(Exporter source) throws IOException {
    OwnedMemory memory = checked(source);
    try {
      return memory.withView(Request.FULL_RO, View::layout);
    } finally {
      memory.free();
    }
  }

  // ---- saving

  @Test
  void headerAsNumpyWritesIt() throws IOException {
    NpyFile.save(file(), ints(2, 3));
    assertEquals(
        "\u0093NUMPY\1\0v\0{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }"
            + " ".repeat(58)
            + "\n",
        header(file()));
    assertEquals(128 + 24, Files.size(file()));
  }

  @Test
  void everyLayout() throws IOException {
    try (Lease lease = ints(4, 6).acquire(Request.FULL)) {
      View view = lease.view();
      assertTrue(saved(view).isContiguous(Order.C));
      Layout transposed = saved(view.transpose());
      assertTrue(transposed.isContiguous(Order.FORTRAN));
      assertFalse(transposed.isContiguous(Order.C));
      assertTrue(saved(view.slice(Index.range(1, 3), Index.every(2))).isContiguous(Order.C));
      assertTrue(saved(view.flip()).isContiguous(Order.C));
      assertTrue(saved(view.flip(0).transpose()).isContiguous(Order.C));
      assertTrue(saved(view.at(1, 2).broadcast(3, 2)).isContiguous(Order.C));
      assertTrue(saved(view.slice(Index.range(0, 1)).transpose()).isContiguous(Order.C));
      assertTrue(saved(view.slice(Index.range(2, 2)).transpose()).isContiguous(Order.C));
      assertEquals(0, saved(view.at(1, 2)).ndim());
    }
    assertTrue(saved(NestedArrays.export(new double[][] {{1, 2}, {3, 4}, {5, 6}})).ndim() == 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?",
        "c",
        "<h",
        ">h",
        "Q",
        "l",
        "n",
        "e",
        ">d",
        "Zf",
        ">Zd",
        "g",
        "Zg",
        "5s",
        "3w",
        ">3w",
        "7x",
        "T{i:x:3xd:y:}",
        "T{b:a:T{h:x:(2,3)>f:y:}:é:3s:名:5x}",
        "T{(2)(3)>f:x:(2)(1)T{(1)2h:y:}:z:}",
        "ib"
      })
  void everyFormat(String code) throws IOException {
    Format format = Format.parse(code);
    for (long[] shape : new long[][] {{}, {3}, {2, 3}, {0}, {2, 0}}) {
      int size =
          Math.toIntExact(format.itemSize() * Arrays.stream(shape).reduce(1, (a, b) -> a * b));
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) i;
      }
      Layout layout = Layout.contiguous(format.itemSize(), Order.FORTRAN, shape);
      Memory memory = Memory.of(MemorySegment.ofArray(bytes), format, layout);
      assertEquals(format.itemSize(), saved(MemoryExporter.of(memory)).itemSize());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"(2,3)h", "(2)3h"})
  void subArraysBecomeDimensions(String text) throws IOException {
    Format format = Format.parse(text);
    byte[] bytes = new byte[48];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    for (Order order : List.of(Order.C, Order.FORTRAN)) {
      Memory memory =
          Memory.of(MemorySegment.ofArray(bytes), format, Layout.contiguous(12, order, 2, 2));
      NpyFile.save(file(), MemoryExporter.of(memory));
      OwnedMemory read = NpyFile.map(file());
      read.doWithView(
          Request.FULL_RO,
          view -> {
            assertArrayEquals(new long[] {2, 2, 2, 3}, view.shape());
            MemoryExporter.of(memory)
                .doWithView(
                    Request.FULL_RO, source -> assertEquals(source.toList(), view.toList()));
          });
      read.free();
    }
  }

  @Test
  void paddingBehindTheFieldsIsKept() throws IOException {
    Struct format = (Struct) Format.parse("T{i:a:}");
    Layout layout = Layout.contiguous(12, Order.C, 2);
    Memory memory = Memory.of(MemorySegment.ofArray(new byte[24]), format, layout);
    NpyFile.save(file(), MemoryExporter.of(memory));
    assertTrue(header(file()).contains("'descr': [('a', '<i4'), ('', '|V8')],"));
    Memory scalars =
        Memory.of(MemorySegment.ofArray(new byte[24]), new Scalar(ScalarType.INT32), layout);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> NpyFile.save(file(), MemoryExporter.of(scalars)))
            .getMessage()
            .startsWith("items of 12 bytes have 4 bytes of format 'i'"));
  }

  @Test
  void versions() throws IOException {
    assertEquals(1, version("T{i:ÿ:}"));
    assertEquals(3, version("T{i:名:}"));
    StringBuilder many = new StringBuilder("T{");
    for (int i = 0; i < 4000; i++) {
      many.append("i:field").append(i).append(':');
    }
    assertEquals(2, version(many + "}"));
    assertEquals(3, version(many + "i:名:}"));
    // The first length that the two bytes of version 1 do not hold.
    assertEquals(1, version("T{i:" + "x".repeat(65_535 - 10 - 64 - 60) + ":}"));
    String longName = "T{i:" + "x".repeat(1 << 20) + ":}";
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> version(longName))
            .getMessage()
            .contains("a header has at most 1048575"));
  }

  private int version(String format) throws IOException {
    saved(MemoryExporter.allocate(Format.parse(format), 1));
    return Files.readAllBytes(file())[6];
  }

  @Test
  void whatNumpyHasNot() throws IOException {
    Files.write(file(), new byte[] {1, 2, 3});
    for (Format format :
        List.of(Format.parse("&i"), Format.parse("5u"), new Scalar(ScalarType.BFLOAT16))) {
      MemoryExporter source = MemoryExporter.allocate(format, 2);
      assertThrows(UnsupportedOperationException.class, () -> NpyFile.save(file(), source));
      assertThrows(
          UnsupportedOperationException.class, () -> NpyFile.create(file(), format, Order.C, 2));
      assertEquals(0, source.exports());
    }
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file()));
  }

  @Test
  void aMappedFileIsSavedOverItself() throws IOException {
    NpyFile.save(file(), ints(2, 3));
    OwnedMemory old = NpyFile.mapWritable(file());
    try (Lease lease = old.acquire(Request.FULL)) {
      NpyFile.save(file(), lease.view().transpose());
      // The old file is no longer there, and still mapped.
      lease.view().setLong(0, 0, 99);
      assertEquals(List.of(List.of(99L, 2L, 3L), List.of(4L, 5L, 6L)), lease.view().toList());
    }
    old.free();
    OwnedMemory read = NpyFile.map(file());
    assertEquals(
        List.of(List.of(1L, 4L), List.of(2L, 5L), List.of(3L, 6L)),
        read.withView(Request.FULL_RO, View::toList));
    read.free();
  }

  @Test
  void aFailureLeavesTheFile() throws IOException {
    NpyFile.save(file(), ints(3));
    byte[] before = Files.readAllBytes(file());
    Path mapped = folder.resolve("cut.npy");
    NpyFile.save(mapped, ints(100_000));
    OwnedMemory cut = NpyFile.map(mapped);
    try (var channel =
        java.nio.channels.FileChannel.open(mapped, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(4096);
    }
    assertThrows(BufferException.StorageFailure.class, () -> NpyFile.save(file(), cut));
    cut.free();
    assertArrayEquals(before, Files.readAllBytes(file()));
  }

  @Test
  void filesThatAreForcedToTheDisk() throws IOException {
    Path archive = folder.resolve("a.npz");
    for (StandardOpenOption option : List.of(StandardOpenOption.SYNC, StandardOpenOption.DSYNC)) {
      NpyFile.save(file(), ints(3), option);
      NpyFile.map(file()).free();
      NpzFile.save(archive, Map.of("a", ints(3)), option);
      NpzFile.saveCompressed(archive, Map.of("a", ints(3)), option);
      NpzFile.open(archive).load("a").free();
    }
    for (Action save :
        List.<Action>of(
            () -> NpyFile.save(file(), ints(1), StandardOpenOption.APPEND),
            () -> NpzFile.save(archive, Map.of(), StandardOpenOption.CREATE_NEW))) {
      assertTrue(
          assertThrows(IllegalArgumentException.class, save::run).getMessage().contains("DSYNC"));
    }
  }

  @Test
  void pathsThatAreNoFiles() throws IOException {
    assertTrue(
        assertThrows(IOException.class, () -> NpyFile.save(folder, ints(1)))
            .getMessage()
            .endsWith("is a folder"));
    assertThrows(IOException.class, () -> NpyFile.save(folder.resolve("no/file"), ints(1)));
    Path link = Files.createSymbolicLink(folder.resolve("link"), file());
    NpyFile.save(file(), ints(1));
    NpyFile.save(link, ints(2));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(128 + 8, Files.size(file()));
    Path device = Path.of("/dev/null");
    if (Files.exists(device)) {
      assertThrows(IOException.class, () -> NpyFile.save(device, ints(1)));
      assertFalse(Files.isRegularFile(device));
    }
  }

  @Test
  void aReplacedFileKeepsWhoMayReadIt() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    NpyFile.save(file(), ints(1));
    Map<Path, Action> replacing =
        Map.of(
            file(), () -> NpyFile.save(file(), ints(2)),
            folder.resolve("made.npy"),
                () -> NpyFile.create(folder.resolve("made.npy"), INT, Order.C, 2).free(),
            folder.resolve("test.npz"),
                () -> NpzFile.save(folder.resolve("test.npz"), Map.of("a", ints(2))));
    for (Map.Entry<Path, Action> each : replacing.entrySet()) {
      each.getValue().run();
      for (String permissions : List.of("rw-------", "rw-rw-rw-", "rwxr-x--x")) {
        Files.setPosixFilePermissions(each.getKey(), PosixFilePermissions.fromString(permissions));
        each.getValue().run();
        assertEquals(permissions, permissions(each.getKey()), each.getKey().toString());
      }
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void aReplacedFileKeepsItsOwnerAndGroup() throws IOException {
    NpyFile.save(file(), ints(1));
    try {
      Files.setAttribute(file(), "unix:gid", 4321);
      Files.setAttribute(file(), "unix:uid", 1234);
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "this user gives no files away: " + e);
    }
    NpyFile.save(file(), ints(2));
    assertEquals(4321, Files.getAttribute(file(), "unix:gid"));
    assertEquals(1234, Files.getAttribute(file(), "unix:uid"));
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path second = Files.createSymbolicLink(other.resolve("second"), Path.of("../test.npy"));
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("other/second"));
    for (int i = 1; i <= 2; i++) { // to nothing, then to a file
      NpyFile.save(first, ints(i));
      assertTrue(Files.isSymbolicLink(first) && Files.isSymbolicLink(second));
      assertEquals(128 + 4 * i, Files.size(file()));
      assertTrue(Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS));
    }
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    FileSystemException e =
        assertThrows(FileSystemException.class, () -> NpyFile.save(loop, ints(1)));
    assertEquals(loop.toString(), e.getFile());
    assertTrue(Files.isSymbolicLink(loop));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no/file.npy", "dangling", "a.txt/file.npy", "LONG"})
  void placesWhereNoFileCanBe(String name) throws IOException {
    Files.write(folder.resolve("a.txt"), new byte[1]);
    Files.createSymbolicLink(folder.resolve("dangling"), Path.of("no/file.npy"));
    Path path = folder.resolve(name.equals("LONG") ? "x".repeat(300) : name);
    for (Action save :
        List.<Action>of(
            () -> NpyFile.save(path, ints(1)),
            () -> NpyFile.create(path, INT, Order.C, 1),
            () -> NpzFile.save(path, Map.of()))) {
      FileSystemException e = assertThrows(FileSystemException.class, save::run);
      assertEquals(path.toString(), e.getFile());
      assertFalse(e.getMessage().contains(".npy-"), e.getMessage());
      assertEquals(name.equals("LONG") || name.startsWith("a.txt"), e.getReason() != null);
    }
  }

  // ---- making

  @Test
  void madeAndWrittenInPlace() throws IOException {
    OwnedMemory memory = NpyFile.create(file(), Format.parse("d"), Order.FORTRAN, 2, 3);
    memory.doWithView(
        Request.FULL,
        view -> {
          assertEquals("d", view.format().toString());
          assertEquals(List.of(List.of(0.0, 0.0, 0.0), List.of(0.0, 0.0, 0.0)), view.toList());
          view.setDouble(1, 2, 1.5);
        });
    memory.free();
    OwnedMemory read = NpyFile.map(file());
    read.doWithView(
        Request.FULL_RO,
        view -> {
          assertEquals(List.of(List.of(0.0, 0.0, 0.0), List.of(0.0, 0.0, 1.5)), view.toList());
          assertTrue(view.layout().isContiguous(Order.FORTRAN));
        });
    read.free();
  }

  @Test
  void madeOfAnyShape() throws IOException {
    for (long[] shape : new long[][] {{}, {0}, {1}, {3, 0, 2}, {2, 3, 4}}) {
      for (String format : List.of("i", "T{b:a:5x}", "3s", "(2)h")) {
        OwnedMemory memory = NpyFile.create(file(), Format.parse(format), Order.C, shape);
        assertArrayEquals(shape, memory.withView(Request.FULL, View::shape));
        memory.free();
        NpyFile.map(file()).free();
      }
    }
    Format i = Format.parse("i");
    assertThrows(
        IllegalArgumentException.class, () -> NpyFile.create(file(), i, Order.C, 1L << 62, 4));
    assertThrows(IllegalArgumentException.class, () -> NpyFile.create(file(), i, Order.C, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> NpyFile.create(file(), Format.parse("(2)i"), Order.FORTRAN, 2));
  }

  @Test
  void largerThanAnArray() throws IOException {
    long count = (3L << 30) + 5;
    OwnedMemory memory = NpyFile.create(file(), Format.parse("B"), Order.C, count);
    memory.doWithView(Request.FULL, view -> view.setLong(count - 1, 7));
    memory.free();
    assertEquals(128 + count, Files.size(file()));
    OwnedMemory read = NpyFile.map(file());
    read.doWithView(
        Request.FULL_RO,
        view -> {
          assertEquals(count, view.itemCount());
          assertEquals(7, view.getLong(count - 1));
          assertEquals(0, view.getLong(count / 2));
        });
    read.free();
  }

  @Test
  void whatIsSavedReadsBack() {
    List<String> codes = List.of("b", ">h", "i", "<q", ">f", "Zd", "3s", "2w", "T{b:a:>h:b:2x}");
    List<Integer> ranks = new ArrayList<>();
    Seeds.forEach(
        NpyWriteTest.class,
        100,
        random -> {
          Format format = Format.parse(codes.get(random.nextInt(codes.size())));
          long[] shape = new long[random.nextInt(4)];
          for (int d = 0; d < shape.length; d++) {
            shape[d] = random.nextInt(5);
          }
          MemoryExporter exporter = MemoryExporter.allocate(format, shape);
          try (Lease lease = exporter.acquire(Request.FULL)) {
            View view = lease.view();
            byte[] bytes = new byte[Math.toIntExact(view.layout().byteLength())];
            for (int i = 0; i < bytes.length; i++) {
              bytes[i] = (byte) random.nextInt(100);
            }
            view.copyFrom(MemorySegment.ofArray(bytes), Order.C);
            ranks.add(view.ndim());
            if (random.nextBoolean()) {
              view = view.transpose();
            }
            if (view.ndim() > 0 && random.nextBoolean()) {
              view = view.slice(Index.every(random.nextBoolean() ? 2 : -1));
            }
            saved(view);
          }
        });
    assertTrue(ranks.containsAll(List.of(0, 1, 2, 3)) || !Seeds.areAll());
  }
}
