package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.array.PrimitiveArrays;
import io.memview.format.Format;
import io.memview.format.FormatException;
import io.memview.format.NumpyDescr;
import io.memview.format.RecordType;
import io.memview.format.ValueException;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a message says is so, and what it advises works: each advice is taken. */
class AdviceTest {
  @TempDir private Path folder;

  // ---- views and what they refuse

  private static Map<String, View> views() {
    Map<String, View> views = new LinkedHashMap<>();
    for (String format :
        List.of("i", ">d", "b", "Q", "?", "3s", "4w", "24t", "g", "Zd", "X{}", "T{h:a:5t:b:}")) {
      View view = TestMemory.view(MemoryExporter.allocate(Format.parse(format), 4, 8));
      views.put(format, view);
      views.put(format + " cropped", view.slice(Index.range(1, 3), Index.range(2, 6)));
      views.put(format + " transposed", view.transpose());
      views.put(format + " backwards", view.flip());
      views.put(format + " repeated", view.at(0, 0).broadcast(2, 4));
    }
    views.put("rows", TestMemory.view(TestMemory.blocks("i", 1, 3, 4)));
    views.put("tables of rows", TestMemory.view(TestMemory.blocks("B", 2, 2, 3, 4)));
    return views;
  }

  private static Map<String, Function<View, Object>> operations() {
    Map<String, Function<View, Object>> operations = new LinkedHashMap<>();
    operations.put("getLong", view -> view.getLong(at(view)));
    operations.put("getDouble", view -> view.getDouble(at(view)));
    operations.put("getBoolean", view -> view.getBoolean(at(view)));
    operations.put("getUnsignedLong", view -> view.getUnsignedLong(at(view)));
    operations.put("doubleSum", View::doubleSum);
    operations.put("longStatistics", View::longStatistics);
    operations.put("asSegment", View::asSegment);
    operations.put("cast", view -> view.cast("<i"));
    operations.put("cast to d", view -> view.cast("d"));
    operations.put("reinterpret", view -> view.reinterpret(Format.parse("B")));
    operations.put("transpose", View::transpose);
    operations.put("slice", view -> view.slice(Index.all(), Index.at(0)));
    operations.put("reshape", view -> view.reshape(-1));
    operations.put("contiguous", view -> Contiguous.acquire(view, Request.CONTIG, Order.FORTRAN));
    return operations;
  }

  private static long[] at(View view) {
    return new long[view.ndim()];
  }

  /** Words of advice, and how it is taken for a view and the operation that was refused. */
  private static Map<Pattern, BiFunction<View, Function<View, Object>, Object>> advice() {
    Map<Pattern, BiFunction<View, Function<View, Object>, Object>> advice = new LinkedHashMap<>();
    advice.put(
        Pattern.compile(
            "(getObject and setObject read and write it|read it) boxed|read it as a boxed"),
        (view, operation) -> view.getObject(at(view)));
    advice.put(
        Pattern.compile("read it as an integer"), (view, operation) -> view.getLong(at(view)));
    advice.put(Pattern.compile("itemSegment"), (view, operation) -> view.itemSegment(at(view)));
    advice.put(
        Pattern.compile("cop(y|ied)( them first| it to a segment| to transpose)?$|must be copied"),
        AdviceTest::onACopy);
    advice.put(Pattern.compile("; copy|, or copy|without a copy"), AdviceTest::onACopy);
    advice.put(
        Pattern.compile("reinterpret takes any format"),
        (view, operation) ->
            onACopy(view, copy -> copy.reinterpret(Format.parse("b")).reinterpret(view.format())));
    advice.put(
        Pattern.compile("take a range of one item"),
        (view, operation) -> view.slice(Index.all(), Index.range(0, 1)));
    advice.put(
        Pattern.compile("Mirror.of\\(exporter, order\\) gives"),
        (view, operation) -> {
          Mirror.of(view, Order.FORTRAN).discard();
          return view;
        });
    return advice;
  }

  private static Object onACopy(View view, Function<View, Object> operation) {
    try (Lease lease = Contiguous.acquire(view, Request.ND.and(Request.FORMAT), Order.C)) {
      return operation.apply(lease.view());
    }
  }

  @Test
  void isTaken() {
    int taken = 0;
    List<String> bad = new ArrayList<>();
    for (Map.Entry<String, View> view : views().entrySet()) {
      for (Map.Entry<String, Function<View, Object>> operation : operations().entrySet()) {
        String message;
        try {
          assertNotNull(operation.getValue().apply(view.getValue()));
          continue;
        } catch (BufferException
            | IllegalArgumentException
            | IndexOutOfBoundsException
            | UnsupportedOperationException refusal) {
          message = String.valueOf(refusal.getMessage());
        }
        for (var each : advice().entrySet()) {
          if (each.getKey().matcher(message).find()) {
            taken++;
            try {
              assertNotNull(each.getValue().apply(view.getValue(), operation.getValue()));
            } catch (RuntimeException refused) {
              bad.add(
                  "%s, %s: %s -- but %s"
                      .formatted(view.getKey(), operation.getKey(), message, refused));
            }
          }
        }
      }
    }
    assertEquals("", String.join("\n", bad));
    int all = taken;
    assertTrue(all > 100, () -> "only " + all);
  }

  // ---- parts of records

  private record OfByte(byte part) {}

  private record OfShort(short part) {}

  private record OfChar(char part) {}

  private record OfInt(int part) {}

  private record OfLong(long part) {}

  private record OfFloat(float part) {}

  private record OfDouble(double part) {}

  private record OfBoolean(boolean part) {}

  private record OfInteger(Integer part) {}

  private record OfBoxedLong(Long part) {}

  private record OfNumber(Number part) {}

  private record OfBig(BigInteger part) {}

  private record OfDecimal(BigDecimal part) {}

  private record OfText(String part) {}

  private record OfBytes(byte[] part) {}

  private record OfList(List<Object> part) {}

  private record OfComplex(io.memview.format.Complex part) {}

  private static final List<Class<?>> PARTS =
      List.of(
          OfByte.class,
          OfShort.class,
          OfChar.class,
          OfInt.class,
          OfLong.class,
          OfFloat.class,
          OfDouble.class,
          OfBoolean.class,
          OfInteger.class,
          OfBoxedLong.class,
          OfNumber.class,
          OfBig.class,
          OfDecimal.class,
          OfText.class,
          OfBytes.class,
          OfList.class,
          OfComplex.class);

  private static Class<?> recordOf(String part) {
    return PARTS.stream()
        .filter(type -> type.getRecordComponents()[0].getType().getSimpleName().equals(part))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no record of " + part));
  }

  private static final Pattern FITTING =
      Pattern.compile("part of type \\S+ does not take every '.*' item; (\\S+) does$");

  @Test
  void aTypeThatIsNamedTakesTheItems() {
    int taken = 0;
    for (String code :
        List.of(
            "b", "B", "h", "H", "i", "<I", "q", ">Q", "?", "e", "f", "d", "5t", "63t", "64t", "g",
            "3s", "4w", "c", "Zd", "(2)5s", "T{i:x:}")) {
      Format format = Format.parse("T{" + code + ":part:}");
      for (Class<?> type : PARTS) {
        try {
          RecordType<?> bound = RecordType.of(type, format);
          byte[] ones = new byte[64];
          java.util.Arrays.fill(ones, code.equals("4w") ? 0 : (byte) -1);
          assertNotNull(bound.get(MemorySegment.ofArray(ones), 0));
        } catch (IllegalArgumentException refusal) {
          String message = refusal.getMessage();
          Matcher fitting = FITTING.matcher(message);
          if (fitting.find()) {
            RecordType.of(recordOf(fitting.group(1)), format);
            taken++;
          }
        }
      }
    }
    int all = taken;
    assertTrue(all > 150, () -> "only " + all);
  }

  // ---- values and formats

  @Test
  void rangesAreThoseOfTheCode() {
    for (String code : List.of("b", "B", "h", ">H", "i", "I", "q", "Q", "1t", "5t", "24t", "64t")) {
      Format format = Format.parse(code);
      for (Object value : List.of(-(1L << 62) - (1L << 62), BigInteger.TWO.pow(64))) {
        if (code.equals("q") && value instanceof Long) {
          continue; // it fits
        }
        String message = assertThrows(ValueException.class, () -> format.check(value)).getMessage();
        Matcher range = Pattern.compile("'(.*)': (-?\\d+) to (\\d+)$").matcher(message);
        assertTrue(range.find(), message);
        assertEquals(format.toString(), range.group(1));
        for (int bound : List.of(2, 3)) {
          BigInteger last = new BigInteger(range.group(bound));
          format.check(last);
          BigInteger outside =
              bound == 2 ? last.subtract(BigInteger.ONE) : last.add(BigInteger.ONE);
          assertThrows(ValueException.class, () -> format.check(outside));
        }
      }
      assertTrue(
          assertThrows(ValueException.class, () -> format.check("text"))
              .getMessage()
              .contains("'" + format + "'"));
    }
  }

  @Test
  void namesOfOthersAreExplained() {
    Map<String, String> names =
        Map.of(
            "float64",
            "d",
            "np.float32",
            "f",
            "int32",
            "i",
            "uint8",
            "B",
            "numpy.int64",
            "q",
            "complex128",
            "Zd",
            "bool",
            "?",
            "float",
            "d",
            "bool_",
            "?");
    names.forEach(
        (name, code) -> {
          String message =
              assertThrows(FormatException.class, () -> Format.parse(name)).getMessage();
          assertTrue(message.contains("format '" + code + "'"), message);
          Matcher descr = Pattern.compile("NumpyDescr reads: '(.*)'").matcher(message);
          assertTrue(descr.find(), message);
          assertEquals(Format.parse(code), NumpyDescr.toFormat(descr.group(1)));
        });
    for (String descr : List.of("<f8", ">i4", "|S5", "<U3", "i4", "u1")) {
      String message = assertThrows(FormatException.class, () -> Format.parse(descr)).getMessage();
      if (message.contains("NumpyDescr.toFormat")) {
        assertNotNull(NumpyDescr.toFormat(descr));
      } else {
        assertThrows(RuntimeException.class, () -> NumpyDescr.toFormat(descr));
      }
    }
    assertTrue(
        assertThrows(FormatException.class, () -> Format.parse("<f8"))
            .getMessage()
            .contains("NumpyDescr.toFormat"));
    assertTrue(
        !assertThrows(FormatException.class, () -> Format.parse("nonsense"))
            .getMessage()
            .contains("NumPy"));
  }

  // ---- whose memory it was

  @Test
  void theSideThatFailedIsNamed() throws Exception {
    Path file = folder.resolve("cut");
    long size = 1 << 18;
    View heap = TestMemory.view(PrimitiveArrays.export(new long[1 << 15]));
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      channel.write(ByteBuffer.allocate(1), size - 1);
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, size / 2, arena);
      View cut = TestMemory.view(MemoryExporter.of(mapped, "i"));
      channel.truncate(4096);
      Map<String, Runnable> operations = new LinkedHashMap<>();
      operations.put("copy to", () -> cut.copyFrom(heap));
      operations.put("copy from", () -> heap.copyFrom(cut));
      operations.put("assign", () -> cut.assign(heap));
      operations.put("equals", () -> heap.contentEquals(cut));
      operations.put("is equal", () -> cut.contentEquals(heap));
      operations.put("bytes", () -> heap.slice(Index.upTo(1 << 14)).copyBytesFrom(cut));
      operations.put("array", () -> cut.toArray(int[].class));
      operations.put(
          "segment", () -> cut.copyTo(MemorySegment.ofArray(new byte[1 << 17]), Order.C));
      operations.forEach(
          (name, operation) -> {
            heap.fill(0); // what was read of pages that are gone may be anything
            String message =
                assertThrows(BufferException.StorageFailure.class, operation::run, name)
                    .getMessage();
            assertTrue(message.contains("'i'") && !message.contains("'q'"), name + ": " + message);
          });
      View half = heap.slice(Index.upTo(1 << 14));
      String message =
          assertThrows(BufferException.StorageFailure.class, () -> half.copyTo(mapped, Order.C))
              .getMessage();
      assertTrue(message.contains("segment") && !message.contains("'q'"), message);
    }
    Files.delete(file);
  }

  @Test
  void memoryOfAnotherThreadIsExplained() throws InterruptedException {
    try (Arena arena = Arena.ofConfined()) {
      View confined = TestMemory.view(MemoryExporter.of(arena.allocate(80, 8), "q", 10));
      View other = TestMemory.zeros("q", 10);
      Map<String, Runnable> operations = new LinkedHashMap<>();
      operations.put("getLong", () -> confined.getLong(0));
      operations.put("setLong", () -> confined.setLong(0, 1));
      operations.put("get", () -> confined.getObject(0));
      operations.put("toList", confined::toList);
      operations.put("copyFrom", () -> confined.copyFrom(other));
      operations.put("copyFrom it", () -> other.copyFrom(confined));
      operations.put("fill", () -> confined.fill(1));
      operations.put("doubleSum", confined::longStatistics);
      operations.put("show", confined::show);
      List<String> messages = new ArrayList<>();
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () ->
                      operations.forEach(
                          (name, operation) -> {
                            try {
                              operation.run();
                              messages.add(name + " answered");
                            } catch (WrongThreadException e) {
                              messages.add(name + ": " + e.getMessage());
                            }
                          }));
      thread.join();
      assertEquals(operations.size(), messages.size());
      messages.forEach(message -> assertTrue(message.contains("confined arena"), message));
      messages.forEach(message -> assertTrue(message.contains("shape (10,)"), message));
    }
    try (Arena shared = Arena.ofShared()) {
      View open = TestMemory.view(MemoryExporter.of(shared.allocate(80, 8), "q", 10));
      Thread.ofPlatform().start(() -> open.setLong(0, 7)).join();
      assertEquals(7, open.getLong(0));
    }
  }

  // ---- arguments

  @Test
  void pointersOfUnknownSizeAreNoMemory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(24, 8);
      MemorySegment pointer = MemorySegment.ofAddress(memory.address());
      for (long[] shape : new long[][] {{}, {2, 3}}) {
        Refusals.assertRefused(
            IllegalArgumentException.class,
            () -> MemoryExporter.of(pointer, "f", shape),
            "unknown size",
            "reinterpret(bytes)");
      }
      assertEquals(6, TestMemory.view(MemoryExporter.of(pointer.reinterpret(24), "f")).itemCount());
      // What is empty, and not unknown, is an exporter of nothing.
      assertEquals(0, TestMemory.view(MemoryExporter.of(pointer, "f", 0)).itemCount());
      assertEquals(0, TestMemory.view(MemoryExporter.of(MemorySegment.NULL, "f")).itemCount());
      assertEquals(0, TestMemory.view(MemoryExporter.of(arena.allocate(0), "f")).itemCount());
      assertEquals(0, TestMemory.view(MemoryExporter.of(memory.asSlice(8, 0), "f")).itemCount());
      ByteBuffer none = ByteBuffer.allocateDirect(0);
      assertEquals(0, TestMemory.view(io.memview.nio.NioBuffers.export(none)).itemCount());
    }
  }

  @Test
  void negativeExtentsAreCalledNegative() {
    View view = TestMemory.zeros("i", 6);
    for (long[] shape : new long[][] {{-2, 3}, {-1, -1}, {3, -2}, {-6}, {-1, -2, 3}}) {
      Refusals.assertRefused(IllegalArgumentException.class, () -> view.reshape(shape), "negative");
    }
    Refusals.assertRefused(
        IllegalArgumentException.class, () -> view.reshape(-1, 4), "6 items", "(-1, 4)");
  }

  @Test
  void nullsAmongOthersAreNamed() {
    View view = TestMemory.zeros("i", 2, 3);
    Index[] none = {Index.all(), null};
    assertEquals(
        "indices", assertThrows(NullPointerException.class, () -> view.slice(none)).getMessage());
    List<Memory> blocks = java.util.Arrays.asList(Memory.ofArray(new int[2]), null);
    assertEquals(
        "blocks",
        assertThrows(NullPointerException.class, () -> Memory.ofBlocks(blocks)).getMessage());
  }

  @Test
  void aScopeThatHasEndedSaysHowToGoOn() {
    View[] kept = {null};
    MemoryExporter exporter = PrimitiveArrays.export(new int[3]);
    exporter.doWithView(Request.FULL, view -> kept[0] = view);
    Refusals.assertRefused(
        BufferException.Released.class, () -> kept[0].getLong(0), "scope", "acquire");
    exporter.acquire(Request.FULL).close();
  }
}
