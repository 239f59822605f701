package io.memview.adapters.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.arrow.ArrowArrays;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Arrow's own C data interface is the other side. */
class ArrowCDataTest {
  /** Complains on close if anything has not been released. */
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void everythingIsReleased() {
    allocator.close();
  }

  // ---- from Arrow

  private OwnedMemory fromArrow(FieldVector vector) {
    try (ArrowSchema schema = ArrowSchema.allocateNew(allocator);
        ArrowArray array = ArrowArray.allocateNew(allocator)) {
      Data.exportVector(allocator, vector, null, array, schema);
      try {
        OwnedMemory memory =
            ArrowArrays.importArray(
                MemorySegment.ofAddress(schema.memoryAddress()),
                MemorySegment.ofAddress(array.memoryAddress()));
        assertEquals(0, schema.snapshot().release, "the schema is released");
        assertEquals(0, array.snapshot().release, "the array is moved");
        return memory;
      } finally {
        // What is refused is still ours; what was taken is not released again.
        schema.release();
        array.release();
      }
    }
  }

  private static void read(Exporter memory, String expected) {
    memory.doWithView(
        Request.FULL_RO,
        view -> {
          assertEquals(expected, view.toList().toString());
          assertTrue(view.isReadOnly());
        });
  }

  @Test
  void everyNumber() {
    List<BaseFixedWidthVector> vectors =
        List.of(
            new TinyIntVector("b", allocator),
            new UInt1Vector("B", allocator),
            new SmallIntVector("h", allocator),
            new UInt2Vector("H", allocator),
            new IntVector("i", allocator),
            new UInt4Vector("I", allocator),
            new BigIntVector("q", allocator),
            new UInt8Vector("Q", allocator),
            new Float2Vector("e", allocator),
            new Float4Vector("f", allocator),
            new Float8Vector("d", allocator));
    for (BaseFixedWidthVector vector : vectors) {
      vector.allocateNew(3);
      for (int i = 0; i < 3; i++) {
        vector.setIndexDefined(i);
      }
      vector.getDataBuffer().setZero(0, 3L * vector.getTypeWidth());
      vector.getDataBuffer().setByte(vector.getTypeWidth(), 1);
      vector.setValueCount(3);
      OwnedMemory memory = fromArrow(vector);
      memory.doWithView(
          Request.FULL_RO,
          view -> {
            assertEquals(vector.getName(), view.format().toString());
            assertEquals(3, view.shape(0));
            assertEquals(
                vector.getDataBuffer().memoryAddress(), view.asSegment().address(), "in place");
            MemorySegment item = view.itemSegment(1);
            assertEquals(1, item.get(ValueLayout.JAVA_BYTE, 0));
          });
      vector.close();
      memory.free();
    }
  }

  @Test
  void arrayOutlivesItsVector() {
    IntVector vector = ints(1, 2, 3);
    OwnedMemory memory = fromArrow(vector);
    vector.close();
    Lease lease = memory.acquire(Request.FULL_RO);
    assertThrows(BufferException.Exported.class, memory::free);
    assertTrue(allocator.getAllocatedMemory() > 0);
    assertEquals(3, lease.view().getLong(2));
    lease.close();
    memory.free();
    memory.free();
    assertEquals(0, allocator.getAllocatedMemory());
  }

  private IntVector ints(int... values) {
    IntVector vector = new IntVector("ints", allocator);
    vector.allocateNew(values.length);
    for (int i = 0; i < values.length; i++) {
      vector.set(i, values[i]);
    }
    vector.setValueCount(values.length);
    return vector;
  }

  @Test
  void slicesOfVectors() {
    try (IntVector vector = ints(IntStream.range(0, 20).toArray())) {
      var transfer = vector.getTransferPair(allocator);
      transfer.splitAndTransfer(3, 5);
      try (IntVector part = (IntVector) transfer.getTo()) {
        OwnedMemory memory = fromArrow(part);
        read(memory, "[3, 4, 5, 6, 7]");
        memory.free();
      }
    }
  }

  @Test
  void listsAreDimensions() {
    try (FixedSizeListVector outer = grid()) {
      OwnedMemory memory = fromArrow(outer);
      read(
          memory, "[[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], [[6.0, 7.0], [8.0, 9.0], [10.0, 11.0]]]");
      memory.free();
    }
  }

  /** Two lists of three lists of two numbers. */
  private FixedSizeListVector grid() {
    FixedSizeListVector outer = FixedSizeListVector.empty("outer", 3, allocator);
    FixedSizeListVector inner =
        (FixedSizeListVector)
            outer
                .addOrGetVector(new FieldType(true, new ArrowType.FixedSizeList(2), null))
                .getVector();
    Float8Vector values =
        (Float8Vector)
            inner.addOrGetVector(FieldType.nullable(MinorType.FLOAT8.getType())).getVector();
    outer.setInitialCapacity(2);
    outer.allocateNew();
    for (int i = 0; i < 12; i++) {
      values.setSafe(i, i);
    }
    for (int i = 0; i < 6; i++) {
      inner.setNotNull(i);
    }
    outer.setNotNull(0);
    outer.setNotNull(1);
    outer.setValueCount(2);
    return outer;
  }

  @Test
  void whatAViewCannotHold() {
    try (IntVector nulls = ints(1, 2, 3)) {
      nulls.setNull(1);
      refuses("1 of 3 values are null", nulls);
    }
    try (BitVector bits = new BitVector("bits", allocator)) {
      bits.allocateNew(3);
      bits.setValueCount(3);
      refuses("Arrow format 'b'", bits);
    }
    try (VarCharVector text = new VarCharVector("text", allocator)) {
      text.allocateNew(1);
      text.set(0, new byte[] {'a'});
      text.setValueCount(1);
      refuses("Arrow format 'u'", text);
    }
  }

  private void refuses(String reason, FieldVector vector) {
    String message =
        assertThrows(BufferException.Refused.class, () -> fromArrow(vector)).getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void countsAfterManyRounds() {
    try (IntVector vector = ints(1, 2, 3)) {
      int before = vector.getDataBuffer().refCnt();
      for (int i = 0; i < 1000; i++) {
        fromArrow(vector).free();
      }
      assertEquals(before, vector.getDataBuffer().refCnt());
    }
  }

  // ---- to Arrow

  private FieldVector toArrow(Exporter exporter) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment schema = arena.allocate(ArrowArrays.SCHEMA_SIZE, 8);
      MemorySegment array = arena.allocate(ArrowArrays.ARRAY_SIZE, 8);
      ArrowArrays.exportArray(exporter, schema, array);
      return Data.importVector(
          allocator, ArrowArray.wrap(array.address()), ArrowSchema.wrap(schema.address()), null);
    }
  }

  @Test
  void everyFormat() {
    Map<String, MinorType> types =
        Map.ofEntries(
            Map.entry("b", MinorType.TINYINT), Map.entry("B", MinorType.UINT1),
            Map.entry("h", MinorType.SMALLINT), Map.entry("H", MinorType.UINT2),
            Map.entry("i", MinorType.INT), Map.entry("I", MinorType.UINT4),
            Map.entry("q", MinorType.BIGINT), Map.entry("Q", MinorType.UINT8),
            Map.entry("e", MinorType.FLOAT2), Map.entry("f", MinorType.FLOAT4),
            Map.entry("d", MinorType.FLOAT8), Map.entry("3s", MinorType.FIXEDSIZEBINARY));
    types.forEach(
        (format, type) -> {
          OwnedMemory memory = OwnedMemory.allocate(Format.parse(format), 5);
          try (FieldVector vector = toArrow(memory)) {
            assertEquals(type, vector.getMinorType());
            assertEquals(5, vector.getValueCount());
            assertEquals(0, vector.getNullCount());
            assertThrows(BufferException.Exported.class, memory::free);
          }
          assertEquals(0, memory.exports(), format);
          memory.free();
        });
  }

  @Test
  void valuesInPlace() {
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 2, 3, 2);
    memory.doWithView(
        Request.FULL, view -> view.reshape(12).fromArray(IntStream.range(0, 12).toArray()));
    try (FieldVector vector = toArrow(memory)) {
      assertEquals("[[[0,1],[2,3],[4,5]], [[6,7],[8,9],[10,11]]]", vector.toString());
      memory.doWithView(Request.FULL, view -> view.setLong(0, 2, 1, 50));
      assertEquals("[[0,1],[2,3],[4,50]]", vector.getObject(0).toString().replace(", ", ","));
    }
    assertEquals(0, memory.exports());
    memory.free();
  }

  /** A part of an array is one, too, if its items are side by side. */
  @Test
  void rowsOfAView() {
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("d"), 4, 3);
    Lease lease = memory.acquire(Request.FULL);
    lease.view().at(2).fromArray(new double[] {1, 2, 3});
    try (FieldVector vector = toArrow(lease.view().at(2))) {
      assertEquals("[1.0, 2.0, 3.0]", vector.toString());
      lease.close();
      assertEquals(1.0, vector.getObject(0));
    }
    memory.free();
  }

  @Test
  void thereAndBackManyTimes() {
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("q"), 3, 2);
    for (int i = 0; i < 200; i++) {
      try (FieldVector vector = toArrow(memory)) {
        OwnedMemory back = fromArrow(vector);
        read(back, "[[0, 0], [0, 0], [0, 0]]");
        back.free();
      }
      assertEquals(0, memory.exports());
    }
    memory.free();
  }
}
