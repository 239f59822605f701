package io.memview.races;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.View;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What things have come to, in the words that the outcomes of races are made of. */
final class Words {
  static final String RELEASED = "released";
  static final String DONE = "done";
  static final String REFUSED = "refused";

  private Words() {}

  static String state(Lease lease) {
    return lease.isReleased() ? RELEASED : "open";
  }

  /** The first item, read by itself. */
  static String item(View view) {
    try {
      return String.valueOf(view.getLong(0));
    } catch (BufferException.Released e) {
      return RELEASED;
    }
  }

  /** All items, read by one operation; one word if they are the same. */
  static String items(View view) {
    try {
      return Arrays.stream(view.toArray(long[].class))
          .distinct()
          .mapToObj(String::valueOf)
          .collect(Collectors.joining("+"));
    } catch (BufferException.Released e) {
      return RELEASED;
    }
  }

  /** Whether something could be done that needs the view's lease. */
  static String attempt(Runnable use) {
    try {
      use.run();
      return DONE;
    } catch (BufferException.Released e) {
      return RELEASED;
    }
  }

  /** Whether something could be done that leases are in the way of. */
  static String change(Runnable change) {
    try {
      change.run();
      return DONE;
    } catch (BufferException.Exported e) {
      return REFUSED;
    }
  }
}
