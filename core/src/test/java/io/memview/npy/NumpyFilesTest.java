package io.memview.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Exporter;
import io.memview.Json;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.Timed;
import io.memview.View;
import io.memview.format.TimeType;
import io.memview.layout.Order;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as NumPy and others write them, read in every way there is: the same as NumPy says. */
class NumpyFilesTest {
  @TempDir private static Path folder;

  /** One line of the resource. */
  private record Said(Map<?, ?> line) {
    byte[] bytes(String key) {
      return Base64.getDecoder().decode((String) line.get(key));
    }

    @Override
    public String toString() {
      return line.get("name").toString();
    }
  }

  private static Stream<Said> lines(String kind) throws IOException {
    try (InputStream in = NumpyFilesTest.class.getResourceAsStream("/npy/files.jsonl")) {
      List<Said> all =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> new Said((Map<?, ?>) Json.parse(line)))
              .filter(said -> kind.equals(said.line.get("kind")))
              .toList();
      assertTrue(all.size() > 20);
      return all.stream();
    }
  }

  static Stream<Said> arrays() throws IOException {
    return lines("npy");
  }

  static Stream<Said> archives() throws IOException {
    return lines("npz");
  }

  private static Map<String, TimeType> times(Object said) {
    Map<String, TimeType> times = new HashMap<>();
    ((Map<?, ?>) said)
        .forEach((path, type) -> times.put((String) path, TimeType.parse((String) type)));
    return times;
  }

  private static Object listed(Exporter array) {
    return array.withView(Request.FULL_RO, View::toList);
  }

  private static void check(Map<?, ?> said, NpyArray array, String how) {
    assertEquals(said.get("values"), listed(array), how);
    assertEquals(times(said.get("times")), array.times(), how);
    if (said.get("shape") instanceof List<?> shape) {
      array.doWithView(
          Request.FULL_RO,
          view -> {
            assertEquals(shape, Arrays.stream(view.shape()).boxed().toList(), how);
            assertEquals(said.get("fortran"), !view.layout().isContiguous(Order.C), how);
          });
    }
    array.memory().free();
  }

  private static Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  private static byte[] framed(byte[] bytes, int front, int behind) {
    ByteBuffer all = ByteBuffer.allocate(front + bytes.length + behind);
    Arrays.fill(all.array(), (byte) 0x93);
    return all.put(front, bytes).array();
  }

  /** A path in another file system, which maps nothing. */
  private interface Use {
    void with(Path path) throws IOException;
  }

  private static void inZipFile(byte[] bytes, Use use) throws IOException {
    Path zip = folder.resolve("files.zip");
    Files.deleteIfExists(zip);
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      use.with(Files.write(files.getPath("file"), bytes));
    }
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void arraysFromEverywhere(Said said) throws IOException {
    byte[] bytes = said.bytes("file");
    Path path = file(bytes);
    for (MapMode mode : List.of(MapMode.READ_ONLY, MapMode.READ_WRITE, MapMode.PRIVATE)) {
      NpyArray array = NpyFile.open(path, mode, 0);
      assertEquals(mode == MapMode.READ_ONLY, array.withView(Request.FULL_RO, View::isReadOnly));
      check(said.line, array, mode.toString());
    }
    check(said.line, NpyFile.of(bytes), "bytes");
    check(said.line, NpyFile.of(MemorySegment.ofArray(bytes).asReadOnly()), "read-only");
    check(
        said.line,
        NpyFile.of(Arena.ofAuto().allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes))),
        "native");
    check(said.line, NpyFile.read(new ByteArrayInputStream(bytes)), "stream");
    inZipFile(
        bytes,
        file -> {
          check(said.line, NpyFile.open(file, MapMode.READ_ONLY, 0), "another file system");
          NpyArray array = NpyFile.open(file, MapMode.PRIVATE, 0);
          assertFalse(array.withView(Request.FULL_RO, View::isReadOnly));
          check(said.line, array, "another file system");
          assertThrows(IOException.class, () -> NpyFile.mapWritable(file));
        });
    long end = NpyFile.of(bytes).end();
    for (int front : new int[] {0, 1, 64, 4096}) {
      byte[] framed = framed(bytes, front, 5);
      NpyArray array = NpyFile.open(file(framed), MapMode.READ_ONLY, front);
      assertEquals(front + end, array.end());
      check(said.line, array, "at byte " + front);
      for (ByteBuffer buffer :
          List.of(
              ByteBuffer.wrap(framed),
              ByteBuffer.allocateDirect(framed.length).put(0, framed),
              ByteBuffer.wrap(framed).asReadOnlyBuffer())) {
        buffer.position(front);
        NpyArray inBuffer = NpyFile.of(buffer);
        assertEquals(front + end, buffer.position());
        assertEquals(end, inBuffer.end());
        assertEquals(buffer.isReadOnly(), inBuffer.withView(Request.FULL_RO, View::isReadOnly));
        check(said.line, inBuffer, buffer.toString());
      }
    }
  }

  /** What is saved again, with its times, is what NumPy saves. */
  @ParameterizedTest
  @MethodSource("arrays")
  void arraysAreWrittenAsNumpyWritesThem(Said said) throws IOException {
    NpyArray array = NpyFile.of(said.bytes("file"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyFile.write(out, array);
    assertArrayEquals(said.bytes("again"), out.toByteArray());
    Path path = folder.resolve("again");
    NpyFile.save(path, array);
    assertArrayEquals(said.bytes("again"), Files.readAllBytes(path));
    inZipFile(
        new byte[0],
        file -> {
          NpyFile.save(file, array);
          assertArrayEquals(said.bytes("again"), Files.readAllBytes(file));
        });
    // The view has no times, nor has what knows of none.
    if (!array.times().isEmpty()) {
      out.reset();
      array.doWithView(Request.FULL_RO, view -> NpyFile.write(out, view));
      assertEquals(Map.of(), NpyFile.of(out.toByteArray()).times());
    }
    for (boolean isDeflated : new boolean[] {false, true}) {
      out.reset();
      if (isDeflated) {
        NpzFile.writeCompressed(out, Map.of("a", array));
      } else {
        NpzFile.write(out, Map.of("a", array));
      }
      NpyArray read = NpzFile.of(out.toByteArray()).array("a");
      assertEquals(said.bytes("again").length, read.end());
      check(said.line, read, "archive");
    }
  }

  /** As {@code np.save(f, a); np.save(f, b)}. */
  @Test
  void oneArrayAfterTheOther() throws IOException {
    List<Said> all = arrays().toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Said said : all) {
      NpyFile.write(out, NpyFile.of(said.bytes("file")));
    }
    byte[] bytes = out.toByteArray();
    Path path = file(bytes);
    InputStream in = new ByteArrayInputStream(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    var channel = Channels.newChannel(new ByteArrayInputStream(bytes));
    MemorySegment segment = MemorySegment.ofArray(bytes);
    long at = 0;
    for (Said said : all) {
      NpyArray array = NpyFile.open(path, MapMode.READ_ONLY, at);
      NpyArray part = NpyFile.of(segment.asSlice(at));
      assertEquals(at + part.end(), array.end());
      check(said.line, array, "file");
      check(said.line, part, "segment");
      check(said.line, NpyFile.read(in), "stream");
      check(said.line, NpyFile.read(channel), "channel");
      check(said.line, NpyFile.of(buffer), "buffer");
      at = array.end();
    }
    long end = at;
    assertEquals(bytes.length, end);
    assertThrows(EOFException.class, () -> NpyFile.open(path, MapMode.READ_ONLY, end));
    assertThrows(EOFException.class, () -> NpyFile.open(path, MapMode.READ_ONLY, end + 9));
    assertThrows(EOFException.class, () -> NpyFile.of(segment.asSlice(end)));
    assertThrows(EOFException.class, () -> NpyFile.read(in));
    assertThrows(EOFException.class, () -> NpyFile.read(channel));
    assertThrows(EOFException.class, () -> NpyFile.of(buffer));
    assertThrows(IllegalArgumentException.class, () -> NpyFile.open(path, MapMode.READ_ONLY, -1));
  }

  private static void check(Said said, NpzFile npz) throws IOException {
    Map<?, ?> arrays = (Map<?, ?>) said.line.get("arrays");
    assertEquals(List.copyOf(arrays.keySet()), npz.names());
    for (Map.Entry<?, ?> array : arrays.entrySet()) {
      NpyArray read = npz.array((String) array.getKey());
      assertTrue(read.withView(Request.FULL_RO, View::isReadOnly));
      check((Map<?, ?>) array.getValue(), read, array.getKey().toString());
    }
    for (Object other : (List<?>) said.line.get("others")) {
      assertTrue(npz.toString().contains(other.toString()), npz::toString);
      String message =
          assertThrows(IllegalArgumentException.class, () -> npz.load(other.toString()))
              .getMessage();
      assertTrue(message.contains("java.util.zip"), message);
    }
    assertThrows(IllegalArgumentException.class, () -> npz.load("no such array"));
  }

  @ParameterizedTest
  @MethodSource("archives")
  void archivesFromEverywhere(Said said) throws IOException {
    byte[] bytes = said.bytes("file");
    check(said, NpzFile.open(file(bytes)));
    check(said, NpzFile.of(bytes));
    check(said, NpzFile.of(ByteBuffer.allocateDirect(bytes.length + 9).put(9, bytes).position(9)));
    check(said, NpzFile.of(MemorySegment.ofArray(bytes)));
    check(said, NpzFile.read(new ByteArrayInputStream(bytes)));
    check(said, NpzFile.read(Channels.newChannel(new ByteArrayInputStream(bytes))));
    inZipFile(bytes, file -> check(said, NpzFile.open(file)));
  }

  /** Integers that are times come from anywhere. */
  @Test
  void anyIntegersAreSavedAsTimes() throws IOException {
    Timed times =
        Timed.of(
            MemoryExporter.of(Memory.ofArray(new long[] {1, 2, TimeType.NOT_A_TIME})),
            TimeType.parse("M8[25s]"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyFile.write(out, times);
    assertTrue(out.toString(StandardCharsets.ISO_8859_1).contains("'descr': '<M8[25s]'"));
    assertEquals(Map.of("", TimeType.parse("M8[25s]")), NpyFile.of(out.toByteArray()).times());
    Timed wrong = Timed.of(MemoryExporter.of(Memory.ofArray(new int[1])), TimeType.parse("M8"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> NpyFile.write(out, wrong)).getMessage();
    assertTrue(message.contains("use 'q'"), message);
    OutputStream none = OutputStream.nullOutputStream();
    assertThrows(
        IllegalArgumentException.class,
        () -> NpyFile.write(none, Timed.of(times, Map.of("x", TimeType.parse("M8")))));
  }
}
