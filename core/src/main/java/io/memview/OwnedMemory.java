package io.memview;

import io.memview.format.Format;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An exporter of memory that was allocated or mapped for it, and that is given back by {@link
 * #free()}. Counterpart of {@code mmap.mmap}, whose {@code close} raises {@code BufferError} while
 * it is exported.
 *
 * <p><b>Lifetime.</b> The owner calls {@link #free()}. Memory whose owner and leases have all been
 * collected is given back by a cleaner, at some later time.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class OwnedMemory implements Exporter {
  private static final Cleaner CLEANER = Cleaner.create();

  private static final long CACHE_LINE = 64;

  /** How long a cleaner waits before it tries again to free memory that the platform is using. */
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final Arena arena;
  private final Cleaner.Cleanable forgotten;
  private final ExportCount exports = new ExportCount(this);
  private volatile @Nullable Memory memory;

  private OwnedMemory(Memory memory, Arena arena, Cleaner cleaner) {
    this.memory = memory;
    this.arena = arena;
    this.forgotten = cleaner.register(this, () -> close(arena));
  }

  /** Gives forgotten memory back: later, if somebody is still reading or writing it. */
  private static void close(Arena arena) {
    if (!arena.scope().isAlive()) {
      return;
    }
    try {
      arena.close();
    } catch (IllegalStateException e) {
      if (!arena.scope().isAlive()) {
        throw e;
      }
      LATER.execute(() -> close(arena));
    }
  }

  /**
   * Allocates or maps memory, and owns it.
   *
   * @param allocate makes the memory in the arena, which nobody else may close; if it throws, the
   *     arena is closed
   * @return a new exporter
   */
  public static OwnedMemory make(Function<Arena, Memory> allocate) {
    return make(CLEANER, allocate);
  }

  /**
   * Allocates or maps memory, and owns it. For memory that takes long to give back: it should not
   * keep that of others waiting.
   *
   * @param cleaner gives the memory back when the exporter and its leases have been collected
   * @param allocate makes the memory in the arena, which nobody else may close; if it throws, the
   *     arena is closed
   * @return a new exporter
   */
  public static OwnedMemory make(Cleaner cleaner, Function<Arena, Memory> allocate) {
    Objects.requireNonNull(cleaner, "cleaner");
    Objects.requireNonNull(allocate, "allocate");
    Arena arena = Arena.ofShared();
    try {
      Memory made =
          Objects.requireNonNull(allocate.apply(arena), "the function gave null for the memory");
      return new OwnedMemory(made, arena, cleaner);
    } catch (Throwable failure) {
      arena.close();
      throw failure;
    }
  }

  /**
   * Allocates native memory, all zero, at the start of a cache line: 64 bytes.
   *
   * @param format what an item is
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter, which the caller must free
   * @throws IllegalArgumentException if the size does not fit 64 bits
   * @throws OutOfMemoryError if there is not so much memory
   */
  public static OwnedMemory allocate(Format format, long... shape) {
    return allocateAligned(format, shape, CACHE_LINE);
  }

  /**
   * Allocates native memory, as {@link #allocate(Format, long...)} does.
   *
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items; an empty array is one item without dimensions
   * @return a new exporter, which the caller must free
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the size does not fit 64 bits
   * @throws OutOfMemoryError if there is not so much memory
   */
  public static OwnedMemory allocate(String format, long... shape) {
    return allocate(Format.parse(format), shape);
  }

  /**
   * Allocates native memory, all zero, at an address of some alignment.
   *
   * @param format what an item is
   * @param shape the extents in items; an empty array is one item without dimensions
   * @param alignment of the first item, in bytes; a power of two
   * @return a new exporter, which the caller must free
   * @throws IllegalArgumentException if the alignment is no power of two, or the size does not fit
   *     64 bits
   * @throws OutOfMemoryError if there is not so much memory
   */
  public static OwnedMemory allocateAligned(Format format, long[] shape, long alignment) {
    Layout layout = Layout.contiguous(format.itemSize(), Order.C, shape);
    return make(arena -> Memory.of(arena.allocate(layout.byteLength(), alignment), format, layout));
  }

  /**
   * Allocates native memory, as {@link #allocateAligned(Format, long[], long)} does.
   *
   * @param format what an item is, as {@link Format#parse} reads it
   * @param shape the extents in items; an empty array is one item without dimensions
   * @param alignment of the first item, in bytes; a power of two
   * @return a new exporter, which the caller must free
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the alignment is no power of two, or the size does not fit
   *     64 bits
   * @throws OutOfMemoryError if there is not so much memory
   */
  public static OwnedMemory allocateAligned(String format, long[] shape, long alignment) {
    return allocateAligned(Format.parse(format), shape, alignment);
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(this::current, request);
  }

  /** The memory, until it is freed. */
  Memory current() {
    Memory now = memory;
    if (now == null) {
      throw new BufferException.Refused("the memory has been freed");
    }
    return now;
  }

  /**
   * Gives the memory back. Does nothing if that was done before.
   *
   * @throws BufferException.Exported if leases are open, or if the platform is reading or writing a
   *     segment of the memory (I/O, or a native call) that outlived its lease; the memory stays,
   *     and can be acquired and freed as before
   */
  public void free() {
    Memory[] before = new Memory[1];
    exports.exclusively(
        "free",
        () -> {
          before[0] = memory;
          memory = null;
        });
    if (before[0] == null) {
      return;
    }
    // Nobody can acquire any more, and giving back may wait for locks of others.
    try {
      arena.close();
    } catch (Throwable failure) {
      if (!arena.scope().isAlive()) {
        forgotten.clean();
        throw failure;
      }
      memory = before[0];
      if (failure instanceof IllegalStateException) {
        throw new BufferException.Exported("free", failure);
      }
      throw failure;
    }
    forgotten.clean();
  }

  /**
   * The number of open leases.
   *
   * @return 0 or more
   */
  public long exports() {
    return exports.get();
  }

  /** The format and the layout of the memory, or that it has been freed. */
  @Override
  public String toString() {
    Memory now = memory;
    return "OwnedMemory[%s]".formatted(now == null ? "freed" : now.describe());
  }
}
