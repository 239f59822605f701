package io.memview.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Json;
import io.memview.Layout;
import io.memview.Order;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.contract.Seeds;
import io.memview.format.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NumPy's files: those it wrote, those written here byte by byte, and hostile ones. */
class NpyFileTest {
  @TempDir private Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = NpyFileTest.class.getResourceAsStream("/npy/" + name)) {
      return in.readAllBytes();
    }
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("test.npy"), bytes);
  }

  /** A file of a version with a header and data. */
  private static byte[] npy(int version, String header, byte... data) {
    byte[] text =
        header.getBytes(version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    ByteBuffer head = ByteBuffer.allocate(version == 1 ? 10 : 12).order(ByteOrder.LITTLE_ENDIAN);
    head.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    head.put((byte) version).put((byte) 0);
    if (version == 1) {
      head.putShort((short) text.length);
    } else {
      head.putInt(text.length);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.array());
    all.writeBytes(text);
    all.writeBytes(data);
    return all.toByteArray();
  }

  private static String header(String descr, boolean fortran, String shape) {
    return "{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n"
        .formatted(descr, fortran ? "True" : "False", shape);
  }

  private IOException refused(byte[] bytes) throws IOException {
    Path file = file(bytes);
    IOException e = assertThrows(IOException.class, () -> NpyFile.map(file));
    assertThrows(IOException.class, () -> NpyFile.mapWritable(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertArrayEquals(bytes, Files.readAllBytes(file), "the file was changed");
    return e;
  }

  private Object values(byte[] bytes) throws IOException {
    OwnedMemory memory = NpyFile.map(file(bytes));
    try {
      return memory.withView(Request.FULL_RO, View::toList);
    } finally {
      memory.free();
    }
  }

  // ---- what NumPy wrote

  static List<String> written() throws IOException {
    return new String(resource("index.jsonl"), StandardCharsets.UTF_8).lines().toList();
  }

  private static Object expected(Object json) {
    return switch (json) {
      case List<?> list -> list.stream().map(NpyFileTest::expected).toList();
      case Map<?, ?> map -> Double.parseDouble((String) map.get("f"));
      default -> json;
    };
  }

  @ParameterizedTest
  @MethodSource("written")
  void whatNumpyWrote(String line) throws IOException {
    Map<?, ?> entry = (Map<?, ?>) Json.parse(line);
    byte[] bytes = resource((String) entry.get("file"));
    String descr = entry.get("descr") instanceof Map<?, ?> map ? (String) map.get("str") : "record";
    if (!descr.matches("[<>|][biuf][1-8]")) {
      String message = refused(bytes).getMessage();
      assertTrue(message.contains("numbers and truth values"), message);
      return;
    }
    OwnedMemory memory = NpyFile.map(file(bytes));
    memory.withView(
        Request.FULL_RO,
        view -> {
          long[] shape = ((List<?>) entry.get("shape")).stream().mapToLong(n -> (Long) n).toArray();
          assertArrayEquals(shape, view.shape());
          assertEquals(expected(entry.get("values")), view.toList());
          assertTrue(view.isReadOnly());
          boolean fortran = (Boolean) entry.get("fortran");
          assertTrue(view.layout().isContiguous(fortran ? Order.FORTRAN : Order.C));
          return view;
        });
    memory.free();
  }

  @Test
  void aRealHeightField() throws IOException {
    byte[] bytes = resource("elevation.npy");
    OwnedMemory memory = NpyFile.map(file(bytes));
    memory.withView(
        Request.RECORDS_RO,
        view -> {
          byte[] data = view.toBytes(Order.ANY);
          assertArrayEquals(
              Arrays.copyOfRange(bytes, bytes.length - data.length, bytes.length), data);
          assertEquals(view.itemCount() * view.layout().itemSize(), data.length);
          assertEquals(2, view.ndim());
          return view;
        });
    memory.free();
  }

  // ---- what is written here

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyVersionInBothOrders(int version) throws IOException {
    byte[] data = {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6};
    assertEquals(
        List.of(List.of(1L, 2L, 3L), List.of(4L, 5L, 6L)),
        values(npy(version, header("'>i2'", false, "(2, 3)"), data)));
    assertEquals(
        List.of(List.of(1L, 3L, 5L), List.of(2L, 4L, 6L)),
        values(npy(version, header("'>i2'", true, "(2, 3)"), data)));
  }

  @ParameterizedTest
  @CsvSource({
    "|b1, ?, 1",
    "|i1, b, 1",
    "|u1, B, 1",
    "<i2, <h, 2",
    ">i2, >h, 2",
    "<u2, <H, 2",
    "<i4, <i, 4",
    ">i4, >i, 4",
    "<u4, <I, 4",
    "<i8, <q, 8",
    ">u8, >Q, 8",
    "<f2, <e, 2",
    "<f4, <f, 4",
    "<f8, <d, 8",
    ">f8, >d, 8",
    "=f8, d, 8",
    "<b1, ?, 1"
  })
  void everyType(String descr, String format, int size) throws IOException {
    byte[] bytes = npy(1, header("'" + descr + "'", false, "(1,)"), new byte[size]);
    OwnedMemory memory = NpyFile.map(file(bytes));
    assertEquals(Format.parse(format), memory.withView(Request.FULL_RO, View::format));
    memory.free();
  }

  @Test
  void shapes() throws IOException {
    assertEquals(7L, values(npy(1, header("'|u1'", false, "()"), (byte) 7)));
    assertEquals(List.of(7L), values(npy(1, header("'|u1'", false, "(1,)"), (byte) 7)));
    assertEquals(List.of(7L), values(npy(1, header("'|u1'", false, "(1L,)"), (byte) 7)));
    assertEquals(
        List.of(List.of(7L)), values(npy(1, header("'|u1'", false, "( 1 ,1 ,)"), (byte) 7)));
    assertEquals(List.of(), values(npy(1, header("'<f8'", false, "(0,)"))));
    assertEquals(List.of(List.of(), List.of()), values(npy(1, header("'<f8'", true, "(2, 0)"))));
    assertEquals(List.of(7L), values(npy(1, header("'|u1'", false, "(1,)"), (byte) 7, (byte) 8)));
  }

  @Test
  void keysInAnyOrderAndSpacing() throws IOException {
    assertEquals(
        List.of(7L),
        values(
            npy(1, "{ 'shape' :(1,) ,'descr':'|u1','fortran_order'\t:  False}      \n", (byte) 7)));
  }

  @Test
  void writtenInPlace() throws IOException {
    byte[] bytes = npy(1, header("'>i4'", true, "(2, 2)"), new byte[16]);
    Path file = file(bytes);
    OwnedMemory memory = NpyFile.mapWritable(file);
    memory.withView(
        Request.FULL,
        view -> {
          view.setLong(0x01020304, 1, 0);
          assertThrows(BufferException.Exported.class, memory::free);
          return view;
        });
    memory.free();
    System.arraycopy(new byte[] {1, 2, 3, 4}, 0, bytes, bytes.length - 12, 4);
    assertArrayEquals(bytes, Files.readAllBytes(file));
    assertEquals(List.of(List.of(0L, 0L), List.of(0x01020304L, 0L)), values(bytes));
  }

  // ---- hostile files

  @Test
  void otherFiles() throws IOException {
    assertTrue(refused(new byte[0]).getMessage().contains("no .npy file"));
    assertTrue(refused(new byte[100]).getMessage().contains("no .npy file"));
    assertTrue(
        refused("PK\003\004".getBytes(StandardCharsets.US_ASCII)).getMessage().contains("no .npy"));
    byte[] good = npy(1, header("'|u1'", false, "(1,)"), (byte) 7);
    for (int i = 0; i < 6; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      assertTrue(refused(bad).getMessage().contains("no .npy file"));
    }
    for (int version : new int[] {0, 4, 127, 128, 255}) {
      byte[] bad = good.clone();
      bad[6] = (byte) version;
      assertTrue(refused(bad).getMessage().contains("version"));
    }
    byte[] minor = good.clone();
    minor[7] = 1;
    assertTrue(refused(minor).getMessage().contains("version"));
    assertThrows(IOException.class, () -> NpyFile.map(folder));
    assertThrows(NoSuchFileException.class, () -> NpyFile.map(folder.resolve("missing")));
  }

  @Test
  void cutShortAnywhere() throws IOException {
    for (int version = 1; version <= 3; version++) {
      byte[] good = npy(version, header("'<f8'", false, "(2, 3)"), new byte[48]);
      for (int length = 0; length < good.length; length++) {
        String message = refused(Arrays.copyOf(good, length)).getMessage();
        if (length >= 6) {
          assertTrue(message.contains("cut short"), message);
        }
      }
      values(good);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(4611686018427387904, 4)",
        "(9223372036854775807,)",
        "(9223372036854775807, 9223372036854775807)",
        "(9223372036854775808,)",
        "(99999999999999999999999,)",
        "(1000000000000,)",
        "(-1,)",
        "(2, -3)",
        "(-2, -3)",
        "(1.0,)",
        "(1e3,)",
        "(0x10,)",
        "(1)",
        "(,)",
        "(1,,2)",
        "(1 2,)",
        "(1L2,)",
        "(L,)",
        "(1,(2,))",
        "[1]",
        "1",
        "None",
        "'(1,)'",
        "(True,)",
        "__import__('os').system('true')",
        "(1,) + (2,)",
        "(2**3,)",
      })
  void badShapes(String shape) throws IOException {
    refused(npy(1, header("'<f8'", false, shape), new byte[64]));
  }

  @Test
  void tooManyDimensions() throws IOException {
    refused(npy(1, header("'|u1'", false, "(" + "1,".repeat(65) + ")"), (byte) 1));
    refused(npy(1, header("'|u1'", false, "(" + "1,".repeat(4900) + ")"), (byte) 1));
    byte[] most = npy(1, header("'|u1'", false, "(" + "1,".repeat(64) + ")"), (byte) 1);
    OwnedMemory memory = NpyFile.map(file(most));
    assertEquals(Layout.MAX_DIMENSIONS, memory.withView(Request.FULL_RO, View::ndim));
    memory.free();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'<f3'",
        "'<f16'",
        "'<i16'",
        "'<c16'",
        "'<U3'",
        "'|S5'",
        "'|V8'",
        "'|O'",
        "'<M8[ns]'",
        "'<m8'",
        "''",
        "'f8'",
        "'<'",
        "'<f'",
        "'<f8 '",
        "'<f8<f8'",
        "'<f99999999999999999999'",
        "f8",
        "None",
        "8",
        "[('a', '<i4')]",
        "[('a', '<i4', (2, 3)), ('b', '|S2')]",
        "('<f8', (2,))",
        "{'names': ['a'], 'formats': ['<i4']}",
        "open('/etc/passwd').read()",
        "\"<f8\"",
        "True"
      })
  void badTypes(String descr) throws IOException {
    refused(npy(1, header(descr, false, "(2,)"), new byte[64]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n",
        "{",
        "}",
        "{}",
        "[]",
        "None",
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'shape': (1,)}",
        "{'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} or 1",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': 'False', 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': not True, 'shape': (1,)}",
        "{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}",
        "{'descr' '<f8', 'fortran_order': False, 'shape': (1,)}",
        "{,'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f8',, 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,),,}",
        "{'Descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
        "dict(descr='<f8', fortran_order=False, shape=(1,))",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}\0",
      })
  void badHeaders(String header) throws IOException {
    for (int version = 1; version <= 3; version++) {
      refused(npy(version, header, new byte[64]));
    }
  }

  @Test
  void hugeHeaders() throws IOException {
    for (int length : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 20}) {
      byte[] bytes = npy(2, header("'<f8'", false, "(1,)"), new byte[8]);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, length);
      String message = refused(bytes).getMessage();
      assertTrue(message.contains("header of " + Integer.toUnsignedString(length)), message);
    }
    String spaces = header("'<f8'", false, "(1,)").strip() + " ".repeat(60_000);
    refused(npy(1, spaces, new byte[8]));
    refused(npy(1, "{".repeat(9_999), new byte[8]));
    refused(npy(1, "{" + "'descr': '<f8', ".repeat(600) + "}", new byte[8]));
    refused(npy(1, header("'" + "<".repeat(9_000) + "'", false, "(1,)"), new byte[8]));
    refused(npy(1, header("'<f8'", false, "(" + " ".repeat(9_000) + "1)"), new byte[8]));
  }

  @Test
  void everyFlippedBitIsReadOrRefused() throws IOException {
    byte[] good = npy(1, header("'<f8'", false, "(2, 3)"), new byte[48]);
    Seeds.forEach(
        NpyFileTest.class,
        1500,
        random -> {
          byte[] bad = good.clone();
          for (int i = random.nextInt(3); i >= 0; i--) {
            bad[random.nextInt(bad.length - 48)] ^= (byte) (1 << random.nextInt(8));
          }
          OwnedMemory memory;
          try {
            memory = NpyFile.map(file(bad));
          } catch (IOException e) {
            return;
          }
          memory.withView(Request.FULL_RO, View::toList);
          memory.free();
        });
  }
}
