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
  /** The least bytes of a reference in an array. */
  private static final int REFERENCE = 4;

  /** So many values are put in no list and no text, which has two characters for each. */
  private static final long MOST = Integer.MAX_VALUE / 2;

  /** A list is one value. */
  private static final Format EMPTY = new Struct(List.of(), 0, 1);

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
    Layout layout = memory.layout();
    if (layout.itemCount() == 0) {
      return listOfNone(layout);
    }
    checkRoom(layout.itemCount(), memory.format(), "lists of %d '%s' items");
    return toList(memory, new long[layout.ndim()], 0);
  }

  /** Lists that have no items in the end: all of one depth are one. */
  private static List<?> listOfNone(Layout layout) {
    int empty = 0;
    while (layout.shape(empty) > 0) {
      checkRoom(layout.shape(empty), EMPTY, "lists of %d lists");
      empty++;
    }
    List<?> list = List.of();
    for (int d = empty - 1; d >= 0; d--) {
      list = Collections.nCopies((int) layout.shape(d), list);
    }
    return list;
  }

  /** Refuses so many items that not even the references to their values would have room. */
  static void checkRoom(long items, Format format, String what) {
    long room = Math.min(Runtime.getRuntime().maxMemory() / REFERENCE, MOST);
    if (items > room / Math.max(1, values(format))) {
      throw new IllegalArgumentException(
          "%s are more than a list or a text holds, or than the heap could refer to; take a slice"
              .formatted(what.formatted(items, format)));
    }
  }

  /** How many values an item unpacks into; no more than bytes can be. */
  private static long values(Format format) {
    return switch (format) {
      case SubArray array when array.itemSize() > 0 ->
          array.itemSize() / array.element().itemSize() * values(array.element());
      case Struct struct -> struct.fields().stream().mapToLong(f -> values(f.format())).sum();
      default -> 1;
    };
  }

  private static Object toList(Memory memory, long[] index, int dimension) {
    if (dimension == index.length) {
      return item(memory, index);
    }
    int extent = (int) memory.layout().shape(dimension);
    List<Object> list = new ArrayList<>(extent);
    for (int i = 0; i < extent; i++) {
      index[dimension] = i;
      list.add(toList(memory, index, dimension + 1));
    }
    return Collections.unmodifiableList(list);
  }

  static boolean equal(Memory a, Memory b) {
    if (!a.layout().hasShapeOf(b.layout())) {
      return false;
    }
    Index[] once = once(a.layout(), b.layout());
    return equalItems(a.slice(once), b.slice(once));
  }

  /** Dimensions along which both repeat their items are looked at once. */
  private static Index[] once(Layout a, Layout b) {
    Index[] indices = new Index[a.ndim()];
    boolean isEmpty = a.itemSize() == 0 && b.itemSize() == 0;
    for (int d = 0; d < indices.length; d++) {
      boolean repeats =
          (isEmpty && !a.isPointer(d) && !b.isPointer(d)) || (a.stride(d) == 0 && b.stride(d) == 0);
      indices[d] = repeats ? Index.upTo(1) : Index.all();
    }
    return indices;
  }

  private static boolean equalItems(Memory a, Memory b) {
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
