package io.memview.internal.copy;

import io.memview.internal.HiddenClasses;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The loops for each kind of copy: hidden classes, as many as are worth it. */
final class Kernels {
  /** Strides that are constants double the speed, but each pair of them is a class. */
  private static final int MAX_STRIDE_CLASSES = 1024;

  /** Classes in all: there are far more pairs of formats and memory than any program copies. */
  private static final int MAX_CLASSES = 2048;

  private static final Map<KernelKind, Kernel> KERNELS = new ConcurrentHashMap<>();

  private static final StrideCounts STRIDES = new StrideCounts();

  private Kernels() {}

  /**
   * The loops for some more items.
   *
   * @param items how many: strides that are not small have to earn a class
   */
  static Kernel of(KernelKind kind, long items) {
    Kernel known = KERNELS.get(kind);
    if (known != null) {
      return known;
    }
    boolean isFull = KERNELS.size() >= MAX_STRIDE_CLASSES && !kind.equals(kind.ofAnyStride());
    if (isFull || (kind.hasFarStrides() && !STRIDES.haveEarned(kind, items))) {
      return of(kind.ofAnyStride(), items);
    }
    if (KERNELS.size() >= MAX_CLASSES) {
      return new GeneralKernel(kind.operation());
    }
    Kernel made =
        HiddenClasses.define(MethodHandles.lookup(), Kernel.class, kind.loops().template(), kind);
    if (made == null) {
      made = new GeneralKernel(kind.operation());
    }
    Kernel first = KERNELS.putIfAbsent(kind, made);
    return first == null ? made : first;
  }
}
