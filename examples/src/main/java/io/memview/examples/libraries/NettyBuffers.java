package io.memview.examples.libraries;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.format.Format;
import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Exports the readable bytes of Netty's buffers. Leases retain the buffer. */
public final class NettyBuffers implements ExporterProvider {
  @Override
  public String supports() {
    return ByteBuf.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    if (!(object instanceof ByteBuf buffer)) {
      return Optional.empty();
    }
    if (buffer.nioBufferCount() != 1) {
      throw new IllegalArgumentException(
          "the buffer has %d parts; consolidate it first".formatted(buffer.nioBufferCount()));
    }
    Memory bytes = Memory.of(MemorySegment.ofBuffer(buffer.nioBuffer()), Format.parse("B"));
    return Optional.of(new Retained(bytes, () -> retain(buffer), buffer::release));
  }

  /** Not asked by {@code capacity(int)}, which must not be called while there are leases. */
  private static void retain(ByteBuf buffer) {
    try {
      buffer.retain();
    } catch (IllegalReferenceCountException e) {
      throw new BufferException.Refused("the buffer has been deallocated");
    }
  }
}
