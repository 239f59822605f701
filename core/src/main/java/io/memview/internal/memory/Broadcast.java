package io.memview.internal.memory;

import io.memview.internal.Texts;

/** Shapes that are repeated to one. */
public final class Broadcast {
  private Broadcast() {}

  /** The one shape of two: aligned at the end, extents are equal or 1. */
  public static long[] common(long[] a, long[] b) {
    long[] shape = (a.length < b.length ? b : a).clone();
    for (int i = 1; i <= Math.min(a.length, b.length); i++) {
      long x = a[a.length - i];
      long y = b[b.length - i];
      if (x != y && x != 1 && y != 1) {
        throw new IllegalArgumentException(
            "shapes %s and %s cannot be broadcast to one: extents %d and %d differ and neither is 1"
                .formatted(Texts.tuple(a), Texts.tuple(b), x, y));
      }
      shape[shape.length - i] = x == 1 ? y : x;
    }
    return shape;
  }
}
