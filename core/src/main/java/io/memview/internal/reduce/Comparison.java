package io.memview.internal.reduce;

import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType.Kind;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.Odometer;
import io.memview.internal.memory.Region;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** Whether items are equal, whatever the formats and the layouts. */
public final class Comparison {
  private Comparison() {}

  /** Whether shapes and items are equal; numbers are compared by value. */
  public static boolean equal(Region a, Region b) {
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

  private static boolean equalItems(Region a, Region b) {
    BlockComparison numbers = BlockComparison.ofNumbers(a, b);
    if (numbers != null) {
      return numbers.test(a, b);
    }
    if (areComplex(a, b)) {
      return equalItems(Parts.part(a, 0), Parts.part(b, 0))
          && equalItems(Parts.part(a, 1), Parts.part(b, 1));
    }
    if (areLikeRecords(a.format(), b.format())) {
      List<Region> others = b.columns();
      int column = 0;
      for (Region field : a.columns()) {
        if (!equalItems(field, others.get(column++))) {
          return false;
        }
      }
      return true;
    }
    boolean areBytes = isOfBytes(a.format()) && a.format().equals(b.format());
    boolean areRuns = areBytes && BlockComparison.isRun(a) && BlockComparison.isRun(b);
    return (areRuns && BlockComparison.areSame(a, b)) || equalOneByOne(a, b);
  }

  private static boolean areComplex(Region a, Region b) {
    return a.format() instanceof Scalar x
        && b.format() instanceof Scalar y
        && x.type().kind() == Kind.COMPLEX
        && x.type() == y.type();
  }

  /** Whether items are records that are equal if each field is, whatever the names. */
  private static boolean areLikeRecords(Format a, Format b) {
    if (!(a instanceof Struct x && b instanceof Struct y)
        || x.fields().size() != y.fields().size()
        || x.fields().isEmpty()) {
      return false;
    }
    for (int i = 0; i < x.fields().size(); i++) {
      Format one = x.fields().get(i).format();
      Format other = y.fields().get(i).format();
      boolean areScalars = one instanceof Scalar && other instanceof Scalar;
      if (!areScalars && !one.equals(other)) {
        return false;
      }
    }
    return true;
  }

  /** Whether items are equal if their bytes are. */
  private static boolean isOfBytes(Format format) {
    return switch (format) {
      case SubArray array -> isOfBytes(array.element());
      case Scalar scalar ->
          switch (scalar.type().kind()) {
            case BOOL, CHAR, SIGNED, UNSIGNED, BYTES, PASCAL, TEXT -> true;
            default -> false;
          };
      default -> false;
    };
  }

  /** The same, an item after the other. */
  static boolean equalOneByOne(Region a, Region b) {
    boolean areRows =
        !(a.format() instanceof Scalar && b.format() instanceof Scalar)
            && isRow(a.format())
            && isRow(b.format());
    for (Odometer index = new Odometer(a.layout()); index.hasNext(); ) {
      long[] at = index.next();
      Object x = ItemAddress.item(a, at);
      Object y = ItemAddress.item(b, at);
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
