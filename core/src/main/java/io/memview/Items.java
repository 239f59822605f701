package io.memview;

import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;

/** Goes through all items: lists and comparison. */
final class Items {
  private Items() {}

  /** Counts through all indices in C order. The array it hands out is the same one each time. */
  static final class Odometer {
    private final Layout layout;
    private final long[] index;
    private long left;

    Odometer(Layout layout) {
      this.layout = layout;
      this.index = new long[layout.ndim()];
      this.left = layout.itemCount();
      if (index.length > 0) {
        index[index.length - 1] = -1;
      }
    }

    boolean hasNext() {
      return left > 0;
    }

    long[] next() {
      if (left-- <= 0) {
        throw new NoSuchElementException("all items have been visited");
      }
      for (int d = index.length - 1; d >= 0; d--) {
        if (++index[d] < layout.shape(d)) {
          break;
        }
        index[d] = 0;
      }
      return index;
    }
  }

  private static Object item(Memory memory, long[] index) {
    Place place = Place.of(memory, index);
    return memory.format().get(place.segment(), place.offset());
  }

  static Object toList(Memory memory) {
    return toList(memory, new long[memory.layout().ndim()], 0);
  }

  private static Object toList(Memory memory, long[] index, int dimension) {
    if (dimension == index.length) {
      return item(memory, index);
    }
    List<Object> list = new ArrayList<>();
    for (long i = 0; i < memory.layout().shape(dimension); i++) {
      index[dimension] = i;
      list.add(toList(memory, index, dimension + 1));
    }
    return Collections.unmodifiableList(list);
  }

  static boolean equal(Memory a, Memory b) {
    if (!a.layout().hasShapeOf(b.layout())) {
      return false;
    }
    Equality numbers = Equality.ofNumbers(a, b);
    if (numbers != null) {
      return numbers.test(a, b);
    }
    boolean areRows =
        !(a.format() instanceof Scalar && b.format() instanceof Scalar)
            && isRow(a.format())
            && isRow(b.format());
    for (Odometer index = new Odometer(a.layout()); index.hasNext(); ) {
      long[] at = index.next();
      Object x = item(a, at);
      Object y = item(b, at);
      if (!equal(areRows ? row(x) : x, areRows ? row(y) : y)) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code struct} has the values of an item in one row, since no field has a name. */
  private static boolean isRow(Format format) {
    return switch (format) {
      case Scalar _ -> true;
      case SubArray array -> isRow(array.element());
      case Struct struct ->
          struct.fields().stream().allMatch(f -> f.name() == null && isRow(f.format()));
      default -> false;
    };
  }

  /** The values of an item in one row; of one value, the value is the row. */
  private static List<Object> row(Object item) {
    return item instanceof List<?> items
        ? items.stream().flatMap(inner -> row(inner).stream()).toList()
        : List.of(item);
  }

  private static boolean equal(Object a, Object b) {
    return switch (a) {
      case Double x when b instanceof Double y -> x.doubleValue() == y.doubleValue();
      case Number x when b instanceof Number y ->
          isFinite(x) && isFinite(y) && decimal(x).compareTo(decimal(y)) == 0;
      case Complex x when b instanceof Complex y -> x.re() == y.re() && x.im() == y.im();
      case Complex x when b instanceof Number y -> x.im() == 0 && equal((Object) x.re(), y);
      case Number x when b instanceof Complex y -> equal(y, x);
      case byte[] x when b instanceof byte[] y -> Arrays.equals(x, y);
      case List<?> x when b instanceof List<?> y -> {
        boolean all = x.size() == y.size();
        for (int i = 0; all && i < x.size(); i++) {
          all = equal(x.get(i), y.get(i));
        }
        yield all;
      }
      case Boolean x when b instanceof Number y -> equal(x ? 1L : 0L, y);
      case Number x when b instanceof Boolean y -> equal(x, y ? 1L : 0L);
      default -> a.equals(b);
    };
  }

  private static boolean isFinite(Number number) {
    return !(number instanceof Double d) || Double.isFinite(d);
  }

  private static BigDecimal decimal(Number number) {
    return switch (number) {
      case Double d -> new BigDecimal(d);
      case BigInteger n -> new BigDecimal(n);
      case BigDecimal n -> n;
      default -> BigDecimal.valueOf(number.longValue());
    };
  }
}
