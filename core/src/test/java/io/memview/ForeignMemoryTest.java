package io.memview;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.fixture.CutProgram;
import io.memview.fixture.JavaProcess;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.layout.Order;
import io.memview.nio.MappedFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that somebody else takes away under a view. */
@Tag("slow")
final class ForeignMemoryTest {
  private static final Map<String, Consumer<View>> ITEMS = new LinkedHashMap<>();
  private static final Map<String, Consumer<View>> BULK = new LinkedHashMap<>();

  static {
    ITEMS.put("get", v -> keep(v.getObject(last(v))));
    ITEMS.put("set", v -> v.setObject(last(v), 1L));
    ITEMS.put("getLong", v -> keep(v.getLong(last(v))));
    ITEMS.put("setLong", v -> v.setLong(last(v), 1));
    ITEMS.put("getLong, by rank", ForeignMemoryTest::byRank);
    ITEMS.put("longs", v -> v.longs().forEachRemaining((LongConsumer) ForeignMemoryTest::keep));
    ITEMS.put("Cursor", ForeignMemoryTest::byCursor);
    ITEMS.put("items", v -> v.items().forEach(ForeignMemoryTest::keep));
    BULK.put("fill", v -> v.fill(1L));
    BULK.put("toBytes", v -> keep(v.toBytes(Order.C)));
    BULK.put("toArray", v -> keep(v.toArray(int[].class)));
    BULK.put("fromArray", v -> v.fromArray(new int[(int) v.itemCount()]));
    BULK.put("toList", v -> keep(v.toList()));
    BULK.put("show", v -> keep(v.show()));
    BULK.put("copyFrom", v -> v.copyFrom(MemoryExporter.allocate(v.format(), v.shape())));
    BULK.put("copyFrom another type", v -> v.copyFrom(bytes(v)));
    BULK.put("assign", v -> v.assign(MemoryExporter.allocate(v.format(), v.shape())));
    BULK.put(
        "copyFrom a segment",
        v -> v.copyFrom(MemorySegment.ofArray(new int[(int) v.itemCount()]), Order.FORTRAN));
    BULK.put(
        "contentEquals",
        v -> keep(v.contentEquals(MemoryExporter.allocate(Format.parse("i"), v.shape()))));
    BULK.put("as a source", v -> heap(v).withView(Request.FULL, copy -> copied(copy, v)));
    BULK.put("converted to longs", v -> converted(v, "q"));
    BULK.put("converted to doubles", v -> converted(v, ">d"));
    BULK.put("converted backwards", v -> converted(v.flip(), "q"));
    BULK.put("forEachLong", v -> v.forEachLong(Order.ANY, ForeignMemoryTest::keep));
    BULK.put("longStatistics", v -> keep(v.longStatistics()));
    BULK.put("copyBytesFrom", v -> v.copyBytesFrom(heap(v)));
    BULK.put("contiguous", v -> Contiguous.acquire(v.flip(), Request.FULL_RO, Order.C).close());
    BULK.put("mirror", v -> Mirror.of(v.flip(), Order.C).discard());
    BULK.put("forEachRun", v -> v.forEachRun(run -> run.fill((byte) 1)));
  }

  @TempDir private Path folder;

  static long numbers;
  static Object kept = "";

  /** What nobody uses is not read by compiled code, which then cannot fail. */
  private static void keep(long item) {
    numbers += item;
  }

  private static void keep(Object read) {
    kept = read;
  }

  private static void byCursor(View v) {
    for (Cursor at = Cursor.over(Order.C, v); at.next(); ) {
      keep(at.getLong(0));
    }
  }

  private static void converted(View from, String format) {
    MemoryExporter.allocate(Format.parse(format), from.shape())
        .doWithView(Request.FULL, copy -> copy.copyFrom(from));
  }

  private static View copied(View copy, View from) {
    copy.copyFrom(from);
    return copy;
  }

  private static MemoryExporter heap(View v) {
    return MemoryExporter.allocate(v.format(), v.shape());
  }

  private static MemoryExporter bytes(View v) {
    return MemoryExporter.allocate(Format.parse("b"), v.shape());
  }

  private static long[] last(View view) {
    long[] index = view.shape();
    for (int d = 0; d < index.length; d++) {
      index[d]--;
    }
    return index;
  }

  private static void byRank(View view) {
    long[] at = last(view);
    if (at.length == 1) {
      keep(view.getLong(at[0]));
    } else {
      keep(view.getLong(at[0], at[1]));
    }
  }

  private static List<Map.Entry<String, Consumer<View>>> all() {
    List<Map.Entry<String, Consumer<View>>> all = new ArrayList<>(ITEMS.entrySet());
    all.addAll(BULK.entrySet());
    return all;
  }

  /** Flat memory, rows behind pointers, and rows of rows. */
  private static Map<String, Memory> memories(Arena arena) {
    Map<String, Memory> memories = new LinkedHashMap<>();
    memories.put("flat", Memory.of(arena.allocate(48, 4), Format.parse("i"), 12));
    memories.put("table", Memory.of(arena.allocate(48, 4), Format.parse("i"), 3, 4));
    memories.put("rows", rows(arena));
    return memories;
  }

  private static Memory rows(Arena arena) {
    return Memory.ofBlocks(
        List.of(
            Memory.of(arena.allocate(16, 4), Format.parse("i"), 4),
            Memory.of(arena.allocate(16, 4), Format.parse("i"), 4)));
  }

  @Test
  void arenaThatIsClosedUnderAView() {
    Arena arena = Arena.ofShared();
    Map<String, Memory> memories = memories(arena);
    List<MemoryExporter> exporters = memories.values().stream().map(MemoryExporter::of).toList();
    List<Lease> leases = Exporter.acquireAll(Request.FULL, exporters.toArray(Exporter[]::new));
    List<View> views = leases.stream().map(Lease::view).toList();
    views.forEach(view -> all().forEach(access -> access.getValue().accept(view)));
    arena.close();
    for (View view : views) {
      for (Map.Entry<String, Consumer<View>> access : all()) {
        BufferException.Released gone =
            assertThrows(
                BufferException.Released.class,
                () -> access.getValue().accept(view),
                access::getKey);
        assertTrue(gone.getMessage().contains("arena"), gone.getMessage());
        IllegalStateException cause =
            assertInstanceOf(IllegalStateException.class, root(gone), access.getKey());
        assertEquals("Already closed", cause.getMessage());
      }
      assertTrue(view.toString().contains("shape"));
    }
    leases.forEach(Lease::close);
    exporters.forEach(exporter -> assertEquals(0, exporter.exports()));
  }

  private static Throwable root(Throwable thrown) {
    return thrown.getCause() == null ? thrown : root(thrown.getCause());
  }

  @Test
  void illegalStateOfAVisitorIsNotTakenForAClosedArena() {
    MemoryExporter exporter = MemoryExporter.allocate(Format.parse("i"), 3);
    IllegalStateException own = new IllegalStateException("mine");
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                exporter.withView(
                    Request.FULL,
                    view -> {
                      view.forEachRun(
                          run -> {
                            throw own;
                          });
                      return view;
                    }));
    assertEquals("mine", thrown.getMessage());
  }

  /** Memory on the heap cannot fail, and is open to all threads. */
  @Test
  void errorsOfAVisitorAreNotTakenForThoseOfTheMemory() throws Exception {
    InternalError own = new InternalError("mine");
    try (Arena arena = Arena.ofConfined();
        Lease lease =
            MemoryExporter.of(MemorySegment.ofArray(new long[4]), "q").acquire(Request.FULL)) {
      MemorySegment mine = arena.allocate(8);
      View view = lease.view();
      Consumer<Object> failing =
          item -> {
            throw own;
          };
      assertEquals(own, assertThrows(InternalError.class, () -> view.forEachRun(failing::accept)));
      assertEquals(
          own,
          assertThrows(
              InternalError.class, () -> view.forEachLong(Order.C, item -> failing.accept(item))));
      Throwable elsewhere =
          elsewhere(() -> view.forEachLong(Order.C, item -> mine.get(ValueLayout.JAVA_LONG, 0)));
      assertInstanceOf(WrongThreadException.class, elsewhere);
      assertFalse(elsewhere.getMessage().contains("the memory lies"), elsewhere.getMessage());
    }
  }

  @Test
  void confinedArenaFromAnotherThread() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      for (Memory memory : memories(arena).values()) {
        MemoryExporter exporter = MemoryExporter.of(memory);
        Lease lease = exporter.acquire(Request.FULL);
        View view = lease.view();
        for (Map.Entry<String, Consumer<View>> access : all()) {
          Throwable thrown = elsewhere(() -> access.getValue().accept(view));
          assertInstanceOf(WrongThreadException.class, thrown, access.getKey());
        }
        // Counting is not confined.
        assertEquals(null, elsewhere(lease::close));
        assertEquals(0, exporter.exports());
        Lease[] other = new Lease[1];
        assertEquals(null, elsewhere(() -> other[0] = exporter.acquire(Request.FULL)));
        assertEquals(0, other[0].view().getLong(new long[memory.layout().ndim()]));
        other[0].close();
      }
    }
  }

  private static Throwable elsewhere(Runnable action) throws InterruptedException {
    FutureTask<Void> task = new FutureTask<>(action, null);
    Thread.ofPlatform().start(task).join();
    try {
      task.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Test
  void fileThatIsCutShortUnderAView() throws IOException {
    for (Map.Entry<String, Consumer<View>> access : all()) {
      OwnedMemory mapped = mapped(access.getKey());
      Lease lease = mapped.acquire(Request.FULL);
      cut(access.getKey());
      BufferException.StorageFailure failed =
          assertThrows(
              BufferException.StorageFailure.class,
              () -> access.getValue().accept(lease.view()),
              access::getKey);
      assertTrue(failed.getMessage().contains("cut short"), failed.getMessage());
      assertInstanceOf(InternalError.class, root(failed), access.getKey());
      assertDoesNotThrow(lease::close);
      assertEquals(0, mapped.exports());
      mapped.free();
    }
  }

  /**
   * Compiled code learns of the failure later than interpreted code does: the platform may throw
   * its {@code InternalError} when the access is already left. It must throw, and not crash.
   */
  @ParameterizedTest
  @ValueSource(strings = {"b", "B", "h", "H", "i", "I", "q", "Q", "e", "f", "d", "?", ">i", ">q"})
  void fileThatIsCutShortUnderCompiledCode(String format) throws IOException {
    OwnedMemory mapped = mapped("compiled", format);
    try (Lease lease = mapped.acquire(Request.FULL)) {
      View view = lease.view();
      List<Consumer<View>> loops =
          switch (((Scalar) view.format()).type().kind()) {
            case FLOAT -> List.of(ForeignMemoryTest::doubles, ForeignMemoryTest::writeDoubles);
            case BOOL -> List.of(ForeignMemoryTest::booleans);
            default -> List.of(ForeignMemoryTest::longs, ForeignMemoryTest::writeLongs);
          };
      for (int round = 0; round < 40; round++) {
        loops.forEach(loop -> loop.accept(view));
      }
      cut("compiled");
      for (int round = 0; round < 5; round++) {
        for (Consumer<View> loop : loops) {
          Throwable thrown = assertThrows(Throwable.class, () -> loop.accept(view));
          assertTrue(
              thrown instanceof BufferException.StorageFailure || thrown instanceof InternalError,
              thrown::toString);
        }
      }
    }
    assertEquals(0, mapped.exports());
    mapped.free();
  }

  @Test
  void fileThatIsCutShortUnderCompiledBulkOperations() throws IOException {
    OwnedMemory mapped = mapped("bulk");
    try (Lease lease = mapped.acquire(Request.FULL)) {
      for (int round = 0; round < 30; round++) {
        BULK.values().forEach(operation -> operation.accept(lease.view()));
      }
      cut("bulk");
      for (Map.Entry<String, Consumer<View>> operation : BULK.entrySet()) {
        Throwable thrown =
            assertThrows(
                Throwable.class,
                () -> operation.getValue().accept(lease.view()),
                operation::getKey);
        assertTrue(
            thrown instanceof BufferException.StorageFailure || thrown instanceof InternalError,
            () -> operation.getKey() + ": " + thrown);
      }
    }
    assertEquals(0, mapped.exports());
    mapped.free();
  }

  /** In processes of their own, two at once. */
  @Test
  void fileThatIsCutShortUnderAnyMemory() throws Exception {
    Map<String, String> rounds = new LinkedHashMap<>();
    rounds.put("-Xint", "1");
    rounds.put("-XX:TieredStopAtLevel=1", "60");
    rounds.put("-XX:-TieredCompilation", "60");
    rounds.put("-XX:UseAVX=0", "60");
    Map<String, Future<String>> ends = new LinkedHashMap<>();
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      rounds.forEach((mode, count) -> ends.put(mode, two.submit(() -> cutShort(mode, count))));
    }
    for (Map.Entry<String, Future<String>> end : ends.entrySet()) {
      assertEquals("0 survived 408", end.getValue().get(), end::getKey);
    }
  }

  private String cutShort(String mode, String rounds) throws Exception {
    Path own = Files.createTempDirectory(folder, "cut");
    return JavaProcess.run(own, List.of(mode), CutProgram.class, own.toString(), rounds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "h", "i", "q"})
  void fileThatIsCutShortUnderCompiledTransposes(String format) throws IOException {
    OwnedMemory mapped = mapped("transposed", format);
    try (Lease lease = mapped.acquire(Request.FULL)) {
      View line = lease.view();
      for (int rows : new int[] {4, 16}) {
        View turned = line.reshape(line.itemCount() / rows, rows).transpose();
        for (int round = 0; round < 2000; round++) {
          turned.toBytes(Order.C);
        }
      }
      cut("transposed");
      for (int rows : new int[] {4, 16}) {
        View turned = line.reshape(line.itemCount() / rows, rows).transpose();
        Throwable thrown = assertThrows(Throwable.class, () -> turned.toBytes(Order.C));
        assertTrue(
            thrown instanceof BufferException.StorageFailure || thrown instanceof InternalError,
            thrown::toString);
      }
    }
    mapped.free();
  }

  private static void longs(View view) {
    long sum = 0;
    for (long i = 0; i < view.itemCount(); i++) {
      sum += view.getLong(i);
    }
    assertEquals(0, sum);
  }

  private static void writeLongs(View view) {
    for (long i = 0; i < view.itemCount(); i++) {
      view.setLong(i, 0);
    }
  }

  private static void doubles(View view) {
    double sum = 0;
    for (long i = 0; i < view.itemCount(); i++) {
      sum += view.getDouble(i);
    }
    assertEquals(0, sum);
  }

  private static void writeDoubles(View view) {
    for (long i = 0; i < view.itemCount(); i++) {
      view.setDouble(i, 0);
    }
  }

  private static void booleans(View view) {
    for (long i = 0; i < view.itemCount(); i++) {
      assertFalse(view.getBoolean(i));
    }
  }

  private OwnedMemory mapped(String name) throws IOException {
    return mapped(name, "i");
  }

  private OwnedMemory mapped(String name, String format) throws IOException {
    Path file = Files.write(folder.resolve(name), new byte[1 << 16]);
    return MappedFiles.mapWritable(file, Format.parse(format));
  }

  private void cut(String name) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }
}
