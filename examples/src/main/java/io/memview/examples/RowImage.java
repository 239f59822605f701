package io.memview.examples;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import java.util.Arrays;

// @start region="exporter"
/** An image whose rows are arrays of their own: (height, width, 3), the rows behind pointers. */
public final class RowImage implements Exporter {
  private final byte[][] rows;
  private final Memory memory;
  private final ExportCount exports = new ExportCount(this);

  /** A black image; its height is at least 1. */
  public RowImage(int width, int height) {
    rows = new byte[height][3 * width];
    memory =
        Memory.ofBlocks(
            Arrays.stream(rows).map(row -> Memory.ofUnsigned(row).withShape(width, 3)).toList());
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(memory, request);
  }

  /** One row, live: red, green and blue of each pixel. */
  public byte[] row(int y) {
    return rows[y];
  }
}
// @end
