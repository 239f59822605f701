package io.memview.format;

import io.memview.internal.Texts;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What integers mean that are times: dates, points in time, times of day or durations, and how much
 * one of them is. No format holds it; it stands beside one, as {@code q} and {@code M8[ns]}.
 * Counterpart of NumPy's {@code datetime64} and {@code timedelta64}, and of Arrow's temporal types.
 *
 * {@snippet lang=java :
 * TimeType type = TimeType.parse("M8[ms]");
 * Instant then = Instant.EPOCH.plus(value, type.unit().chronoUnit().orElseThrow());
 * }
 *
 * <p><b>Threads.</b> Immutable, thread-safe.
 *
 * @param kind what is counted
 * @param count how many units one is: 25 for {@code M8[25s]}
 * @param unit the unit
 * @param zone the name of the time zone in which a point in time is to be shown, as Arrow has it;
 *     empty if there is none, and always for other kinds. With a zone, zero is 1970 in UTC; without
 *     one, wherever the clock was read
 */
public record TimeType(Kind kind, int count, Unit unit, String zone) {
  /** NumPy's "not a time": the smallest 64-bit integer. Arrow has nulls instead. */
  public static final long NOT_A_TIME = Long.MIN_VALUE;

  private static final Pattern NUMPY =
      Pattern.compile(
          "[<>=|]?(?:(M8|datetime64)|m8|timedelta64)(?:\\[([1-9][0-9]{0,9})?([a-zA-Z]{1,7})])?");

  /** What is counted. */
  public enum Kind {
    /** A date: how long after the beginning of 1970. */
    DATE,
    /** A point in time: how long after the beginning of 1970. NumPy's {@code datetime64}. */
    DATE_TIME,
    /** A time of day: how long after midnight. */
    TIME_OF_DAY,
    /** A duration. NumPy's {@code timedelta64}. */
    DURATION
  }

  /** How long one is. */
  public enum Unit {
    /** It is not said. */
    GENERIC(""),
    /** Years of the calendar. */
    YEARS("Y"),
    /** Months of the calendar. */
    MONTHS("M"),
    /** Weeks. */
    WEEKS("W"),
    /** Days. */
    DAYS("D"),
    /** Hours. */
    HOURS("h"),
    /** Minutes. */
    MINUTES("m"),
    /** Seconds. */
    SECONDS("s"),
    /** 10<sup>-3</sup> seconds. */
    MILLISECONDS("ms"),
    /** 10<sup>-6</sup> seconds. */
    MICROSECONDS("us"),
    /** 10<sup>-9</sup> seconds. */
    NANOSECONDS("ns"),
    /** 10<sup>-12</sup> seconds. */
    PICOSECONDS("ps"),
    /** 10<sup>-15</sup> seconds. */
    FEMTOSECONDS("fs"),
    /** 10<sup>-18</sup> seconds. */
    ATTOSECONDS("as");

    private final String code;

    Unit(String code) {
      this.code = code;
    }

    /**
     * NumPy's code of the unit.
     *
     * @return such as {@code ns}; empty for {@link #GENERIC}
     */
    public String code() {
      return code;
    }

    /**
     * The platform's unit.
     *
     * @return empty if there is none: for {@link #GENERIC}, and what is shorter than nanoseconds
     */
    public Optional<ChronoUnit> chronoUnit() {
      return Optional.ofNullable(
          switch (this) {
            case YEARS -> ChronoUnit.YEARS;
            case MONTHS -> ChronoUnit.MONTHS;
            case WEEKS -> ChronoUnit.WEEKS;
            case DAYS -> ChronoUnit.DAYS;
            case HOURS -> ChronoUnit.HOURS;
            case MINUTES -> ChronoUnit.MINUTES;
            case SECONDS -> ChronoUnit.SECONDS;
            case MILLISECONDS -> ChronoUnit.MILLIS;
            case MICROSECONDS -> ChronoUnit.MICROS;
            case NANOSECONDS -> ChronoUnit.NANOS;
            case GENERIC, PICOSECONDS, FEMTOSECONDS, ATTOSECONDS -> null;
          });
    }

    private static Optional<Unit> of(String code) {
      for (Unit unit : values()) {
        if (unit.code.equals(code)) {
          return Optional.of(unit);
        }
      }
      return code.equals("generic") ? Optional.of(GENERIC) : Optional.empty();
    }
  }

  /**
   * A type of times.
   *
   * @throws IllegalArgumentException if the count is not positive, or not 1 of a unit that is not
   *     said; or if there is a zone, and the kind is no point in time
   */
  public TimeType {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(zone, "zone");
    if (count < 1 || (unit == Unit.GENERIC && count != 1)) {
      throw new IllegalArgumentException(
          "%d %s cannot be counted".formatted(count, unit == Unit.GENERIC ? "of no unit" : unit));
    }
    if (!zone.isEmpty() && kind != Kind.DATE_TIME) {
      throw new IllegalArgumentException(
          "zone '%s': only a DATE_TIME has one, not a %s".formatted(Texts.shown(zone), kind));
    }
  }

  /**
   * Times of one unit, without a zone.
   *
   * @param kind what is counted
   * @param unit the unit
   * @return the type
   */
  public static TimeType of(Kind kind, Unit unit) {
    return new TimeType(kind, 1, unit, "");
  }

  /**
   * A type as NumPy writes it.
   *
   * @param numpy such as {@code M8[ns]}, {@code m8[25s]}, {@code datetime64[D]} or {@code
   *     timedelta64}; a byte order in front is passed over
   * @return the type
   * @throws IllegalArgumentException if it is none
   */
  public static TimeType parse(String numpy) {
    Objects.requireNonNull(numpy, "numpy");
    return find(numpy)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("'%s' is no type of times: M8 or m8, and in brackets perhaps a count and one"
                            + " of Y M W D h m s ms us ns ps fs as, such as 'M8[ns]' or 'm8[25s]'")
                        .formatted(Texts.shown(numpy))));
  }

  /** The same, if it is one. */
  static Optional<TimeType> find(String numpy) {
    Matcher parts = NUMPY.matcher(numpy);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Kind kind = parts.group(1) == null ? Kind.DURATION : Kind.DATE_TIME;
    String count = parts.group(2);
    String code = parts.group(3);
    long units = count == null ? 1 : Long.parseLong(count);
    return Unit.of(code == null ? "" : code)
        .filter(unit -> units <= Integer.MAX_VALUE && (unit != Unit.GENERIC || count == null))
        .map(unit -> new TimeType(kind, (int) units, unit, ""));
  }

  /**
   * NumPy's type without a byte order, such as {@code M8[25s]}.
   *
   * @throws UnsupportedOperationException if NumPy has no such type
   */
  String numpy() {
    if (kind == Kind.TIME_OF_DAY) {
      throw new UnsupportedOperationException(
          "NumPy has no type for times of day; as durations since midnight they are '%s'"
              .formatted(of(Kind.DURATION, unit).numpy()));
    }
    if (!zone.isEmpty()) {
      throw new UnsupportedOperationException(
          "NumPy's times have no zone, and these have '%s'; '%s' says the rest"
              .formatted(zone, new TimeType(kind, count, unit, "").numpy()));
    }
    String brackets = (count == 1 ? "" : Integer.toString(count)) + unit.code;
    return (kind == Kind.DURATION ? "m8" : "M8") + (brackets.isEmpty() ? "" : "[" + brackets + "]");
  }

  /** NumPy's type where there is one, such as {@code M8[25s]}; the parts otherwise. */
  @Override
  public String toString() {
    return kind != Kind.TIME_OF_DAY && zone.isEmpty()
        ? (kind == Kind.DATE ? "date " : "") + numpy()
        : "%s[%s%s]%s"
            .formatted(kind, count == 1 ? "" : Integer.toString(count), unit.code, zoneText());
  }

  private String zoneText() {
    return zone.isEmpty() ? "" : " " + zone;
  }
}
