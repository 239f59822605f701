package io.memview.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.Request;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Exclusive sections, in which memory moves, and leases at the same moment. */
public final class ExclusiveRaces {
  private ExclusiveRaces() {}

  /** A lease that is read and closed. */
  @JCStressTest
  @State
  @Outcome(id = "1, refused, 0", expect = ACCEPTABLE, desc = "the lease was in the way")
  @Outcome(id = "1, done, 0", expect = ACCEPTABLE, desc = "leased, then moved")
  @Outcome(id = "2, done, 0", expect = ACCEPTABLE, desc = "moved, then leased")
  @Outcome(id = "-1.*", expect = FORBIDDEN, desc = "a lease on memory that has been moved away")
  @Outcome(id = ".*\\+.*", expect = FORBIDDEN, desc = "memory was moved under a lease")
  @Outcome(expect = FORBIDDEN, desc = "counted wrong, or moved although it was refused")
  public static class Leased {
    private final Movable exporter = new Movable();

    @Actor
    public void lease(LLL_Result r) {
      try (Lease lease = exporter.acquire(Request.FULL.scoped())) {
        r.r1 = Words.items(lease.view());
      }
    }

    @Actor
    public void move(LLL_Result r) {
      r.r2 = Words.change(exporter::move);
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r3 = exporter.exports.get();
    }
  }

  /** A lease that stays open: it must be on the memory that is there in the end. */
  @JCStressTest
  @State
  @Outcome(id = "refused, 1, 1", expect = ACCEPTABLE, desc = "leased first")
  @Outcome(id = "done, 2, 1", expect = ACCEPTABLE, desc = "moved first")
  @Outcome(
      id = "done, -1, .*",
      expect = FORBIDDEN,
      desc = "neither the acquirer nor the mover has seen the other")
  @Outcome(expect = FORBIDDEN, desc = "counted wrong, or moved although it was refused")
  public static class Held {
    private final Movable exporter = new Movable();
    private Lease lease;

    @Actor
    public void lease() {
      lease = exporter.acquire(Request.FULL.scoped());
    }

    @Actor
    public void move(LLL_Result r) {
      r.r1 = Words.change(exporter::move);
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r2 = Words.items(lease.view());
      r.r3 = exporter.exports.get();
    }
  }

  /** What a section sees of leases that are open. */
  @JCStressTest
  @State
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "nobody had a lease during the section")
  @Outcome(id = "refused", expect = ACCEPTABLE, desc = "the lease was in the way")
  @Outcome(expect = FORBIDDEN, desc = "a section ran while a lease was open")
  public static class Section {
    private final Movable exporter = new Movable();
    private final AtomicInteger open = new AtomicInteger();

    @Actor
    public void lease() {
      try (Lease _ = exporter.acquire(Request.FULL.scoped())) {
        open.incrementAndGet();
        open.decrementAndGet();
      }
    }

    @Actor
    public void enter(L_Result r) {
      r.r1 = Words.REFUSED;
      Words.change(
          () -> exporter.exports.exclusively("look", () -> r.r1 = open.get() + open.get()));
    }
  }

  /** Two sections exclude each other, and are not in each other's way. */
  @JCStressTest
  @State
  @Outcome(id = "done, done, 3", expect = ACCEPTABLE, desc = "moved twice")
  @Outcome(id = ".*refused.*", expect = FORBIDDEN, desc = "refused, although nobody had a lease")
  @Outcome(expect = FORBIDDEN, desc = "two sections at the same time")
  public static class Two {
    private final Movable exporter = new Movable();

    @Actor
    public void one(LLL_Result r) {
      r.r1 = Words.change(exporter::move);
    }

    @Actor
    public void two(LLL_Result r) {
      r.r2 = Words.change(exporter::move);
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      try (Lease lease = exporter.acquire(Request.FULL.scoped())) {
        r.r3 = Words.items(lease.view());
      }
    }
  }

  /** A section that throws leaves all as it was, for acquirers who have waited, too. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "leased before or after it")
  @Outcome(expect = FORBIDDEN, desc = "the section has left something behind")
  public static class Failing {
    private final Movable exporter = new Movable();

    @Actor
    public void lease(LL_Result r) {
      try (Lease lease = exporter.acquire(Request.FULL.scoped())) {
        r.r1 = Words.items(lease.view());
      }
    }

    @Actor
    public void fail() {
      try {
        exporter.exports.exclusively(
            "fail",
            () -> {
              throw new UnsupportedOperationException();
            });
      } catch (UnsupportedOperationException | BufferException.Exported e) {
        Thread.onSpinWait();
      }
    }

    @Arbiter
    public void afterwards(LL_Result r) {
      exporter.move();
      r.r2 = exporter.exports.get();
    }
  }
}
