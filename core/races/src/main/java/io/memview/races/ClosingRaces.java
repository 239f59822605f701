package io.memview.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Leases that are closed by two threads, or by another one than uses them. */
public final class ClosingRaces {
  private ClosingRaces() {}

  /** The same two leases, one on the pooled pin and one on its own, closed by both threads. */
  @JCStressTest
  @State
  @Outcome(id = "open, 1", expect = ACCEPTABLE, desc = "each lease has ended once")
  @Outcome(id = "released, .*", expect = FORBIDDEN, desc = "another lease has been ended")
  @Outcome(id = "open, (-.*|0)", expect = FORBIDDEN, desc = "a second close was counted")
  @Outcome(expect = FORBIDDEN, desc = "a close was not counted")
  public static class Twice {
    private final MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new long[1]));
    private final Lease pooled = exporter.acquire(Request.FULL.scoped());
    private final Lease dedicated = exporter.acquire(Request.FULL.scoped());
    private final Lease held = exporter.acquire(Request.FULL.scoped());

    @Actor
    public void one() {
      pooled.close();
      dedicated.close();
    }

    @Actor
    public void two() {
      dedicated.close();
      pooled.close();
    }

    @Arbiter
    public void afterwards(LL_Result r) {
      r.r1 = Words.state(held);
      r.r2 = exporter.exports();
    }
  }

  /** The exporter hears of it. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the exporter has heard of one release")
  @Outcome(id = "2, .*", expect = FORBIDDEN, desc = "one release was told twice")
  @Outcome(expect = FORBIDDEN, desc = "the release was not told, or counted wrong")
  public static class TwiceAndHeard {
    private final Listening exporter = new Listening(0);
    private final Lease lease = exporter.acquire(Request.FULL);

    @Actor
    public void one() {
      lease.close();
    }

    @Actor
    public void two() {
      lease.close();
    }

    @Arbiter
    public void afterwards(LL_Result r) {
      r.r1 = exporter.heard.get();
      r.r2 = exporter.exports.get();
    }
  }

  /** A second close comes when the pin may have been lent to somebody else (ABA). */
  @JCStressTest
  @State
  @Outcome(id = "released, open, 1", expect = ACCEPTABLE, desc = "the late close has done nothing")
  @Outcome(
      id = ".*, released, .*",
      expect = FORBIDDEN,
      desc = "a late close has ended the lease that has the pin now")
  @Outcome(expect = FORBIDDEN, desc = "leases have been counted wrong")
  public static class Late {
    private final MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new long[1]));
    private final Lease before = exporter.acquire(Request.FULL.scoped());
    private Lease after;

    @Actor
    public void closeAndAcquire() {
      before.close();
      after = exporter.acquire(Request.FULL.scoped());
    }

    @Actor
    public void closeLate() {
      before.close();
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r1 = Words.state(before);
      r.r2 = Words.state(after);
      r.r3 = exporter.exports();
    }
  }

  /** One reads, another closes. */
  @JCStressTest
  @State
  @Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "read before the close")
  @Outcome(id = "released, 0", expect = ACCEPTABLE, desc = "closed before it was read")
  @Outcome(expect = FORBIDDEN, desc = "something else was read, or counted wrong")
  public static class Foreign {
    private final MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new long[] {7}));
    private final Lease lease = exporter.acquire(Request.FULL.scoped());
    private final View view = lease.view();

    @Actor
    public void read(LL_Result r) {
      r.r1 = Words.item(view);
    }

    @Actor
    public void close() {
      lease.close();
    }

    @Arbiter
    public void afterwards(LL_Result r) {
      r.r2 = exporter.exports();
    }
  }

  /** A view of a lease that ended long ago, while its pin is lent again. */
  @JCStressTest
  @State
  @Outcome(id = "released, released, open", expect = ACCEPTABLE, desc = "it stays dead")
  @Outcome(
      id = ".*, .*, open",
      expect = FORBIDDEN,
      desc = "a view has come to life again with the next lease")
  @Outcome(expect = FORBIDDEN, desc = "a dead lease has ended the next one")
  public static class Stale {
    private final MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new long[] {7}));
    private final View stale;
    private final Lease before;
    private Lease after;

    public Stale() {
      before = exporter.acquire(Request.FULL.scoped());
      stale = before.view();
      before.close();
    }

    @Actor
    public void acquire() {
      after = exporter.acquire(Request.FULL.scoped());
      after.view().fill(7L);
    }

    @Actor
    public void use(LLL_Result r) {
      r.r1 = Words.item(stale);
      r.r2 = Words.items(stale);
      before.close();
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r3 = Words.state(after);
    }
  }
}
