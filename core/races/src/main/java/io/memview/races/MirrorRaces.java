package io.memview.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Mirror;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Order;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Mirrors that are ended by two threads, or written to while they are ended. */
public final class MirrorRaces {
  private MirrorRaces() {}

  /** A mirror that is a copy, since the items lie backwards. */
  private static Mirror backwards(Exporter exporter) {
    try (Lease lease = exporter.acquire(Request.FULL.scoped())) {
      return Mirror.of(lease.view().flip(), Order.C);
    }
  }

  /** The items, which differ only if a mirror was written back in part. */
  private static String items(Exporter exporter) {
    try (Lease lease = exporter.acquire(Request.FULL.scoped())) {
      return Words.items(lease.view());
    }
  }

  /** Both close it. */
  @JCStressTest
  @State
  @Outcome(id = "9, 2, 0", expect = ACCEPTABLE, desc = "written back and released once")
  @Outcome(id = "9, [3-9], .*", expect = FORBIDDEN, desc = "the memory was released twice")
  @Outcome(expect = FORBIDDEN, desc = "not written back, or counted wrong")
  public static class ClosedTwice {
    private final Listening exporter = new Listening(1, 1);
    private final Mirror mirror = backwards(exporter); // one release is heard of here
    private final View view = mirror.view();

    public ClosedTwice() {
      view.fill(9L);
    }

    @Actor
    public void one() {
      mirror.close();
    }

    @Actor
    public void two() {
      mirror.close();
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r2 = exporter.heard.get();
      r.r3 = exporter.exports.get();
      r.r1 = items(exporter);
    }
  }

  /** One closes it and the other discards it. */
  @JCStressTest
  @State
  @Outcome(id = "9, 0", expect = ACCEPTABLE, desc = "closed first")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "discarded first")
  @Outcome(id = ".*\\+.*", expect = FORBIDDEN, desc = "written back in part")
  @Outcome(expect = FORBIDDEN, desc = "the memory was counted wrong")
  public static class ClosedOrDiscarded {
    private final Listening exporter = new Listening(1, 1);
    private final Mirror mirror = backwards(exporter);

    public ClosedOrDiscarded() {
      mirror.view().fill(9L);
    }

    @Actor
    public void close() {
      mirror.close();
    }

    @Actor
    public void discard() {
      mirror.discard();
    }

    @Arbiter
    public void afterwards(LL_Result r) {
      r.r2 = exporter.exports.get();
      r.r1 = items(exporter);
    }
  }

  /** An operation writes to it while it is closed. */
  @JCStressTest
  @State
  @Outcome(id = "done, 9, 0", expect = ACCEPTABLE, desc = "what was written was written back")
  @Outcome(id = "released, 1, 0", expect = ACCEPTABLE, desc = "closed before it was written to")
  @Outcome(
      id = "done, 1, .*",
      expect = FORBIDDEN,
      desc = "written back before the operation had ended: what it wrote is lost")
  @Outcome(id = ".*\\+.*", expect = FORBIDDEN, desc = "written back in the midst of an operation")
  @Outcome(expect = FORBIDDEN, desc = "a refused operation has written, or counted wrong")
  public static class Written {
    private final Listening exporter = new Listening(1, 1);
    private final Mirror mirror = backwards(exporter);
    private final View view = mirror.view();

    @Actor
    public void write(LLL_Result r) {
      r.r1 = Words.attempt(() -> view.fill(9L));
    }

    @Actor
    public void close() {
      mirror.close();
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r3 = exporter.exports.get();
      r.r2 = items(exporter);
    }
  }
}
