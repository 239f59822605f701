package io.memview.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memview.ExportCount;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.View;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Raw segments that are asked for while the last lease is closed, and the memory with it. */
public final class KeeperRaces {
  private KeeperRaces() {}

  /** Knows whether the memory has gone. */
  private static final class Watchful implements ExportCount.Keeper {
    private volatile boolean isGone;
    private volatile boolean wasAskedLate;

    @Override
    public MemorySegment raw(MemorySegment segment) {
      if (isGone) {
        wasAskedLate = true;
      }
      return segment;
    }

    @Override
    public void released(long remaining) {
      isGone = remaining == 0;
    }
  }

  /** Memory of one lease, its keeper, and how that was asked for a segment. */
  private static final class Kept {
    final Watchful keeper = new Watchful();
    final Lease lease =
        new ExportCount(this, keeper).lease(Memory.ofArray(new long[] {7}), Request.FULL);
    final View view = lease.view();

    void use(LL_Result r, Consumer<View> use) {
      r.r1 = Words.attempt(() -> use.accept(view));
    }

    void judge(LL_Result r) {
      r.r2 =
          "%s, %s"
              .formatted(keeper.wasAskedLate ? "late" : "in time", keeper.isGone ? "gone" : "kept");
    }
  }

  /** All bytes as a segment. */
  @JCStressTest
  @State
  @Outcome(id = "(done|released), in time, gone", expect = ACCEPTABLE, desc = "all in time")
  @Outcome(
      id = ".*, late, .*",
      expect = FORBIDDEN,
      desc = "a segment was handed out of memory that had gone with the last lease")
  @Outcome(expect = FORBIDDEN, desc = "the release was not told")
  public static class Segment {
    private final Kept memory = new Kept();

    @Actor
    public void use(LL_Result r) {
      memory.use(r, View::asSegment);
    }

    @Actor
    public void close() {
      memory.lease.close();
    }

    @Arbiter
    public void afterwards(LL_Result r) {
      memory.judge(r);
    }
  }

  /** The bytes of an item. */
  @JCStressTest
  @State
  @Outcome(id = "(done|released), in time, gone", expect = ACCEPTABLE, desc = "all in time")
  @Outcome(
      id = ".*, late, .*",
      expect = FORBIDDEN,
      desc = "a segment was handed out of memory that had gone with the last lease")
  @Outcome(expect = FORBIDDEN, desc = "the release was not told")
  public static class ItemSegment {
    private final Kept memory = new Kept();

    @Actor
    public void use(LL_Result r) {
      memory.use(r, view -> view.itemSegment(0));
    }

    @Actor
    public void close() {
      memory.lease.close();
    }

    @Arbiter
    public void afterwards(LL_Result r) {
      memory.judge(r);
    }
  }

  /** The runs of an operation. */
  @JCStressTest
  @State
  @Outcome(id = "(done|released), in time, gone", expect = ACCEPTABLE, desc = "all in time")
  @Outcome(
      id = ".*, late, .*",
      expect = FORBIDDEN,
      desc = "a run was handed out of memory that had gone with the last lease")
  @Outcome(expect = FORBIDDEN, desc = "the release was not told")
  public static class Runs {
    private final Kept memory = new Kept();

    @Actor
    public void use(LL_Result r) {
      memory.use(r, view -> view.forEachRun(_ -> {}));
    }

    @Actor
    public void close() {
      memory.lease.close();
    }

    @Arbiter
    public void afterwards(LL_Result r) {
      memory.judge(r);
    }
  }
}
