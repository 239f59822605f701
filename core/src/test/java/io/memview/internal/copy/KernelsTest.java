package io.memview.internal.copy;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which loops get a class of their own. */
class KernelsTest {
  /** Copies of many strides, a few at each, are all made by one class. */
  @Test
  @Tag("class-files") // there are no classes without them
  void stridesEarnTheirClass() {
    Kernel any = Kernels.of(kind(0, 0), 1);
    for (int stride = 10_007; stride < 10_107; stride++) {
      assertSame(any, Kernels.of(kind(stride, 2), Kernels.EARNED / 2));
    }
    Kernel own = Kernels.of(kind(10_007, 2), Kernels.EARNED / 2);
    assertNotSame(any, own);
    assertSame(own, Kernels.of(kind(10_007, 2), 1));
    assertSame(any, Kernels.of(kind(10_008, 2), 1));
  }

  private static KernelKind kind(long fromStride, long toStride) {
    Class<?> bytes = MemorySegment.ofArray(new byte[0]).getClass();
    return new KernelKind(
        KernelKind.Loops.ITEMS,
        bytes,
        bytes,
        false,
        new Kernel.Move(2, false),
        fromStride,
        toStride);
  }
}
