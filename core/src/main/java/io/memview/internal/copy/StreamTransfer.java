package io.memview.internal.copy;

import io.memview.internal.memory.Region;
import io.memview.layout.Order;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;

/** Moves all bytes of a memory's items to a stream or from one. */
public final class StreamTransfer {
  private StreamTransfer() {}

  /** Writes all bytes. */
  public static void write(Region from, OutputStream to, Order order) throws IOException {
    Blocks.forEach(
        from, order, bytes -> to.write(array(bytes), 0, Math.toIntExact(bytes.byteSize())));
  }

  /** Reads all bytes. */
  public static void read(Region to, InputStream from, Order order) throws IOException {
    long total = to.layout().byteLength();
    long[] done = {0};
    Blocks.fill(
        to,
        order,
        bytes -> {
          int size = (int) bytes.byteSize();
          int read = from.readNBytes(array(bytes), 0, size);
          done[0] += read;
          if (read < size) {
            throw new EOFException(
                "the stream has ended after %d of %d bytes".formatted(done[0], total));
          }
        });
  }

  /** The array of a buffer, which starts there. */
  private static byte[] array(MemorySegment buffer) {
    return (byte[]) buffer.heapBase().orElseThrow();
  }
}
