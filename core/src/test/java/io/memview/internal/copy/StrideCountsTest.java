package io.memview.internal.copy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Which strides get a class of their own. */
class StrideCountsTest {
  private final StrideCounts counts = new StrideCounts();

  /** Copies of many strides, a few at each, are all made by one class. */
  @Test
  void stridesEarnTheirClass() {
    for (int stride = 100; stride < 200; stride++) {
      assertFalse(counts.haveEarned(kind(stride), StrideCounts.EARNED / 2));
    }
    assertTrue(counts.haveEarned(kind(100), StrideCounts.EARNED / 2));
    assertFalse(counts.haveEarned(kind(101), 1));
    assertTrue(counts.haveEarned(kind(200), StrideCounts.EARNED));
  }

  /** Strides that are never seen again do not take memory for good. */
  @Test
  void countsAreBounded() {
    assertFalse(counts.haveEarned(kind(1), StrideCounts.EARNED - 1));
    for (int stride = 2; stride < 10_000; stride++) {
      assertFalse(counts.haveEarned(kind(stride), 1));
    }
    assertFalse(counts.haveEarned(kind(1), 1), "counting has begun anew");
  }

  private static KernelKind kind(long fromStride) {
    Class<?> bytes = MemorySegment.ofArray(new byte[0]).getClass();
    return new KernelKind(
        KernelKind.Loops.ITEMS, bytes, bytes, false, new Kernel.Move(2, false), fromStride, 2);
  }
}
