package io.memview.adapters.netty;

import io.memview.Composite;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import java.util.Optional;

/**
 * Exports the readable bytes of Netty's buffers that {@link LendingAllocator} has allocated, and of
 * their slices and duplicates.
 *
 * <p>All others are refused, pooled or not, on the heap or not: {@code capacity(int)} gives their
 * memory to other buffers although a lease has retained them, a slice moves with the buffer behind
 * it, a composite buffer with its components ({@link #components} exports those), and from outside
 * nobody can stop that.
 */
public final class NettyBuffers implements ExporterProvider {
  @Override
  public String supports() {
    return ByteBuf.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return object instanceof ByteBuf buffer ? Optional.of(of(buffer)) : Optional.empty();
  }

  /**
   * The readable bytes of the components that a buffer has now as one array: what a message came in
   * as, without a copy. The components lend, and are asked before they move; what the composite
   * buffer is made of later is not looked at.
   *
   * @throws IllegalArgumentException if nothing is readable, or a component is not of {@link
   *     LendingAllocator}
   */
  public static Composite components(CompositeByteBuf buffer) {
    return Composite.of(
        buffer.decompose(buffer.readerIndex(), buffer.readableBytes()).stream()
            .map(NettyBuffers::of)
            .toList());
  }

  private static Exporter of(ByteBuf buffer) {
    ByteBuf owner = buffer;
    while (owner.unwrap() != null) {
      owner = owner.unwrap();
    }
    if (owner instanceof LendingAllocator.Lender lender) {
      return request -> lender.lend(buffer, request);
    }
    throw new IllegalArgumentException(
        "a %s may move its memory under a lease; export a buffer of LendingAllocator.DEFAULT,"
                .formatted(owner.getClass().getSimpleName())
            + " or a copy: LendingAllocator.DEFAULT.buffer().writeBytes(buffer.slice())");
  }
}
