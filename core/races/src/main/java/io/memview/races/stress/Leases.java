package io.memview.races.stress;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The leases on one subject that all threads see: any may use them, and any may close them. */
final class Leases {
  private static final int OPEN = 2;
  private static final int CLOSED = 16;

  /** A lease, with the number that all its items are. */
  private record Stamped(Lease lease, View view, long stamp) {}

  private final Subject subject;
  private final Oracle oracle;
  private final AtomicReferenceArray<@Nullable Stamped> open = new AtomicReferenceArray<>(OPEN);

  /** Some that have been closed: their pins are lent to others by now. */
  private final AtomicReferenceArray<@Nullable Stamped> closed = new AtomicReferenceArray<>(CLOSED);

  Leases(Subject subject) {
    this.subject = subject;
    this.oracle = subject.oracle();
  }

  /** Does one thing. */
  void step(RandomGenerator random) {
    int kind = random.nextInt(12);
    switch (kind) {
      case 0 -> put(random, acquire(random));
      case 1, 2, 3 -> put(random, null);
      case 4 -> scoped(random);
      case 5 -> useStale(random);
      case 6, 7 -> subject.change(random);
      default -> {
        Stamped any = open.get(random.nextInt(OPEN));
        if (any != null) {
          use(kind, any, random);
        }
      }
    }
  }

  /** Uses a lease that others may close meanwhile. */
  private void use(int kind, Stamped shared, RandomGenerator random) {
    oracle.begin();
    try {
      switch (kind) {
        case 8 -> oracle.sees(shared.stamp, items(shared.view));
        case 9 -> shared.view.flip().fill(shared.stamp);
        case 10 -> acquireFrom(shared, random);
        default -> readOne(shared, random);
      }
    } catch (BufferException.Released e) {
      if (!shared.lease.isReleased()) {
        throw oracle.forbidden("refused as released, but open: " + e.getMessage());
      }
    } finally {
      oracle.end();
    }
  }

  private Stamped acquire(RandomGenerator random) {
    oracle.begin();
    return opened(subject.exporter().acquire(request(random)));
  }

  private static Request request(RandomGenerator random) {
    return random.nextBoolean() ? Request.FULL : Request.FULL.scoped();
  }

  private Stamped opened(Lease lease) {
    oracle.opened();
    long stamp = subject.stamp(lease);
    oracle.sees(stamp, stamp);
    return new Stamped(lease, lease.view(), stamp);
  }

  private void close(Stamped ended) {
    oracle.closing();
    ended.lease.close();
    oracle.end();
    if (!ended.lease.isReleased()) {
      throw oracle.forbidden("a lease is open after it was closed");
    }
  }

  /** Puts a lease, or none, in the place of another one, which is closed. */
  private void put(RandomGenerator random, @Nullable Stamped lease) {
    Stamped taken = open.getAndSet(random.nextInt(OPEN), lease);
    if (taken != null) {
      close(taken);
      closed.set(random.nextInt(CLOSED), taken);
    }
  }

  /** Two leases that nobody else sees, the second acquired from a view of the first. */
  private void scoped(RandomGenerator random) {
    Stamped one = acquire(random);
    oracle.begin();
    Stamped two = opened(one.view.flip().acquire(request(random)));
    oracle.sees(one.stamp, two.stamp);
    oracle.sees(one.stamp, items(one.view));
    close(one);
    oracle.sees(two.stamp, items(two.view));
    close(two);
  }

  /** A lease on the same memory, which may outlive the one whose view it is acquired from. */
  private void acquireFrom(Stamped shared, RandomGenerator random) {
    Lease lease = shared.view.acquire(request(random));
    oracle.begin();
    Stamped made = opened(lease);
    oracle.sees(shared.stamp, made.stamp);
    put(random, made);
  }

  private void readOne(Stamped shared, RandomGenerator random) {
    if (shared.view.itemCount() == 0) {
      return;
    }
    long index = random.nextLong(shared.view.itemCount());
    long seen = shared.view.getLong(index);
    if (!subject.mayShow(shared.stamp, seen)) {
      throw oracle.forbidden("read %d where %d was leased".formatted(seen, shared.stamp));
    }
    if (subject.endsRawSegments()) {
      MemorySegment raw = shared.view.asSegment();
      try {
        oracle.sees(shared.stamp, raw.getAtIndex(ValueLayout.JAVA_LONG, index));
      } catch (IllegalStateException e) {
        if (raw.scope().isAlive()) {
          throw e;
        }
      }
    }
  }

  /** Whatever is tried with a lease that has ended, and closing it again: nothing comes of it. */
  private void useStale(RandomGenerator random) {
    Stamped stale = closed.get(random.nextInt(CLOSED));
    if (stale == null) {
      return;
    }
    oracle.begin();
    stale.lease.close();
    try {
      long seen = random.nextBoolean() ? stale.view.longs().nextLong() : stale.view.getLong(0);
      throw oracle.forbidden("read %d by a lease that has ended".formatted(seen));
    } catch (BufferException.Released e) {
      oracle.end();
    }
  }

  private static long[] items(View view) {
    return view.toArray(long[].class);
  }

  /** Closes all, and looks what is counted then. */
  void end() {
    for (int i = 0; i < OPEN; i++) {
      Stamped last = open.getAndSet(i, null);
      if (last != null) {
        close(last);
      }
    }
    oracle.ended(subject.exports());
  }

  long steps() {
    return oracle.begun();
  }
}
