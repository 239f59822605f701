package io.memview.cpython;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter's lock, as each thread holds it. No lock of Java's may be held by whoever waits
 * for it.
 */
final class Gil {
  static final String NO_VIRTUAL_THREADS =
      "Python cannot be called from a virtual thread; call it from a platform thread";

  /** Calls of 50 to 160 bytes each: several times what it takes Python to call the JVM. */
  private static final int ROOM = 400;

  /** In place of what {@code PyGILState_Ensure} said, where the thread had the lock anyway. */
  private static final int NOTHING = -1;

  /** What a thread keeps between its calls. */
  static final class Hold {
    private final Thread thread = Thread.currentThread();

    /** What each call that has not ended yet has to give back: an answer, or {@link #NOTHING}. */
    private int[] taken = new int[8];

    private int depth;

    /** How many times the thread has given the lock away, for code that Python waits for. */
    private int given;

    /** A {@code Py_buffer} for one lease at a time. */
    private MemorySegment buffer = newBuffer();

    private boolean isTaken;

    private void push(int state) {
      if (depth == taken.length) {
        taken = Arrays.copyOf(taken, 2 * depth);
      }
      taken[depth++] = state;
    }

    private static MemorySegment newBuffer() {
      return Arena.ofAuto().allocate(PyBuffer.SIZE, Long.BYTES);
    }

    MemorySegment takeBuffer() {
      if (isTaken) {
        return newBuffer();
      }
      isTaken = true;
      return buffer;
    }

    /** Takes any thread's buffer. */
    void putBuffer(MemorySegment given) {
      if (given.address() != buffer.address()) { // the garbage collector has to hear of each write
        buffer = given;
      }
      isTaken = false;
    }
  }

  private final CApi c;
  private final ThreadLocal<Hold> holds = ThreadLocal.withInitial(Hold::new);

  /** What the thread keeps that came last, which mostly comes again. Threads may race for it. */
  private @Nullable Hold last;

  Gil(CApi c) {
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

  private Hold hold() {
    Hold hold = last;
    if (hold == null || hold.thread != Thread.currentThread()) {
      hold = holds.get();
      last = hold;
    }
    return hold;
  }

  /**
   * The same, but null if the interpreter is ending or has ended. Whether the thread has the lock
   * is for Python to say: it may have been given away since by whoever called the JVM, as ctypes
   * does.
   */
  @Nullable Hold acquireUnlessFinalizing() {
    if (Thread.currentThread().isVirtual()) {
      // Python knows threads by the operating system's, from which a virtual one can move away.
      throw new UnsupportedOperationException(NO_VIRTUAL_THREADS);
    }
    Hold hold = hold();
    if (c.hasGil()) {
      hold.push(NOTHING);
      return hold;
    }
    if (c.isFinalizing()) {
      return null;
    }
    int state = c.ensure();
    try {
      hold.push(state);
    } catch (Throwable failure) { // no memory
      c.release(state);
      throw failure;
    }
    return hold;
  }

  void release(Hold hold) {
    int state = hold.taken[--hold.depth];
    if (state != NOTHING) {
      c.release(state);
    }
  }

  /** Runs code of others, which may wait for locks, without the lock that this thread holds. */
  <R> R without(Supplier<R> body) {
    Hold hold = hold();
    long thread = c.saveThread();
    hold.given++;
    try {
      return body.get();
    } finally {
      hold.given--;
      c.restoreThread(thread);
    }
  }

  /**
   * Before an exporter is called by Python: one that leads to itself comes here again and again.
   */
  void checkNested() {
    if (hold().given > 0) {
      checkStack();
    }
  }

  /**
   * Wants some stack left, before Python code runs: it may call the JVM, and if such a call starts
   * without enough, nobody can catch the error, which ends the process.
   *
   * @throws StackOverflowError if there is too little
   */
  static void checkStack() {
    descend(ROOM, 1, 2, 3, 4);
  }

  /** What is used after the call makes the frames large, compiled or not. */
  private static long descend(int calls, long a, long b, long c, long d) {
    return calls == 0 ? 0 : descend(calls - 1, d, a, b, c) ^ a ^ b ^ c ^ d;
  }
}
