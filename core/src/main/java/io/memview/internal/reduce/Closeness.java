package io.memview.internal.reduce;

import io.memview.format.Scalar;
import io.memview.format.ScalarType.Kind;
import io.memview.internal.Texts;
import io.memview.internal.memory.Broadcast;
import io.memview.internal.memory.Region;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import org.jspecify.annotations.Nullable;

/** Whether numbers are nearly equal: compared as doubles, a block at a time. */
public final class Closeness {
  /** The most items of a block. */
  private static final int BLOCK = 4096;

  private final double rtol;
  private final double atol;
  private final Side first;
  private final Side second;

  private Closeness(double rtol, double atol, Side first, Side second) {
    this.rtol = rtol;
    this.atol = atol;
    this.first = first;
    this.second = second;
  }

  /** Whether all items are close to the other's, broadcast together. */
  public static boolean all(Region a, Region b, double rtol, double atol) {
    long[] shape = Broadcast.common(a.layout().shape(), b.layout().shape());
    Closeness closeness = new Closeness(rtol, atol, new Side(a), new Side(b));
    return closeness.test(
        a.withLayout(a.layout().broadcast(shape)), b.withLayout(b.layout().broadcast(shape)));
  }

  /** Halves the first dimension until the rest is a block. */
  private boolean test(Region a, Region b) {
    Layout layout = a.layout();
    if (layout.itemCount() <= BLOCK) {
      return layout.itemCount() == 0 || block(a, b, (int) layout.itemCount());
    }
    long extent = layout.shape(0);
    if (extent == 1) {
      return test(a.slice(Index.at(0)), b.slice(Index.at(0)));
    }
    Index low = Index.range(0, extent / 2);
    Index high = Index.range(extent / 2, extent);
    return test(a.slice(low), b.slice(low)) && test(a.slice(high), b.slice(high));
  }

  private boolean block(Region a, Region b, int count) {
    first.load(a);
    second.load(b);
    for (int i = 0; i < count; i++) {
      if (!isClose(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean isClose(int i) {
    double x = first.real(i);
    double y = second.real(i);
    double u = first.imaginary(i);
    double v = second.imaginary(i);
    return (x == y && u == v)
        || (Double.isFinite(y)
            && Double.isFinite(v)
            && size(x - y, u - v) <= atol + rtol * size(y, v));
  }

  private static double size(double re, double im) {
    return im == 0 ? Math.abs(re) : Math.hypot(re, im);
  }

  /** The parts of numbers; real ones have one. */
  private static final class Side {
    private final Loader loader;
    private final @Nullable Loader other;
    private @Nullable Block real;
    private @Nullable Block imaginary;

    Side(Region items) {
      if (!(items.format() instanceof Scalar all) || !Fold.MEAN.takes(all)) {
        throw new UnsupportedOperationException(
            "'%s' items are not compared by tolerances, but truth values and numbers of at most 8 bytes, or of two parts of at most 8 bytes, are; contentEquals compares any"
                .formatted(Texts.shownValue(items.format())));
      }
      boolean isComplex = isComplex(items);
      Region part = isComplex ? Parts.part(items, 0) : items;
      Scalar scalar = (Scalar) part.format();
      this.loader = new Loader(scalar, Fold.MEAN, BLOCK);
      this.other = isComplex ? new Loader(scalar, Fold.MEAN, BLOCK) : null;
    }

    private static boolean isComplex(Region items) {
      return ((Scalar) items.format()).type().kind() == Kind.COMPLEX;
    }

    void load(Region items) {
      real = loader.load(other == null ? items : Parts.part(items, 0));
      imaginary = other == null ? null : other.load(Parts.part(items, 1));
    }

    double real(int i) {
      return real == null ? 0 : real.doubleAt(i);
    }

    double imaginary(int i) {
      return imaginary == null ? 0 : imaginary.doubleAt(i);
    }
  }
}
