package io.memview.npy;

import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.Timed;
import io.memview.format.TimeType;
import java.util.Map;
import java.util.Objects;

/**
 * One array as it was found, with what its memory does not hold: the units of its times, and where
 * it ends.
 *
 * <p><b>Threads.</b> Thread-safe.
 *
 * @param memory the items, which the caller must free
 * @param times what integers mean that are {@code datetime64} or {@code timedelta64}, as {@link
 *     Timed#times} has it
 * @param end where the array ends, in bytes from the start of the file, segment, stream or member;
 *     another one may begin there
 */
public record NpyArray(OwnedMemory memory, Map<String, TimeType> times, long end) implements Timed {
  /** An array. */
  public NpyArray {
    Objects.requireNonNull(memory, "memory");
    times = Map.copyOf(Objects.requireNonNull(times, "times"));
  }

  @Override
  public Lease acquire(Request request) {
    return memory.acquire(request);
  }
}
