package io.memview.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mapped files: what is in them is what is seen, and the other way round. */
class MappedFilesTest {
  private static final Format BIG = Format.parse(">i");

  @TempDir private Path folder;

  /** A file of big-endian integers from 0 on. */
  private Path counting(int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putInt(i);
    }
    return Files.write(folder.resolve("counting"), bytes.array());
  }

  private static int written(Path file, int item) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).getInt(4 * item);
  }

  @Test
  void readOnly() throws IOException {
    Path file = counting(12);
    OwnedMemory mapped = MappedFiles.map(file, BIG);
    try (Lease lease = mapped.acquire(Request.FULL_RO)) {
      View view = lease.view();
      assertArrayEquals(new long[] {12}, view.shape());
      for (int i = 0; i < 12; i++) {
        assertEquals(i, view.getLong(i));
      }
      assertTrue(view.isReadOnly());
      assertThrows(BufferException.ReadOnly.class, () -> view.setLong(0, 1));
      assertArrayEquals(Files.readAllBytes(file), view.toBytes(Order.C));
    }
    assertThrows(BufferException.Refused.class, () -> mapped.acquire(Request.FULL));
    mapped.free();
  }

  @Test
  void writable() throws IOException {
    Path file = counting(12);
    OwnedMemory mapped = MappedFiles.mapWritable(file, BIG, 3, 4);
    try (Lease lease = mapped.acquire(Request.FULL)) {
      lease.view().setLong(2, 1, -5);
      assertEquals(-5, written(file, 9));
      lease.view().slice(Index.at(0), Index.every(-1)).fill(77);
    }
    mapped.free();
    assertEquals(
        List.of(77, 77, 77, 77, 4),
        List.of(
            written(file, 0),
            written(file, 1),
            written(file, 2),
            written(file, 3),
            written(file, 4)));
    assertEquals(-5, written(file, 9));
    assertEquals(48, Files.size(file));
  }

  private static Layout at(long offset, Format format, long... shape) {
    return Layout.contiguous(format.itemSize(), Order.C, shape).withOffset(offset);
  }

  @Test
  void anOffsetAndAShape() throws IOException {
    Path file = counting(12);
    for (long offset : new long[] {0, 4, 8, 20}) {
      OwnedMemory mapped = MappedFiles.map(file, BIG, at(offset, BIG, 2, 3));
      assertEquals(
          offset / 4 + 5,
          mapped.<Long, RuntimeException>withView(Request.FULL_RO, view -> view.getLong(1, 2)));
      mapped.free();
    }
    OwnedMemory unaligned = MappedFiles.map(file, Format.parse("B"), at(7, Format.parse("B"), 3));
    assertEquals(List.of(1L, 0L, 0L), unaligned.withView(Request.FULL_RO, View::toList));
    unaligned.free();
    // What lies behind a header, up to the end.
    OwnedMemory bytes = MappedFiles.map(file, "B");
    bytes.doWithView(
        Request.FULL_RO,
        view -> {
          View rest = view.slice(Index.from(40)).reinterpret(BIG);
          assertEquals(List.of(10L, 11L), rest.toList());
        });
    bytes.free();
    // Rows of 2 from the first item of every second one.
    OwnedMemory rows =
        MappedFiles.map(file, BIG, Layout.strided(4, 4, new long[] {3}, new long[] {16}));
    assertEquals(List.of(1L, 5L, 9L), rows.withView(Request.FULL_RO, View::toList));
    rows.free();
  }

  @Test
  void aFileThatIsTooShortIsRefused() throws IOException {
    Path file = counting(12);
    IOException e =
        assertThrows(IOException.class, () -> MappedFiles.map(file, BIG, at(4, BIG, 12)));
    assertTrue(
        e.getMessage().contains(file.toString()) && e.getMessage().contains("48 bytes"),
        e.getMessage());
    assertThrows(IOException.class, () -> MappedFiles.mapWritable(file, BIG, 13));
    assertThrows(IOException.class, () -> MappedFiles.map(file, BIG, at(49, BIG, 1)));
    assertThrows(IOException.class, () -> MappedFiles.map(file, BIG, at(100, BIG, 0)));
    assertThrows(IOException.class, () -> MappedFiles.map(file, BIG, at(1L << 62, BIG, 1)));
    assertThrows(IOException.class, () -> MappedFiles.map(file, BIG, 1L << 40, 1L << 20));
    assertEquals(48, Files.size(file), "a file is never made longer");
  }

  @Test
  void badArgumentsAreRefused() throws IOException {
    Path file = counting(12);
    assertThrows(
        IllegalArgumentException.class,
        () -> MappedFiles.map(file, BIG, Layout.strided(4, 4, new long[] {3}, new long[] {-4})));
    assertThrows(IllegalArgumentException.class, () -> MappedFiles.map(file, "5s"));
    assertThrows(IllegalArgumentException.class, () -> MappedFiles.map(file, BIG, -1));
    assertThrows(
        IllegalArgumentException.class, () -> MappedFiles.map(file, BIG, 1L << 40, 1L << 40));
  }

  /** What is written is seen here, and neither in the file nor in other mappings. */
  @Test
  void copyOnWrite() throws IOException {
    Path file = counting(12);
    byte[] before = Files.readAllBytes(file);
    OwnedMemory other = MappedFiles.map(file, BIG);
    for (boolean isWritable : new boolean[] {true, false}) {
      assertTrue(file.toFile().setWritable(isWritable));
      OwnedMemory copy = MappedFiles.mapPrivate(file, BIG, at(4, BIG, 2, 3));
      copy.doWithView(
          Request.FULL,
          view -> {
            assertEquals(5, view.getLong(1, 1));
            view.setLong(1, 1, -1);
            assertEquals(-1, view.getLong(1, 1));
          });
      assertEquals(
          5L, other.<Long, RuntimeException>withView(Request.FULL_RO, view -> view.getLong(5)));
      copy.free();
    }
    other.free();
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void otherFileSystems() throws IOException {
    byte[] bytes = Files.readAllBytes(counting(12));
    try (FileSystem files =
        FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
      Path file = Files.write(files.getPath("counting"), bytes);
      OwnedMemory read = MappedFiles.map(file, BIG, at(8, BIG, 2));
      assertEquals(List.of(2L, 3L), read.withView(Request.FULL_RO, View::toList));
      assertTrue(read.withView(Request.FULL_RO, View::isReadOnly));
      read.free();
      OwnedMemory copy = MappedFiles.mapPrivate(file, BIG);
      copy.doWithView(Request.FULL, view -> view.setLong(0, 7));
      copy.free();
      assertArrayEquals(bytes, Files.readAllBytes(file));
      String message =
          assertThrows(IOException.class, () -> MappedFiles.mapWritable(file, BIG)).getMessage();
      assertTrue(message.contains("cannot be written in place"), message);
      assertThrows(IOException.class, () -> MappedFiles.map(file, BIG, 13));
    }
  }

  /** As the documentation says. */
  @Test
  void whatIsWrittenInPlaceCanBeForced() throws IOException {
    Path file = counting(12);
    OwnedMemory mapped = MappedFiles.mapWritable(file, BIG, at(4, BIG, 2, 3));
    mapped.doWithView(
        Request.FULL,
        view -> {
          view.setLong(0, 0, 9);
          assertTrue(view.asSegment().isMapped());
          view.asSegment().force();
        });
    mapped.free();
    assertEquals(9, written(file, 1));
  }

  @Test
  void foldersAndMissingFilesAreRefused() {
    IOException e = assertThrows(IOException.class, () -> MappedFiles.map(folder, BIG));
    assertTrue(e.getMessage().contains("folder"), e.getMessage());
    assertThrows(IOException.class, () -> MappedFiles.mapWritable(folder, BIG));
    Path missing = folder.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> MappedFiles.map(missing, BIG));
    assertThrows(NoSuchFileException.class, () -> MappedFiles.mapWritable(missing, BIG));
    assertFalse(Files.exists(missing));
  }

  @Test
  void nothingToMap() throws IOException {
    Path file = counting(0);
    OwnedMemory empty = MappedFiles.map(file, BIG);
    assertEquals(0L, empty.<Long, RuntimeException>withView(Request.SIMPLE, View::itemCount));
    empty.free();
    OwnedMemory none = MappedFiles.mapWritable(counting(3), BIG, at(12, BIG, 0));
    assertEquals(List.of(), none.withView(Request.FULL, View::toList));
    none.free();
    OwnedMemory shaped = MappedFiles.map(counting(3), BIG, at(4, BIG, 5, 0));
    assertArrayEquals(new long[] {5, 0}, shaped.withView(Request.FULL_RO, View::shape));
    shaped.free();
  }

  @Test
  void freeingWaitsForTheLastLease() throws IOException {
    OwnedMemory mapped = MappedFiles.map(counting(3), BIG);
    Lease first = mapped.acquire(Request.FULL_RO);
    Lease second = mapped.acquire(Request.SIMPLE);
    View view = first.view();
    BufferException.Exported e = assertThrows(BufferException.Exported.class, mapped::free);
    assertEquals(2, e.exports());
    first.close();
    assertEquals(1, assertThrows(BufferException.Exported.class, mapped::free).exports());
    assertEquals(0, second.view().getLong(0));
    second.close();
    mapped.free();
    mapped.free();
    assertThrows(BufferException.Released.class, () -> view.getLong(0));
    assertThrows(BufferException.Refused.class, () -> mapped.acquire(Request.FULL_RO));
    assertTrue(mapped.toString().contains("freed"));
  }

  @Test
  void fiveGibibytes() throws IOException {
    long size = 5L << 30;
    Path file = folder.resolve("sparse");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
    assumeTrue(isSparse(file), "the file system has no sparse files");
    long items = size / 8;
    OwnedMemory mapped = MappedFiles.mapWritable(file, Format.parse("<q"));
    try (Lease lease = mapped.acquire(Request.FULL)) {
      View view = lease.view();
      assertEquals(items, view.itemCount());
      view.setLong(items - 1, 42);
      view.setLong((4L << 30) / 8 + 1, 43);
      assertEquals(42, view.getLong(items - 1));
      assertEquals(42, view.slice(Index.every(-1)).getLong(0));
      View grid = view.reshape(5, -1);
      assertEquals(43, grid.getLong(4, 1));
      assertEquals(0, grid.getLong(3, 1));
      assertEquals(43L, grid.slice(Index.range(1, 5, 3), Index.range(1, 1000)).getObject(1, 0));
      assertEquals(42L, view.slice(Index.from(-1)).getObject(0));
      assertThrows(IllegalArgumentException.class, () -> view.toBytes(Order.C));
    }
    mapped.free();
    ByteBuffer last = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.read(last, size - 8);
      assertEquals(42, last.getLong(0));
      channel.read(last.clear(), (4L << 30) + 8);
      assertEquals(43, last.getLong(0));
    }
    OwnedMemory tail =
        MappedFiles.map(
            file,
            Format.parse("<q"),
            Layout.contiguous(Format.parse("<q").itemSize(), Order.C, 2)
                .withOffset((4L << 30) + 8));
    assertEquals(List.of(43L, 0L), tail.withView(Request.FULL_RO, View::toList));
    tail.free();
    Files.delete(file);
  }

  /** Whether the file takes much less room than its size. */
  private static boolean isSparse(Path file) throws IOException {
    Process du = new ProcessBuilder("du", "-k", file.toString()).redirectErrorStream(true).start();
    String out = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String kibibytes = out.split("\\s", 2)[0];
    return kibibytes.matches("[0-9]+") && Long.parseLong(kibibytes) < 10_000;
  }
}
