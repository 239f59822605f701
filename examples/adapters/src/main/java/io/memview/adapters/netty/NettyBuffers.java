package io.memview.adapters.netty;

import io.memview.BufferException;
import io.memview.Composite;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Exports the readable bytes of Netty's buffers that {@link LendingAllocator} has allocated, and of
 * their slices and duplicates, and makes buffers of Netty over views.
 *
 * <p>All others are refused, pooled or not, on the heap or not: {@code capacity(int)} gives their
 * memory to other buffers although a lease has retained them, a slice moves with the buffer behind
 * it, a composite buffer with its components ({@link #exportComponents} exports those), and from
 * outside nobody can stop that.
 */
public final class NettyBuffers implements ExporterProvider {
  /** For {@code Exporters.of}; all else is static. */
  public NettyBuffers() {}

  @Override
  public String supports() {
    return ByteBuf.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return object instanceof ByteBuf buffer ? Optional.of(export(buffer)) : Optional.empty();
  }

  /**
   * Exports the bytes of a buffer that are readable when it is acquired, read-only if it is.
   *
   * @param buffer a buffer of {@link LendingAllocator}, or a slice or duplicate of one
   * @return a new exporter; while it has leases, the buffer refuses to move its memory
   * @throws IllegalArgumentException if it is of another allocator, or composed
   */
  public static Exporter export(ByteBuf buffer) {
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

  /**
   * Exports the readable bytes of the components that a buffer has now as one array: what a message
   * came in as, without a copy. The components lend, and are asked before they move; what the
   * composite buffer is made of later is not looked at.
   *
   * @param buffer a composite buffer, of which something is readable
   * @return a new exporter of one dimension
   * @throws IllegalArgumentException if nothing is readable, or a component is not of {@link
   *     LendingAllocator}
   */
  public static Composite exportComponents(CompositeByteBuf buffer) {
    return Composite.of(
        buffer.decompose(buffer.readerIndex(), buffer.readableBytes()).stream()
            .map(NettyBuffers::export)
            .toList());
  }

  /**
   * A buffer of Netty over the bytes of a view, without a copy: all of them readable, and
   * big-endian as Netty's buffers are, whatever the format. What one writes, the other reads. It is
   * read-only if the view is.
   *
   * <p><b>Lifetime.</b> The buffer holds a lease of its own, which ends when the buffer is
   * deallocated: when it has been released as often as it was retained, by its slices and
   * duplicates as well. Netty may read and write native memory by its address: whoever closes the
   * arena of a segment under the buffer is not noticed, unlike what an exporter frees, which the
   * lease prevents.
   *
   * @param view contiguous items in C order, in native memory or in a {@code byte[]}
   * @return a new buffer, which the caller must release
   * @throws BufferException.Refused if the items are not contiguous in C order, lie in another
   *     array than a {@code byte[]}, or take more than 2<sup>31</sup>-1 bytes
   */
  public static ByteBuf asByteBuf(View view) {
    Lease lease = view.acquire(view.isReadOnly() ? Request.FULL_RO : Request.FULL);
    try {
      ByteBuffer bytes = lease.view().asByteBuffer().order(ByteOrder.BIG_ENDIAN);
      ByteBuf buffer = new Leased(Unpooled.wrappedBuffer(bytes), lease);
      return view.isReadOnly() ? buffer.asReadOnly() : buffer;
    } catch (Throwable failure) {
      lease.close();
      throw failure;
    }
  }

  /** Made of one component: what Netty lets hear of its end, whatever the component is. */
  private static final class Leased extends CompositeByteBuf {
    private final Lease lease;

    Leased(ByteBuf bytes, Lease lease) {
      super(UnpooledByteBufAllocator.DEFAULT, bytes.isDirect(), 1);
      this.lease = lease;
      addComponent(true, bytes);
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      lease.close();
    }
  }
}
