package io.memview.internal.text;

import io.memview.format.ScalarType;
import io.memview.internal.Platform;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of floats: the fewest digits that tell each from its neighbours among numbers of its
 * type, cut to a precision, with the points below each other; in scientific notation if one of them
 * is large or small, or if they differ much.
 */
final class FloatFormatter {
  private static final double SMALL = 0.0001;
  private static final int FAR_APART = 1000;

  /** Enough digits for a long double; the fewest may be one or two more, or fewer. */
  private static final int LONG_DOUBLE_DIGITS =
      Platform.current().longDouble() == Platform.LongDouble.BINARY128 ? 34 : 19;

  /** Enough digits for numbers of 16 bits. */
  private static final int SMALL_FLOAT_DIGITS = 5;

  private final ScalarType type;
  private final boolean signed;
  private final int precision;
  private final boolean scientific;

  /** The digits of the longest exponent. */
  private int exponentDigits;

  /** The characters before the point. */
  private int before;

  /** The digits behind the point. */
  private int behind;

  /** The characters behind the point, the exponent included. */
  private int tail;

  /**
   * A column.
   *
   * @param signed whether positive numbers have a sign
   */
  FloatFormatter(ScalarType type, List<Number> values, boolean signed, int precision) {
    boolean isDouble = type == ScalarType.LONG_DOUBLE && type.kind() == ScalarType.Kind.FLOAT;
    this.type = isDouble ? ScalarType.FLOAT64 : type;
    this.signed = signed;
    this.precision = precision;
    // No streams here: each of their lambdas is linked when a program shows something first.
    List<Number> finite = new ArrayList<>(values.size());
    boolean hasNegativeInfinity = false;
    for (Number value : values) {
      if (isFinite(value)) {
        finite.add(value);
      } else {
        hasNegativeInfinity |= value.doubleValue() == Double.NEGATIVE_INFINITY;
      }
    }
    this.scientific = isScientific(finite);
    for (Number value : finite) {
      Digits digits = digits(value);
      exponentDigits = Math.max(exponentDigits, digits.exponent.length());
      before = Math.max(before, digits.whole.length());
      behind = Math.max(behind, digits.fraction.length());
    }
    tail = behind + (scientific ? 2 + exponentDigits : 0);
    if (finite.size() < values.size()) {
      before = Math.max(before, (signed || hasNegativeInfinity ? 4 : 3) - (tail + 1));
    }
  }

  /** The parts of a number: {@code -1.5e+08} is {@code -1}, {@code 5}, {@code +} and {@code 08}. */
  private record Digits(String whole, String fraction, char exponentSign, String exponent) {}

  private static boolean isFinite(Number value) {
    return value instanceof BigDecimal || Double.isFinite(value.doubleValue());
  }

  /** An exact number; the sign of zero is lost. */
  private static BigDecimal exact(Number value) {
    return value instanceof BigDecimal n ? n : new BigDecimal(value.doubleValue());
  }

  private static boolean isNegative(Number value) {
    return value instanceof BigDecimal n
        ? n.signum() < 0
        : Double.doubleToRawLongBits(value.doubleValue()) < 0;
  }

  private boolean isScientific(List<Number> finite) {
    BigDecimal max = BigDecimal.ZERO;
    BigDecimal min = BigDecimal.ZERO;
    for (Number value : finite) {
      BigDecimal size = exact(value).abs();
      max = max.max(size);
      if (size.signum() > 0) {
        min = min.signum() == 0 ? size : min.min(size);
      }
    }
    if (max.signum() == 0) {
      return false;
    }
    return max.compareTo(BigDecimal.TEN.pow(largeExponent())) >= 0
        || min.compareTo(new BigDecimal(rounded(SMALL))) < 0
        || areFarApart(max, min);
  }

  /** NumPy divides in the type of the numbers, and so the quotient is rounded. */
  private boolean areFarApart(BigDecimal max, BigDecimal min) {
    return type == ScalarType.LONG_DOUBLE
        ? max.compareTo(min.multiply(BigDecimal.valueOf(FAR_APART))) > 0
        : rounded(max.doubleValue() / min.doubleValue()) > FAR_APART;
  }

  /** The decimal digits that the type keeps, {@code numpy.finfo.precision}, or 8. */
  private int largeExponent() {
    return switch (type) {
      case BFLOAT16 -> 2;
      case FLOAT16 -> 3;
      case FLOAT32 -> 6;
      default -> 8;
    };
  }

  /** The nearest number of the type. */
  private double rounded(double value) {
    return switch (type) {
      case BFLOAT16 -> {
        int bits = Float.floatToRawIntBits((float) value);
        yield Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
      }
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
      case FLOAT32 -> (float) value;
      default -> value;
    };
  }

  /** The fewest digits that tell a number from others of its type. */
  private BigDecimal shortest(BigDecimal exact) {
    double value = exact.doubleValue();
    return switch (type) {
      // The platform knows the fewest, but says no fewer than two.
      case FLOAT64 -> shortest(exact, 1, new BigDecimal(Double.toString(value)));
      case FLOAT32 -> shortest(exact, 1, new BigDecimal(Float.toString((float) value)));
      case LONG_DOUBLE -> exact.round(digits(LONG_DOUBLE_DIGITS));
      default -> shortest(exact, SMALL_FLOAT_DIGITS, exact);
    };
  }

  private BigDecimal shortest(BigDecimal exact, int most, BigDecimal otherwise) {
    for (int n = 1; n <= most; n++) {
      BigDecimal nearest = exact.round(digits(n));
      // Above a power of two the next number is further away than below it.
      BigDecimal above = exact.round(new MathContext(n, RoundingMode.UP));
      for (BigDecimal candidate : new BigDecimal[] {nearest, above}) {
        if (rounded(candidate.doubleValue()) == exact.doubleValue()) {
          return candidate;
        }
      }
    }
    return otherwise;
  }

  private static MathContext digits(int count) {
    return new MathContext(count, RoundingMode.HALF_EVEN);
  }

  private Digits digits(Number value) {
    BigDecimal exact = exact(value).abs();
    BigDecimal digits = shortest(exact);
    if (scientific) {
      return scientific(
          value, digits.precision() > precision + 1L ? exact.round(digits(precision + 1)) : digits);
    }
    if (digits.scale() > precision) {
      digits = exact.setScale(precision, RoundingMode.HALF_EVEN);
    }
    String[] parts = digits.stripTrailingZeros().toPlainString().split("\\.", 2);
    return new Digits(sign(value) + parts[0], parts.length > 1 ? parts[1] : "", '+', "");
  }

  private Digits scientific(Number value, BigDecimal size) {
    BigDecimal digits = size.stripTrailingZeros();
    String all = digits.unscaledValue().toString();
    int exponent = digits.signum() == 0 ? 0 : digits.precision() - digits.scale() - 1;
    String power = Integer.toString(Math.abs(exponent));
    return new Digits(
        sign(value) + all.charAt(0),
        all.substring(1),
        exponent < 0 ? '-' : '+',
        power.length() < 2 ? "0" + power : power);
  }

  private String sign(Number value) {
    return isNegative(value) ? "-" : signed ? "+" : "";
  }

  String of(Number value) {
    if (!isFinite(value)) {
      boolean isNaN = Double.isNaN(value.doubleValue());
      String sign = !isNaN && isNegative(value) ? "-" : signed ? "+" : "";
      return ItemFormatter.padded(sign + (isNaN ? "nan" : "inf"), before + tail + 1);
    }
    Digits digits = digits(value);
    if (!scientific) {
      return ItemFormatter.padded(digits.whole, before)
          + "."
          + digits.fraction
          + " ".repeat(behind - digits.fraction.length());
    }
    if (digits.fraction.length() < behind) {
      // Those that are added to the fewest digits are the exact number's, as NumPy has them.
      digits = scientific(value, exact(value).abs().round(digits(behind + 1)));
    }
    return ItemFormatter.padded(digits.whole, before)
        + "."
        + digits.fraction
        + "0".repeat(behind - digits.fraction.length())
        + "e"
        + digits.exponentSign
        + "0".repeat(exponentDigits - digits.exponent.length())
        + digits.exponent;
  }
}
