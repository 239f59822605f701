package io.memview.races;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import java.util.Arrays;

/** Memory of two items that moves: it counts its moves in them, and wipes what it leaves. */
final class Movable implements Exporter {
  /** What is in memory that has been left. */
  static final long GONE = -1;

  final ExportCount exports = new ExportCount(this);
  private long[] array = {1, 1};
  private volatile Memory memory = Memory.ofArray(array);

  @Override
  public Lease acquire(Request request) {
    return exports.lease(() -> memory, request);
  }

  void move() {
    exports.exclusively(
        "move",
        () -> {
          long[] old = array;
          array = new long[] {old[0] + 1, old[1] + 1};
          memory = Memory.ofArray(array);
          Arrays.fill(old, GONE);
        });
  }
}
