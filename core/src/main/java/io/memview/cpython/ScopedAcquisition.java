package io.memview.cpython;

import io.memview.ExportCount;
import io.memview.Lease;
import io.memview.Request;
import io.memview.internal.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * One filled {@code Py_buffer} whose lease will not be forgotten, and so needs no arena that could
 * be watched: that of the {@link StandingBuffer} keeps other threads out, and the end of the lease
 * ends the views. Raw segments that they hand out have an arena, made for the first of them.
 *
 * <p>Most of what this costs is its allocation, so that it is small.
 */
final class ScopedAcquisition implements ExportCount.Keeper {
  private final StandingBuffer place;
  private final MemorySegment struct;
  private @Nullable Arena raw;

  private ScopedAcquisition(StandingBuffer place, MemorySegment struct) {
    this.place = place;
    this.struct = struct;
  }

  static Lease of(StandingBuffer place, MemorySegment struct, Request request) {
    ScopedAcquisition acquisition = new ScopedAcquisition(place, struct);
    try {
      return new ExportCount(place.exporter(), acquisition).lease(place.memory(), request);
    } catch (Throwable failure) {
      acquisition.released(0);
      throw failure;
    }
  }

  @Override
  public MemorySegment raw(MemorySegment segment) {
    if (!place.isHere()) {
      throw new WrongThreadException(
          "a segment of a Python object's buffer is taken by the thread that acquired it, unless"
              + " it comes from sharedExporter()");
    }
    Arena arena = raw;
    if (arena == null) {
      arena = Arena.ofConfined();
      // Whoever waits for the segments of the place has to wait for these, too.
      NativeMemory.whenClosed(arena, () -> Reference.reachabilityFence(place));
      raw = arena;
    }
    MemorySegment again = NativeMemory.segment(segment.address(), segment.byteSize(), arena);
    return segment.isReadOnly() ? again.asReadOnly() : again;
  }

  @Override
  public void released(long remaining) {
    if (remaining > 0) {
      return;
    }
    if (!place.isHere()) {
      abandon();
      throw new WrongThreadException(Acquisition.WRONG_THREAD);
    }
    try {
      if (raw != null) {
        raw.close();
      }
    } catch (IllegalStateException e) { // a native function is at work on a segment
      abandon();
      throw e;
    }
    Acquisition.giveBack(place.exporter().python(), struct);
  }

  /** The views may still be read; Python has to wait until they have been collected. */
  private void abandon() {
    place.exporter().forgetPlace();
    new PendingRelease(place.exporter().python(), struct, place.arena());
  }
}
