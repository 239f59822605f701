package io.memview.examples;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

// @start region="moving"
/** Numbers that come in one by one: their memory moves, but not while somebody looks at it. */
public final class Measurements implements Exporter {
  private static final Format DOUBLE = Format.parse("d");

  private final ExportCount exports = new ExportCount(this);
  private double[] values = new double[4];
  private int count;

  @Override
  public Lease acquire(Request request) {
    return exports.lease(this::memory, request); // asked when the lease counts already
  }

  private Memory memory() {
    return Memory.of(MemorySegment.ofArray(values), DOUBLE, count);
  }

  /** Refused with {@code BufferException.Exported} while there are leases. */
  public void add(double value) {
    exports.exclusively(
        "add",
        () -> {
          if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
          }
          values[count++] = value;
        });
  }
}
// @end
