package io.memview.examples.exporters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporters;
import io.memview.Index;
import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.Order;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.format.Complex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The exporters keep the contract, and each does what it is there for. */
class OwnExportersTest {
  @TempDir private Path folder;

  private final AtomicInteger files = new AtomicInteger();

  // ---- growing columns

  private static GrowingColumns columns() {
    GrowingColumns table = new GrowingColumns(2);
    for (int row = 0; row < 4; row++) {
      table.add(row, 10 * row);
    }
    return table;
  }

  @TestFactory
  Stream<DynamicTest> growingColumns() {
    return Contract.of(
        "GrowingColumns",
        () -> {
          GrowingColumns table = columns();
          return Fixture.of(table, "d", 2, 4)
              .behindPointers()
              .peek(at -> table.column((int) at[0])[(int) at[1]])
              .poke((at, value) -> table.column((int) at[0])[(int) at[1]] = (Double) value)
              .counts(table.exports)
              .resizes(() -> table.add(4, 40)); // there is no room: the columns move
        });
  }

  @Test
  void columnsGrowWhenNobodyLooks() {
    GrowingColumns table = columns();
    try (Lease lease = table.acquire(Request.FULL_RO)) {
      assertThrows(BufferException.Exported.class, () -> table.add(4, 40));
      assertEquals(List.of(0.0, 10.0, 20.0, 30.0), lease.view().at(1).toList());
    }
    table.add(4, 40);
    table.doWithView(Request.FULL_RO, view -> assertEquals(40.0, view.getDouble(1, 4)));
  }

  // ---- padded pictures

  @TestFactory
  Stream<DynamicTest> paddedBgra() {
    return Contract.of(
        "PaddedBgra",
        () -> {
          PaddedBgra picture = new PaddedBgra(3, 2);
          return Fixture.of(picture, "B", 2, 3, 3)
              .contiguous(false, false)
              .peek(at -> picture.bytes()[band(picture, at)] & 0xFFL)
              .poke((at, value) -> picture.bytes()[band(picture, at)] = ((Long) value).byteValue());
        });
  }

  private static int band(PaddedBgra picture, long[] at) {
    return picture.offset((int) at[1], (int) at[0]) + 2 - (int) at[2];
  }

  @Test
  void redIsTheThirdByte() {
    PaddedBgra picture = new PaddedBgra(20, 2);
    picture.doWithView(Request.FULL, view -> view.at(1, 19).fromArray(new byte[] {1, 2, 3}));
    int pixel = picture.offset(19, 1);
    assertEquals(128 + 76, pixel);
    assertArrayEquals(
        new byte[] {3, 2, 1, 0}, Arrays.copyOfRange(picture.bytes(), pixel, pixel + 4));
  }

  // ---- rings

  @TestFactory
  Stream<DynamicTest> ring() {
    return Contract.of(
        "Ring",
        () -> {
          Ring ring = new Ring(4);
          ring.add(1);
          ring.add(2);
          return Fixture.of(ring, "f", 4)
              .readOnly()
              .peek(at -> (double) ring.get((int) at[0]))
              .poke((at, value) -> ring.set((int) at[0], ((Double) value).floatValue()))
              .counts(ring.exports)
              .resizes(() -> ring.add(3));
        });
  }

  @Test
  void ringShowsTheLastOnes() {
    Ring ring = new Ring(3);
    for (int i = 1; i < 8; i++) {
      ring.add(i);
      double newest = i;
      ring.doWithView(Request.FULL_RO, view -> assertEquals(newest, view.getDouble(2)));
    }
    try (Lease lease = ring.acquire(Request.FULL_RO)) {
      assertEquals(List.of(5.0, 6.0, 7.0), lease.view().toList());
      assertTrue(lease.view().layout().isContiguous(Order.C));
      assertThrows(BufferException.Exported.class, () -> ring.add(8));
    }
  }

  // ---- ragged rows

  private static RaggedRows rows() {
    RaggedRows rows = new RaggedRows();
    rows.add(1, 2, 3);
    rows.add();
    rows.add(4, 5);
    return rows;
  }

  @TestFactory
  Stream<DynamicTest> raggedRow() {
    return Contract.of("a ragged row", () -> fixture(rows(), 0, 3, false));
  }

  @TestFactory
  Stream<DynamicTest> raggedRowOfNothing() {
    return Contract.of("an empty row", () -> fixture(rows(), 3, 0, false));
  }

  @TestFactory
  Stream<DynamicTest> allRaggedRows() {
    return Contract.of("all ragged rows", () -> fixture(rows(), 0, 5, true));
  }

  private static Fixture fixture(RaggedRows rows, int first, long length, boolean all) {
    return Fixture.of(all ? rows.all() : rows.row(first == 0 ? 0 : 1), "i", length)
        .managedBy(rows)
        .peek(at -> (long) rows.values()[first + (int) at[0]])
        .poke((at, value) -> rows.values()[first + (int) at[0]] = ((Long) value).intValue())
        .counts(rows.exports)
        .resizes(() -> rows.add(6));
  }

  @Test
  void oneRowHoldsAll() {
    RaggedRows rows = rows();
    try (Lease lease = rows.row(2).acquire(Request.FULL)) {
      lease.view().setLong(9, 1);
      assertThrows(BufferException.Exported.class, () -> rows.add(7));
    }
    rows.add(7);
    assertArrayEquals(new int[] {1, 2, 3, 4, 9, 7}, rows.values());
  }

  // ---- sensor logs

  private static SensorLog log() {
    SensorLog log = new SensorLog();
    log.add((byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0x56, (byte) 0x34, (byte) 0x12);
    log.add((byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) -1, (byte) -1, (byte) -1);
    return log;
  }

  @TestFactory
  Stream<DynamicTest> sensorLog() {
    return Contract.of(
        "SensorLog",
        () -> {
          SensorLog log = log();
          return Fixture.of(log, "<T{I:time:24t:value:}", 2)
              .values(number -> List.of(number, 3 * number))
              .peek(at -> record(log, (int) at[0]))
              .poke((at, value) -> record(log, (int) at[0], (List<?>) value))
              .counts(log.exports)
              .resizes(() -> log.add(new byte[7]));
        });
  }

  private static ByteBuffer wire(SensorLog log) {
    return ByteBuffer.wrap(log.bytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Object record(SensorLog log, int i) {
    long value = 0;
    for (int b = 2; b >= 0; b--) {
      value = (value << 8) | (log.bytes()[7 * i + 4 + b] & 0xFF);
    }
    return List.of(wire(log).getInt(7 * i) & 0xFFFFFFFFL, value);
  }

  private static void record(SensorLog log, int i, List<?> record) {
    wire(log).putInt(7 * i, ((Long) record.get(0)).intValue());
    for (int b = 0; b < 3; b++) {
      log.bytes()[7 * i + 4 + b] = (byte) ((Long) record.get(1) >> (8 * b));
    }
  }

  @Test
  void samplesHave24Bits() {
    SensorLog log = log();
    try (Lease lease = log.acquire(Request.FULL)) {
      View values = lease.view().field("value");
      assertEquals(List.of(0x123456L, 0xFFFFFFL), values.toList());
      values.set(0x800000L, 0);
    }
    assertEquals((byte) 0x80, log.bytes()[6]);
    assertThrows(IllegalArgumentException.class, () -> log.add((byte) 1));
  }

  // ---- blocks of C

  @TestFactory
  Stream<DynamicTest> nativeBlock() {
    return Contract.of(
        "NativeBlock",
        () -> {
          OwnedMemory block = NativeBlock.doubles(4, NativeBlock::free);
          MemorySegment own = block.withView(Request.FULL, View::asSegment);
          return Fixture.of(block, "d", 4)
              .peek(at -> own.getAtIndex(ValueLayout.JAVA_DOUBLE, at[0]))
              .poke((at, value) -> own.setAtIndex(ValueLayout.JAVA_DOUBLE, at[0], (Double) value))
              .counts(block::exports)
              .resizes(block::free)
              .cleanup(block::free);
        });
  }

  @Test
  void blockGoesBackOnceAndNotUnderALease() {
    List<MemorySegment> freed = new ArrayList<>();
    OwnedMemory block = NativeBlock.doubles(4, freed::add);
    try (Lease lease = block.acquire(Request.FULL)) {
      assertEquals(0.0, lease.view().getDouble(3));
      assertThrows(BufferException.Exported.class, block::free);
      assertEquals(0, freed.size());
    }
    block.free();
    block.free();
    assertEquals(1, freed.size());
    NativeBlock.free(freed.getFirst());
  }

  // ---- delegates

  @TestFactory
  Stream<DynamicTest> tile() {
    return Contract.of(
        "Tile",
        () -> {
          int[] cells = new int[20];
          MemoryExporter picture = PrimitiveArrays.export(cells, 4, 5);
          return Fixture.of(new Tile(picture, 1, 2, 2), "i", 2, 2)
              .contiguous(false, false)
              .managedBy(picture)
              .peek(at -> (long) cells[(int) (5 * (at[0] + 2) + at[1] + 1)])
              .poke(
                  (at, value) ->
                      cells[(int) (5 * (at[0] + 2) + at[1] + 1)] = ((Long) value).intValue())
              .counts(picture::exports);
        });
  }

  @Test
  void tileOfATileHoldsThePicture() {
    MemoryExporter picture = PrimitiveArrays.export(new int[100], 10, 10);
    try (Lease lease = new Tile(new Tile(picture, 2, 3, 6), 1, 1, 2).acquire(Request.FULL)) {
      assertSame(picture, lease.owner());
      assertEquals(1, picture.exports());
      lease.view().setLong(7, 0, 0);
    }
    picture.doWithView(Request.FULL_RO, view -> assertEquals(7, view.getLong(4, 3)));
  }

  // ---- flags

  @TestFactory
  Stream<DynamicTest> bitFlags() {
    return Contract.of(
        "BitFlags",
        () -> {
          BitFlags flags = new BitFlags(3);
          return Fixture.of(flags, "T{t:ready:t:failed:6t:level:}", 3)
              .values(number -> List.of(number & 1, (number >> 1) & 1, number >> 2))
              .peek(at -> bits(flags.registers()[(int) at[0]]))
              .poke((at, value) -> flags.registers()[(int) at[0]] = bits((List<?>) value));
        });
  }

  private static Object bits(byte register) {
    return List.of(register & 1L, (register >> 1) & 1L, (register & 0xFFL) >> 2);
  }

  private static byte bits(List<?> values) {
    long level = (Long) values.get(2);
    return (byte) ((level << 2) | ((Long) values.get(1) << 1) | (Long) values.get(0));
  }

  @Test
  void oneFlagOfAllDevices() {
    BitFlags flags = new BitFlags(3);
    flags.doWithView(
        Request.FULL,
        view -> {
          view.field("failed").fill(1L);
          view.field("level").set(63L, 1);
        });
    assertArrayEquals(new byte[] {2, (byte) 0xFE, 2}, flags.registers());
  }

  // ---- complex numbers

  @TestFactory
  Stream<DynamicTest> complexPairs() {
    return Contract.of(
        "ComplexPairs",
        () -> {
          double[] pairs = new double[6];
          return Fixture.of(new ComplexPairs(pairs), "Zd", 3)
              .managedBy(pairs)
              .values(number -> new Complex(number, -number))
              .peek(at -> new Complex(pairs[2 * (int) at[0]], pairs[2 * (int) at[0] + 1]))
              .poke(
                  (at, value) -> {
                    pairs[2 * (int) at[0]] = ((Complex) value).re();
                    pairs[2 * (int) at[0] + 1] = ((Complex) value).im();
                  });
        });
  }

  @Test
  void ownerIsTheArray() {
    double[] pairs = {1, 2, 3, 4};
    try (Lease lease = new ComplexPairs(pairs).acquire(Request.FULL)) {
      assertSame(pairs, lease.owner());
      Exporters.of(lease.owner()).doWithView(Request.FULL, view -> view.setDouble(9, 3));
      assertEquals(new Complex(3, 9), lease.view().get(1));
    }
  }

  // ---- shapes that change

  @TestFactory
  Stream<DynamicTest> reshaping() {
    return Contract.of(
        "Reshaping",
        () -> {
          long[] numbers = new long[6];
          Reshaping exporter = new Reshaping(numbers);
          exporter.reshape(3, -1);
          return Fixture.of(exporter, "q", 3, 2)
              .peek(at -> numbers[(int) (2 * at[0] + at[1])])
              .poke((at, value) -> numbers[(int) (2 * at[0] + at[1])] = (Long) value);
        });
  }

  @Test
  void leasesKeepTheirShape() {
    Reshaping exporter = new Reshaping(new long[6]);
    try (Lease before = exporter.acquire(Request.FULL)) {
      exporter.reshape(2, 3);
      try (Lease after = exporter.acquire(Request.FULL)) {
        assertArrayEquals(new long[] {6}, before.view().shape());
        assertArrayEquals(new long[] {2, 3}, after.view().shape());
        before.view().setLong(8, 5);
        assertEquals(8, after.view().getLong(1, 2));
      }
    }
  }

  // ---- locks and files

  private Path grid(double... numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(numbers);
    return Files.write(folder.resolve("grid" + files.getAndIncrement()), bytes.array());
  }

  @TestFactory
  Stream<DynamicTest> lockedGrid() {
    return Contract.of(
        "LockedGrid",
        () -> {
          Path file = grid(new double[6]);
          FileChannel own =
              FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
          return Fixture.of(new LockedGrid(file, 3), "<d", 2, 3)
              .peek(at -> item(own, at, null))
              .poke((at, value) -> item(own, at, (Double) value))
              .cleanup(() -> close(own));
        });
  }

  /** Reads or writes an item of a file, without mapping it. */
  private static double item(FileChannel channel, long[] at, @Nullable Double written) {
    ByteBuffer item = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    long place = 8 * (3 * at[0] + at[1]);
    try {
      if (written != null) {
        channel.write(item.putDouble(0, written), place);
      } else {
        channel.read(item, place);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return item.getDouble(0);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void fileIsLockedWhileItIsLookedAt() throws IOException {
    Path file = grid(1, 2, 3, 4, 5, 6);
    LockedGrid grid = new LockedGrid(file, 2);
    try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
      Lease first = grid.acquire(Request.FULL);
      try (Lease second = first.view().at(1).acquire(Request.FULL)) {
        first.close();
        second.view().setDouble(7, 0);
        assertThrows(OverlappingFileLockException.class, other::tryLock);
        assertSame(grid, second.owner());
      }
      try (var lock = other.tryLock()) {
        assertTrue(lock.isValid());
        BufferException.Refused refused =
            assertThrows(BufferException.Refused.class, () -> grid.acquire(Request.FULL));
        assertInstanceOf(OverlappingFileLockException.class, refused.getCause());
      }
    }
    grid.doWithView(Request.FULL_RO, view -> assertEquals(7.0, view.getDouble(1, 0)));
    Files.delete(file);
    BufferException.Refused refused =
        assertThrows(BufferException.Refused.class, () -> grid.acquire(Request.FULL));
    assertInstanceOf(NoSuchFileException.class, refused.getCause());
  }

  @Test
  void whatIsMappedIsClosedThoughTheRestOfTheOpeningFails() throws IOException {
    LockedGrid grid = new LockedGrid(grid(1, 2, 3), 2); // no rows of two
    for (int i = 0; i < 2; i++) {
      BufferException.Refused refused =
          assertThrows(BufferException.Refused.class, () -> grid.acquire(Request.FULL));
      assertInstanceOf(IllegalArgumentException.class, refused.getCause()); // and no lock is left
    }
  }

  // ---- read-only

  @TestFactory
  Stream<DynamicTest> published() {
    return Contract.of(
        "Published",
        () -> {
          Published prices = new Published(5);
          return Fixture.of(prices, "d", 5)
              .readOnly()
              .peek(at -> prices.get((int) at[0]))
              .poke((at, value) -> prices.set((int) at[0], (Double) value));
        });
  }

  @Test
  void ownerAloneWrites() {
    Published prices = new Published(2);
    assertThrows(BufferException.Refused.class, () -> prices.acquire(Request.FULL));
    try (Lease lease = prices.acquire(Request.FULL_RO)) {
      prices.set(1, 0.5);
      assertEquals(0.5, lease.view().getDouble(1));
      assertThrows(BufferException.ReadOnly.class, () -> lease.view().setDouble(1, 1));
    }
  }

  // ---- pools

  @Test
  void framesAreUsedAgainAndNobodySeesThat() {
    FramePool pool = new FramePool();
    MemorySegment kept;
    long address;
    Lease frame = pool.acquire(Request.FULL);
    try (Lease other = pool.acquire(Request.FULL)) {
      frame.view().fill(200L);
      kept = frame.view().asSegment();
      address = kept.address();
      MemorySegment row = frame.view().asReadOnly().slice(Index.at(3)).asSegment();
      assertTrue(row.isReadOnly());
      assertEquals((byte) 200, row.get(ValueLayout.JAVA_BYTE, 639));
      assertEquals(0L, other.view().getLong(0, 0));
      try (Lease again = frame.view().acquire(Request.FULL_RO)) {
        frame.close();
        assertEquals(200, again.view().getLong(479, 639));
        assertEquals((byte) 200, kept.get(ValueLayout.JAVA_BYTE, 0));
      }
      assertFalse(kept.scope().isAlive());
      assertThrows(IllegalStateException.class, () -> kept.get(ValueLayout.JAVA_BYTE, 0));
      pool.doWithView(Request.FULL, view -> assertEquals(address, view.asSegment().address()));
    }
  }

  // ---- how much is to be written

  @Test
  void noneTakesMoreThanFortyLines() throws IOException {
    Map<String, Long> lines = new TreeMap<>();
    try (Stream<Path> sources =
        Files.list(Path.of("src/main/java/io/memview/examples/exporters"))) {
      for (Path source : sources.toList()) {
        lines.put(source.getFileName().toString(), codeLines(source));
      }
    }
    System.out.println("lines of code: " + lines);
    assertEquals(14, lines.size());
    lines.forEach((name, count) -> assertTrue(count <= 40, name + ": " + count));
  }

  /** Neither blank nor a comment, an import or the package. */
  private static long codeLines(Path source) throws IOException {
    return Files.readAllLines(source).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.matches("(//|/\\*|\\*|import |package ).*"))
        .count();
  }
}
