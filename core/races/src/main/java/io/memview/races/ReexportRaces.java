package io.memview.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A view that is acquired from, while its own lease is closed. */
public final class ReexportRaces {
  private ReexportRaces() {}

  /** The new lease outlives the old one, or was refused. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "acquired before the close")
  @Outcome(id = "released, 0, 0", expect = ACCEPTABLE, desc = "closed before")
  @Outcome(
      id = "1, 0, .*",
      expect = FORBIDDEN,
      desc = "a lease that was acquired from a view is not counted")
  @Outcome(expect = FORBIDDEN, desc = "the old lease and the new one have been mixed up")
  public static class Outliving {
    private final Movable exporter = new Movable();
    private final Lease before = exporter.acquire(Request.FULL.scoped());
    private final View view = before.view();
    private @Nullable Lease after;

    @Actor
    public void acquire() {
      try {
        after = view.acquire(Request.FULL.scoped());
      } catch (BufferException.Released e) {
        after = null;
      }
    }

    @Actor
    public void close() {
      before.close();
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      Lease lease = after;
      r.r1 = lease == null ? Words.RELEASED : Words.items(lease.view());
      r.r2 = exporter.exports.get();
      if (lease != null) {
        lease.close();
      }
      r.r3 = exporter.exports.get();
    }
  }

  /** The memory is moved as soon as the old lease has been closed. */
  @JCStressTest
  @State
  @Outcome(id = "1, done", expect = ACCEPTABLE, desc = "moved after the new lease")
  @Outcome(id = "1, refused", expect = ACCEPTABLE, desc = "the new lease was in the way")
  @Outcome(id = "released, done", expect = ACCEPTABLE, desc = "closed before")
  @Outcome(
      id = "-1.*",
      expect = FORBIDDEN,
      desc = "a lease of a view is on memory that has been moved away")
  @Outcome(expect = FORBIDDEN, desc = "moved under the lease, or refused without a reason")
  public static class BesideAMove {
    private final Movable exporter = new Movable();
    private final Lease before = exporter.acquire(Request.FULL.scoped());
    private final View view = before.view();

    @Actor
    public void acquire(LL_Result r) {
      try (Lease after = view.acquire(Request.FULL.scoped())) {
        r.r1 = Words.items(after.view());
      } catch (BufferException.Released e) {
        r.r1 = Words.RELEASED;
      }
    }

    @Actor
    public void closeAndMove(LL_Result r) {
      before.close();
      r.r2 = Words.change(exporter::move);
    }
  }
}
