package io.memview;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An exporter of memory that is there only while somebody has a lease on it: memory that is locked,
 * pinned, mapped or read for the first lease, and unlocked, unpinned, unmapped or given back after
 * the last one. Its {@link Opening} says how the memory is opened and what is to be closed, and all
 * that lies between is done:
 *
 * {@snippet file="io/memview/examples/exporters/LockedGrid.java" region="exporter"}
 *
 * <p><b>Lifetime.</b> The first lease opens the memory, and further ones share what is open. When
 * the last one has ended, leases of views included, it is closed: first the {@linkplain Hold#arena
 * arena}, so that nobody can reach what was allocated, mapped or reinterpreted in it, not even
 * through a segment that somebody has kept; then, in reverse order, what else the opening has
 * {@linkplain Hold#closing registered}. The next lease opens it again. There is nothing to free.
 *
 * <p><b>Threads.</b> Thread-safe. Opening and closing exclude each other, and a thread that comes
 * meanwhile waits: for an opening, to share what has been opened; for a closing, to open anew. Any
 * thread may end the last lease, so what is closed may be closed by another thread than the one
 * that opened it: use a lock that allows it, such as {@link java.util.concurrent.Semaphore} or
 * {@link java.util.concurrent.locks.StampedLock}, and none that knows its owner. Neither opening
 * nor closing may acquire the memory itself, or wait for a thread that does.
 *
 * <p><b>Failures.</b> What the opening throws becomes {@link BufferException.Refused} with that as
 * its cause, but for what is a {@code BufferException} or an {@code Error} already; what it had
 * registered is closed, and whoever comes next, or has waited, tries to open anew. What closing
 * throws leaves {@link Lease#close()}: unchecked as it is, a checked exception as the cause of
 * {@link BufferException.StorageFailure}. The lease has ended and the memory is closed all the
 * same.
 */
public final class HeldMemory implements Exporter {
  /** How long until memory that the platform was using is tried to be closed again. */
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final Opening opening;
  private final ExportCount exports;

  /** Held by the thread that opens. */
  private final ReentrantLock gate = new ReentrantLock();

  /**
   * Set while a lease counts, or is about to; taken away in an exclusive section. So who counts and
   * finds it will keep it.
   */
  private volatile @Nullable Open open;

  private HeldMemory(Object owner, Opening opening) {
    this.opening = Objects.requireNonNull(opening, "opening");
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
   * An exporter of memory that is opened for its leases.
   *
   * @param owner whose memory it is, for {@link Lease#owner()}: the exporter that holds this, or
   *     the object that is exported
   * @param opening opens the memory
   * @return a new exporter; nothing has been opened
   */
  public static HeldMemory of(Object owner, Opening opening) {
    return new HeldMemory(owner, opening);
  }

  /**
   * Acquires the memory, and opens it if it is not open.
   *
   * @throws BufferException.Refused if the memory cannot be opened, or not be described within the
   *     request
   * @throws IllegalStateException if it is called by what opens or closes the memory
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
    Hold hold = new Hold();
    try {
      Memory memory = opening.open(hold);
      hold.isOver = true;
      return new Open(Objects.requireNonNull(memory, "the opening gave null for its memory"), hold);
    } catch (BufferException | Error failure) {
      abandon(hold, failure);
      throw failure;
    } catch (Exception failure) {
      interruptIfThatIs(failure);
      abandon(hold, failure);
      throw new BufferException.Refused("the memory cannot be opened: " + failure, failure);
    }
  }

  /** Closes what an opening that failed had begun: later, if the platform is using its arena. */
  private void abandon(Hold hold, Throwable failure) {
    if (!hold.closeAfter(failure)) {
      LATER.execute(() -> abandon(hold, failure));
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
    if (!known.hold.isArenaClosed()) {
      LATER.execute(this::closeLater);
      return false;
    }
    open = null;
    try {
      known.hold.close();
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      interruptIfThatIs(failure);
      throw new BufferException.StorageFailure(
          "the lease has ended, but closing its memory failed: " + failure, failure);
    }
    return true;
  }

  private void closeLater() {
    try {
      closeUnlessLeased();
    } catch (RuntimeException failure) {
      System.getLogger("io.memview")
          .log(
              System.Logger.Level.WARNING,
              "closing the memory of %s failed".formatted(this),
              failure);
    }
  }

  private static void interruptIfThatIs(Exception failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
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

  private record Open(Memory memory, Hold hold) {}

  /** How memory is opened: locked, pinned, mapped, read. */
  @FunctionalInterface
  public interface Opening {
    /**
     * Opens the memory.
     *
     * @param hold is told what to close when the last lease has ended, or when this throws
     * @return the memory
     * @throws Exception if the memory cannot be opened: the lease is refused, with this as the
     *     cause
     */
    Memory open(Hold hold) throws Exception;
  }

  /**
   * What is held from one opening to its closing. For the opening alone, as long as it runs.
   *
   * <p><b>Threads.</b> Used by the thread that opens; closed by any.
   */
  public static final class Hold {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private @Nullable Arena arena;

    /** Whether the opening has ended. */
    private volatile boolean isOver;

    private Hold() {}

    /**
     * An arena for this opening: closed before everything else, and by nobody else. Any thread may
     * use its memory.
     *
     * @return the same one each time; it is made when it is asked for, since a shared arena takes
     *     some ten microseconds to close
     * @throws IllegalStateException if the opening is over
     */
    public Arena arena() {
      checkOpening();
      Arena known = arena;
      return known == null ? arena = Arena.ofShared() : known;
    }

    /**
     * Has something closed when the memory is. What it has to read then has not been allocated in
     * the arena.
     *
     * @param <T> its type
     * @param resource a resource, or what undoes a step: {@code lock::release}
     * @return the resource
     * @throws IllegalStateException if the opening is over
     */
    public <T extends AutoCloseable> T closing(T resource) {
      Objects.requireNonNull(resource, "resource");
      checkOpening();
      resources.push(resource);
      return resource;
    }

    /** Closes the arena, unless the platform is using a segment of it: I/O, or a native call. */
    private boolean isArenaClosed() {
      Arena known = arena;
      if (known == null || !known.scope().isAlive()) {
        return true;
      }
      try {
        known.close();
        return true;
      } catch (IllegalStateException e) {
        return !known.scope().isAlive();
      }
    }

    /** Closes all resources, though some may fail: the first failure has the others. */
    private void close() throws Exception {
      isOver = true;
      Throwable first = null;
      for (AutoCloseable next = resources.poll(); next != null; next = resources.poll()) {
        try {
          next.close();
        } catch (Throwable failure) {
          if (first == null) {
            first = failure;
          } else {
            first.addSuppressed(failure);
          }
        }
      }
      switch (first) {
        case null -> {}
        case Exception failure -> throw failure;
        case Error failure -> throw failure;
        default -> throw new AssertionError(first); // there is no third kind
      }
    }

    /** Closes what an opening that failed had begun; false if its arena is in use. */
    private boolean closeAfter(Throwable failure) {
      isOver = true;
      if (!isArenaClosed()) {
        return false;
      }
      try {
        close();
      } catch (Exception another) {
        failure.addSuppressed(another);
      }
      return true;
    }

    private void checkOpening() {
      if (isOver) {
        throw new IllegalStateException("a hold is for the opening alone, which is over");
      }
    }
  }
}
