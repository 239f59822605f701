package io.memview.adapters.arrow;

import static org.apache.arrow.vector.types.TimeUnit.NANOSECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Exporters;
import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.TransferPair;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Vectors of every type and state, and what happens to them under a lease. */
class ArrowVectorsTest {
  @TempDir Path folder;

  private static final Map<Function<BufferAllocator, BaseFixedWidthVector>, String> NUMBERS =
      Map.ofEntries(
          Map.entry(a -> new TinyIntVector("", a), "b"),
          Map.entry(a -> new UInt1Vector("", a), "B"),
          Map.entry(a -> new SmallIntVector("", a), "h"),
          Map.entry(a -> new UInt2Vector("", a), "H"),
          Map.entry(a -> new IntVector("", a), "i"),
          Map.entry(a -> new UInt4Vector("", a), "I"),
          Map.entry(a -> new BigIntVector("", a), "q"),
          Map.entry(a -> new UInt8Vector("", a), "Q"),
          Map.entry(a -> new Float2Vector("", a), "e"),
          Map.entry(a -> new Float4Vector("", a), "f"),
          Map.entry(a -> new Float8Vector("", a), "d"),
          Map.entry(a -> new DateDayVector("", a), "i"),
          Map.entry(a -> new DateMilliVector("", a), "q"),
          Map.entry(a -> new TimeSecVector("", a), "i"),
          Map.entry(a -> new TimeMilliVector("", a), "i"),
          Map.entry(a -> new TimeMicroVector("", a), "q"),
          Map.entry(a -> new TimeNanoVector("", a), "q"),
          Map.entry(a -> new TimeStampNanoVector("", a), "q"),
          Map.entry(a -> new TimeStampMicroTZVector("", a, "UTC"), "q"),
          Map.entry(a -> new IntervalYearVector("", a), "i"),
          Map.entry(
              a ->
                  new DurationVector("", FieldType.nullable(new ArrowType.Duration(NANOSECOND)), a),
              "q"));

  /** Every type, whole, sliced and empty: the bytes are those of the vector's buffer. */
  @Test
  void everyTypeOfNumbers() {
    NUMBERS.forEach(
        (of, format) -> {
          try (RootAllocator allocator = new RootAllocator();
              BaseFixedWidthVector vector = of.apply(allocator)) {
            check(format, vector);
            vector.allocateNew(5);
            int width = vector.getTypeWidth();
            for (int i = 0; i < 5; i++) {
              vector.setIndexDefined(i);
              for (int b = 0; b < width; b++) {
                vector.getDataBuffer().setByte((long) i * width + b, i + b);
              }
            }
            vector.setValueCount(5);
            check(format, vector);
            TransferPair part = vector.getTransferPair(allocator);
            part.splitAndTransfer(1, 3);
            try (ValueVector slice = part.getTo()) {
              check(format, slice);
            }
          }
        });
  }

  private static void check(String format, ValueVector vector) {
    Exporters.of(vector)
        .doWithView(
            Request.FULL_RO,
            view -> {
              assertEquals(format, view.format().toString());
              assertEquals(vector.getValueCount(), view.itemCount());
              byte[] bytes = view.toBytes(Order.C);
              for (int i = 0; i < bytes.length; i++) {
                assertEquals(vector.getDataBuffer().getByte(i), bytes[i]);
              }
            });
  }

  private static IntVector numbers(BufferAllocator allocator) {
    IntVector vector = new IntVector("numbers", allocator);
    vector.allocateNew(4);
    for (int i = 0; i < 4; i++) {
      vector.set(i, 10 + i);
    }
    vector.setValueCount(4);
    return vector;
  }

  /** What lets go of a vector's values, or moves them. */
  private static final Map<String, Consumer<IntVector>> LETS_GO =
      Map.of(
          "close", IntVector::close,
          "close twice",
              vector -> {
                vector.close();
                vector.close();
              },
          "clear", IntVector::clear,
          "reAlloc", IntVector::reAlloc,
          "setValueCount", vector -> vector.setValueCount(10_000),
          "setSafe", vector -> vector.setSafe(10_000, 1),
          "allocateNew", vector -> vector.allocateNew(4));

  @TestFactory
  Stream<DynamicTest> whatAVectorLetsGoOfStaysForItsLeases() {
    return LETS_GO.entrySet().stream()
        .map(
            way ->
                dynamicTest(
                    way.getKey(),
                    () -> {
                      try (RootAllocator allocator = new RootAllocator();
                          IntVector vector = numbers(allocator)) {
                        Exporter exporter = Exporters.of(vector);
                        try (Lease lease = exporter.acquire(Request.FULL)) {
                          way.getValue().accept(vector);
                          try (IntVector other = numbers(allocator)) {
                            lease.view().fill(77); // not what others were given
                            assertEquals(13, other.get(3));
                          }
                          try (Lease another = exporter.acquire(Request.FULL)) {
                            assertEquals(List.of(77L, 77L, 77L, 77L), another.view().toList());
                          }
                        }
                        for (int i = 0; i < 2; i++) { // a refusal changes no count
                          String message =
                              assertThrows(
                                      BufferException.Refused.class,
                                      () -> exporter.acquire(Request.FULL))
                                  .getMessage();
                          assertTrue(message.endsWith("export it again"), message);
                        }
                      } // the allocator throws if anything is still retained
                    }));
  }

  @Test
  void acquiredAfterCloseIsRefused() {
    LETS_GO.forEach(
        (name, way) -> {
          try (RootAllocator allocator = new RootAllocator();
              IntVector vector = numbers(allocator)) {
            Exporter exporter = Exporters.of(vector);
            ArrowBuf data = vector.getDataBuffer();
            way.accept(vector);
            assertThrows(BufferException.Refused.class, () -> exporter.acquire(Request.FULL), name);
            assertEquals(0, data.refCnt(), name);
          }
        });
  }

  @Test
  void whatAViewHandsOutEndsWithTheLastLease() {
    try (RootAllocator allocator = new RootAllocator();
        IntVector vector = numbers(allocator)) {
      Exporter exporter = Exporters.of(vector);
      int references = vector.getDataBuffer().refCnt();
      MemorySegment raw = exporter.withView(Request.FULL, View::asSegment);
      assertThrows(IllegalStateException.class, () -> raw.get(ValueLayout.JAVA_INT, 0));
      assertThrows(
          BufferException.Refused.class,
          () -> exporter.acquire(Request.of(4))); // a format without a shape
      assertEquals(references, vector.getDataBuffer().refCnt());
    }
  }

  /** A sparse file costs nothing, whatever its size. */
  @Test
  void moreThanTwoGigabytes() throws IOException {
    long size = (1L << 31) + 4096;
    try (FileChannel file =
            FileChannel.open(
                folder.resolve("sparse"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.SPARSE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofShared();
        RootAllocator allocator = new RootAllocator();
        Float8Vector vector =
            MemoryExporter.of(file.map(FileChannel.MapMode.READ_WRITE, 0, size, arena), "d")
                .withView(
                    Request.FULL,
                    v -> (Float8Vector) ArrowVectors.asVector(v, "large", allocator))) {
      int count = (int) (size / Double.BYTES);
      vector.set(count - 1, 2.5);
      Exporters.of(vector)
          .doWithView(
              Request.FULL,
              view -> {
                assertEquals(count, view.itemCount());
                assertEquals(size, view.layout().byteLength());
                assertEquals(2.5, view.getDouble(count - 1));
                view.setDouble(count - 2, 1.5);
              });
      assertEquals(1.5, vector.get(count - 2));
    }
  }

  /** An extension over integers. */
  private static final class Lengths extends ExtensionTypeVector<FieldVector> {
    Lengths(BufferAllocator allocator, FieldVector values) {
      super("lengths", allocator, values);
    }

    @Override
    public Object getObject(int index) {
      return getUnderlyingVector().getObject(index);
    }

    @Override
    public int hashCode(int index) {
      return index;
    }

    @Override
    public int hashCode(int index, org.apache.arrow.memory.util.hash.ArrowBufHasher hasher) {
      return index;
    }
  }

  @Test
  void extensionsAreTheirNumbers() {
    try (RootAllocator allocator = new RootAllocator();
        Lengths lengths = new Lengths(allocator, numbers(allocator))) {
      assertEquals(
          List.of(10L, 11L, 12L, 13L), Exporters.of(lengths).withView(Request.FULL, View::toList));
      assertTrue(
          refusal(new Lengths(allocator, new VarCharVector("", allocator))).contains("VARCHAR"));
    }
  }

  @Test
  void whatIsNoNumbersIsRefusedByItsName() {
    try (RootAllocator allocator = new RootAllocator()) {
      Map<ValueVector, String> vectors =
          Map.of(
              new BitVector("", allocator),
              "BIT",
              new DecimalVector("", allocator, 9, 2),
              "DECIMAL",
              new VarCharVector("", allocator),
              "VARCHAR",
              new FixedSizeBinaryVector("", allocator, 3),
              "FIXEDSIZEBINARY",
              new IntervalDayVector("", allocator),
              "INTERVALDAY",
              new IntervalMonthDayNanoVector("", allocator),
              "INTERVALMONTHDAYNANO",
              ListVector.empty("", allocator),
              "LIST");
      vectors.forEach(
          (vector, name) -> {
            assertEquals(
                "no layout of numbers describes a vector of %s; copy it to one of numbers"
                    .formatted(name),
                refusal(vector));
            vector.close();
          });
      FieldType indices =
          new FieldType(true, new ArrowType.Int(32, true), new DictionaryEncoding(1, false, null));
      try (IntVector words = new IntVector("words", indices, allocator);
          IntVector nulls = new IntVector("nulls", allocator)) {
        assertTrue(refusal(words).contains("indices into a dictionary"));
        nulls.allocateNew(2);
        nulls.setNull(0);
        nulls.setSafe(1, 5);
        nulls.setValueCount(2);
        assertTrue(refusal(nulls).contains("1 nulls"));
      }
    }
  }

  private static String refusal(Object object) {
    return assertThrows(IllegalArgumentException.class, () -> Exporters.of(object)).getMessage();
  }

  @TestFactory
  Stream<DynamicTest> contract() {
    return Contract.of(
        "IntVector",
        () -> {
          RootAllocator allocator = new RootAllocator();
          IntVector vector = new IntVector("numbers", allocator);
          vector.allocateNew(6);
          for (int i = 0; i < 6; i++) {
            vector.set(i, 0);
          }
          vector.setValueCount(6);
          return Fixture.of(Exporters.of(vector), "i", 6)
              .managedBy(vector)
              .peek(at -> (long) vector.get((int) at[0]))
              .poke((at, value) -> vector.set((int) at[0], ((Number) value).intValue()))
              .cleanup(allocator::close)
              .cleanup(vector::close);
        });
  }

  /** Values as they are, and a mask that says which of them there are. */
  @Test
  void nullsAreAMask() {
    try (RootAllocator allocator = new RootAllocator();
        Float8Vector vector = new Float8Vector("heights", allocator)) {
      vector.allocateNew(5);
      for (int i = 0; i < 5; i++) {
        vector.set(i, i + 1);
      }
      vector.setNull(1);
      vector.setNull(4);
      vector.setValueCount(5);
      String refusal = refusal(vector);
      assertTrue(refusal.contains("2 nulls") && refusal.contains("exportValidity"), refusal);
      MemoryExporter validity = ArrowVectors.exportValidity(vector);
      assertEquals(
          List.of(true, false, true, true, false), validity.withView(Request.FULL, View::toList));
      validity.doWithView(Request.FULL, v -> assertEquals("?", v.format().toString()));
      ArrowVectors.exportValues(vector)
          .doWithView(
              Request.FULL,
              values -> {
                MemoryExporter found = values.select(validity);
                assertEquals(List.of(1.0, 3.0, 4.0), found.withView(Request.FULL, View::toList));
                values.setDouble(0, 9);
              });
      assertEquals(9, vector.get(0));
      vector.setNull(0);
      assertEquals(true, validity.withView(Request.FULL, v -> v.getObject(0)), "a copy");
    }
  }

  // ---- over views

  private static final List<String> FORMATS =
      List.of("b", "B", "h", "H", "i", "I", "q", "Q", "e", "f", "d");

  @Test
  void everyTypeOfVectorOverViews() {
    try (RootAllocator allocator = new RootAllocator()) {
      for (String format : FORMATS) {
        OwnedMemory block = OwnedMemory.allocate(Format.parse(format), 3);
        try (BaseFixedWidthVector vector =
            block.withView(Request.FULL, v -> ArrowVectors.asVector(v, "name", allocator))) {
          assertEquals("name", vector.getName());
          assertEquals(3, vector.getValueCount());
          assertEquals(0, vector.getNullCount());
          block.doWithView(
              Request.FULL,
              view -> {
                for (int b = 0; b < vector.getTypeWidth(); b++) {
                  vector.getDataBuffer().setByte((long) vector.getTypeWidth() + b, -1);
                }
                byte[] bytes = view.toBytes(Order.C);
                for (int i = 0; i < bytes.length; i++) {
                  assertEquals(i / vector.getTypeWidth() == 1 ? -1 : 0, bytes[i]);
                }
                assertEquals(
                    view.format(), Exporters.of(vector).withView(Request.FULL, View::format));
              });
        }
        block.free();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> contractOfVectorsOverViews() {
    return Contract.of(
        "IntVector over a view",
        () -> {
          RootAllocator allocator = new RootAllocator();
          OwnedMemory block = OwnedMemory.allocate(Format.parse("i"), 8);
          IntVector vector =
              block.withView(
                  Request.FULL,
                  v ->
                      (IntVector) ArrowVectors.asVector(v.slice(Index.range(1, 7)), "", allocator));
          return Fixture.of(Exporters.of(vector), "i", 6)
              .managedBy(vector)
              .peek(at -> (long) vector.get((int) at[0]))
              .poke((at, value) -> vector.set((int) at[0], ((Number) value).intValue()))
              .cleanup(block::free)
              .cleanup(allocator::close)
              .cleanup(vector::close);
        });
  }

  /** It ends when Arrow needs the values no more. */
  @Test
  void theLeaseEndsWithTheVector() {
    try (RootAllocator allocator = new RootAllocator()) {
      OwnedMemory block = OwnedMemory.allocate(Format.parse("i"), 4);
      IntVector closed = ints(block, allocator);
      assertEquals(1, block.exports());
      assertThrows(BufferException.Exported.class, block::free);
      ArrowBuf kept = closed.getDataBuffer();
      kept.getReferenceManager().retain();
      closed.close();
      assertEquals(1, block.exports());
      kept.getReferenceManager().release();
      assertEquals(0, block.exports());

      IntVector grown = ints(block, allocator);
      grown.setSafe(100, 1);
      assertEquals(0, block.exports());
      grown.close();

      TransferPair pair = ints(block, allocator).getTransferPair(allocator);
      pair.transfer();
      assertEquals(1, block.exports());
      pair.getTo().close();
      assertEquals(0, block.exports());
      block.free();
    }
  }

  private static IntVector ints(OwnedMemory block, BufferAllocator allocator) {
    return block.withView(
        Request.FULL, v -> (IntVector) ArrowVectors.asVector(v, "ints", allocator));
  }

  @Test
  void emptyViewsAreEmptyVectors() {
    try (RootAllocator allocator = new RootAllocator()) {
      OwnedMemory block = OwnedMemory.allocate(Format.parse("i"), 0);
      IntVector vector = ints(block, allocator);
      assertEquals(0, vector.getValueCount());
      vector.setSafe(0, 5);
      vector.close();
      assertEquals(0, block.exports());
      block.free();
    }
  }

  @Test
  void whatIsNoVectorIsRefusedAndNotLeased() {
    try (RootAllocator allocator = new RootAllocator();
        RootAllocator small = new RootAllocator(8)) {
      OwnedMemory block = OwnedMemory.allocate(Format.parse("i"), 2, 4);
      refused("ravel() gives it one", block, v -> v);
      refused("not contiguous", block, v -> v.transpose().at(0));
      refused("read-only", block, v -> v.at(0).asReadOnly());
      refused("on the heap", PrimitiveArrays.export(new int[3]), v -> v);
      for (String format : List.of(">i", "?", "Zf", "3s")) {
        OwnedMemory other = OwnedMemory.allocate(Format.parse(format), 2);
        other.doWithView(
            Request.FULL,
            v ->
                assertThrows(
                    IllegalArgumentException.class, () -> ArrowVectors.asVector(v, "", allocator)));
        other.free();
      }
      block.doWithView(
          Request.FULL,
          v ->
              assertThrows(
                  OutOfMemoryException.class, () -> ArrowVectors.asVector(v.at(0), "", small)));
      assertEquals(0, block.exports());
      block.free();
    }
  }

  private static void refused(String reason, Exporter exporter, Function<View, View> way) {
    try (RootAllocator allocator = new RootAllocator()) {
      exporter.doWithView(
          Request.FULL,
          view -> {
            String message =
                assertThrows(
                        BufferException.Refused.class,
                        () -> ArrowVectors.asVector(way.apply(view), "", allocator))
                    .getMessage();
            assertTrue(message.contains(reason), message);
          });
    }
  }
}
