package io.memview.examples.exporters;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Memory;
import io.memview.format.Format;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Rows of different lengths, one behind the other in one array. No layout has rows of different
 * lengths, so each row is an exporter, and so are all values; whoever leases one of them holds the
 * array.
 */
public final class RaggedRows {
  private static final Format INT = Format.parse("i");

  final ExportCount exports = new ExportCount(this);
  private int[] values = {};
  private int[] ends = {0};

  /** A row: its values are those that it has when it is acquired. */
  public Exporter row(int i) {
    return request -> exports.lease(() -> between(ends[i], ends[i + 1]), request);
  }

  /** The values of all rows. */
  public Exporter all() {
    return request -> exports.lease(() -> between(0, values.length), request);
  }

  private Memory between(int from, int to) {
    return Memory.of(MemorySegment.ofArray(values).asSlice(4L * from, 4L * (to - from)), INT);
  }

  /** Adds a row, unless somebody looks at one. */
  public void add(int... row) {
    exports.exclusively(
        "add a row",
        () -> {
          values = Arrays.copyOf(values, values.length + row.length);
          System.arraycopy(row, 0, values, values.length - row.length, row.length);
          ends = Arrays.copyOf(ends, ends.length + 1);
          ends[ends.length - 1] = values.length;
        });
  }

  /** All values, live. */
  public int[] values() {
    return values;
  }
}
