package io.memview.cpython;

import io.memview.BufferException;
import io.memview.ExportCount;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One filled {@code Py_buffer} and the leases on it. It has a count of its own, since Python wants
 * back each buffer that it gave: the lease, and those that are acquired from its views.
 *
 * <p>The memory goes in this order: the arena is closed, which ends every way to the bytes; then
 * Python has the buffer back. If the arena cannot be closed (it is confined, and this is another
 * thread), Python has to wait until no view is left that could read the bytes.
 */
final class Acquisition implements LongConsumer {
  private final Buffer buffer;
  private final Arena arena;
  private Cleaner.@Nullable Cleanable watched;

  private Acquisition(Buffer buffer, Arena arena) {
    this.buffer = buffer;
    this.arena = arena;
  }

  /** Acquires from an object; the GIL is held. */
  static Lease of(
      PythonExporter exporter, long object, Gil.Hold hold, Request request, boolean isShared) {
    Python python = exporter.python();
    boolean isShaped = request.includes(Request.ND);
    // Whoever can tell the shape can tell the format, and a view has one whether asked for or not.
    int flags = request.toInt() | (isShaped ? Request.FORMAT.toInt() : 0);
    Buffer buffer = new Buffer(python, hold);
    try {
      if (!buffer.fill(object, flags)) {
        PythonException raised = python.raised();
        if (flags == request.toInt() || !buffer.fill(object, request.toInt())) {
          throw refused(request, flags == request.toInt() ? raised : python.raised());
        }
      }
      Arena arena = isShared ? Arena.ofShared() : Arena.ofConfined();
      Acquisition acquisition = new Acquisition(buffer, arena);
      Memory memory = Description.read(buffer.address, arena, isShaped, exporter);
      Lease lease = new ExportCount(exporter, acquisition).lease(memory, request);
      if (!request.isScoped()) {
        acquisition.watch();
      }
      return lease;
    } catch (Throwable failure) {
      buffer.release();
      throw failure;
    }
  }

  private static BufferException.Refused refused(Request request, PythonException cause) {
    if (!cause.isRefusal()) {
      throw cause;
    }
    BufferException.Refused refusal =
        new BufferException.Refused(
            "request %s cannot be met: Python says '%s'%s"
                .formatted(
                    request,
                    cause.getMessage(),
                    request.includes(Request.FULL_RO) ? "" : "; request FULL_RO takes anything"));
    refusal.initCause(cause);
    return refusal;
  }

  /** Gives the buffer back when the last segment over it has been collected. */
  private void watch() {
    if (watched == null) {
      watched = buffer.python.watch(arena.scope(), buffer::forget);
    }
  }

  /** A lease has been released; so many are left. */
  @Override
  public void accept(long remaining) {
    if (remaining > 0) {
      return;
    }
    try {
      arena.close();
    } catch (WrongThreadException e) {
      watch();
      throw new WrongThreadException(
          "a lease on a Python object is closed by the thread that acquired it, unless it comes"
              + " from sharedExporter(); Python gets the buffer back when the views have been"
              + " collected");
    } catch (IllegalStateException e) { // a native function is at work on a segment
      watch();
      throw e;
    }
    buffer.release();
    if (watched != null) {
      watched.clean();
    }
  }

  /** The struct, which is released and freed once. Must not lead to the arena. */
  private static final class Buffer {
    private final Python python;
    private final MemorySegment struct;
    private final long address;
    private final AtomicBoolean released = new AtomicBoolean();
    private boolean isFilled;

    Buffer(Python python, Gil.Hold hold) {
      this.python = python;
      this.struct = hold.takeBuffer();
      this.address = struct.address();
    }

    boolean fill(long object, int flags) {
      isFilled = python.c().getBuffer(object, address, flags) == 0;
      return isFilled;
    }

    void release() {
      if (released.compareAndSet(false, true) && isFilled) {
        python.run(
            hold -> {
              python.c().releaseBuffer(address);
              hold.putBuffer(struct);
            });
      }
    }

    void forget() {
      if (!released.get()) {
        System.getLogger("io.memview")
            .log(
                System.Logger.Level.WARNING,
                "a lease on a Python object was collected before it was closed by its thread, and"
                    + " has been given back to Python; close it, or use withView");
        release();
      }
    }
  }
}
