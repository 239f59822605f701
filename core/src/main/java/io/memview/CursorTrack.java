package io.memview;

import io.memview.internal.memory.AccessPath;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.Levels;
import io.memview.internal.memory.Region;
import io.memview.internal.memory.Storage;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;

/**
 * Where a cursor is in one of its views. Numbers without a method to move on: {@link
 * CursorTemplate} has that where it calls nothing.
 */
final class CursorTrack {
  private static final MemorySegment[] NO_BLOCKS = {};
  private static final long[] NO_STARTS = {};

  final View view;

  /** From one item of the row to the next, in bytes. */
  final long step;

  /** From one row to the next in its block, for each level that takes a step. */
  final long[] jumps;

  /** From one row's pointer to the next one's. */
  final long[] pointerJumps;

  /** The blocks that pointers lead to, if the first dimension alone holds pointers; or none. */
  final MemorySegment[] blocks;

  /** Where pointers lead to in the one segment; or none. */
  final long[] starts;

  /** Whether each row is found by way of several pointers. */
  final boolean isFound;

  MemorySegment segment = MemorySegment.NULL;

  /** Where the row is in its block. */
  long base;

  /** Where the block is in its segment. */
  long start;

  /** Where the pointer to the row is in the table. */
  long pointer;

  CursorTrack(View view, Levels levels) {
    Region region = view.region;
    Layout layout = region.layout();
    Storage storage = region.storage();
    AccessPath path = AccessPath.of(storage, layout);
    boolean isTable = path == AccessPath.ROW_POINTERS || path == AccessPath.ROW_OFFSETS;
    this.view = view;
    this.step = levels.step(layout);
    this.jumps = levels.jumps(layout, isTable ? 1 : 0, layout.ndim());
    this.pointerJumps = levels.jumps(layout, 0, isTable ? 1 : 0);
    this.blocks = storage instanceof Storage.Blocks table && isTable ? table.blocks() : NO_BLOCKS;
    this.starts = storage instanceof Storage.Rows table && isTable ? table.starts() : NO_STARTS;
    this.isFound = path == AccessPath.INDIRECT;
    long[] first = new long[levels.extents().length];
    if (levels.rows() > 0) {
      find(levels, first);
      if (isTable) {
        pointer = layout.offset() + levels.index(0, first, 0) * layout.stride(0);
        start = starts.length == 0 ? 0 : starts[(int) (pointer >>> 3)];
        base -= start;
      }
    }
  }

  /** Finds the row by way of all pointers. */
  void find(Levels levels, long[] counters) {
    ItemAddress place = ItemAddress.of(view.region, levels.index(counters, 0));
    segment = place.segment();
    base = place.offset();
  }
}
