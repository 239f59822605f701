package io.memview.internal.reduce;

import io.memview.format.ByteMode;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ScalarType.Kind;
import io.memview.internal.Texts;
import java.util.Locale;

/** What many items become. */
public enum Fold {
  SUM,
  MIN,
  MAX,
  MEAN,
  ANY,
  ALL,
  ARGMIN,
  ARGMAX;

  /** The format of what becomes of items of a format, in native byte order. */
  public Format resultOf(Format items) {
    if (!(items instanceof Scalar scalar) || !takes(scalar)) {
      throw new UnsupportedOperationException(
          "'%s' items have no %s: %s"
              .formatted(
                  Texts.shownValue(items),
                  name().toLowerCase(Locale.ROOT),
                  isOrder()
                      ? "truth values and real numbers of at most 8 bytes have"
                      : "truth values and numbers of at most 8 bytes, or of two parts of at most 8"
                          + " bytes, have"));
    }
    return switch (this) {
      case ANY, ALL -> new Scalar(ScalarType.BOOL);
      case ARGMIN, ARGMAX -> new Scalar(ScalarType.INT64);
      case MIN, MAX -> inNativeOrder(scalar);
      case SUM -> isReal(scalar) ? inNativeOrder(scalar) : sumOfIntegers(scalar);
      case MEAN -> isReal(scalar) ? inNativeOrder(scalar) : new Scalar(ScalarType.FLOAT64);
    };
  }

  /** Whether items have several bytes, in the other order than the machine's. */
  static boolean isSwapped(Scalar scalar) {
    return scalar.isSwapped() && scalar.itemSize() > 1;
  }

  /** The same numbers in native order. */
  static Scalar inNativeOrder(Scalar scalar) {
    return scalar.isSwapped() ? new Scalar(scalar.type(), ByteMode.STANDARD) : scalar;
  }

  private static Scalar sumOfIntegers(Scalar scalar) {
    return new Scalar(scalar.type().kind() == Kind.UNSIGNED ? ScalarType.UINT64 : ScalarType.INT64);
  }

  boolean takes(Scalar scalar) {
    return scalar.isNumeric()
        || (!isOrder()
            && scalar.type().kind() == Kind.COMPLEX
            && scalar.type().part().orElseThrow().kind() == Kind.FLOAT);
  }

  /** Floats, and complex numbers of them. */
  private static boolean isReal(Scalar scalar) {
    return scalar.type().kind() == Kind.FLOAT || scalar.type().kind() == Kind.COMPLEX;
  }

  /** Whether items are told apart by their order. */
  boolean isOrder() {
    return switch (this) {
      case MIN, MAX, ARGMIN, ARGMAX -> true;
      default -> false;
    };
  }

  /** Whether the place of an item is asked for. */
  public boolean isPlace() {
    return this == ARGMIN || this == ARGMAX;
  }

  /** Whether items are looked at as truth values. */
  boolean isTruth() {
    return this == ANY || this == ALL;
  }

  /** Whether items are added. */
  boolean isSum() {
    return this == SUM || this == MEAN;
  }

  /** Whether the least item is looked for, which is the greatest of the items turned round. */
  boolean isReversed() {
    return this == MIN || this == ARGMIN || this == ALL;
  }
}
