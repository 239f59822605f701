package io.memview.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Operations that are in flight when their lease is closed. */
public final class OperationRaces {
  private OperationRaces() {}

  /** The exporter hears of the release when the operation has ended. */
  @JCStressTest
  @State
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the release came after the operation")
  @Outcome(id = "released, 1", expect = ACCEPTABLE, desc = "the lease was closed before")
  @Outcome(
      id = "1, .*",
      expect = FORBIDDEN,
      desc = "the exporter heard of the release while an operation was in flight")
  @Outcome(expect = FORBIDDEN, desc = "the release was not told, or told twice")
  public static class Heard {
    private final Listening exporter = new Listening(0);
    private final Lease lease = exporter.acquire(Request.FULL);
    private final View view = lease.view();

    @Actor
    public void operate(LL_Result r) {
      r.r1 = Words.RELEASED;
      Words.attempt(() -> view.forEachRun(_ -> r.r1 = exporter.heard.get()));
    }

    @Actor
    public void close() {
      lease.close();
    }

    @Arbiter
    public void afterwards(LL_Result r) {
      r.r2 = exporter.heard.get();
    }
  }

  /** Two operations, one of which closes its own lease: whoever ends last tells. */
  @JCStressTest
  @State
  @Outcome(id = "done, 1, 0", expect = ACCEPTABLE, desc = "the release was told once")
  @Outcome(id = "released, 1, 0", expect = ACCEPTABLE, desc = "the lease was closed before")
  @Outcome(id = ".*, 2, .*", expect = FORBIDDEN, desc = "both have told the release")
  @Outcome(id = ".*, 0, .*", expect = FORBIDDEN, desc = "each has left the telling to the other")
  @Outcome(expect = FORBIDDEN, desc = "the release was counted wrong")
  public static class TwoAtOnce {
    private final Listening exporter = new Listening(0);
    private final Lease lease = exporter.acquire(Request.FULL);
    private final View view = lease.view();

    @Actor
    public void closeInside() {
      view.forEachRun(_ -> lease.close());
    }

    @Actor
    public void operate(LLL_Result r) {
      r.r1 = Words.attempt(() -> view.forEachRun(_ -> {}));
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r2 = exporter.heard.get();
      r.r3 = exporter.exports.get();
    }
  }

  /** The memory is moved as soon as the lease has been closed. */
  @JCStressTest
  @State
  @Outcome(id = "1, done", expect = ACCEPTABLE, desc = "moved after the operation")
  @Outcome(id = "1, refused", expect = ACCEPTABLE, desc = "the operation was in the way")
  @Outcome(id = "released, done", expect = ACCEPTABLE, desc = "closed before the operation")
  @Outcome(
      id = "released, refused",
      expect = FORBIDDEN,
      desc = "refused, although no lease was open and no operation in flight")
  @Outcome(expect = FORBIDDEN, desc = "memory was moved under an operation in flight")
  public static class BesideAMove {
    private final Movable exporter = new Movable();
    private final Lease lease = exporter.acquire(Request.FULL.scoped());
    private final View view = lease.view();

    @Actor
    public void operate(LL_Result r) {
      r.r1 = Words.items(view);
    }

    @Actor
    public void closeAndMove(LL_Result r) {
      lease.close();
      r.r2 = Words.change(exporter::move);
    }
  }
}
