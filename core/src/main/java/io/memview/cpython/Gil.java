package io.memview.cpython;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter's lock, as each thread holds it. No lock of Java's may be held by whoever waits
 * for it.
 */
final class Gil {
  static final String NO_VIRTUAL_THREADS =
      "Python cannot be called from a virtual thread; call it from a platform thread";

  /** What a thread keeps between its calls. */
  static final class Hold {
    /** How many times the thread has taken the lock; 0 while it is given away for a time. */
    private int depth;

    /** What {@code PyGILState_Ensure} said. */
    private int state;

    /** A {@code Py_buffer} that is not in use. */
    private @Nullable MemorySegment spare;

    MemorySegment takeBuffer() {
      MemorySegment buffer = spare;
      spare = null;
      return buffer == null ? Arena.ofAuto().allocate(PyBuffer.SIZE, Long.BYTES) : buffer;
    }

    void putBuffer(MemorySegment buffer) {
      spare = buffer;
    }
  }

  private final CPython c;
  private final ThreadLocal<Hold> holds = ThreadLocal.withInitial(Hold::new);

  Gil(CPython c) {
    this.c = c;
  }

  /**
   * Takes the lock, or takes it once more; paired with {@link #release}.
   *
   * @return what this thread keeps
   * @throws IllegalStateException if the interpreter is ending or has ended
   */
  Hold acquire() {
    Hold hold = acquireUnlessFinalizing();
    if (hold == null) {
      throw new IllegalStateException("the Python interpreter has ended");
    }
    return hold;
  }

  /** The same, but null if the interpreter is ending or has ended. */
  @Nullable Hold acquireUnlessFinalizing() {
    Hold hold = holds.get();
    if (hold.depth == 0) {
      if (Thread.currentThread().isVirtual()) {
        // Python knows threads by the operating system's, from which a virtual one can move away.
        throw new UnsupportedOperationException(NO_VIRTUAL_THREADS);
      }
      if (c.isFinalizing()) {
        return null;
      }
      hold.state = c.ensure();
    }
    hold.depth++;
    return hold;
  }

  void release(Hold hold) {
    if (--hold.depth == 0) {
      c.release(hold.state);
    }
  }

  /** Runs code of others, which may wait for locks, without the lock that this thread holds. */
  <R> R without(Supplier<R> body) {
    Hold hold = holds.get();
    int depth = hold.depth;
    int state = hold.state;
    hold.depth = 0;
    long thread = c.saveThread();
    try {
      return body.get();
    } finally {
      c.restoreThread(thread);
      hold.depth = depth;
      hold.state = state;
    }
  }
}
