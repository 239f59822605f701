package io.memview.format;

import io.memview.format.TimeType.Kind;
import io.memview.format.TimeType.Unit;
import io.memview.internal.Texts;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Formats as format strings of the Arrow C data interface and back: the fixed-width layouts, whose
 * items lie in one buffer.
 *
 * <p><b>Times.</b> Dates, points in time, times of day and durations are integers, {@code i} or
 * {@code q}; {@link #time} tells their units and zones, which no format holds, and {@link
 * #of(Format, TimeType)} takes them. Intervals of days and more are records.
 *
 * <p>Refused, since Arrow has no such type or holds it in another way: byte orders other than the
 * machine's, truth values (Arrow packs them into bits), other records (Arrow holds columns), and
 * dimensions beyond one.
 *
 * <p>Source: the page "The Arrow C data interface" of the Arrow columnar format.
 */
public final class ArrowFormat {
  private static final Map<String, ScalarType> CODES =
      Map.ofEntries(
          Map.entry("c", ScalarType.INT8),
          Map.entry("C", ScalarType.UINT8),
          Map.entry("s", ScalarType.INT16),
          Map.entry("S", ScalarType.UINT16),
          Map.entry("i", ScalarType.INT32),
          Map.entry("I", ScalarType.UINT32),
          Map.entry("l", ScalarType.INT64),
          Map.entry("L", ScalarType.UINT64),
          Map.entry("e", ScalarType.FLOAT16),
          Map.entry("f", ScalarType.FLOAT32),
          Map.entry("g", ScalarType.FLOAT64));

  private static final Pattern TIMES =
      Pattern.compile("ts([smun]):(.*)|tD([smun])", Pattern.DOTALL);

  /** Arrow's letters of units, for points in time and durations. */
  private static final Map<String, Unit> UNITS =
      Map.of(
          "s", Unit.SECONDS,
          "m", Unit.MILLISECONDS,
          "u", Unit.MICROSECONDS,
          "n", Unit.NANOSECONDS);

  /** Times of a length that does not depend on the unit: 32 bits for these, 64 for the others. */
  private static final Map<String, TimeType> SHORT =
      Map.of(
          "tdD", TimeType.of(Kind.DATE, Unit.DAYS),
          "tts", TimeType.of(Kind.TIME_OF_DAY, Unit.SECONDS),
          "ttm", TimeType.of(Kind.TIME_OF_DAY, Unit.MILLISECONDS),
          "tiM", TimeType.of(Kind.DURATION, Unit.MONTHS));

  private static final Map<String, TimeType> LONG =
      Map.of(
          "tdm", TimeType.of(Kind.DATE, Unit.MILLISECONDS),
          "ttu", TimeType.of(Kind.TIME_OF_DAY, Unit.MICROSECONDS),
          "ttn", TimeType.of(Kind.TIME_OF_DAY, Unit.NANOSECONDS));

  private static final Map<String, Format> INTERVALS =
      Map.of(
          "tiD", Format.parse("T{i:days:i:milliseconds:}"),
          "tin", Format.parse("T{i:months:i:days:q:nanoseconds:}"));

  private ArrowFormat() {}

  /**
   * The Arrow format string of a format.
   *
   * @param format a number in native byte order, or {@code s}; or a record of the fields of an
   *     interval, {@code T{i:days:i:milliseconds:}} or {@code T{i:months:i:days:q:nanoseconds:}}
   * @return such as {@code "g"} for {@code d}, or {@code "w:4"} for {@code 4s}
   * @throws UnsupportedOperationException if Arrow has no such fixed-width type
   */
  public static String of(Format format) {
    Objects.requireNonNull(format, "format");
    if (format instanceof Scalar scalar && !scalar.isSwapped()) {
      if (scalar.type() == ScalarType.BYTES) {
        return "w:" + scalar.length();
      }
      for (Map.Entry<String, ScalarType> code : CODES.entrySet()) {
        if (new Scalar(code.getValue()).equals(scalar)) {
          return code.getKey();
        }
      }
    }
    for (Map.Entry<String, Format> interval : INTERVALS.entrySet()) {
      if (interval.getValue().equals(format)) {
        return interval.getKey();
      }
    }
    throw new UnsupportedOperationException(
        ("Arrow has no fixed-width type for format '%s'; integers, floats of 2 to 8 bytes and 's'"
                + " have one, in %s order")
            .formatted(Texts.shownValue(format), ByteOrder.nativeOrder()));
  }

  /**
   * The Arrow format string of integers that are times.
   *
   * @param format {@code i} or {@code q} in native byte order
   * @param time what they mean
   * @return such as {@code "tsu:UTC"}
   * @throws UnsupportedOperationException if Arrow has no such type; the message has those it has
   */
  public static String of(Format format, TimeType time) {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(time, "time");
    String integer = format instanceof Scalar ? of(format) : "";
    Map<String, TimeType> fixed =
        switch (integer) {
          case "i" -> SHORT;
          case "l" -> LONG;
          default -> Map.of();
        };
    for (Map.Entry<String, TimeType> entry : fixed.entrySet()) {
      if (entry.getValue().equals(time)) {
        return entry.getKey();
      }
    }
    for (Map.Entry<String, Unit> unit : UNITS.entrySet()) {
      if (integer.equals("l") && time.count() == 1 && time.unit() == unit.getValue()) {
        if (time.kind() == Kind.DATE_TIME) {
          return "ts%s:%s".formatted(unit.getKey(), time.zone());
        } else if (time.kind() == Kind.DURATION) {
          return "tD" + unit.getKey();
        }
      }
    }
    throw new UnsupportedOperationException(
        ("Arrow has no type of %s in '%s' items: dates are days in 'i' or milliseconds in 'q',"
             + " times of day seconds or milliseconds in 'i' or microseconds or nanoseconds in 'q',"
             + " points in time and durations one of these in 'q', or months in 'i'")
            .formatted(Texts.shownValue(time), Texts.shownValue(format)));
  }

  /**
   * What the integers of an Arrow format string mean.
   *
   * @param arrow such as {@code "tsu:UTC"}
   * @return the type; empty if the items are no times, and for intervals of several fields, whose
   *     names tell the units
   */
  public static Optional<TimeType> time(String arrow) {
    Objects.requireNonNull(arrow, "arrow");
    TimeType fixed = SHORT.getOrDefault(arrow, LONG.get(arrow));
    if (fixed != null) {
      return Optional.of(fixed);
    }
    Matcher parts = TIMES.matcher(arrow);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return parts.group(1) == null
        ? Optional.of(TimeType.of(Kind.DURATION, unit(parts.group(3))))
        : Optional.of(new TimeType(Kind.DATE_TIME, 1, unit(parts.group(1)), parts.group(2)));
  }

  private static Unit unit(String letter) {
    return Objects.requireNonNull(UNITS.get(letter));
  }

  /**
   * The format of an Arrow format string.
   *
   * @param arrow such as {@code "g"} or {@code "w:4"}
   * @return the format of an item; of times it is that of the integers, see {@link #time}
   * @throws UnsupportedOperationException if its items are no numbers, no times and no bytes of a
   *     fixed length; decimals would lose their meaning
   */
  public static Format toFormat(String arrow) {
    Objects.requireNonNull(arrow, "arrow");
    ScalarType type = CODES.get(arrow);
    if (type != null) {
      return new Scalar(type);
    }
    if (arrow.matches("w:[0-9]{1,10}")) {
      return new Scalar(ScalarType.BYTES, ByteMode.NATIVE, Long.parseLong(arrow.substring(2)));
    }
    Format interval = INTERVALS.get(arrow);
    if (interval != null) {
      return interval;
    }
    if (time(arrow).isPresent()) {
      return new Scalar(SHORT.containsKey(arrow) ? ScalarType.INT32 : ScalarType.INT64);
    }
    throw new UnsupportedOperationException(
        "Arrow format '%s' is no number, no time and no fixed number of bytes: one of %s, td…, tt…, ts…, tD…, ti… or w:n can be read"
            .formatted(Texts.shown(arrow), CODES.keySet().stream().sorted().toList()));
  }
}
