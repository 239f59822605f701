package io.memview.spark;

import io.memview.format.TimeType;
import java.time.LocalDate;

/**
 * Makes Spark's days, months or microseconds of NumPy's times.
 *
 * @param factor what one is, if it is that many or more of Spark's
 * @param divisor how many make one of Spark's, if it is less
 * @param isOfCalendar whether they are months since 1970, which days are to be made of
 */
record TimeReader(long factor, long divisor, boolean isOfCalendar) {
  private static final long SECOND = 1_000_000;

  static TimeReader of(TimeType type) {
    boolean isDuration =
        type.kind() == TimeType.Kind.DURATION || type.kind() == TimeType.Kind.TIME_OF_DAY;
    long count = type.count();
    return switch (type.unit()) {
      case YEARS -> new TimeReader(12 * count, 1, !isDuration);
      case MONTHS -> new TimeReader(count, 1, !isDuration);
      case WEEKS -> new TimeReader(count * 7 * (isDuration ? 86_400 * SECOND : 1), 1, false);
      case DAYS -> new TimeReader(count * (isDuration ? 86_400 * SECOND : 1), 1, false);
      case HOURS -> new TimeReader(count * 3600 * SECOND, 1, false);
      case MINUTES -> new TimeReader(count * 60 * SECOND, 1, false);
      case SECONDS -> new TimeReader(count * SECOND, 1, false);
      case MILLISECONDS -> new TimeReader(count * 1000, 1, false);
      case MICROSECONDS -> new TimeReader(count, 1, false);
      case NANOSECONDS -> new TimeReader(count, 1000, false);
      case PICOSECONDS -> new TimeReader(count, SECOND, false);
      case FEMTOSECONDS -> new TimeReader(count, 1000 * SECOND, false);
      case ATTOSECONDS -> new TimeReader(count, SECOND * SECOND, false);
      case GENERIC -> throw new IllegalArgumentException("times without a unit");
    };
  }

  static boolean isNull(long time) {
    return time == TimeType.NOT_A_TIME;
  }

  /**
   * A time as Spark has it.
   *
   * @throws ArithmeticException if it is farther away than Spark can say
   */
  long read(long time) {
    long units = Math.floorDiv(Math.multiplyExact(time, factor), divisor);
    return isOfCalendar ? LocalDate.EPOCH.plusMonths(units).toEpochDay() : units;
  }
}
