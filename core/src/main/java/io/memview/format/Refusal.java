package io.memview.format;

import io.memview.internal.NumberCodec;
import io.memview.internal.Texts;
import org.jspecify.annotations.Nullable;

/**
 * What an item of a format refuses, in words.
 *
 * @param format what the items are; any object that prints as the format
 * @param carrier what values of the format are
 * @param advice what else can be done with items that no carrier reads, or nothing
 */
record Refusal(Object format, String carrier, String advice) implements NumberCodec.Refusals {
  // By hand: what a record has of itself is linked at each program's start.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Refusal that
        && format.equals(that.format)
        && carrier.equals(that.carrier)
        && advice.equals(that.advice);
  }

  @Override
  public int hashCode() {
    return (format.hashCode() * 31 + carrier.hashCode()) * 31 + advice.hashCode();
  }

  @Override
  public boolean isNamedAs(NumberCodec.Refusals other) {
    return other instanceof Refusal that
        && (format == that.format || format.toString().equals(that.format.toString()));
  }

  @Override
  public ValueException outOfRange(Object value, String range) {
    return new ValueException(
        "%s is out of range for format '%s': %s"
            .formatted(Texts.shownValue(value), shown(), range));
  }

  @Override
  public ValueException inexact(long value) {
    return new ValueException("%d is not exact as format '%s'".formatted(value, shown()));
  }

  @Override
  public ValueException wrongType(Object value) {
    return new ValueException(
        "format '%s' takes %s, not %s".formatted(shown(), carrier, show(value)));
  }

  @Override
  public UnsupportedOperationException unreadable(String why) {
    return new UnsupportedOperationException(
        "%s: read it as %s%s".formatted(why.formatted(shown()), carrier, advice));
  }

  @Override
  public ArithmeticException tooLarge(String value) {
    return new ArithmeticException(
        "%s of format '%s' does not fit a long: read it boxed".formatted(value, shown()));
  }

  UnsupportedOperationException noValue() {
    return new UnsupportedOperationException(
        "a '%s' item is %s, which has no value here; items can be copied"
            .formatted(shown(), carrier));
  }

  private String shown() {
    return Texts.shownValue(format);
  }

  static String show(Object value) {
    return value instanceof byte[] bytes
        ? "a byte[] of length " + bytes.length
        : "%s (%s)".formatted(Texts.shownValue(value), value.getClass().getSimpleName());
  }
}
