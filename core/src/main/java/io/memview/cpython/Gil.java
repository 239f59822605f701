package io.memview.cpython;

import java.util.function.Supplier;

/**
 * The interpreter's lock, as each thread holds it. No lock of Java's may be held by whoever waits
 * for it.
 */
final class Gil {
  static final String NO_VIRTUAL_THREADS =
      "Python cannot be called from a virtual thread; call it from a platform thread";

  private static final class Hold {
    /** How many times the thread has taken it; 0 while it is given away for a time. */
    int depth;

    /** What {@code PyGILState_Ensure} said. */
    int state;
  }

  private final CPython c;
  private final ThreadLocal<Hold> holds = ThreadLocal.withInitial(Hold::new);

  Gil(CPython c) {
    this.c = c;
  }

  /**
   * Takes the lock, or takes it once more; paired with {@link #release}.
   *
   * @throws IllegalStateException if the interpreter is ending or has ended
   */
  void acquire() {
    Hold hold = holds.get();
    if (hold.depth == 0) {
      if (Thread.currentThread().isVirtual()) {
        // Python knows threads by the operating system's, from which a virtual one can move away.
        throw new UnsupportedOperationException(NO_VIRTUAL_THREADS);
      }
      if (c.isFinalizing()) {
        throw new IllegalStateException("the Python interpreter has ended");
      }
      hold.state = c.ensure();
    }
    hold.depth++;
  }

  boolean isHeld() {
    return holds.get().depth > 0;
  }

  void release() {
    Hold hold = holds.get();
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
