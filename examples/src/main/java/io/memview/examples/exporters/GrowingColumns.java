package io.memview.examples.exporters;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A table whose columns are arrays that grow: (columns, rows), the columns behind pointers. */
public final class GrowingColumns implements Exporter {
  private static final Format DOUBLE = Format.parse("d");

  final ExportCount exports = new ExportCount(this);
  private final double[][] columns;
  private int rows;

  /** An empty table; it has at least one column. */
  public GrowingColumns(int columns) {
    this.columns = new double[columns][4];
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(this::memory, request);
  }

  private Memory memory() {
    return Memory.ofBlocks(
        Arrays.stream(columns)
            .map(column -> Memory.of(MemorySegment.ofArray(column).asSlice(0, 8L * rows), DOUBLE))
            .toList());
  }

  /** Adds a row, unless somebody looks at the table. */
  public void add(double... row) {
    exports.exclusively(
        "add a row",
        () -> {
          for (int c = 0; c < columns.length; c++) {
            if (rows == columns[c].length) {
              columns[c] = Arrays.copyOf(columns[c], 2 * rows);
            }
            columns[c][rows] = row[c];
          }
          rows++;
        });
  }

  /** The values of a column, live, and room for more. */
  public double[] column(int c) {
    return columns[c];
  }
}
