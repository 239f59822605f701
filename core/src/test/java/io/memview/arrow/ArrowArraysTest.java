package io.memview.arrow;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Refusals;
import io.memview.Request;
import io.memview.Timed;
import io.memview.format.ArrowFormat;
import io.memview.format.Format;
import io.memview.format.TimeType;
import io.memview.internal.NativeMemory;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The structs by themselves; Arrow's own library is the other side in the examples' tests. */
final class ArrowArraysTest {
  private final Arena arena = Arena.ofAuto();

  private static void refused(String reason, Executable action) {
    Refusals.assertRefused(BufferException.Refused.class, action, reason);
  }

  /** Lists of three integers as a library in C would make them, with every field to be spoiled. */
  private final class Producer {
    final MemorySegment schema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
    final MemorySegment array = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
    final MemorySegment childSchema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
    final MemorySegment child = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
    final MemorySegment data = arena.allocate(JAVA_INT, 20);
    final MemorySegment bitmap = arena.allocate(8);
    final MemorySegment childBuffers = pointers(0, data.address());
    int schemasReleased;
    int arraysReleased;

    /** Two lists, from the second on, of values from the third on. */
    Producer() {
      for (int i = 0; i < 20; i++) {
        data.setAtIndex(JAVA_INT, i, i);
      }
      long release =
          NativeMemory.function(MethodHandles.lookup(), this, "releaseSchema", null, JAVA_LONG);
      schema.set(JAVA_LONG, ArrowStructs.SCHEMA_FORMAT, arena.allocateFrom("+w:3").address());
      schema.set(JAVA_LONG, ArrowStructs.SCHEMA_CHILD_COUNT, 1);
      schema.set(
          JAVA_LONG, ArrowStructs.SCHEMA_CHILDREN, pointers(childSchema.address()).address());
      schema.set(JAVA_LONG, ArrowStructs.SCHEMA_RELEASE, release);
      childSchema.set(JAVA_LONG, ArrowStructs.SCHEMA_FORMAT, arena.allocateFrom("i").address());
      array.set(JAVA_LONG, ArrowStructs.ARRAY_LENGTH, 2);
      array.set(JAVA_LONG, ArrowStructs.ARRAY_OFFSET, 1);
      array.set(JAVA_LONG, ArrowStructs.ARRAY_BUFFER_COUNT, 1);
      array.set(JAVA_LONG, ArrowStructs.ARRAY_BUFFERS, pointers(0).address());
      array.set(JAVA_LONG, ArrowStructs.ARRAY_CHILD_COUNT, 1);
      array.set(JAVA_LONG, ArrowStructs.ARRAY_CHILDREN, pointers(child.address()).address());
      array.set(
          JAVA_LONG,
          ArrowStructs.ARRAY_RELEASE,
          NativeMemory.function(MethodHandles.lookup(), this, "releaseArray", null, JAVA_LONG));
      child.set(JAVA_LONG, ArrowStructs.ARRAY_LENGTH, 9);
      child.set(JAVA_LONG, ArrowStructs.ARRAY_OFFSET, 2);
      child.set(JAVA_LONG, ArrowStructs.ARRAY_BUFFER_COUNT, 2);
      child.set(JAVA_LONG, ArrowStructs.ARRAY_BUFFERS, childBuffers.address());
    }

    MemorySegment pointers(long... addresses) {
      return arena.allocateFrom(JAVA_LONG, addresses);
    }

    @SuppressWarnings("UnusedMethod") // found by its name
    void releaseSchema(long at) {
      schemasReleased++;
      ArrowStructs.set(at, ArrowStructs.SCHEMA_RELEASE, 0);
    }

    @SuppressWarnings("UnusedMethod") // found by its name
    void releaseArray(long at) {
      arraysReleased++;
      // Moved: not where it was filled in.
      if (at == array.address()) {
        arraysReleased += 100;
      }
      ArrowStructs.set(at, ArrowStructs.ARRAY_RELEASE, 0);
    }

    OwnedMemory take() {
      return ArrowArrays.importArray(schema, array);
    }
  }

  @Test
  void offsetsOfListsAndValues() {
    Producer producer = new Producer();
    OwnedMemory memory = producer.take();
    assertEquals(1, producer.schemasReleased);
    assertEquals(0, producer.array.get(JAVA_LONG, ArrowStructs.ARRAY_RELEASE));
    memory.doWithView(
        Request.FULL_RO, view -> assertEquals("[[5, 6, 7], [8, 9, 10]]", view.toList().toString()));
    assertEquals(0, producer.arraysReleased);
    memory.free();
    memory.free();
    assertEquals(1, producer.arraysReleased);
    Refusals.assertRefused(IllegalArgumentException.class, producer::take, "moved before");
  }

  @Test
  void nullsElsewhereAreNoNulls() {
    Producer producer = new Producer();
    producer.child.set(JAVA_LONG, ArrowStructs.ARRAY_NULL_COUNT, -1);
    producer.childBuffers.setAtIndex(JAVA_LONG, 0, producer.bitmap.address());
    producer.bitmap.set(JAVA_LONG, 0, 0b111_1110_0000L); // 5 to 10
    producer.take().free();
    assertEquals(1, producer.arraysReleased);
    refuses(
        "1 of 6 values are null",
        spoiled -> {
          spoiled.child.set(JAVA_LONG, ArrowStructs.ARRAY_NULL_COUNT, 1);
          spoiled.childBuffers.setAtIndex(JAVA_LONG, 0, spoiled.bitmap.address());
          spoiled.bitmap.set(JAVA_LONG, 0, 0b1111_0110_0000L);
        });
  }

  private void refuses(String reason, Consumer<Producer> spoil) {
    Producer producer = new Producer();
    spoil.accept(producer);
    refused(reason, producer::take);
    // What is refused stays the caller's.
    assertEquals(0, producer.arraysReleased + producer.schemasReleased);
    ArrowArrays.release(producer.schema, producer.array);
    assertEquals(102, producer.arraysReleased + producer.schemasReleased);
    ArrowArrays.release(producer.schema, producer.array);
    assertEquals(102, producer.arraysReleased + producer.schemasReleased);
  }

  @Test
  void whatIsRefused() {
    refuses("length -1", p -> p.array.set(JAVA_LONG, ArrowStructs.ARRAY_LENGTH, -1));
    refuses("offset -1", p -> p.array.set(JAVA_LONG, ArrowStructs.ARRAY_OFFSET, -1));
    refuses("9 items at offset -1", p -> p.child.set(JAVA_LONG, ArrowStructs.ARRAY_OFFSET, -1));
    refuses("8 items", p -> p.child.set(JAVA_LONG, ArrowStructs.ARRAY_LENGTH, 8));
    refuses("none can be", p -> p.array.set(JAVA_LONG, ArrowStructs.ARRAY_LENGTH, Long.MAX_VALUE));
    refuses("none can be", p -> p.array.set(JAVA_LONG, ArrowStructs.ARRAY_OFFSET, Long.MAX_VALUE));
    refuses("dictionary", p -> p.array.set(JAVA_LONG, ArrowStructs.ARRAY_DICTIONARY, 8));
    refuses("dictionary", p -> p.schema.set(JAVA_LONG, ArrowStructs.SCHEMA_DICTIONARY, 8));
    refuses("2 buffers", p -> p.array.set(JAVA_LONG, ArrowStructs.ARRAY_BUFFER_COUNT, 2));
    refuses("0 children", p -> p.array.set(JAVA_LONG, ArrowStructs.ARRAY_CHILD_COUNT, 0));
    refuses("without a child", p -> p.array.set(JAVA_LONG, ArrowStructs.ARRAY_CHILDREN, 0));
    refuses("without a format", p -> p.schema.set(JAVA_LONG, ArrowStructs.SCHEMA_FORMAT, 0));
    refuses("bytes at 0x0", p -> p.childBuffers.setAtIndex(JAVA_LONG, 1, 0));
    for (String format : List.of("+w:", "+w:-1", "+w:99999999999", "+w:x")) {
      refuses("format '" + format, p -> format(p.schema, format));
    }
    for (String format : List.of("b", "u", "n", "tdX", "+s", "d:9,2", "", "w:")) {
      refuses("Arrow format '" + format, p -> format(p.childSchema, format));
    }
  }

  private void format(MemorySegment schema, String format) {
    schema.set(JAVA_LONG, ArrowStructs.SCHEMA_FORMAT, arena.allocateFrom(format).address());
  }

  @Test
  void whatIsNoPointer() {
    MemorySegment schema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
    MemorySegment array = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 2);
    for (MemorySegment wrong :
        List.of(MemorySegment.ofArray(new long[10]), MemorySegment.NULL, arena.allocate(8, 8))) {
      assertThrows(IllegalArgumentException.class, () -> ArrowArrays.importArray(wrong, array));
      assertThrows(IllegalArgumentException.class, () -> ArrowArrays.importArray(schema, wrong));
      assertThrows(
          IllegalArgumentException.class, () -> ArrowArrays.exportArray(memory, schema, wrong));
      assertThrows(
          IllegalArgumentException.class, () -> ArrowArrays.exportArray(memory, wrong, array));
      assertThrows(IllegalArgumentException.class, () -> ArrowArrays.release(schema, wrong));
    }
    assertEquals(0, memory.exports());
  }

  // ---- the other way

  @Test
  void thereAndBack() {
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("d"), 4, 3, 2);
    memory.doWithView(Request.FULL, view -> view.setDouble(2, 1, 1, 5));
    MemorySegment schema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
    MemorySegment array = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
    try (Lease lease = memory.acquire(Request.FULL)) {
      ArrowArrays.exportArray(lease.view().at(2), schema, array);
    }
    assertNotEquals(0, memory.exports());
    OwnedMemory back = ArrowArrays.importArray(schema, array);
    back.doWithView(
        Request.FULL_RO,
        view -> {
          assertArrayEquals(new long[] {3, 2}, view.shape());
          assertEquals(5.0, view.getDouble(1, 1));
        });
    assertThrows(BufferException.Exported.class, memory::free);
    back.free();
    assertEquals(0, memory.exports());
    memory.free();
  }

  /** Integers with their meaning beside them, through lists of any depth. */
  @ParameterizedTest
  @CsvSource({
    "tdD, i",
    "tdm, q",
    "tts, i",
    "ttm, i",
    "ttu, q",
    "ttn, q",
    "tss:, q",
    "tsm:, q",
    "tsu:UTC, q",
    "tsn:Europe/Berlin, q",
    "tDs, q",
    "tDm, q",
    "tDu, q",
    "tDn, q",
    "tiM, i"
  })
  void timesThereAndBack(String arrow, String format) {
    TimeType time = ArrowFormat.time(arrow).orElseThrow();
    for (long[] shape : new long[][] {{3}, {2, 3}, {2, 1, 3}}) {
      OwnedMemory memory = OwnedMemory.allocate(Format.parse(format), shape);
      memory.doWithView(Request.FULL, view -> view.fill(-5L));
      MemorySegment schema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
      MemorySegment array = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
      ArrowArrays.exportArray(Timed.of(memory, time), schema, array);
      assertEquals(Optional.of(time), ArrowArrays.time(schema));
      OwnedMemory back = ArrowArrays.importArray(schema, array);
      back.doWithView(
          Request.FULL_RO,
          view -> {
            assertEquals(Format.parse(format), view.format());
            assertArrayEquals(shape, view.shape());
            view.forEachLong(Order.ANY, value -> assertEquals(-5, value));
          });
      back.free();
      memory.free();
      assertThrows(IllegalArgumentException.class, () -> ArrowArrays.time(schema));
    }
  }

  @Test
  void timesOfOthers() {
    Producer producer = new Producer();
    format(producer.childSchema, "tdD");
    assertEquals(
        Optional.of(TimeType.of(TimeType.Kind.DATE, TimeType.Unit.DAYS)),
        ArrowArrays.time(producer.schema));
    OwnedMemory days = producer.take();
    days.doWithView(
        Request.FULL_RO, view -> assertEquals("[[5, 6, 7], [8, 9, 10]]", view.toList().toString()));
    days.free();
    Producer intervals = new Producer();
    format(intervals.childSchema, "tiD");
    intervals.child.set(JAVA_LONG, ArrowStructs.ARRAY_OFFSET, 0);
    intervals.child.set(JAVA_LONG, ArrowStructs.ARRAY_LENGTH, 9);
    assertEquals(Optional.empty(), ArrowArrays.time(intervals.schema));
    OwnedMemory records = intervals.take();
    records.doWithView(
        Request.FULL_RO,
        view ->
            assertEquals(
                "[[7, 9, 11], [13, 15, 17]]", view.field("milliseconds").toList().toString()));
    records.free();
  }

  @Test
  void timesThatArrowHasNot() {
    OwnedMemory q = OwnedMemory.allocate(Format.parse("q"), 2);
    refusesToExport("dates are days in 'i'", Timed.of(q, TimeType.parse("M8[D]")));
    refusesToExport("dates are days in 'i'", Timed.of(q, TimeType.parse("M8[25s]")));
    OwnedMemory records = OwnedMemory.allocate(Format.parse("T{q:t:}"), 2);
    refusesToExport(
        "export copies of the fields one by one",
        Timed.of(records, Map.of("t", TimeType.parse("M8[s]"))));
    OwnedMemory i = OwnedMemory.allocate(Format.parse("i"), 2);
    MemorySegment schema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
    MemorySegment array = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
    // As the first message says.
    ArrowArrays.exportArray(
        Timed.of(i, TimeType.of(TimeType.Kind.DATE, TimeType.Unit.DAYS)), schema, array);
    ArrowArrays.release(schema, array);
    for (OwnedMemory each : List.of(q, records, i)) {
      each.free();
    }
  }

  /** A child that is moved out stays when its parent is released. */
  @Test
  void movedChildren() {
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 2, 3);
    MemorySegment schema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
    MemorySegment array = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
    ArrowArrays.exportArray(memory, schema, array);
    MemorySegment values = move(ArrowStructs.ARRAY_CHILDREN, array, ArrowArrays.ARRAY_SIZE);
    MemorySegment type = move(ArrowStructs.SCHEMA_CHILDREN, schema, ArrowArrays.SCHEMA_SIZE);
    ArrowArrays.release(schema, array);
    ArrowArrays.release(schema, array);
    assertEquals(1, memory.exports());
    OwnedMemory flat = ArrowArrays.importArray(type, values);
    flat.doWithView(Request.FULL_RO, view -> assertArrayEquals(new long[] {6}, view.shape()));
    flat.free();
    assertEquals(0, memory.exports());
    memory.free();
  }

  private MemorySegment move(long children, MemorySegment parent, long size) {
    long child = ArrowStructs.get(parent.get(JAVA_LONG, children), 0);
    MemorySegment moved = arena.allocate(size, 8).copyFrom(NativeMemory.all().asSlice(child, size));
    boolean isArray = size == ArrowArrays.ARRAY_SIZE;
    ArrowStructs.set(child, isArray ? ArrowStructs.ARRAY_RELEASE : ArrowStructs.SCHEMA_RELEASE, 0);
    return moved;
  }

  @Test
  void noItems() {
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 0, 3);
    MemorySegment schema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
    MemorySegment array = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
    ArrowArrays.exportArray(memory, schema, array);
    OwnedMemory back = ArrowArrays.importArray(schema, array);
    back.doWithView(Request.FULL_RO, view -> assertArrayEquals(new long[] {0, 3}, view.shape()));
    back.free();
    memory.free();
  }

  @Test
  void memoryWhoseArenaHasBeenClosed() {
    Arena arena = Arena.ofShared();
    MemoryExporter gone = MemoryExporter.of(arena.allocate(8, 8), "d");
    arena.close();
    MemorySegment schema = Arena.ofAuto().allocate(72, 8);
    MemorySegment array = Arena.ofAuto().allocate(80, 8);
    assertThrows(
        BufferException.Released.class, () -> ArrowArrays.exportArray(gone, schema, array));
    assertEquals(0, gone.exports());
  }

  @Test
  void whatArrowCannotSay() {
    refusesToExport("no fixed-width type", OwnedMemory.allocate(Format.parse(">i"), 2));
    refusesToExport("no fixed-width type", OwnedMemory.allocate(Format.parse("?"), 2));
    refusesToExport("no fixed-width type", OwnedMemory.allocate(Format.parse("T{i:x:}"), 2));
    refusesToExport("Java heap", MemoryExporter.of(Memory.ofArray(new int[2])));
    OwnedMemory grid = OwnedMemory.allocate(Format.parse("i"), 2, 3);
    try (Lease lease = grid.acquire(Request.FULL)) {
      refusesToExport("contiguous in C order", lease.view().transpose());
      refusesToExport("reshape(1)", lease.view().at(0, 0));
    }
    assertEquals(0, grid.exports());
  }

  private void refusesToExport(String reason, Exporter exporter) {
    MemorySegment schema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
    MemorySegment array = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
    refused(reason, () -> ArrowArrays.exportArray(exporter, schema, array));
    assertEquals(0, array.get(JAVA_LONG, ArrowStructs.ARRAY_RELEASE));
    assertEquals(0, schema.get(JAVA_LONG, ArrowStructs.SCHEMA_RELEASE));
  }
}
