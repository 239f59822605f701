package io.memview.adapters.kotlinxio;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.MemoryExporter;
import io.memview.View;
import io.memview.adapters.internal.ByteSegments;
import io.memview.nio.NioBuffers;
import java.util.Optional;
import kotlinx.io.Buffer;
import kotlinx.io.bytestring.ByteString;
import kotlinx.io.bytestring.ByteStringJvmExtKt;
import kotlinx.io.unsafe.UnsafeBufferOperations;

/**
 * Exports the bytes of kotlinx-io's buffers and byte strings, and makes buffers of kotlinx-io over
 * views. Experimental, as what it needs is in kotlinx-io.
 */
public final class KotlinxIoBytes implements ExporterProvider {
  /** For {@code Exporters.of}; all else is static. */
  public KotlinxIoBytes() {}

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
   * segments stay as they were, out of the pool, until nobody has them any more.
   *
   * @param buffer any buffer, of which nothing is read
   * @return a new exporter of unsigned bytes, of one dimension; those of several segments lie
   *     behind pointers
   */
  public static MemoryExporter export(Buffer buffer) {
    // Its segments are never given back, so that nobody else gets them while they are shared.
    Buffer shared = buffer.copy();
    ByteSegments segments = new ByteSegments();
    Buffer rest = shared.copy();
    while (!rest.exhausted()) {
      UnsafeBufferOperations.INSTANCE.readFromHead(
          rest,
          (bytes, start, end) -> {
            segments.add(bytes, start, end);
            return end - start;
          });
    }
    return segments.export();
  }

  /**
   * Exports the bytes of a byte string, in place and read-only.
   *
   * @param bytes any byte string
   * @return a new exporter of unsigned bytes, of one dimension
   */
  public static MemoryExporter export(ByteString bytes) {
    return NioBuffers.export(ByteStringJvmExtKt.asReadOnlyByteBuffer(bytes), "B");
  }

  /**
   * A buffer of kotlinx-io of the bytes of a view, in C order, without a copy: a segment for each
   * run of bytes that follow each other.
   *
   * <p>The buffer does not know the lease: it keeps the arrays in which the bytes lie. As long as
   * somebody reads it, or a buffer that it has been moved to, nobody may write the view: kotlinx-io
   * takes what it has been given for its own.
   *
   * @param view items in arrays of bytes
   * @return a new buffer
   * @throws BufferException.Refused if the view is read-only, whose array the platform hides, or
   *     lies in native memory or in an array of another type
   */
  public static Buffer asBuffer(View view) {
    if (view.isReadOnly()) {
      throw refused("the view is read-only, and the platform hides the array of such a one");
    }
    Buffer buffer = new Buffer();
    view.forEachRun(
        run -> {
          if (!(run.heapBase().orElse(null) instanceof byte[] bytes)) {
            throw refused("the items lie in no byte[]");
          }
          int start = (int) run.address();
          UnsafeBufferOperations.INSTANCE.moveToTail(
              buffer, bytes, start, start + (int) run.byteSize());
        });
    return buffer;
  }

  private static BufferException.Refused refused(String reason) {
    return new BufferException.Refused(
        reason + "; buffer.write(view.toBytes(Order.C)) copies the bytes");
  }
}
