package io.memview.races.stress;

import io.memview.Exporter;
import io.memview.Lease;
import io.memview.View;
import java.util.random.RandomGenerator;

/**
 * An exporter under stress. All its items are the same number, its stamp, from one change to the
 * next; what it leaves is wiped with a negative number.
 */
interface Subject {
  /** What is in memory that has been left. */
  long GONE = -1;

  Exporter exporter();

  Oracle oracle();

  /** Moves, resizes or frees the memory, if leases are not in the way. */
  void change(RandomGenerator random);

  long exports();

  /** Whether an item that is read by itself, while others may close the lease, can be this. */
  default boolean mayShow(long stamp, long seen) {
    return seen == stamp || seen == GONE;
  }

  /** Whether a raw segment that is kept longer than the lease is dead then. */
  default boolean endsRawSegments() {
    return false;
  }

  /** The stamp of the memory that a lease is on, read as soon as it was acquired. */
  default long stamp(Lease lease) {
    View view = lease.view();
    return view.itemCount() == 0 ? 0 : view.getLong(0);
  }
}
