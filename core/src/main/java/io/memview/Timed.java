package io.memview;

import io.memview.format.TimeType;
import java.util.Map;
import java.util.Objects;

/**
 * An exporter of integers that are times, or of records with such fields, and what they mean. Views
 * of it show the integers. What reads files with times gives one, and what writes them takes one:
 * counterpart of a NumPy array of {@code datetime64} or {@code timedelta64}.
 */
public interface Timed extends Exporter {
  /**
   * What the integers mean: of the items themselves under the empty name, of fields under their
   * names, of fields of fields with dots between, such as {@code span.end}; a dot that belongs to a
   * name has a backslash before it.
   *
   * @return the types; none for what is no time
   */
  Map<String, TimeType> times();

  /**
   * An exporter with times.
   *
   * @param items exports the integers or records
   * @param times what the integers mean, by the names of the fields, as {@link #times} returns it;
   *     that there are such fields is checked by what writes them
   * @return a new exporter, which lends what the other one lends
   */
  static Timed of(Exporter items, Map<String, TimeType> times) {
    Objects.requireNonNull(items, "items");
    Map<String, TimeType> copy = Map.copyOf(Objects.requireNonNull(times, "times"));
    return new Timed() {
      @Override
      public Lease acquire(Request request) {
        return items.acquire(request);
      }

      @Override
      public Map<String, TimeType> times() {
        return copy;
      }

      @Override
      public String toString() {
        return "Timed[%s, %s]".formatted(items, copy);
      }
    };
  }

  /**
   * An exporter of integers that are times.
   *
   * @param items exports the integers
   * @param time what they mean
   * @return a new exporter, which lends what the other one lends
   */
  static Timed of(Exporter items, TimeType time) {
    return of(items, Map.of("", Objects.requireNonNull(time, "time")));
  }
}
