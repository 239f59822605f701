package io.memview.adapters.netty;

import io.memview.BufferException;
import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.internal.CleanableDirectBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Allocates Netty's buffers that can be exported: they ask their leases before they move.
 *
 * <p>While a lease is open, {@code capacity(int)} in both directions, writing beyond the capacity,
 * {@code discardReadBytes()} and {@code discardSomeReadBytes()} throw {@link
 * BufferException.Exported}; the buffer stays as it was. Everything else, indices and reference
 * counts included, is Netty's business. A buffer may be released under its leases, even too often:
 * its memory is the garbage collector's, belongs to no pool, and stays for as long as a lease, a
 * view's segment or a NIO buffer refers to it.
 *
 * <p>Buffers are exporters of their readable bytes, read-only if they are; {@link NettyBuffers}
 * exports their slices and duplicates. Give Netty this allocator ({@code ChannelOption.ALLOCATOR}),
 * and what it reads can be exported without a copy.
 *
 * <p><b>Threads.</b> Thread-safe, as far as Netty's buffers are.
 */
public final class LendingAllocator extends AbstractByteBufAllocator {
  /** One for everybody. */
  public static final LendingAllocator DEFAULT = new LendingAllocator();

  private static final Format BYTE = Format.parse("B");

  private LendingAllocator() {
    super(true); // direct buffers, if nothing else is asked for
  }

  @Override
  protected ByteBuf newHeapBuffer(int capacity, int most) {
    return new Heap(this, capacity, most);
  }

  @Override
  protected ByteBuf newDirectBuffer(int capacity, int most) {
    return new Direct(this, capacity, most);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }

  /** A buffer whose memory stays where it is while it has leases. */
  sealed interface Lender extends Exporter {
    /** The leases of all buffers that share the memory. */
    ExportCount exports();

    @Override
    default Lease acquire(Request request) {
      return lend((ByteBuf) this, request);
    }

    /** Lends the readable bytes of this buffer, or of one that shares its memory. */
    default Lease lend(ByteBuf buffer, Request request) {
      return exports().lease(() -> readable(buffer), request);
    }

    private static Memory readable(ByteBuf buffer) {
      try {
        return Memory.of(MemorySegment.ofBuffer(buffer.nioBuffer()), BYTE);
      } catch (IllegalReferenceCountException e) {
        throw new BufferException.Refused("the buffer has been deallocated");
      }
    }

    /** Does what moves bytes, unless somebody looks at them. */
    default ByteBuf move(String operation, Runnable body) {
      exports().exclusively(operation, body);
      return (ByteBuf) this;
    }
  }

  private static final class Direct extends UnpooledDirectByteBuf implements Lender {
    private final ExportCount exports = new ExportCount(this);

    Direct(LendingAllocator allocator, int capacity, int most) {
      super(allocator, capacity, most);
    }

    @Override
    public ExportCount exports() {
      return exports;
    }

    @Override
    protected CleanableDirectBuffer allocateDirectBuffer(int capacity) {
      return new Collected(ByteBuffer.allocateDirect(capacity));
    }

    @Override
    public ByteBuf capacity(int capacity) {
      return move("change the capacity", () -> super.capacity(capacity));
    }

    @Override
    public ByteBuf discardReadBytes() {
      return move("discard bytes", super::discardReadBytes);
    }

    @Override
    public ByteBuf discardSomeReadBytes() {
      return move("discard bytes", super::discardSomeReadBytes);
    }
  }

  /** Memory that nobody frees but the garbage collector. */
  private record Collected(ByteBuffer buffer) implements CleanableDirectBuffer {
    @Override
    public void clean() {}
  }

  private static final class Heap extends UnpooledHeapByteBuf implements Lender {
    private final ExportCount exports = new ExportCount(this);

    Heap(LendingAllocator allocator, int capacity, int most) {
      super(allocator, capacity, most);
    }

    @Override
    public ExportCount exports() {
      return exports;
    }

    @Override
    public ByteBuf capacity(int capacity) {
      return move("change the capacity", () -> super.capacity(capacity));
    }

    @Override
    public ByteBuf discardReadBytes() {
      return move("discard bytes", super::discardReadBytes);
    }

    @Override
    public ByteBuf discardSomeReadBytes() {
      return move("discard bytes", super::discardSomeReadBytes);
    }
  }
}
