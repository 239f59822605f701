package io.memview.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Native memory that is freed while others acquire, read or free it. */
public final class FreeRaces {
  private FreeRaces() {}

  /** Two items of 7. */
  private static OwnedMemory sevens() {
    OwnedMemory memory = OwnedMemory.allocate("q", 2);
    memory.doWithView(Request.FULL, view -> view.fill(7L));
    return memory;
  }

  private static String leased(OwnedMemory memory) {
    try (Lease lease = memory.acquire(Request.FULL.scoped())) {
      return Words.items(lease.view());
    } catch (BufferException.Refused e) {
      return Words.REFUSED;
    }
  }

  /** Frees what is left, and gives the number of leases. */
  private static long ended(OwnedMemory memory) {
    long leases = memory.exports();
    memory.free();
    return leases;
  }

  /** A lease that is read and closed. */
  @JCStressTest
  @State
  @Outcome(id = "7, done, 0", expect = ACCEPTABLE, desc = "leased, then freed")
  @Outcome(id = "7, refused, 0", expect = ACCEPTABLE, desc = "the lease was in the way")
  @Outcome(id = "refused, done, 0", expect = ACCEPTABLE, desc = "freed first")
  @Outcome(
      id = "refused, refused, 0",
      expect = FORBIDDEN,
      desc = "both have been refused, and nobody was in the way")
  @Outcome(expect = FORBIDDEN, desc = "memory was freed under a lease, or counted wrong")
  public static class Leased {
    private final OwnedMemory memory = sevens();

    @Actor
    public void lease(LLL_Result r) {
      r.r1 = leased(memory);
    }

    @Actor
    public void free(LLL_Result r) {
      r.r2 = Words.change(memory::free);
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r3 = ended(memory);
    }
  }

  /** Both free it. */
  @JCStressTest
  @State
  @Outcome(id = "done, done, refused", expect = ACCEPTABLE, desc = "freed once")
  @Outcome(expect = FORBIDDEN, desc = "one free has failed for the other, or nothing was freed")
  public static class Twice {
    private final OwnedMemory memory = sevens();

    @Actor
    public void one(LLL_Result r) {
      r.r1 = Words.change(memory::free);
    }

    @Actor
    public void two(LLL_Result r) {
      r.r2 = Words.change(memory::free);
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r3 = leased(memory);
    }
  }

  /** An item is read by itself, which is no operation that anybody waits for. */
  @JCStressTest
  @State
  @Outcome(id = "(7|released), done, 0", expect = ACCEPTABLE, desc = "the item, or too late")
  @Outcome(
      id = ".*, refused, .*",
      expect = FORBIDDEN,
      desc = "refused, although no lease was open and no operation in flight")
  @Outcome(expect = FORBIDDEN, desc = "an item was read of memory that had been freed")
  public static class ItemRead {
    private final OwnedMemory memory = sevens();
    private final Lease lease = memory.acquire(Request.FULL.scoped());
    private final View view = lease.view();

    @Actor
    public void read(LLL_Result r) {
      r.r1 = Words.item(view);
    }

    @Actor
    public void closeAndFree(LLL_Result r) {
      lease.close();
      r.r2 = Words.change(memory::free);
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r3 = ended(memory);
    }
  }

  /** All items are read by one operation. */
  @JCStressTest
  @State
  @Outcome(id = "7, (done|refused), 0", expect = ACCEPTABLE, desc = "the operation was first")
  @Outcome(id = "released, done, 0", expect = ACCEPTABLE, desc = "closed first")
  @Outcome(
      id = "released, refused, .*",
      expect = FORBIDDEN,
      desc = "refused, although no lease was open and no operation in flight")
  @Outcome(expect = FORBIDDEN, desc = "memory was freed under an operation")
  public static class AllRead {
    private final OwnedMemory memory = sevens();
    private final Lease lease = memory.acquire(Request.FULL.scoped());
    private final View view = lease.view();

    @Actor
    public void read(LLL_Result r) {
      r.r1 = Words.items(view);
    }

    @Actor
    public void closeAndFree(LLL_Result r) {
      lease.close();
      r.r2 = Words.change(memory::free);
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
      r.r3 = ended(memory);
    }
  }
}
