package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Bits;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import io.memview.nio.MappedFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All bytes of a view, a block at a time: to visitors, and to and from channels and streams. */
class BlocksTest {
  private static final Order[] ORDERS = Order.values();

  @TempDir private Path folder;

  // ---- memory of all sorts

  private static View random(View view, long seed) {
    byte[] bytes = new byte[Math.toIntExact(view.layout().byteLength())];
    new Random(seed).nextBytes(bytes);
    view.copyFrom(MemorySegment.ofArray(bytes), Order.C);
    return view;
  }

  private static View offTheHeap(Arena arena, String format, long... shape) {
    Format item = Format.parse(format);
    Layout layout = Layout.contiguous(item.itemSize(), Order.C, shape);
    return random(
        TestMemory.view(Memory.of(arena.allocate(layout.byteLength(), 8), item, layout)), 1);
  }

  private static View rows(Arena arena, int count, long length) {
    List<Memory> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Memory.of(arena.allocate(length), Format.parse("B"), length));
    }
    return random(TestMemory.view(Memory.ofBlocks(rows)), 2);
  }

  /** Larger than buffers, with runs of all lengths. */
  private static List<View> large(Arena arena) {
    View bytes = offTheHeap(arena, "B", 500, 700);
    View onHeap = random(TestMemory.zeros("i", 200, 400), 3);
    View longRows = offTheHeap(arena, "<h", 12, 20_000);
    View rows = rows(arena, 12, 30_000);
    return List.of(
        bytes,
        bytes.transpose(),
        bytes.flip(),
        bytes.slice(Index.range(1, 490), Index.range(3, 600)),
        bytes.slice(Index.every(2), Index.every(3)).transpose(),
        bytes.reinterpret("T{B:a:B:b:B:c:B:d:B:e:}", 500, 140).field("c").transpose(),
        onHeap,
        onHeap.transpose(),
        onHeap.slice(Index.all(), Index.range(1, 390)),
        longRows.slice(Index.every(2), Index.upTo(15_000)),
        longRows.transpose().slice(Index.range(1, 20_000, 2)),
        longRows.slice(Index.every(-1), Index.upTo(9_000)),
        longRows.slice(Index.every(-1), Index.upTo(900)).broadcast(3, 12, 900),
        rows,
        rows.slice(Index.every(-2), Index.range(5, 29_000)),
        rows.slice(Index.all(), Index.every(7)),
        offTheHeap(arena, "400000s", 4).slice(Index.every(-1)),
        random(TestMemory.zeros("300001s", 4), 5).slice(Index.every(2)),
        TestMemory.view(TestMemory.blocks("h", 2, 3, 50, 9)).slice(Index.all(), Index.every(-2)));
  }

  private static List<View> all(Arena arena) {
    List<View> all = new ArrayList<>();
    Geometry.ofAllShapes("i").forEach(geometry -> all.add(geometry.view()));
    all.addAll(large(arena));
    View bits = TestMemory.zeros("T{3t:a:5t:b:h:c:}", 5);
    all.add(random(bits, 4));
    all.add(bits.field("b"));
    return all;
  }

  // ---- channels that are slow, or give up

  /** Moves a few bytes at a time, of several buffers or of one. */
  private static final class Slow implements GatheringByteChannel, ScatteringByteChannel {
    private final Random random = new Random(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteBuffer left;
    private final int most;

    Slow(byte[] bytes, int most) {
      this.left = ByteBuffer.wrap(bytes);
      this.most = most;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
      long all = 0;
      for (int i = offset; i < offset + length && all < most; i++) {
        all += write(sources[i]);
        if (sources[i].hasRemaining()) {
          break;
        }
      }
      return all;
    }

    @Override
    public long write(ByteBuffer[] sources) {
      return write(sources, 0, sources.length);
    }

    @Override
    public int write(ByteBuffer source) {
      byte[] some = new byte[Math.min(source.remaining(), 1 + random.nextInt(most))];
      source.get(some);
      written.writeBytes(some);
      return some.length;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
      return read(targets[offset]);
    }

    @Override
    public long read(ByteBuffer[] targets) {
      return read(targets, 0, targets.length);
    }

    @Override
    public int read(ByteBuffer target) {
      if (!left.hasRemaining()) {
        return -1;
      }
      int some = Math.min(Math.min(target.remaining(), left.remaining()), 1 + random.nextInt(most));
      target.put(left.slice(left.position(), some));
      left.position(left.position() + some);
      return some;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private interface Writing {
    void write(View view, Order order, ByteArrayOutputStream out) throws Exception;
  }

  private void each(Writing writing) throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      for (View view : all(arena)) {
        for (Order order : ORDERS) {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          writing.write(view, order, out);
          assertArrayEquals(view.toBytes(order), out.toByteArray(), () -> view + " " + order);
        }
      }
    }
  }

  @Test
  void writesTheBytes() throws Exception {
    each((view, order, out) -> view.writeTo(out, order));
    each((view, order, out) -> view.writeTo(Channels.newChannel(out), order));
    each(
        (view, order, out) -> {
          Slow slow = new Slow(new byte[0], 100_000);
          view.writeTo(slow, order);
          slow.written.writeTo(out);
        });
    Path file = folder.resolve("written");
    each(
        (view, order, out) -> {
          try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(0);
            view.writeTo(channel, order);
          }
          out.writeBytes(Files.readAllBytes(file));
        });
  }

  @Test
  void visitsTheBytes() throws Exception {
    each(
        (view, order, out) ->
            view.forEachBlock(
                order,
                block -> {
                  assertTrue(block.hasArray() && block.position() == 0 && block.hasRemaining());
                  long size = view.layout().itemSize();
                  assertTrue(size > 1 << 18 || block.remaining() % size == 0);
                  byte[] bytes = new byte[block.remaining()];
                  block.get(bytes);
                  out.writeBytes(bytes);
                }));
  }

  private interface Reading {
    void read(View view, Order order, byte[] bytes) throws Exception;
  }

  private static void eachRead(Reading reading) throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      for (View view : all(arena)) {
        for (Order order : ORDERS) {
          if (view.isReadOnly()) {
            assertThrows(
                BufferException.ReadOnly.class,
                () -> view.readFrom(InputStream.nullInputStream(), order));
            continue;
          }
          byte[] bytes = new byte[Math.toIntExact(view.layout().byteLength())];
          new Random(7).nextBytes(bytes);
          byte[] expected = bytes.clone();
          if (view.format() instanceof Bits bits) { // what else is in their bytes stays
            byte[] before = view.toBytes(order);
            int own = ((1 << bits.width()) - 1) << bits.shift();
            for (int i = 0; i < expected.length; i++) {
              expected[i] = (byte) ((expected[i] & own) | (before[i] & ~own));
            }
          }
          reading.read(view, order, bytes);
          assertArrayEquals(expected, view.toBytes(order), () -> view + " " + order);
        }
      }
    }
  }

  @Test
  void readsTheBytesAndNoMore() throws Exception {
    eachRead(
        (view, order, bytes) -> {
          InputStream in = new ByteArrayInputStream(longer(bytes));
          view.readFrom(in, order);
          assertEquals(77, in.read());
        });
    eachRead(
        (view, order, bytes) -> {
          Slow slow = new Slow(longer(bytes), 100_000);
          view.readFrom((ReadableByteChannel) slow, order);
          assertEquals(1, slow.left.remaining());
        });
    Path file = folder.resolve("read");
    eachRead(
        (view, order, bytes) -> {
          Files.write(file, longer(bytes));
          try (FileChannel channel = FileChannel.open(file)) {
            view.readFrom(channel, order);
            assertEquals(bytes.length, channel.position());
          }
        });
  }

  private static byte[] longer(byte[] bytes) {
    byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    longer[bytes.length] = 77;
    return longer;
  }

  @Test
  void whatIsNotNamedIsInCOrder() throws IOException {
    View view = TestMemory.longs("h", i -> i, 2, 3).transpose();
    byte[] expected = view.toBytes(Order.C);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    view.writeTo(out);
    view.writeTo(Channels.newChannel(out));
    View read = TestMemory.zeros("h", 2, 3, 2);
    read.readFrom(new ByteArrayInputStream(out.toByteArray()));
    assertArrayEquals(out.toByteArray(), read.toBytes(Order.C));
    View half = TestMemory.zeros("h", 3, 2);
    half.readFrom(Channels.newChannel(new ByteArrayInputStream(out.toByteArray())));
    assertArrayEquals(expected, half.toBytes(Order.C));
  }

  // ---- what bytes are for

  @Test
  void checksumsAndDigests() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      for (View view : large(arena)) {
        byte[] bytes = view.toBytes(Order.C);
        CRC32 checksum = new CRC32();
        view.forEachBlock(Order.C, checksum::update);
        CRC32 expected = new CRC32();
        expected.update(bytes);
        assertEquals(expected.getValue(), checksum.getValue(), view::toString);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        view.forEachBlock(Order.C, digest::update);
        assertArrayEquals(
            MessageDigest.getInstance("SHA-256").digest(bytes), digest.digest(), view::toString);
      }
    }
  }

  @Test
  void blocksHaveTheByteOrderOfTheFormat() {
    for (String format : List.of(">i", "<i")) {
      View view = TestMemory.longs(format, i -> i + 5, 2, 2);
      List<Integer> seen = new ArrayList<>();
      view.forEachBlock(
          Order.C,
          block -> {
            while (block.hasRemaining()) {
              seen.add(block.getInt());
            }
          });
      assertEquals(List.of(5, 6, 7, 8), seen);
    }
    View mixed = TestMemory.zeros("T{<i:a:>i:b:}", 2);
    mixed.forEachBlock(Order.C, block -> assertEquals(ByteOrder.nativeOrder(), block.order()));
  }

  /** Notes where what it is to write lies, and takes it as a whole. */
  private record Noted(List<Long> addresses) implements GatheringByteChannel {
    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
      long all = 0;
      for (int i = offset; i < offset + length; i++) {
        all += write(sources[i]);
      }
      return all;
    }

    @Override
    public long write(ByteBuffer[] sources) {
      return write(sources, 0, sources.length);
    }

    @Override
    public int write(ByteBuffer source) {
      assertTrue(source.isReadOnly());
      addresses.add(MemorySegment.ofBuffer(source).address());
      int all = source.remaining();
      source.position(source.limit());
      return all;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void longRunsAreWrittenAsTheyLie() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      View view = offTheHeap(arena, "B", 4, 100_000);
      List<Long> addresses = new ArrayList<>();
      view.slice(Index.every(2)).writeTo(new Noted(addresses));
      long start = view.asSegment().address();
      assertEquals(List.of(start, start + 200_000), addresses);
    }
  }

  // ---- failures

  @Test
  void whatVisitorsThrowComesOut() {
    View view = TestMemory.zeros("i", 3);
    IOException thrown = new IOException("no");
    assertSame(
        thrown,
        assertThrows(
            IOException.class,
            () ->
                view.forEachBlock(
                    Order.C,
                    block -> {
                      throw thrown;
                    })));
    IllegalStateException own = new IllegalStateException("own");
    assertSame(
        own,
        assertThrows(
            IllegalStateException.class,
            () ->
                view.forEachBlock(
                    Order.C,
                    block -> {
                      throw own;
                    })));
  }

  @Test
  void channelsThatDoNotBlock() throws IOException {
    Pipe pipe = Pipe.open();
    View view = random(TestMemory.zeros("i", 3), 1);
    byte[] before = view.toBytes(Order.C);
    try (Pipe.SinkChannel sink = pipe.sink();
        Pipe.SourceChannel source = pipe.source()) {
      sink.configureBlocking(false);
      source.configureBlocking(false);
      String message =
          assertThrows(IllegalArgumentException.class, () -> view.writeTo(sink)).getMessage();
      assertTrue(message.contains("configureBlocking(true)"), message);
      assertThrows(IllegalArgumentException.class, () -> view.readFrom(source));
      assertArrayEquals(before, view.toBytes(Order.C));
      sink.configureBlocking(true);
      source.configureBlocking(true);
      view.writeTo(sink);
      TestMemory.zeros("i", 3).readFrom(source);
    }
  }

  /** Takes some bytes and then none. */
  private record Full(int room, int[] taken) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      int some = Math.min(room - taken[0], source.remaining());
      source.position(source.position() + some);
      taken[0] += some;
      return some;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void channelsThatTakeNothingAnyMore() {
    View view = TestMemory.zeros("i", 10);
    String message =
        assertThrows(IOException.class, () -> view.writeTo(new Full(13, new int[1]))).getMessage();
    assertTrue(message.contains("13 of 40 bytes have been written"), message);
  }

  @Test
  void tooFewBytes() throws IOException {
    View view = random(TestMemory.zeros("i", 10), 3);
    byte[] before = view.toBytes(Order.C);
    Path file = Files.write(folder.resolve("short"), new byte[45]);
    try (FileChannel channel = FileChannel.open(file)) {
      channel.position(6);
      String message = assertThrows(EOFException.class, () -> view.readFrom(channel)).getMessage();
      assertTrue(message.contains("40 bytes") && message.contains("has 39"), message);
      assertEquals(6, channel.position());
    }
    String message =
        assertThrows(
                EOFException.class,
                () -> view.readFrom(Channels.newChannel(new ByteArrayInputStream(new byte[39]))))
            .getMessage();
    assertTrue(message.contains("39 of 40"), message);
    message =
        assertThrows(
                EOFException.class, () -> view.readFrom(new ByteArrayInputStream(new byte[39])))
            .getMessage();
    assertTrue(message.contains("39 of 40"), message);
    assertArrayEquals(before, view.toBytes(Order.C));
  }

  @Test
  void whatCameBeforeTheEndIsThere() {
    View view = TestMemory.zeros("i", 200, 1000).transpose();
    byte[] some = new byte[600_000];
    new Random(3).nextBytes(some);
    assertThrows(EOFException.class, () -> view.readFrom(new ByteArrayInputStream(some)));
    byte[] now = view.toBytes(Order.C);
    int same = java.util.Arrays.mismatch(some, now);
    assertTrue(same > 100_000, () -> "read " + same);
    assertArrayEquals(new byte[200_000], java.util.Arrays.copyOfRange(now, 600_000, 800_000));
  }

  @Test
  void aFileThatIsCutShort() throws IOException {
    Path file = Files.write(folder.resolve("cut"), new byte[1 << 20]);
    OwnedMemory cut = MappedFiles.mapWritable(file, "i", Layout.contiguous(4, Order.C, 512, 512));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(4096);
    }
    Path other = Files.write(folder.resolve("other"), new byte[1 << 20]);
    try (Lease lease = cut.acquire(Request.FULL);
        FileChannel channel =
            FileChannel.open(other, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      View whole = lease.view();
      for (View view : List.of(whole, whole.transpose(), whole.slice(Index.every(-1)))) {
        assertThrows(
            BufferException.StorageFailure.class,
            () -> view.forEachBlock(Order.C, new CRC32()::update));
        assertThrows(
            BufferException.StorageFailure.class,
            () -> view.writeTo(OutputStream.nullOutputStream()));
        assertThrows(BufferException.StorageFailure.class, () -> view.writeTo(channel.position(0)));
        assertThrows(
            BufferException.StorageFailure.class, () -> view.readFrom(channel.position(0)));
        assertThrows(
            BufferException.StorageFailure.class, () -> view.readFrom(Files.newInputStream(other)));
      }
    }
    cut.free();
  }

  @Test
  void devicesDoNotSayHowMuchTheyHave() throws IOException {
    Path zeros = Path.of("/dev/zero");
    if (Files.exists(zeros)) {
      View view = random(TestMemory.zeros("i", 10), 3);
      try (FileChannel channel = FileChannel.open(zeros)) {
        view.readFrom(channel);
      }
      assertArrayEquals(new byte[40], view.toBytes(Order.C));
    }
  }

  @Test
  void aReleaseWaitsForTheLastBlock() {
    long[] remaining = {-1};
    ExportCount count = new ExportCount(this, left -> remaining[0] = left);
    Lease lease = count.lease(Memory.ofArray(new int[8]), Request.FULL);
    View view = lease.view();
    view.forEachBlock(
        Order.C,
        block -> {
          lease.close();
          assertEquals(-1, remaining[0]);
        });
    assertEquals(0, remaining[0]);
    assertThrows(BufferException.Released.class, () -> view.forEachBlock(Order.C, block -> {}));
    OutputStream none = OutputStream.nullOutputStream();
    assertThrows(BufferException.Released.class, () -> view.writeTo(none));
    assertThrows(
        BufferException.Released.class, () -> view.readFrom(InputStream.nullInputStream()));
  }
}
