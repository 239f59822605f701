package io.memview.adapters.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What Netty does to a buffer under a lease is refused, or does not reach its memory. */
class NettyBuffersTest {
  private interface Operation {
    void on(ByteBuf buffer) throws IOException;
  }

  private static final int LARGE = 1 << 16;

  private static final Map<String, Operation> MOVES =
      Map.ofEntries(
          Map.entry("grow", b -> b.capacity(LARGE)),
          Map.entry("shrink", b -> b.capacity(9)),
          Map.entry("shrink to nothing", b -> b.capacity(0)),
          Map.entry("write an array", b -> b.writeBytes(new byte[LARGE])),
          Map.entry("write a buffer", b -> b.writeBytes(Unpooled.wrappedBuffer(new byte[LARGE]))),
          Map.entry("write NIO", b -> b.writeBytes(ByteBuffer.allocate(LARGE))),
          Map.entry(
              "write a stream",
              b -> b.writeBytes(new ByteArrayInputStream(new byte[LARGE]), LARGE)),
          Map.entry("write zeros", b -> b.writeZero(LARGE)),
          Map.entry("write a number behind the end", b -> b.writerIndex(16).writeByte(1)),
          Map.entry("write text", b -> b.writeCharSequence("x".repeat(99), US_ASCII)),
          Map.entry("ensure", b -> b.ensureWritable(LARGE)),
          Map.entry("ensure by force", b -> b.ensureWritable(LARGE, true)));

  /** A duplicate, which has indices of its own, only writes bytes then. */
  private static final Map<String, Operation> DISCARDS =
      Map.of(
          "discard",
          ByteBuf::discardReadBytes,
          "discard some",
          b -> b.readerIndex(12).discardSomeReadBytes());

  /** Ways by which others hold the same memory. */
  @SuppressWarnings("deprecation") // others do it
  private static final Map<String, UnaryOperator<ByteBuf>> WAYS =
      Map.of(
          "itself", b -> b,
          "a duplicate", ByteBuf::duplicate,
          "a retained duplicate", ByteBuf::retainedDuplicate,
          "the other byte order", b -> b.order(ByteOrder.LITTLE_ENDIAN),
          "unreleasable", Unpooled::unreleasableBuffer);

  /** 16 bytes, of which those from 2 to 12 are 2 to 12 and readable. */
  private static ByteBuf buffer(boolean isDirect) {
    ByteBuf buffer =
        isDirect
            ? LendingAllocator.DEFAULT.directBuffer(16)
            : LendingAllocator.DEFAULT.heapBuffer(16);
    for (int i = 0; i < 13; i++) {
      buffer.writeByte(i);
    }
    return buffer.skipBytes(2);
  }

  @TestFactory
  Stream<DynamicTest> whatMovesIsRefusedWhileThereAreLeases() {
    List<DynamicTest> tests = new ArrayList<>();
    for (boolean isDirect : new boolean[] {true, false}) {
      WAYS.forEach(
          (way, other) -> {
            Map<String, Operation> moves = new HashMap<>(MOVES);
            if (!way.endsWith("duplicate")) {
              moves.putAll(DISCARDS);
            }
            moves.forEach(
                (name, move) ->
                    tests.add(
                        dynamicTest(
                            "%s, %s, direct: %b".formatted(name, way, isDirect),
                            () -> refusedUnderLease(buffer(isDirect), other, move))));
          });
    }
    return tests.stream();
  }

  private static void refusedUnderLease(
      ByteBuf buffer, UnaryOperator<ByteBuf> other, Operation move) throws IOException {
    Exporter exporter = Exporters.of(buffer);
    assertEquals(buffer.isDirect(), !buffer.hasArray());
    Lease first = exporter.acquire(Request.FULL);
    try (Lease second = first.view().acquire(Request.FULL)) {
      first.close(); // one that the buffer was not asked for holds it as well
      View view = second.view();
      assertThrows(BufferException.Exported.class, () -> move.on(other.apply(buffer)));
      assertEquals(16, buffer.capacity());
      for (int i = 0; i < 11; i++) {
        assertEquals(i + 2, view.getLong(i));
        buffer.setByte(i + 2, 100 + i);
        assertEquals(100 + i, view.getLong(i));
        view.setLong(i, i + 2);
        assertEquals(i + 2, buffer.getByte(i + 2));
      }
    }
    move.on(other.apply(buffer));
    buffer.setIndex(0, buffer.capacity());
    exporter.doWithView(
        Request.FULL,
        view -> {
          assertEquals(buffer.capacity(), view.itemCount());
          view.fill(7);
          for (int i = 0; i < buffer.capacity(); i++) {
            assertEquals(7, buffer.getByte(i));
          }
        });
  }

  /** Indices, marks and counts are the buffer's own; the memory is that of the lease. */
  @TestFactory
  Stream<DynamicTest> whatElseHappensDoesNotReachTheMemory() {
    Map<String, Operation> others =
        Map.ofEntries(
            Map.entry("clear", ByteBuf::clear),
            Map.entry("read", b -> b.skipBytes(5).markReaderIndex().resetReaderIndex()),
            Map.entry("indices", b -> b.setIndex(16, 16)),
            Map.entry("touch", b -> b.touch("a hint")),
            Map.entry("the same capacity is no move", ByteBuf::capacity),
            Map.entry("retain", ByteBuf::retain),
            Map.entry("release", ByteBuf::release),
            Map.entry("release too often", NettyBuffersTest::releaseTooOften),
            Map.entry("release by a slice", b -> b.slice().release()),
            Map.entry("read a retained slice", b -> b.readRetainedSlice(4).release()),
            Map.entry("read only", b -> b.asReadOnly().release()),
            Map.entry("composite", NettyBuffersTest::compose));
    List<DynamicTest> tests = new ArrayList<>();
    for (boolean isDirect : new boolean[] {true, false}) {
      others.forEach(
          (name, other) ->
              tests.add(
                  dynamicTest(
                      "%s, direct: %b".formatted(name, isDirect),
                      () -> memoryStays(buffer(isDirect), other))));
    }
    return tests.stream();
  }

  private static void releaseTooOften(ByteBuf buffer) {
    buffer.release();
    assertThrows(IllegalStateException.class, buffer::release);
  }

  private static void compose(ByteBuf buffer) {
    CompositeByteBuf parts = Unpooled.compositeBuffer();
    parts.addComponent(true, buffer).addComponent(true, Unpooled.wrappedBuffer(new byte[100]));
    parts.consolidate().discardReadComponents().capacity(3).release();
  }

  private static void memoryStays(ByteBuf buffer, Operation other) throws IOException {
    List<ByteBuf> others = new ArrayList<>();
    try (Lease lease = Exporters.of(buffer).acquire(Request.FULL)) {
      other.on(buffer);
      for (int i = 0; i < 100; i++) { // would get what is given back
        others.add(LendingAllocator.DEFAULT.directBuffer(16).writeZero(16));
        others.add(PooledByteBufAllocator.DEFAULT.directBuffer(16).writeZero(16));
      }
      View view = lease.view();
      assertArrayEquals(new byte[] {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, view.toBytes(Order.C));
      view.fill(99);
      for (ByteBuf one : others) {
        for (int i = 0; i < 16; i++) {
          assertEquals(0, one.getByte(i));
        }
      }
    } finally {
      others.forEach(ByteBuf::release);
    }
  }

  /** A message in three parts, of which the first has been read in part. */
  @Test
  void componentsAreOneArray() {
    CompositeByteBuf message = LendingAllocator.DEFAULT.compositeBuffer();
    List<ByteBuf> parts = new ArrayList<>();
    for (String text : List.of("#HELLO", " WO", "RLD FOO!")) {
      ByteBuf part = LendingAllocator.DEFAULT.buffer(8);
      part.writeCharSequence(text, US_ASCII);
      parts.add(part);
      message.addComponent(true, part);
    }
    message.readByte();
    try (Lease lease = NettyBuffers.exportComponents(message).acquire(Request.FULL)) {
      View view = lease.view();
      assertEquals("HELLO WORLD FOO!", new String(view.toBytes(Order.C), US_ASCII));
      view.slice(Index.range(4, 7)).fill((byte) '_');
      assertThrows(BufferException.Exported.class, () -> parts.get(1).capacity(LARGE));
    }
    assertEquals("HELL___ORLD FOO!", message.toString(US_ASCII));
    parts.get(1).capacity(LARGE);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            NettyBuffers.exportComponents(
                Unpooled.compositeBuffer().addComponent(true, Unpooled.copiedBuffer(new byte[3]))));
    message.release();
  }

  @Test
  void aDeallocatedBufferIsRefused() {
    for (boolean isDirect : new boolean[] {true, false}) {
      ByteBuf buffer = buffer(isDirect);
      ByteBuf slice = buffer.slice();
      buffer.release();
      for (ByteBuf dead : List.of(buffer, slice)) {
        Exporter exporter = Exporters.of(dead);
        String message =
            assertThrows(BufferException.Refused.class, () -> exporter.acquire(Request.FULL))
                .getMessage();
        assertEquals("the buffer has been deallocated", message);
      }
    }
  }

  @Test
  void slicesLendAPartAndCountAtTheWhole() {
    ByteBuf buffer = buffer(true);
    for (ByteBuf part :
        List.of(
            buffer.slice(4, 3),
            buffer.retainedSlice(4, 3),
            buffer.duplicate().setIndex(4, 7),
            buffer.slice(3, 8).slice(1, 3),
            buffer.asReadOnly().slice(4, 3),
            buffer.slice(4, 3).asReadOnly().duplicate())) {
      try (Lease lease = Exporters.of(part).acquire(Request.FULL_RO)) {
        assertArrayEquals(new byte[] {4, 5, 6}, lease.view().toBytes(Order.C));
        assertEquals(part.isReadOnly(), lease.view().isReadOnly());
        assertSame(buffer, lease.owner());
        assertThrows(BufferException.Exported.class, () -> buffer.capacity(LARGE));
      }
    }
    Exporter nothing = Exporters.of(buffer.slice(0, 0));
    assertEquals(0L, nothing.withView(Request.FULL, View::itemCount));
  }

  /** The next lease is of what is readable then. */
  @Test
  void indicesAreThoseOfTheMomentOfTheLease() {
    ByteBuf buffer = buffer(true);
    Exporter exporter = Exporters.of(buffer);
    buffer.readByte();
    assertArrayEquals(
        new byte[] {3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
        exporter.withView(Request.FULL_RO, v -> v.toBytes(Order.C)));
  }

  @TestFactory
  Stream<DynamicTest> whatNobodyCanHoldIsRefusedAndCopiedAsTheMessageSays() {
    PooledByteBufAllocator pooled = new PooledByteBufAllocator(true);
    AdaptiveByteBufAllocator adaptive = new AdaptiveByteBufAllocator();
    UnpooledByteBufAllocator unpooled = UnpooledByteBufAllocator.DEFAULT;
    byte[] bytes = {1, 2, 3};
    Map<String, Supplier<ByteBuf>> kinds =
        Map.ofEntries(
            Map.entry("pooled, direct", () -> pooled.directBuffer().writeBytes(bytes)),
            Map.entry("pooled, heap", () -> pooled.heapBuffer().writeBytes(bytes)),
            Map.entry("adaptive, direct", () -> adaptive.directBuffer().writeBytes(bytes)),
            Map.entry("adaptive, heap", () -> adaptive.heapBuffer().writeBytes(bytes)),
            Map.entry("unpooled, direct", () -> unpooled.directBuffer().writeBytes(bytes)),
            Map.entry("unpooled, heap", () -> unpooled.heapBuffer().writeBytes(bytes)),
            Map.entry("an array", () -> Unpooled.wrappedBuffer(bytes)),
            Map.entry("a part of an array", () -> Unpooled.wrappedBuffer(bytes, 0, 3)),
            Map.entry("NIO", () -> Unpooled.wrappedBuffer(ByteBuffer.wrap(bytes))),
            Map.entry("two", () -> Unpooled.wrappedBuffer(new byte[] {1}, new byte[] {2, 3})),
            Map.entry(
                "one of ours in a composite",
                () ->
                    Unpooled.compositeBuffer()
                        .addComponent(true, LendingAllocator.DEFAULT.buffer().writeBytes(bytes))),
            Map.entry("slice", () -> pooled.buffer().writeBytes(bytes).readRetainedSlice(3)),
            Map.entry("read-only", () -> pooled.buffer().writeBytes(bytes).asReadOnly()));
    return kinds.entrySet().stream()
        .map(
            kind ->
                dynamicTest(
                    kind.getKey(),
                    () -> {
                      ByteBuf buffer = kind.getValue().get();
                      String message =
                          assertThrows(IllegalArgumentException.class, () -> Exporters.of(buffer))
                              .getMessage();
                      assertTrue(message.contains("may move its memory"), message);
                      assertTrue(
                          message.endsWith(
                              "LendingAllocator.DEFAULT.buffer().writeBytes(buffer.slice())"),
                          message);
                      ByteBuf copy = LendingAllocator.DEFAULT.buffer().writeBytes(buffer.slice());
                      assertEquals(3, buffer.readableBytes(), "what is copied is not read");
                      assertArrayEquals(
                          bytes,
                          Exporters.of(copy).withView(Request.FULL, v -> v.toBytes(Order.C)));
                      buffer.release();
                    }));
  }

  @Test
  void theAllocatorKeepsWhatNettyPromises() {
    LendingAllocator allocator = LendingAllocator.DEFAULT;
    assertTrue(allocator.directBuffer(8, 16).isDirect());
    assertTrue(allocator.heapBuffer(8, 16).hasArray());
    assertFalse(allocator.isDirectBufferPooled());
    assertEquals(allocator, allocator.buffer().alloc());
    assertThrows(IndexOutOfBoundsException.class, () -> allocator.buffer(8, 16).writeZero(17));
    ByteBuf buffer = buffer(true);
    ByteBuf copy = buffer.copy();
    try (Lease lease = Exporters.of(copy).acquire(Request.FULL)) {
      buffer.capacity(LARGE); // not that of the copy
      assertEquals(11, lease.view().itemCount());
    }
    assertTrue(buffer.release());
    assertEquals(0, buffer.refCnt());
  }

  @TestFactory
  Stream<DynamicTest> contract() {
    return Contract.of(
        "ByteBuf",
        () -> {
          ByteBuf buffer = LendingAllocator.DEFAULT.buffer(16).writeZero(9).skipBytes(2);
          return Fixture.of(Exporters.of(buffer), "B", 7)
              .peek(at -> (long) buffer.getUnsignedByte((int) at[0] + 2))
              .poke((at, value) -> buffer.setByte((int) at[0] + 2, ((Number) value).intValue()))
              .cleanup(buffer::release);
        });
  }

  // ---- over views

  @Test
  void aViewIsABufferOfNetty() {
    OwnedMemory block = OwnedMemory.allocate(Format.parse("<i"), 2, 2);
    ByteBuf buffer = block.withView(Request.FULL, view -> NettyBuffers.asByteBuf(view.at(1)));
    assertTrue(buffer.isDirect());
    assertEquals(8, buffer.readableBytes());
    buffer.setIntLE(4, 7);
    assertEquals(7, block.<Long, RuntimeException>withView(Request.FULL, v -> v.getLong(1, 1)));
    assertEquals(7 << 24, buffer.getInt(4), "big-endian, as Netty is");
    assertEquals(1, buffer.nioBufferCount());
    buffer.release();
    block.free();
  }

  @Test
  void theLeaseEndsWithTheBuffer() {
    OwnedMemory block = OwnedMemory.allocate(Format.parse("B"), 8);
    for (boolean isReadOnly : new boolean[] {false, true}) {
      ByteBuf buffer =
          block.withView(
              Request.FULL, view -> NettyBuffers.asByteBuf(isReadOnly ? view.asReadOnly() : view));
      assertEquals(isReadOnly, buffer.isReadOnly());
      ByteBuf part = buffer.retainedSlice(2, 3);
      assertEquals(1, block.exports());
      assertThrows(BufferException.Exported.class, block::free);
      assertFalse(buffer.release());
      assertThrows(BufferException.Exported.class, block::free);
      assertTrue(part.release());
      assertEquals(0, block.exports());
      assertThrows(IllegalReferenceCountException.class, () -> part.getByte(0));
    }
    block.free();
  }

  @Test
  void whatNettyDoesToItsBufferStaysOutsideOfTheView() {
    byte[] bytes = {1, 2, 3, 4};
    MemoryExporter exporter = PrimitiveArrays.export(bytes);
    ByteBuf buffer =
        exporter.withView(Request.FULL, v -> NettyBuffers.asByteBuf(v.slice(Index.range(1, 3))));
    assertTrue(buffer.hasArray());
    buffer.setByte(0, 20).writeZero(100);
    assertArrayEquals(new byte[] {1, 20, 3, 4}, bytes);
    assertEquals(3, buffer.getByte(1));
    buffer.capacity(1).release();
  }

  @Test
  void nothingIsReadable() {
    OwnedMemory block = OwnedMemory.allocate(Format.parse("d"), 0);
    ByteBuf buffer = block.withView(Request.FULL, NettyBuffers::asByteBuf);
    assertEquals(0, buffer.readableBytes());
    buffer.release();
    block.free();
  }

  @Test
  void readOnlyStaysReadOnly() {
    ByteBuf buffer =
        PrimitiveArrays.export(new byte[] {1, 2})
            .withView(Request.FULL, v -> NettyBuffers.asByteBuf(v.asReadOnly()));
    assertEquals(2, buffer.getByte(1));
    assertThrows(ReadOnlyBufferException.class, () -> buffer.setByte(0, 1));
    buffer.release();
  }

  @Test
  void whatIsNoBufferIsRefusedAndNotLeased() {
    OwnedMemory block = OwnedMemory.allocate(Format.parse("B"), 8);
    block.doWithView(
        Request.FULL,
        view -> {
          View every = view.slice(Index.parse("::2"));
          assertThrows(BufferException.Refused.class, () -> NettyBuffers.asByteBuf(every));
        });
    assertEquals(0, block.exports());
    block.free();
    PrimitiveArrays.export(new double[2])
        .doWithView(
            Request.FULL,
            v -> assertThrows(BufferException.Refused.class, () -> NettyBuffers.asByteBuf(v)));
  }
}
