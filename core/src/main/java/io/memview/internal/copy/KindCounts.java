package io.memview.internal.copy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How many items have been copied by loops of kinds that have no class of their own. */
final class KindCounts {
  /**
   * The items that are copied at the same strides, or could be by vectors, before there is a class
   * for that: what it saves of so many items is what it takes to define and to compile it.
   */
  static final long EARNED = 1 << 24;

  /** The kinds that are counted; when there are more, counting begins anew. */
  private static final int MOST = 4096;

  private final Map<KernelKind, AtomicLong> items = new ConcurrentHashMap<>();

  /** Counts some more items, and tells whether there have been enough. */
  boolean haveEarned(KernelKind kind, long more) {
    if (items.size() >= MOST) {
      items.clear();
    }
    if (items.computeIfAbsent(kind, _ -> new AtomicLong()).addAndGet(more) < EARNED) {
      return false;
    }
    items.remove(kind);
    return true;
  }
}
