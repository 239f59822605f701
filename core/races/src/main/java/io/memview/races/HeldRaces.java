package io.memview.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memview.Exporter;
import io.memview.HeldMemory;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Memory that is opened for the first lease and closed after the last, by two threads. */
public final class HeldRaces {
  private HeldRaces() {}

  /** Counts how often it is open, and wipes what has been closed. */
  private static final class Counting {
    final AtomicInteger open = new AtomicInteger();
    final HeldMemory memory = HeldMemory.of(this, this::open);
    private volatile boolean wasOpenTwice;

    private Memory open(HeldMemory.Hold hold) {
      if (open.getAndIncrement() != 0) {
        wasOpenTwice = true;
      }
      long[] array = {7, 7};
      hold.closing(
          () -> {
            Arrays.fill(array, -1);
            open.decrementAndGet();
          });
      return Memory.ofArray(array);
    }

    String judgement() {
      return wasOpenTwice ? "open twice" : "%d open".formatted(open.get());
    }
  }

  private static String leased(Exporter exporter) {
    try (Lease lease = exporter.acquire(Request.FULL.scoped())) {
      return Words.items(lease.view());
    }
  }

  /** Both acquire and close: the second may share what is open, or open anew. */
  @JCStressTest
  @State
  @Outcome(id = "7, 7, 0 open", expect = ACCEPTABLE, desc = "opened and closed in turn")
  @Outcome(id = ".*-1.*", expect = FORBIDDEN, desc = "a lease on memory that had been closed")
  @Outcome(id = ".*open twice", expect = FORBIDDEN, desc = "opened again before it was closed")
  @Outcome(expect = FORBIDDEN, desc = "left open, or closed twice")
  public static class Two {
    private final Counting held = new Counting();

    @Actor
    public void one(LLL_Result r) {
      r.r1 = leased(held.memory);
    }

    @Actor
    public void two(LLL_Result r) {
      r.r2 = leased(held.memory);
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r3 = held.judgement();
    }
  }

  /** One closes the last lease while the other acquires, and keeps. */
  @JCStressTest
  @State
  @Outcome(id = "7, 1 open, 0 open", expect = ACCEPTABLE, desc = "open as long as it is leased")
  @Outcome(id = "-1, .*", expect = FORBIDDEN, desc = "closed under a lease")
  @Outcome(id = ".*open twice", expect = FORBIDDEN, desc = "opened again before it was closed")
  @Outcome(expect = FORBIDDEN, desc = "left open, or closed twice")
  public static class LastAndNext {
    private final Counting held = new Counting();
    private final Lease last = held.memory.acquire(Request.FULL.scoped());
    private Lease next;

    @Actor
    public void close() {
      last.close();
    }

    @Actor
    public void acquire() {
      next = held.memory.acquire(Request.FULL.scoped());
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r1 = Words.items(next.view());
      r.r2 = held.judgement();
      next.close();
      r.r3 = held.judgement();
    }
  }
}
