package io.memview;

import io.memview.internal.HiddenClasses;
import io.memview.internal.memory.AccessPath;
import io.memview.internal.memory.Levels;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Goes over one, two or three views whose classes are constants of its class. The template of the
 * classes that {@link SpecializedCursors} defines.
 */
final class CursorTemplate extends Cursor {
  private static final SpecializedCursors.Kind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), SpecializedCursors.Kind.class);
  private static final int COUNT = KIND.views().size();
  private static final @Nullable Class<?> VIEW0 = KIND.view(0);
  private static final @Nullable Class<?> VIEW1 = KIND.view(1);
  private static final @Nullable Class<?> VIEW2 = KIND.view(2);

  /** From one item of a row to the next, where that is known here; else 0. */
  private static final long STEP0 = KIND.step(0);

  private static final long STEP1 = KIND.step(1);
  private static final long STEP2 = KIND.step(2);

  /** Whether a row of some view is found by way of several pointers, which is a call. */
  private static final boolean IS_FOUND = KIND.has(AccessPath.INDIRECT);

  /** Whether some view has its rows in one segment each. */
  private static final boolean HAS_BLOCKS = KIND.has(AccessPath.ROW_POINTERS);

  /** Whether some view has its rows at places in one segment. */
  private static final boolean HAS_STARTS = KIND.has(AccessPath.ROW_OFFSETS);

  private final CursorTrack track0;
  private final CursorTrack track1;
  private final CursorTrack track2;

  /**
   * For each level the steps that it has taken, those that it can take, and how far each view's row
   * moves with one. In one array that is written: else the compiler keeps several in registers,
   * which it lacks in the loop then.
   */
  private final long[] walk;

  private final int levelCount;

  /** The prototype of the class: it has no views. */
  @SuppressWarnings("NullAway")
  CursorTemplate() {
    track0 = null;
    track1 = null;
    track2 = null;
    walk = counters;
    levelCount = 0;
  }

  private CursorTemplate(Levels levels, View... views) {
    super(levels, new long[(2 + COUNT) * levels.extents().length], views);
    CursorTrack[] tracks = new CursorTrack[COUNT];
    for (int v = 0; v < COUNT; v++) {
      tracks[v] = new CursorTrack(views[v], levels);
    }
    track0 = tracks[0];
    track1 = tracks[Math.min(1, COUNT - 1)];
    track2 = tracks[COUNT - 1];
    walk = counters;
    long[] extents = levels.extents();
    levelCount = extents.length;
    System.arraycopy(extents, 0, walk, levelCount, levelCount);
    for (int v = 0; v < COUNT; v++) {
      System.arraycopy(tracks[v].jumps, 0, walk, (2 + v) * levelCount, levelCount);
    }
  }

  @Override
  Cursor make(Levels newLevels, View... newViews) {
    return new CursorTemplate(newLevels, newViews);
  }

  /**
   * Calls nothing on the way. After a call in a loop, however seldom it is, all that is in memory
   * may have changed, and the JIT compiler reads it again for each item: that takes four times as
   * long. And what is seldom called is not inlined, however small it is.
   */
  @Override
  public boolean next() {
    long following = position + 1;
    if (following < length) {
      position = following;
      return true;
    }
    if (rowsLeft == 0) {
      position = -1;
      length = 0;
      return false;
    }
    rowsLeft--;
    position = 0;
    int level = levelCount - 1;
    while (++walk[level] == walk[level + levelCount]) {
      walk[level--] = 0;
    }
    CursorTrack track = track0;
    for (int v = 0; v < COUNT; v++) {
      track.base += walk[level + (2 + v) * levelCount];
      if (HAS_STARTS && track.starts.length > 0) {
        track.pointer += track.pointerJumps[level];
        track.start = track.starts[(int) (track.pointer >>> 3)];
      }
      if (HAS_BLOCKS && track.blocks.length > 0) {
        track.pointer += track.pointerJumps[level];
        track.segment = track.blocks[(int) (track.pointer >>> 3)];
      }
      if (IS_FOUND && track.isFound) {
        track.find(levels, counters);
      }
      track = v == 0 ? track1 : track2;
    }
    return true;
  }

  // ---- the item of a view, whose number is mostly a constant where this is inlined

  private CursorTrack track(int view) {
    check();
    switch (Objects.checkIndex(view, COUNT)) {
      case 0:
        return track0;
      case 1:
        return track1;
      default:
        return track2;
    }
  }

  // What reads or writes an item must stay small: a method whose own code has more than 2,500 bytes
  // (InlineSmallCode), which the barriers of a collector can make of it, is not inlined any more.

  /** The track's view, of a class that the JIT compiler knows. */
  private static View exact(int view, CursorTrack track) {
    View exact = track.view;
    if (exact.getClass() != (view == 0 ? VIEW0 : view == 1 ? VIEW1 : VIEW2)) {
      throw new ClassCastException(exact.getClass().getName());
    }
    return exact;
  }

  private long offset(int view, CursorTrack track) {
    long known = view == 0 ? STEP0 : view == 1 ? STEP1 : STEP2;
    long inBlock = track.base + position * (known == 0 ? track.step : known);
    return HAS_STARTS ? track.start + inBlock : inBlock;
  }

  @Override
  View at(int view) {
    return exact(view, track(view));
  }

  @Override
  MemorySegment segment(int view) {
    return track(view).segment;
  }

  @Override
  long offset(int view) {
    return offset(view, track(view));
  }

  // ---- the carriers: as they are inherited, in methods that are this class's own

  @Override
  public long getLong(int view) {
    CursorTrack track = track(view);
    return exact(view, track).longAt(track.segment, offset(view, track));
  }

  @Override
  public double getDouble(int view) {
    CursorTrack track = track(view);
    return exact(view, track).doubleAt(track.segment, offset(view, track));
  }

  @Override
  public boolean getBoolean(int view) {
    CursorTrack track = track(view);
    return exact(view, track).booleanAt(track.segment, offset(view, track));
  }

  @Override
  public <R> R getRecord(int view, Class<R> type) {
    Objects.requireNonNull(type, "type");
    return RecordView.of(at(view), type).getAt(segment(view), offset(view));
  }

  @Override
  public void setLong(int view, long value) {
    CursorTrack track = track(view);
    exact(view, track).setLongAt(track.segment, offset(view, track), value);
  }

  @Override
  public void setDouble(int view, double value) {
    CursorTrack track = track(view);
    exact(view, track).setDoubleAt(track.segment, offset(view, track), value);
  }

  @Override
  public void setBoolean(int view, boolean value) {
    CursorTrack track = track(view);
    exact(view, track).setBooleanAt(track.segment, offset(view, track), value);
  }

  @Override
  @SuppressWarnings("unchecked") // the class of the object
  public void setRecord(int view, Object value) {
    Class<Object> type = (Class<Object>) Objects.requireNonNull(value, "value").getClass();
    RecordView.of(at(view), type).setAt(segment(view), offset(view), value);
  }
}
