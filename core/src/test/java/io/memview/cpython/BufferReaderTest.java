package io.memview.cpython;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Memory;
import io.memview.TestMemory;
import io.memview.format.ByteMode;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What exporters may fill into a {@code Py_buffer}, right or wrong. Needs no Python. */
final class BufferReaderTest {
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment bytes = arena.allocate(48, 8);
  private final MemorySegment table = arena.allocate(32, 8);

  BufferReaderTest() {
    for (int i = 0; i < 48; i++) {
      bytes.set(ValueLayout.JAVA_BYTE, i, (byte) i);
    }
    for (int i = 0; i < 3; i++) {
      table.setAtIndex(ValueLayout.JAVA_LONG, i, bytes.address() + 16L * i);
    }
  }

  /** A struct that is right: shape (3, 2) of 'i', C contiguous; and then some fields of others. */
  private long struct(Map<String, Object> others) {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("buf", bytes.address());
    fields.put("len", 24L);
    fields.put("itemsize", 4L);
    fields.put("ndim", 2);
    fields.put("format", "i");
    fields.put("shape", new long[] {3, 2});
    fields.put("strides", new long[] {8, 4});
    fields.putAll(others);
    long struct = arena.allocate(PyBuffer.SIZE, 8).address();
    fields.forEach(
        (name, value) -> {
          switch (name) {
            case "buf" -> PyBuffer.set(struct, PyBuffer.BUF, pointer(value));
            case "len" -> PyBuffer.set(struct, PyBuffer.LEN, (Long) value);
            case "itemsize" -> PyBuffer.set(struct, PyBuffer.ITEM_SIZE, (Long) value);
            case "ndim" -> PyBuffer.setInt(struct, PyBuffer.NDIM, (Integer) value);
            case "readonly" -> PyBuffer.setInt(struct, PyBuffer.READ_ONLY, (Integer) value);
            case "format" -> PyBuffer.set(struct, PyBuffer.FORMAT, pointer(value));
            case "shape" -> PyBuffer.set(struct, PyBuffer.SHAPE, pointer(value));
            case "strides" -> PyBuffer.set(struct, PyBuffer.STRIDES, pointer(value));
            case "suboffsets" -> PyBuffer.set(struct, PyBuffer.SUBOFFSETS, pointer(value));
            default -> throw new AssertionError(name);
          }
        });
    return struct;
  }

  private long pointer(Object value) {
    return switch (value) {
      case Long address -> address;
      case String text -> arena.allocateFrom(text).address();
      case long[] numbers -> arena.allocateFrom(ValueLayout.JAVA_LONG, numbers).address();
      default -> throw new AssertionError(value);
    };
  }

  private Memory read(boolean isShaped, Map<String, Object> others) {
    return BufferReader.read(struct(others), arena, isShaped, new PythonExporter(null, false));
  }

  private static long last(Memory memory) {
    long[] index = memory.layout().shape();
    for (int d = 0; d < index.length; d++) {
      index[d]--;
    }
    return TestMemory.view(memory).getLong(index);
  }

  @Test
  void allFields() {
    Memory memory = read(true, Map.of());
    assertEquals(Format.parse("i"), memory.format());
    assertArrayEquals(new long[] {3, 2}, memory.layout().shape());
    assertArrayEquals(new long[] {8, 4}, memory.layout().strides());
    assertEquals(0x17161514, last(memory));
    assertFalse(memory.isReadOnly());
    assertTrue(read(true, Map.of("readonly", 1)).isReadOnly());
  }

  @Test
  void missingFields() {
    assertEquals(0x17161514, last(read(true, Map.of("strides", 0L))));
    assertEquals(opaque(4), read(true, Map.of("format", 0L)).format());
    Memory line = read(true, Map.of("ndim", 1, "shape", 0L, "strides", 0L));
    assertArrayEquals(new long[] {6}, line.layout().shape());
    Memory item = read(true, Map.of("ndim", 0, "len", 4L, "shape", 0L, "strides", 0L));
    assertArrayEquals(new long[0], item.layout().shape());
    assertEquals(0x03020100, last(item));
    // All negative is as good as none.
    assertFalse(read(true, Map.of("suboffsets", new long[] {-1, -5})).layout().hasPointers());
  }

  @Test
  void fieldsThatNobodyAskedFor() {
    for (Map<String, Object> fields :
        List.<Map<String, Object>>of(
            Map.of("ndim", 1, "shape", 0L, "strides", 0L),
            Map.of("ndim", 0, "shape", 0L, "strides", 0L, "itemsize", 8L))) {
      Memory plain = read(false, fields);
      assertEquals(Format.parse("B"), plain.format());
      assertArrayEquals(new long[] {24}, plain.layout().shape());
      assertEquals(23, last(plain));
    }
    // ctypes answers as it always does; the request is for others to look at.
    assertArrayEquals(new long[] {3, 2}, read(false, Map.of("strides", 0L)).layout().shape());
  }

  @Test
  void stridesOfAllKinds() {
    Memory backwards =
        read(true, Map.of("buf", bytes.address() + 16, "strides", new long[] {-8, 4}));
    assertEquals(0x07060504, last(backwards));
    assertEquals(16, backwards.layout().offset());
    Memory broadcast = read(true, Map.of("strides", new long[] {0, 4}));
    assertTrue(broadcast.isReadOnly());
    assertEquals(0x07060504, last(broadcast));
  }

  @Test
  void pointers() {
    Map<String, Object> rows =
        Map.of(
            "buf", table.address(), "strides", new long[] {8, 4}, "suboffsets", new long[] {4, -1});
    Memory memory = read(true, rows);
    assertTrue(memory.layout().isPointer(0));
    assertEquals(0x2b2a2928, last(memory));
    Memory backwards =
        read(
            true,
            Map.of(
                "buf",
                table.address() + 16,
                "strides",
                new long[] {-8, -4},
                "suboffsets",
                new long[] {4, -1}));
    assertEquals(0x03020100, last(backwards));
  }

  @Test
  void formatsThatContradictTheItemSize() {
    String[][] formats = {
      {"B", ""},
      {"d", ""},
      {"no such", ""},
      {"<u", ""},
      {"T{h:a:}", "T{h:a:2x}"},
      {"", ""}
    };
    for (String[] pair : formats) {
      Map<String, Object> fields =
          pair[0].isEmpty()
              ? Map.of("format", "", "itemsize", 0L, "len", 0L)
              : Map.of("format", pair[0]);
      Memory memory = read(true, fields);
      assertEquals(pair[0].isEmpty() ? 0 : 4, memory.format().itemSize(), pair[0]);
      Format wanted =
          pair[1].isEmpty() ? opaque(memory.format().itemSize()) : Format.parse(pair[1]);
      if (!pair[0].isEmpty()) {
        assertEquals(wanted, memory.format(), pair[0]);
      }
    }
  }

  private static Format opaque(long size) {
    return new Scalar(ScalarType.VOID, ByteMode.NATIVE, size);
  }

  /** Nobody can be asked, and the string may mean one place or another. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // NumPy leaves out the padding of the inner record: is the last field at 8 or at 11?
        "T{T{i:a:B:b:}:r:xxxB:c:}| 12| ",
        "T{T{i:a:B:b:}:r:B:c:}| 12| ",
        "T{(2)T{i:a:B:b:}:r:}| 16| ",
        "T{(2)T{i:a:B:b:}:r:}| 20| ",
        "T{T{^i:a:B:b:}:r:xxxB:c:}| 9| T{T{^i:a:B:b:}:r:xxxB:c:}",
        "T{T{i:a:B:b:3x}:r:B:c:3x}| 12| T{T{i:a:B:b:3x}:r:B:c:3x}",
        // Who has the codes aligned has the records padded.
        "T{T{b:a:i:b:h:c:}:r:B:d:}| 16| T{T{b:a:i:b:h:c:}:r:B:d:}",
        "bi| 8| bi",
        // ctypes: a derived structure, bits, a union.
        "T{<h:z:}| 12| ",
        "T{<B:a:<B:b:<H:c:}| 4| ",
        "T{B:u:<B:x:<B:y:}| 4| ",
        "T{<B:a::<B:<B:b:}| 4| ",
        "T{=B:a:<H:b:}| 3| T{=B:a:<H:b:}",
      })
  void recordsOfStrangers(String said, long size, @Nullable String format) {
    Memory memory =
        read(true, Map.of("format", said, "itemsize", size, "ndim", 0, "len", size, "shape", 0L));
    assertEquals(
        format == null ? opaque(size) : Format.parse(format).padded(),
        memory.format().padded(),
        said);
    assertEquals(size, memory.format().itemSize());
  }

  @ParameterizedTest
  @CsvSource({
    "ndim, -1",
    "ndim, 65",
    "len, -24",
    "len, 23",
    "itemsize, -4",
    "itemsize, 3",
    "buf, 0",
  })
  void numbersThatCannotBe(String field, long value) {
    Object boxed = field.equals("ndim") ? (Object) (int) value : (Object) value;
    assertBroken(Map.of(field, boxed));
  }

  @Test
  void arraysThatCannotBe() {
    assertBroken(Map.of("shape", 0L));
    assertBroken(Map.of("shape", new long[] {-3, -2}));
    assertBroken(Map.of("shape", new long[] {1L << 62, 1L << 62}));
    assertBroken(Map.of("strides", new long[] {Long.MIN_VALUE, 4}));
    assertBroken(Map.of("strides", new long[] {Long.MAX_VALUE / 2, 4}));
    assertBroken(Map.of("strides", new long[] {-(bytes.address() / 2), 4}));
    MemorySegment nulls = arena.allocate(24, 8);
    assertBroken(Map.of("buf", nulls.address(), "suboffsets", new long[] {0, -1}));
    assertBroken(Map.of("buf", table.address() + 1, "suboffsets", new long[] {0, -1}));
    assertBroken(
        Map.of(
            "buf",
            table.address(),
            "strides",
            new long[] {-table.address(), 4},
            "suboffsets",
            new long[] {0, -1}));
  }

  private void assertBroken(Map<String, Object> fields) {
    assertRefused(BufferException.Refused.class, () -> read(true, fields), "as nothing can be: ");
  }

  /** An object that says something else the second time is believed the second time, too. */
  @Test
  void whatIsKnownIsComparedInEveryField() {
    PythonExporter exporter = new PythonExporter(null, false);
    BufferReader.read(struct(Map.of()), arena, true, exporter);
    for (Map<String, Object> other :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("readonly", 1),
            Map.of("format", "I"),
            Map.of("format", "T{h:a:h:b:}"),
            Map.of("strides", new long[] {4, 12}),
            Map.of("strides", 0L),
            Map.of("shape", new long[] {2, 3}, "strides", new long[] {12, 4}),
            Map.of("len", 48L, "itemsize", 8L, "format", "q", "strides", new long[] {16, 8}),
            Map.of("len", 8L, "shape", new long[] {1, 2}),
            Map.of("ndim", 1, "len", 12L, "shape", new long[] {3}),
            Map.of("buf", bytes.address() + 24),
            Map.of("buf", bytes.address() + 16, "strides", new long[] {-8, 4}),
            Map.of("buf", table.address(), "suboffsets", new long[] {0, -1}))) {
      Memory fresh = read(true, other);
      for (int round = 0; round < 2; round++) {
        Memory known = BufferReader.read(struct(other), arena, true, exporter);
        assertEquals(fresh.format(), known.format());
        assertEquals(fresh.layout(), known.layout());
        assertEquals(fresh.isReadOnly(), known.isReadOnly());
        assertEquals(TestMemory.view(fresh).toList(), TestMemory.view(known).toList());
      }
    }
  }
}
