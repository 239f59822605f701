package io.memview.internal.copy;

import io.memview.internal.memory.Region;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether two memories may share bytes; says yes when in doubt. Each of them may have any number of
 * blocks: they are sorted by where they lie, so that only neighbours have to be compared.
 */
final class Overlap {
  /** So many pairs are compared one by one: less than sorting them costs. */
  private static final long PAIRS = 256;

  /** A block, which has bytes, and whose it is. */
  private record Extent(long start, long end, boolean isFirst) {}

  /** The blocks in each array, and those in native memory, whose array is none. */
  private final Map<@Nullable Object, List<Extent>> extents = new IdentityHashMap<>();

  /** Whether a memory has blocks in arrays that the platform does not name. */
  private final boolean[] hides = new boolean[2];

  /** Whether a memory has blocks in arrays. */
  private final boolean[] hasArrays = new boolean[2];

  private Overlap() {}

  static boolean mayExist(Region first, Region second) {
    List<MemorySegment> all = first.blocks();
    List<MemorySegment> others = second.blocks();
    boolean isFew =
        all.size() == 1 || others.size() == 1 || (long) all.size() * others.size() <= PAIRS;
    return isFew
        ? all.stream().anyMatch(a -> others.stream().anyMatch(b -> share(a, b)))
        : new Overlap().among(all, others);
  }

  private static boolean share(MemorySegment a, MemorySegment b) {
    return a.asOverlappingSlice(b).isPresent();
  }

  private boolean among(List<MemorySegment> first, List<MemorySegment> second) {
    first.forEach(block -> add(block, true));
    second.forEach(block -> add(block, false));
    return (hides[0] && hasArrays[1])
        || (hides[1] && hasArrays[0])
        || extents.values().stream().anyMatch(Overlap::isShared);
  }

  private void add(MemorySegment block, boolean isFirst) {
    if (block.byteSize() == 0) {
      return;
    }
    Object array = block.heapBase().orElse(null);
    int side = isFirst ? 0 : 1;
    hasArrays[side] |= !block.isNative();
    hides[side] |= !block.isNative() && array == null; // it is read-only
    long start = block.address();
    extents
        .computeIfAbsent(array, same -> new ArrayList<>())
        .add(new Extent(start, start + block.byteSize(), isFirst));
  }

  /** Whether a block of one memory starts before one of the other, which lies before it, ends. */
  private static boolean isShared(List<Extent> extents) {
    extents.sort(Comparator.comparingLong(Extent::start));
    long firstEnd = Long.MIN_VALUE;
    long secondEnd = Long.MIN_VALUE;
    for (Extent extent : extents) {
      if (extent.start < (extent.isFirst ? secondEnd : firstEnd)) {
        return true;
      }
      if (extent.isFirst) {
        firstEnd = Math.max(firstEnd, extent.end);
      } else {
        secondEnd = Math.max(secondEnd, extent.end);
      }
    }
    return false;
  }
}
