package io.memview.cpython;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives a {@code Py_buffer} back to Python when the last segment of its arena has been collected,
 * if that has not been done before. It must not lead to the arena.
 */
final class PendingRelease implements Runnable {
  private final Python python;
  private final MemorySegment struct;
  private final AtomicBoolean done = new AtomicBoolean();
  private final Cleaner.Cleanable cleanable;

  PendingRelease(Python python, MemorySegment struct, Arena arena) {
    this.python = python;
    this.struct = struct;
    // The segments keep the scope, and not the arena, reachable.
    cleanable = python.watch(arena.scope(), this);
  }

  void remembered() {
    if (done.compareAndSet(false, true)) {
      Acquisition.giveBack(python, struct);
      cleanable.clean();
    }
  }

  @Override
  public void run() {
    if (done.compareAndSet(false, true)) {
      System.getLogger("io.memview")
          .log(
              System.Logger.Level.WARNING,
              "a lease on a Python object was collected before it was closed by its thread, and"
                  + " has been given back to Python; close it, or use withView");
      Acquisition.giveBack(python, struct);
    }
  }
}
