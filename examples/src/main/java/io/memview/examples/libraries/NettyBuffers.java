package io.memview.examples.libraries;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Exports the readable bytes of Netty's buffers that {@link LendingAllocator} has allocated, and of
 * their slices and duplicates.
 *
 * <p>All others are refused, pooled or not, on the heap or not: {@code capacity(int)} gives their
 * memory to other buffers although a lease has retained them, a slice moves with the buffer behind
 * it, a composite buffer with its components, and from outside nobody can stop that.
 */
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
    ByteBuf owner = buffer;
    while (owner.unwrap() != null) {
      owner = owner.unwrap();
    }
    if (owner instanceof LendingAllocator.Lender lender) {
      return Optional.of(request -> lender.lend(buffer, request));
    }
    throw new IllegalArgumentException(
        "a %s may move its memory under a lease; export a buffer of LendingAllocator.DEFAULT,"
                .formatted(owner.getClass().getSimpleName())
            + " or a copy: LendingAllocator.DEFAULT.buffer().writeBytes(buffer.slice())");
  }
}
