package io.memview.internal.copy;

import io.memview.internal.memory.Region;
import io.memview.layout.Order;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.UnaryOperator;

/** Moves all bytes of a memory's items to a channel or from one: several runs in one call. */
public final class ChannelTransfer implements Blocks.Visitor<IOException> {
  /** Runs that are moved in one call: the system takes 1024, and 16 at the least. */
  private static final int MOST_RUNS = 256;

  /** Bytes that are moved in one call, but for runs that are longer. */
  private static final long MOST_BYTES = 1 << 20;

  /** A run of fewer bytes costs less to copy to a buffer than to hand to a call with others. */
  private static final long SHORTEST_OF_SEVERAL = 1 << 12;

  /** The same where a call takes one run. */
  private static final long SHORTEST = 1 << 16;

  /** One call of the channel: moves some bytes of some of the buffers. */
  private interface Call {
    long move(ByteBuffer[] buffers, int from, int count) throws IOException;
  }

  private final Call call;
  private final UnaryOperator<MemorySegment> handOut;
  private final boolean takesSeveral;
  private final String verb;
  private final long total;
  private final ByteBuffer[] buffers = new ByteBuffer[MOST_RUNS];
  private int count;
  private long waiting;
  private long moved;

  private ChannelTransfer(
      Call call,
      boolean takesSeveral,
      String verb,
      Region memory,
      UnaryOperator<MemorySegment> handOut) {
    this.call = call;
    this.handOut = handOut;
    this.takesSeveral = takesSeveral;
    this.verb = verb;
    this.total = memory.layout().byteLength();
  }

  /**
   * Writes all bytes.
   *
   * @param handOut what a segment of the memory is handed to the channel as
   */
  public static void write(
      Region from, WritableByteChannel to, Order order, UnaryOperator<MemorySegment> handOut)
      throws IOException {
    checkBlocking(to);
    boolean isGathering = to instanceof GatheringByteChannel;
    Call call =
        to instanceof GatheringByteChannel gathering
            ? gathering::write
            : (buffers, first, count) -> to.write(buffers[first]);
    ChannelTransfer transfer =
        new ChannelTransfer(
            call, isGathering, "written", from, run -> handOut.apply(run.asReadOnly()));
    Blocks.forEach(from, order, transfer);
  }

  /**
   * Reads all bytes. Nothing is read of a file that has not so many.
   *
   * @param handOut what a segment of the memory is handed to the channel as
   */
  public static void read(
      Region to, ReadableByteChannel from, Order order, UnaryOperator<MemorySegment> handOut)
      throws IOException {
    checkBlocking(from);
    boolean isScattering = from instanceof ScatteringByteChannel;
    Call call =
        from instanceof ScatteringByteChannel scattering
            ? scattering::read
            : (buffers, first, count) -> from.read(buffers[first]);
    ChannelTransfer transfer = new ChannelTransfer(call, isScattering, "read", to, handOut);
    if (from instanceof SeekableByteChannel file) {
      long size = file.size();
      long left = size - file.position();
      if (size > 0 && left < transfer.total) { // devices and pipes say that they have none
        throw new EOFException(
            "the items take %d bytes, but the file has %d from the channel's position on; nothing was read"
                .formatted(transfer.total, Math.max(0, left)));
      }
    }
    Blocks.fill(to, order, transfer);
  }

  private static void checkBlocking(Channel channel) {
    if (channel instanceof SelectableChannel selectable && !selectable.isBlocking()) {
      throw new IllegalArgumentException(
          "the channel does not block, and would move a part of the bytes; configureBlocking(true)"
              + " before, or copy the items to a buffer (toBytes, copyTo) and move that");
    }
  }

  @Override
  public long shortestRun() {
    return takesSeveral ? SHORTEST_OF_SEVERAL : SHORTEST;
  }

  @Override
  public void memory(MemorySegment bytes) throws IOException {
    buffers[count++] = handOut.apply(bytes).asByteBuffer();
    waiting += bytes.byteSize();
    if (count == MOST_RUNS || waiting >= MOST_BYTES) {
      end();
    }
  }

  @Override
  public void buffer(MemorySegment bytes) throws IOException {
    buffers[count++] = bytes.asByteBuffer();
    end();
  }

  /** Moves what waits. */
  @Override
  public void end() throws IOException {
    for (int first = 0; first < count; ) {
      if (!buffers[first].hasRemaining()) {
        first++;
        continue;
      }
      long before = remaining(first);
      if (call.move(buffers, first, count - first) < 0) {
        throw new EOFException(
            "the channel has ended after %d of %d bytes".formatted(moved, total));
      }
      long some = before - remaining(first); // whatever the channel says
      if (some == 0) {
        throw new IOException(
            "the channel moves nothing any more: %d of %d bytes have been %s; a channel has to block"
                .formatted(moved, total, verb));
      }
      moved += some;
    }
    count = 0;
    waiting = 0;
  }

  private long remaining(int first) {
    long all = 0;
    for (int i = first; i < count; i++) {
      all += buffers[i].remaining();
    }
    return all;
  }
}
