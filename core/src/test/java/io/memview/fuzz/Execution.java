package io.memview.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Calls a target with one input, and sees what that costs. */
final class Execution {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long LONGEST_NANOS = 1_000_000_000;

  /** A thread may have had to wait for others. */
  private static final int TRIES = 3;

  private Execution() {}

  /**
   * What kind of answer it was.
   *
   * @throws Throwable what is wrong
   */
  static @Nullable String of(Target target, byte[] input) throws Throwable {
    for (int tries = 1; ; tries++) {
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      String trait = target.check(input);
      long nanos = System.nanoTime() - start;
      allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
      if (allocated > target.mostBytes(input.length)) {
        // Classes that were loaded meanwhile are paid once.
        if (tries == TRIES) {
          throw new AssertionError(
              "%d bytes took %d bytes of heap".formatted(input.length, allocated));
        }
      } else if (nanos < LONGEST_NANOS) {
        return trait;
      } else if (tries == TRIES) {
        throw new AssertionError("%d bytes took %d ms".formatted(input.length, nanos / 1_000_000));
      }
    }
  }
}
