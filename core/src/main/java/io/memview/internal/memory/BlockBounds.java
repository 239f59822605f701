package io.memview.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The segments that the blocks of a memory lie in, and their bounds: what tells most memories apart
 * without an object for each block.
 */
final class BlockBounds {
  private static final int FEW = 4;

  private MemorySegment[] segments = new MemorySegment[FEW];
  private long[] lows = new long[FEW];
  private long[] highs = new long[FEW];
  private int size;

  private BlockBounds() {}

  static BlockBounds of(Region memory) {
    BlockBounds bounds = new BlockBounds();
    memory.forEachBound(bounds::add);
    return bounds;
  }

  private void add(MemorySegment segment, long low, long high) {
    if (size == lows.length) {
      segments = Arrays.copyOf(segments, 2 * size);
      lows = Arrays.copyOf(lows, 2 * size);
      highs = Arrays.copyOf(highs, 2 * size);
    }
    segments[size] = segment;
    lows[size] = low;
    highs[size] = high;
    size++;
  }

  int size() {
    return size;
  }

  private MemorySegment block(int i) {
    return segments[i].asSlice(lows[i], highs[i] - lows[i]);
  }

  List<MemorySegment> blocks() {
    List<MemorySegment> blocks = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      blocks.add(block(i));
    }
    return blocks;
  }

  static boolean share(MemorySegment a, MemorySegment b) {
    return a.isNative() == b.isNative() && a.asOverlappingSlice(b).isPresent();
  }

  /** Whether a block of one and a block of the other share bytes: every pair is looked at. */
  boolean anyShares(BlockBounds others) {
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < others.size; k++) {
        if (share(segments[i], others.segments[k]) && share(block(i), others.block(k))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether no block shares bytes with one of the others, as far as one look at each can tell: they
   * are in different arrays, and those in native memory in the order of their addresses.
   */
  boolean areApart(BlockBounds others) {
    Set<Object> arrays = identities(size);
    for (int i = 0; i < size; i++) {
      if (!segments[i].isNative()) {
        Object array = array(segments[i]);
        if (array == null) {
          return false;
        }
        arrays.add(array);
      }
    }
    for (int i = 0; i < others.size; i++) {
      if (!others.segments[i].isNative()) {
        Object array = array(others.segments[i]);
        if (array == null || arrays.contains(array)) {
          return false;
        }
      }
    }
    return areNativeApart(others);
  }

  private boolean areNativeApart(BlockBounds others) {
    long end = 0;
    int i = nextNative(0);
    int k = others.nextNative(0);
    while (i < size || k < others.size) {
      boolean isOwn = k == others.size || (i < size && start(i) <= others.start(k));
      BlockBounds taken = isOwn ? this : others;
      int block = isOwn ? i : k;
      if (taken.start(block) < end) {
        return false;
      }
      end = taken.start(block) + taken.highs[block] - taken.lows[block];
      if (isOwn) {
        i = nextNative(i + 1);
      } else {
        k = others.nextNative(k + 1);
      }
    }
    return true;
  }

  private long start(int i) {
    return segments[i].address() + lows[i];
  }

  private int nextNative(int from) {
    int i = from;
    while (i < size && !segments[i].isNative()) {
      i++;
    }
    return i;
  }

  /** Whether each of some segments is of an array that none of the others is of. */
  static boolean areArraysOfTheirOwn(MemorySegment... segments) {
    Set<Object> arrays = identities(segments.length);
    for (MemorySegment segment : segments) {
      Object array = array(segment);
      if (array == null || !arrays.add(array)) {
        return false;
      }
    }
    return true;
  }

  /** The array of a segment; null if there is none, or the platform does not tell. */
  private static @Nullable Object array(MemorySegment segment) {
    return segment.heapBase().orElse(null);
  }

  private static Set<Object> identities(int expected) {
    return Collections.newSetFromMap(new IdentityHashMap<>(expected));
  }
}
