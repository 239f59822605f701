package io.memview;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An exporter of memory that is there only while somebody has a lease on it: memory that is locked,
 * pinned, mapped or read for the first lease, and unlocked, unpinned, unmapped or given back after
 * the last one. It says how to open the memory and how to close it, and all that lies between is
 * done:
 *
 * {@snippet file="io/memview/examples/exporters/LockedGrid.java" region="exporter"}
 *
 * <p><b>Lifetime.</b> The first lease opens the memory, whichever it is, and further ones share
 * what is open. When the last one has ended, leases of views included, the memory is closed; the
 * next one opens it again. There is nothing to be freed.
 *
 * <p>The opening is given an arena for this one time. What is allocated, mapped or reinterpreted in
 * it dies before the closing is called, with all segments of it that somebody has kept, so that
 * nobody can reach the memory any more. An opening that does not use the arena pays nothing for it.
 *
 * <p><b>Threads.</b> Thread-safe. Opening and closing exclude each other, and a thread that comes
 * meanwhile waits: for an opening, to share what has been opened; for a closing, to open anew. Any
 * thread may end the last lease, so the closing may be called by another thread than the opening:
 * use a lock that allows it, such as {@link java.util.concurrent.Semaphore} or {@link
 * java.util.concurrent.locks.StampedLock}, and none that knows its owner. Neither function may
 * acquire the memory itself, or wait for a thread that does.
 *
 * <p><b>Failures.</b> What the opening throws becomes {@link BufferException.Refused} with that as
 * its cause, but for what is a {@code BufferException} or an {@code Error} already; nothing is open
 * then, the closing is not called, and whoever comes next, or has waited, tries to open anew. What
 * the closing throws leaves {@link Lease#close()}: unchecked as it is, a checked exception as the
 * cause of {@link BufferException.Storage}. The lease has ended and the memory is taken for closed
 * all the same.
 */
public final class HeldMemory implements Exporter {
  /** How long until memory that the platform was using is tried to be closed again. */
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final Opening opening;
  private final Closing closing;
  private final ExportCount exports;

  /** Held by the thread that opens. */
  private final ReentrantLock gate = new ReentrantLock();

  /**
   * Set while a lease counts, or is about to; taken away in an exclusive section. So who counts and
   * finds it will keep it.
   */
  private volatile @Nullable Open open;

  private HeldMemory(Object owner, Opening opening, Closing closing) {
    this.opening = Objects.requireNonNull(opening, "opening");
    this.closing = Objects.requireNonNull(closing, "closing");
    this.exports =
        new ExportCount(
            owner,
            remaining -> {
              if (remaining == 0) {
                closeUnlessLeased();
              }
            });
  }

  /**
   * Memory that goes with its arena, and for which nothing else is to be done.
   *
   * @param owner whose memory it is, for {@link Lease#owner()}: the exporter that holds this, or
   *     the object that is exported
   * @param opening opens the memory
   * @return a new exporter; nothing has been opened
   */
  public static HeldMemory of(Object owner, Opening opening) {
    return of(owner, opening, () -> {});
  }

  /**
   * Memory that is opened and closed.
   *
   * @param owner whose memory it is, for {@link Lease#owner()}: the exporter that holds this, or
   *     the object that is exported
   * @param opening opens the memory
   * @param closing closes it: called once for each time that the opening has returned
   * @return a new exporter; nothing has been opened
   */
  public static HeldMemory of(Object owner, Opening opening, Closing closing) {
    return new HeldMemory(owner, opening, closing);
  }

  /**
   * Acquires the memory, and opens it if it is not open.
   *
   * @throws BufferException.Refused if the memory cannot be opened, or not be described within the
   *     request
   * @throws IllegalStateException if it is called by the opening or the closing
   */
  @Override
  public Lease acquire(Request request) {
    try {
      return exports.lease(this::current, request);
    } catch (Throwable failure) {
      try {
        closeUnlessLeased(); // it may have been opened for a request that was refused then
      } catch (Throwable another) {
        failure.addSuppressed(another);
      }
      throw failure;
    }
  }

  /** The open memory; called when the lease counts already, so that nobody closes it. */
  private Memory current() {
    Open known = open;
    return known == null ? opened() : known.memory;
  }

  private Memory opened() {
    if (gate.isHeldByCurrentThread()) {
      throw new IllegalStateException("memory cannot be acquired while it is being opened");
    }
    gate.lock();
    try {
      Open known = open;
      if (known == null) {
        known = open();
        open = known;
      }
      return known.memory;
    } finally {
      gate.unlock();
    }
  }

  private Open open() {
    LazyArena arena = new LazyArena();
    try {
      Memory memory = opening.open(arena);
      return new Open(
          Objects.requireNonNull(memory, "the opening gave null for the memory"), arena);
    } catch (BufferException | Error failure) {
      arena.closeAfter(failure);
      throw failure;
    } catch (Exception failure) {
      interruptIfThatIs(failure);
      arena.closeAfter(failure);
      throw new BufferException.Refused("the memory cannot be opened: " + failure, failure);
    }
  }

  private void closeUnlessLeased() {
    if (open == null || exports.get() > 0) {
      return;
    }
    try {
      exports.move("close", this::close);
    } catch (BufferException.Exported acquiredMeanwhile) {
      // the release of that lease comes here in turn
    }
  }

  private boolean close() {
    Open known = open;
    if (known == null) {
      return false; // another thread was here first
    }
    if (!known.arena.isClosed()) {
      LATER.execute(this::closeLater);
      return false;
    }
    open = null;
    try {
      closing.close();
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      interruptIfThatIs(failure);
      throw new BufferException.Storage(
          "the lease has ended, but closing its memory failed: " + failure, failure);
    }
    return true;
  }

  private static void interruptIfThatIs(Exception failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeLater() {
    try {
      closeUnlessLeased();
    } catch (RuntimeException failure) {
      System.getLogger("io.memview")
          .log(System.Logger.Level.WARNING, "closing the memory of %s failed".formatted(this), failure);
    }
  }

  /**
   * The number of open leases.
   *
   * @return 0 or more; the memory is open if it is not 0
   */
  public long exports() {
    return exports.get();
  }

  /** Whose memory it is, and what is open. */
  @Override
  public String toString() {
    Open known = open;
    return "HeldMemory[of a %s, %s]"
        .formatted(
            exports.owner().getClass().getSimpleName(),
            known == null ? "not open" : known.memory.describe());
  }

  private record Open(Memory memory, LazyArena arena) {}

  /** A shared arena that is made when it is used first. */
  private static final class LazyArena implements Arena {
    private @Nullable Arena made;

    private synchronized Arena arena() {
      Arena known = made;
      return known == null ? made = Arena.ofShared() : known;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      return arena().allocate(byteSize, byteAlignment);
    }

    @Override
    public MemorySegment.Scope scope() {
      return arena().scope();
    }

    @Override
    public synchronized void close() {
      if (made != null) {
        made.close();
      }
    }

    /** Closes it, unless the platform is using a segment of it: I/O, or a native call. */
    boolean isClosed() {
      try {
        close();
      } catch (IllegalStateException e) {
        return !arena().scope().isAlive();
      }
      return true;
    }

    void closeAfter(Throwable failure) {
      try {
        close();
      } catch (RuntimeException another) {
        failure.addSuppressed(another);
      }
    }
  }

  /** How memory is opened: locked, pinned, mapped, read. */
  @FunctionalInterface
  public interface Opening {
    /**
     * Opens the memory. What it has begun when it throws, it undoes itself.
     *
     * @param arena closed when the memory is, and not by this function; any thread may use it
     * @return the memory
     * @throws Exception if the memory cannot be opened: the lease is refused, with this as the
     *     cause
     */
    Memory open(Arena arena) throws Exception;
  }

  /** How memory is closed: unlocked, unpinned, written back, released. */
  @FunctionalInterface
  public interface Closing {
    /**
     * Closes the memory. Its arena has been closed; what this function has still to read has not
     * been allocated there.
     *
     * @throws Exception if that fails; it leaves {@link Lease#close()}
     */
    void close() throws Exception;
  }
}
