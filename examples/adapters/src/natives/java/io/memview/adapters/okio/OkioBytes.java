package io.memview.adapters.okio;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.MemoryExporter;
import io.memview.adapters.internal.ByteSegments;
import io.memview.nio.NioBuffers;
import java.util.Optional;
import okio.Buffer;
import okio.ByteString;

/**
 * Exports the bytes of Okio's buffers and byte strings. There is no way back without a copy: Okio
 * takes bytes into arrays of its own, as {@code ByteString.of(view.asByteBuffer())} does.
 */
public final class OkioBytes implements ExporterProvider {
  /** For {@code Exporters.of}; all else is static. */
  public OkioBytes() {}

  @Override
  public String supports() {
    return "%s, %s".formatted(Buffer.class.getName(), ByteString.class.getName());
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return switch (object) {
      case Buffer buffer -> Optional.of(export(buffer));
      case ByteString bytes -> Optional.of(export(bytes));
      default -> Optional.empty();
    };
  }

  /**
   * Exports the bytes that a buffer has now, in place and read-only. They are shared, as {@link
   * Buffer#copy} shares them: the buffer can be read, written and cleared meanwhile, and the
   * segments stay as they were, out of the pool.
   *
   * @param buffer any buffer, of which nothing is read
   * @return a new exporter of unsigned bytes, of one dimension; those of several segments lie
   *     behind pointers
   */
  public static MemoryExporter export(Buffer buffer) {
    return exportShared(buffer.copy());
  }

  /**
   * Exports the bytes of a byte string, in place and read-only.
   *
   * @param bytes any byte string
   * @return a new exporter of unsigned bytes, of one dimension; those of a buffer's snapshot lie
   *     behind pointers, if they are in several segments
   */
  public static MemoryExporter export(ByteString bytes) {
    return bytes.getClass() == ByteString.class
        ? NioBuffers.export(bytes.asByteBuffer(), "B")
        : exportShared(new Buffer().write(bytes)); // a snapshot, whose segments it shares
  }

  /** Of a buffer that nobody else has, so that nobody gives its segments back. */
  private static MemoryExporter exportShared(Buffer buffer) {
    ByteSegments segments = new ByteSegments();
    try (Buffer.UnsafeCursor cursor = buffer.readUnsafe()) {
      while (cursor.next() > 0) {
        segments.add(cursor.data, cursor.start, cursor.end);
      }
    }
    return segments.export();
  }
}
