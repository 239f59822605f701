package io.memview.internal.memory;

import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether memories share bytes; says yes when in doubt. Each of them may have any number of blocks:
 * they are sorted by where they lie, so that only neighbours have to be compared.
 */
public final class Overlap {
  /** So many pairs are compared one by one: less than sorting them costs. */
  private static final long PAIRS = 256;

  /** So many pairs are looked at item by item; whoever has more has been made for that. */
  private static final long EXACT_PAIRS = 1 << 20;

  /** A block, which has bytes, whose it is, and how the items lie, by their addresses. */
  private record Extent(long start, long end, int owner, Layout items) {
    static Extent of(MemorySegment segment, Layout flat, int owner) {
      Layout items = flat.withOffset(segment.address() + flat.offset());
      long[] range = items.byteRange();
      return new Extent(range[0], range[1], owner, items);
    }
  }

  /** The blocks in each array, and those in native memory, whose array is none. */
  private final Map<@Nullable Object, List<Extent>> extents = new IdentityHashMap<>();

  /** Whether a memory has blocks in arrays that the platform does not name. */
  private final boolean[] hides = new boolean[2];

  /** Whether a memory has blocks in arrays. */
  private final boolean[] hasArrays = new boolean[2];

  private long left = EXACT_PAIRS;

  private Overlap() {}

  // ---- by their bounds

  /** Whether two memories lie in each other's bounds, block by block. */
  public static boolean mayExist(Region first, Region second) {
    if (!isSameMemory(first, second)) {
      return false;
    }
    BlockBounds all = BlockBounds.of(first);
    BlockBounds others = BlockBounds.of(second);
    return isFew(all.size(), others.size())
        ? all.anyShares(others)
        : !all.areApart(others) && new Overlap().inBounds(all.blocks(), others.blocks());
  }

  /** Whether segments as a whole share bytes: rows of one segment need not be looked at then. */
  private static boolean isSameMemory(Region first, Region second) {
    MemorySegment all = first.storage().onlySegment();
    MemorySegment others = second.storage().onlySegment();
    return all == null || others == null || BlockBounds.share(all, others);
  }

  private static boolean isFew(long first, long second) {
    return first == 1 || second == 1 || first * second <= PAIRS;
  }

  private boolean inBounds(List<MemorySegment> first, List<MemorySegment> second) {
    Layout bytes = Layout.contiguous(1, Order.C);
    first.forEach(block -> addBounds(block, bytes, 0));
    second.forEach(block -> addBounds(block, bytes, 1));
    return (hides[0] && hasArrays[1])
        || (hides[1] && hasArrays[0])
        || extents.values().stream().anyMatch(Overlap::isShared);
  }

  private void addBounds(MemorySegment block, Layout none, int owner) {
    if (block.byteSize() > 0) {
      long start = block.address();
      in(block, owner).add(new Extent(start, start + block.byteSize(), owner, none));
    }
  }

  /** The extents of what a block lies in; notes what is not known of that. */
  private List<Extent> in(MemorySegment block, int owner) {
    Object array = block.heapBase().orElse(null);
    if (owner < hides.length) {
      hasArrays[owner] |= !block.isNative();
      hides[owner] |= !block.isNative() && array == null; // it is read-only
    }
    return extents.computeIfAbsent(array, same -> new ArrayList<>());
  }

  /** Whether a block of one memory starts before one of the other, which lies before it, ends. */
  private static boolean isShared(List<Extent> extents) {
    extents.sort(Comparator.comparingLong(Extent::start));
    long firstEnd = Long.MIN_VALUE;
    long secondEnd = Long.MIN_VALUE;
    for (Extent extent : extents) {
      if (extent.start < (extent.owner == 0 ? secondEnd : firstEnd)) {
        return true;
      }
      if (extent.owner == 0) {
        firstEnd = Math.max(firstEnd, extent.end);
      } else {
        secondEnd = Math.max(secondEnd, extent.end);
      }
    }
    return false;
  }

  // ---- item by item

  /** Whether an item of one memory and one of the other have a byte in common. */
  public static boolean exists(Region first, Region second) {
    if (!mayExist(first, second)) {
      return false;
    }
    Overlap all = new Overlap();
    first.forEachBlock((segment, flat) -> all.add(segment, flat, 0));
    second.forEachBlock((segment, flat) -> all.add(segment, flat, 1));
    return (all.hides[0] || all.hides[1]) ? all.hidden(first, second) : all.isExact();
  }

  /** Whether two of many writable blocks, all of one layout, have a byte in common. */
  static boolean existsAmong(MemorySegment[] blocks, Layout layout) {
    if (blocks.length < 2 || layout.byteLength() == 0 || BlockBounds.areArraysOfTheirOwn(blocks)) {
      return false;
    }
    long[] starts = startsInOne(blocks);
    long[] range = layout.byteRange();
    long span = range[1] - range[0];
    if (starts.length > 0 && leastStep(starts) < span) { // else they follow each other, as most do
      Arrays.sort(starts);
      long least = leastStep(starts);
      if (least == 0) {
        return true;
      }
      if (least < span && isEven(starts)) { // columns of a table: all pairs are one question
        return layout
            .behindPointers(starts.length)
            .withRows(layout.offset(), starts.length, least, false, 0)
            .overlapsItself();
      }
      return least < span && isSharedExactly(blocks, layout);
    }
    return starts.length == 0 && isSharedExactly(blocks, layout);
  }

  private static boolean isSharedExactly(MemorySegment[] blocks, Layout layout) {
    Overlap all = new Overlap();
    for (int i = 0; i < blocks.length; i++) {
      all.add(blocks[i], layout, i);
    }
    return all.isExact();
  }

  private static long leastStep(long[] starts) {
    long least = Long.MAX_VALUE;
    for (int i = 1; i < starts.length; i++) {
      least = Math.min(least, starts[i] - starts[i - 1]);
    }
    return least;
  }

  private static boolean isEven(long[] starts) {
    for (int i = 2; i < starts.length; i++) {
      if (starts[i] - starts[i - 1] != starts[1] - starts[0]) {
        return false;
      }
    }
    return true;
  }

  /** Where blocks start in the one memory that they lie in; nothing if they lie in several. */
  private static long[] startsInOne(MemorySegment[] blocks) {
    long[] starts = new long[blocks.length];
    Object array = blocks[0].heapBase().orElse(null);
    for (int i = 0; i < starts.length; i++) {
      if (blocks[i].heapBase().orElse(null) != array) {
        return new long[0];
      }
      starts[i] = blocks[i].address();
    }
    return starts;
  }

  /** Whether two of several writable memories have a byte in common. */
  static boolean existsAmong(List<Region> blocks) {
    Overlap all = new Overlap();
    for (int i = 0; i < blocks.size(); i++) {
      int owner = i;
      blocks.get(i).forEachBlock((segment, flat) -> all.add(segment, flat, owner));
    }
    return all.isExact();
  }

  private void add(MemorySegment segment, Layout flat, int owner) {
    if (flat.byteLength() > 0) {
      in(segment, owner).add(Extent.of(segment, flat, owner));
    }
  }

  private boolean isExact() {
    return extents.values().stream().anyMatch(this::isSharedExactly);
  }

  private boolean isSharedExactly(List<Extent> sorted) {
    sorted.sort(Comparator.comparingLong(Extent::start));
    List<Extent> open = new ArrayList<>();
    for (Extent extent : sorted) {
      open.removeIf(before -> before.end <= extent.start);
      for (Extent before : open) {
        if (before.owner != extent.owner && (--left < 0 || before.items.overlaps(extent.items))) {
          return true;
        }
      }
      open.add(extent);
    }
    return false;
  }

  /** The platform does not say in which array a read-only segment lies, only whether in one. */
  private boolean hidden(Region first, Region second) {
    boolean[] shared = {false};
    first.forEachBlock(
        (a, items) -> {
          second.forEachBlock(
              (b, others) -> {
                if (!shared[0] && BlockBounds.share(a, b)) {
                  shared[0] =
                      --left < 0
                          || Extent.of(a, items, 0).items.overlaps(Extent.of(b, others, 1).items);
                }
              });
        });
    return shared[0];
  }
}
