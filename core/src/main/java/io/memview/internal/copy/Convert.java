package io.memview.internal.copy;

import io.memview.internal.NumberCodec;
import io.memview.internal.NumberCodec.Kind;
import io.memview.internal.copy.Arithmetic.Rule;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Numbers are converted.
 *
 * @param source what is read
 * @param target what is written
 * @param rule what happens to values that do not fit
 * @param scaled whether they are multiplied, and something added, on the way
 * @param dry whether it is only tried: values that do not fit are refused, nothing is written
 */
record Convert(NumberCodec source, NumberCodec target, Rule rule, boolean scaled, boolean dry)
    implements Kernel.Operation {
  private static final long SIGNIFICAND = (1L << 52) - 1;

  @Override
  public int fromSize() {
    return source.isWhole() ? source.byteSize() : 0;
  }

  @Override
  public int toSize() {
    return target.isWhole() ? target.byteSize() : 0;
  }

  /** Codecs that are equal may have different names for what they refuse. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Convert that
        && source.equals(that.source)
        && target.equals(that.target)
        && rule == that.rule
        && scaled == that.scaled
        && dry == that.dry
        && target.refusals().isNamedAs(that.target.refusals());
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, target, rule, scaled, dry);
  }

  Convert asDry() {
    return new Convert(source, target, rule, scaled, true);
  }

  // ---- what can be told beforehand

  /** Whether the kinds of both sides can be converted by the rule. */
  boolean isAllowed() {
    if (!source.isNumeric() || !target.isNumeric()) {
      return false;
    }
    if (rule != Rule.CHECKED) {
      return true;
    }
    boolean truth = source.kind() == Kind.TRUTH || target.kind() == Kind.TRUTH;
    return truth
        ? source.kind() == target.kind() && !scaled
        : scaled || source.isInteger() || target.isFloat();
  }

  /** Whether no value is refused. */
  boolean alwaysFits() {
    if (rule != Rule.CHECKED || target.kind() == Kind.TRUTH) {
      return true;
    }
    boolean roundsAll = target.width() == Double.SIZE || (isSingle() && !target.strict());
    if (scaled) {
      return target.isFloat() && roundsAll;
    }
    if (target.isInteger()) {
      return source.min() >= target.min() && magnitude(source) <= magnitude(target);
    }
    if (source.isInteger()) {
      return magnitude(source) <= precision();
    }
    return roundsAll
        || (isSingle() && source.width() < Double.SIZE)
        || (source.kind() == target.kind() && source.width() == target.width());
  }

  private boolean isSingle() {
    return target.isFloat() && target.width() == Float.SIZE;
  }

  private static int magnitude(NumberCodec integer) {
    return integer.width() - (integer.kind() == Kind.SIGNED ? 1 : 0);
  }

  /** The bits of an integer that the target holds exactly. */
  int precision() {
    return switch (target.width()) {
      case Short.SIZE -> target.kind() == Kind.BRAIN_FLOAT ? 8 : 11;
      case Integer.SIZE -> 24;
      default -> 53;
    };
  }

  /** Whether numbers go through arrays: see {@link ConvertKernel}. */
  boolean isByArrays() {
    return fromSize() > 0 && toSize() > 0;
  }

  /** Whether floats come out that round what is read at most: one loop does all. */
  boolean isRounding() {
    if (dry || target.kind() != Kind.FLOAT || toSize() < Float.BYTES || fromSize() == 0) {
      return false;
    }
    boolean isNarrow = source.isInteger() && fromSize() < Long.BYTES;
    boolean isReal = source.kind() == Kind.FLOAT && fromSize() >= Float.BYTES;
    boolean isRounded = rule != Rule.CHECKED || alwaysFits();
    return isNarrow ? (scaled ? isRounded : fromSize() < toSize()) : isReal && isRounded;
  }

  /** Whether integers of which a {@code long} holds every one are checked, and nothing else. */
  boolean isChecked() {
    boolean isLong = source.kind() == Kind.SIGNED || source.width() < Long.SIZE;
    return rule == Rule.CHECKED && !scaled && source.isInteger() && isLong;
  }

  /** Whether Java has primitive types with all values of both sides, and nothing is computed. */
  boolean isPlain() {
    return rule == Rule.CHECKED && !scaled && isPlain(source) && isPlain(target);
  }

  private static boolean isPlain(NumberCodec codec) {
    return codec.isWhole()
        && switch (codec.kind()) {
          case SIGNED -> true;
          case UNSIGNED -> codec.width() < Long.SIZE;
          case FLOAT -> codec.width() >= Float.SIZE;
          default -> false;
        };
  }

  // ---- one item

  @Override
  public void item(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, double scale, double shift) {
    long bits = converted(source.load(from, fromAt), scale, shift);
    if (!dry) {
      target.store(to, toAt, bits);
    }
  }

  /** The bits of what comes out, of the bits of what goes in. */
  long converted(long bits, double scale, double shift) {
    if (scaled) {
      return ofReal(toReal(bits) * scale + shift);
    }
    return rule == Rule.CHECKED ? checked(bits) : cast(bits);
  }

  private boolean isBeyondLong(long bits) {
    return bits < 0 && source.kind() == Kind.UNSIGNED && source.width() == Long.SIZE;
  }

  private long checked(long bits) {
    if (source.kind() == Kind.TRUTH) {
      return target.ofBoolean(source.toBoolean(bits));
    }
    if (!source.isInteger()) {
      return target.ofDouble(source.toDouble(bits));
    }
    return isBeyondLong(bits)
        ? target.ofObject(source.toObject(bits)) // more than a long holds
        : target.ofLong(source.toLong(bits));
  }

  /** The value as the nearest double. */
  private double toReal(long bits) {
    if (source.isFloat()) {
      return source.toDouble(bits);
    }
    if (source.kind() == Kind.TRUTH) {
      return source.toBoolean(bits) ? 1 : 0;
    }
    return isBeyondLong(bits) ? unsignedToDouble(bits) : source.toLong(bits);
  }

  /** Half of it, whose last bit keeps what was cut off, is rounded as the whole would be. */
  private static double unsignedToDouble(long bits) {
    return 2.0 * (bits >>> 1 | (bits & 1));
  }

  /** A number that has been computed: to the nearest integer. */
  private long ofReal(double value) {
    if (target.isFloat()) {
      return rule == Rule.CHECKED ? target.ofDouble(value) : target.roundedBits(value);
    }
    if (target.kind() == Kind.TRUTH) {
      return value != 0 ? 1 : 0;
    }
    double nearest = Math.rint(value);
    if (rule == Rule.CHECKED && !(nearest >= target.min() && nearest < limit())) {
      throw target.outOfRange(value);
    }
    return ofWhole(nearest);
  }

  /** The first double that is too large. */
  private double limit() {
    return Math.scalb(1.0, magnitude(target));
  }

  /** A float as an integer: without its fraction. */
  private long ofWhole(double value) {
    if (rule == Rule.WRAPPING) {
      return lowBits(value);
    }
    if (value >= limit()) {
      return target.kind() == Kind.UNSIGNED ? -1L >>> (Long.SIZE - target.width()) : target.max();
    }
    if (target.width() == Long.SIZE && value >= 0x1p63) { // unsigned
      return (long) (value - 0x1p63) ^ Long.MIN_VALUE;
    }
    return Math.max((long) value, target.min()); // NaN is 0
  }

  /** The lowest 64 bits of the integer part, in two's complement. */
  private static long lowBits(double value) {
    if (Math.abs(value) < 0x1p63) {
      return (long) value;
    }
    int up = Math.getExponent(value) - 52;
    long significand = (Double.doubleToRawLongBits(value) & SIGNIFICAND) | (SIGNIFICAND + 1);
    long whole = up < Long.SIZE ? significand << up : 0; // what is not finite has the largest
    return value < 0 ? -whole : whole;
  }

  private long cast(long bits) {
    if (target.kind() == Kind.TRUTH) {
      return toReal(bits) != 0 ? 1 : 0;
    }
    if (target.isFloat()) {
      return target.roundedBits(!source.isInteger() ? toReal(bits) : integerToFloat(bits));
    }
    if (source.isFloat()) {
      return ofWhole(source.toDouble(bits));
    }
    if (source.kind() == Kind.TRUTH) {
      return source.toBoolean(bits) ? 1 : 0;
    }
    if (isBeyondLong(bits)) {
      boolean holds = rule == Rule.WRAPPING || magnitude(target) == Long.SIZE;
      return holds ? bits : ofWhole(unsignedToDouble(bits));
    }
    long value = source.toLong(bits);
    return rule == Rule.WRAPPING ? value : Math.max(target.min(), Math.min(value, target.max()));
  }

  /**
   * An integer as what the target's rounding is right of: a nearest double would be rounded twice.
   */
  private double integerToFloat(long bits) {
    return switch (target.width()) {
      case Float.SIZE -> toSingle(bits);
      case Double.SIZE -> toReal(bits);
      default -> toOdd(bits);
    };
  }

  /** The double of which the last bit says whether anything was cut off. */
  private double toOdd(long bits) {
    boolean isNegative = !isBeyondLong(bits) && source.toLong(bits) < 0;
    long size = isBeyondLong(bits) ? bits : Math.abs(source.toLong(bits));
    int cut = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(size) - 53);
    long kept = size >>> cut;
    if (kept << cut != size) {
      kept |= 1;
    }
    double value = Math.scalb((double) kept, cut);
    return isNegative ? -value : value;
  }

  private float toSingle(long bits) {
    return isBeyondLong(bits) ? 2f * (bits >>> 1 | (bits & 1)) : source.toLong(bits);
  }
}
