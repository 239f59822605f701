package io.memview.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Two who acquire at the same moment, or one while another closes. */
public final class AcquireRaces {
  private AcquireRaces() {}

  /** Both want the pin that is lent to one lease after the other. */
  @JCStressTest
  @State
  @Outcome(id = "open, 1, 0", expect = ACCEPTABLE, desc = "two leases, each with a pin of its own")
  @Outcome(
      id = "released, .*",
      expect = FORBIDDEN,
      desc = "closing one lease has ended the other: both were given the same pin")
  @Outcome(expect = FORBIDDEN, desc = "leases have been counted wrong")
  public static class OnePin {
    private final MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new long[1]));
    private Lease one;
    private Lease two;

    @Actor
    public void one() {
      one = exporter.acquire(Request.FULL.scoped());
    }

    @Actor
    public void two() {
      two = exporter.acquire(Request.FULL.scoped());
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      one.close();
      r.r1 = Words.state(two);
      r.r2 = exporter.exports();
      two.close();
      r.r3 = exporter.exports();
    }
  }

  /** Each lease has a pin of its own from the start. */
  @JCStressTest
  @State
  @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "two leases")
  @Outcome(expect = FORBIDDEN, desc = "leases have been counted wrong")
  public static class OwnPins {
    private final Listening exporter = new Listening(0);
    private Lease one;
    private Lease two;

    @Actor
    public void one() {
      one = exporter.acquire(Request.FULL);
    }

    @Actor
    public void two() {
      two = exporter.acquire(Request.FULL);
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r1 = exporter.exports.get();
      one.close();
      r.r2 = exporter.exports.get();
      two.close();
      r.r3 = exporter.exports.get();
    }
  }

  /** A pin comes back while somebody looks for one. */
  @JCStressTest
  @State
  @Outcome(id = "released, open, 1", expect = ACCEPTABLE, desc = "one lease is left")
  @Outcome(
      id = "open, .*",
      expect = FORBIDDEN,
      desc = "the lease that was closed is open again with the next one")
  @Outcome(
      id = ".*, released, .*",
      expect = FORBIDDEN,
      desc = "the new lease was ended by the close of the old one")
  @Outcome(expect = FORBIDDEN, desc = "leases have been counted wrong")
  public static class BesideAClose {
    private final MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new long[1]));
    private final Lease before = exporter.acquire(Request.FULL.scoped());
    private Lease after;

    @Actor
    public void close() {
      before.close();
    }

    @Actor
    public void acquire() {
      after = exporter.acquire(Request.FULL.scoped());
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r1 = Words.state(before);
      r.r2 = Words.state(after);
      r.r3 = exporter.exports();
    }
  }
}
