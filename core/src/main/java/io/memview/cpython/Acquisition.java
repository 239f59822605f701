package io.memview.cpython;

import io.memview.BufferException;
import io.memview.ExportCount;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
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
  static final String WRONG_THREAD =
      "a lease on a Python object is closed by the thread that acquired it, unless it comes from"
          + " sharedExporter(); Python gets the buffer back when the views have been collected";

  /** Offered if a request is refused; NumPy has arrays without a format. */
  private static final List<Request> OTHERS =
      List.of(Request.FULL_RO, Request.INDIRECT, Request.ND, Request.SIMPLE);

  private final Python python;
  private final MemorySegment struct;
  private final Arena arena;
  private @Nullable Forgotten forgotten;

  private Acquisition(Python python, MemorySegment struct, Arena arena) {
    this.python = python;
    this.struct = struct;
    this.arena = arena;
  }

  /** Acquires from an object; the GIL is held. */
  static Lease of(
      PythonExporter exporter, long object, Gil.Hold hold, Request request, boolean isShared) {
    Python python = exporter.python();
    MemorySegment struct = hold.takeBuffer();
    fill(python, object, struct, request);
    @Nullable Place place;
    try {
      boolean isLent = request.isScoped() && request.includes(Request.ND) && !isShared;
      place = isLent ? exporter.place(struct.address()) : null;
    } catch (Throwable failure) {
      giveBack(python, struct);
      throw failure;
    }
    return place == null
        ? described(exporter, struct, request, isShared)
        : ScopedAcquisition.of(place, struct, request);
  }

  private static Lease described(
      PythonExporter exporter, MemorySegment struct, Request request, boolean isShared) {
    Arena arena = isShared ? Arena.ofShared() : Arena.ofConfined();
    Acquisition acquisition = new Acquisition(exporter.python(), struct, arena);
    try {
      Memory memory =
          Description.read(struct.address(), arena, request.includes(Request.ND), exporter);
      if (!request.isScoped()) {
        acquisition.watch();
      }
      return new ExportCount(exporter, acquisition).lease(memory, request);
    } catch (Throwable failure) {
      acquisition.accept(0);
      throw failure;
    }
  }

  private static void fill(Python python, long object, MemorySegment struct, Request request) {
    // Whoever can tell the shape can tell the format, and a view has one whether asked for or not.
    int asked = request.toInt();
    int flags = request.includes(Request.ND) ? asked | Request.FORMAT.toInt() : asked;
    if (python.c().getBuffer(object, struct.address(), flags) == 0) {
      return;
    }
    PythonException raised = python.raised();
    if (flags != asked && raised.isRefusal()) {
      if (python.c().getBuffer(object, struct.address(), asked) == 0) {
        return;
      }
      raised = python.raised();
    }
    if (!raised.isRefusal()) {
      throw raised;
    }
    Request other = request(python, object, struct);
    throw new BufferException.Refused(
        "request %s cannot be met: Python says '%s'%s"
            .formatted(
                request,
                raised.getMessage(),
                other == null ? "" : "; request %s would be".formatted(other)),
        raised);
  }

  /** A request that the object does not refuse, as rich as can be; null if there is none. */
  private static @Nullable Request request(Python python, long object, MemorySegment struct) {
    CPython c = python.c();
    for (Request request : OTHERS) {
      if (c.getBuffer(object, struct.address(), request.toInt()) == 0) {
        c.releaseBuffer(struct.address());
        return request;
      }
      python.raised();
    }
    return null;
  }

  static void giveBack(Python python, MemorySegment struct) {
    python.run(
        hold -> {
          python.c().releaseBuffer(struct.address());
          hold.putBuffer(struct);
        });
  }

  private void watch() {
    if (forgotten == null) {
      forgotten = new Forgotten(python, struct, arena);
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
      throw new WrongThreadException(WRONG_THREAD);
    } catch (IllegalStateException e) { // a native function is at work on a segment
      watch();
      throw e;
    }
    if (forgotten == null) {
      giveBack(python, struct);
    } else {
      forgotten.remembered();
    }
  }
}
