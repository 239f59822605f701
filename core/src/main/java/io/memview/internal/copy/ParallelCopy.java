package io.memview.internal.copy;

import io.memview.internal.copy.Kernel.Operation;
import io.memview.internal.memory.Region;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Runs a copy in several tasks: each treats a part of one dimension. */
final class ParallelCopy {
  /** In bytes; to hand less than that to another thread costs more than it saves. */
  private static final long PART = 1 << 19;

  /** Tasks for each thread, so that one that was kept waiting leaves some to others. */
  private static final int TASKS = 4;

  /** Not this one; never started. */
  private static final Thread ANOTHER = new Thread(() -> {});

  private final Region from;
  private final Region to;
  private final int dimension;
  private final int parts;

  private ParallelCopy(Region from, Region to, int dimension, int parts) {
    this.from = from;
    this.to = to;
    this.dimension = dimension;
    this.parts = parts;
  }

  /** How a copy is divided, or null if the calling thread should make it alone. */
  static @Nullable ParallelCopy of(Region from, Region to) {
    int threads =
        ForkJoinTask.inForkJoinPool()
            ? ForkJoinTask.getPool().getParallelism()
            : ForkJoinPool.getCommonPoolParallelism() + 1;
    long most = Math.min(to.layout().byteLength() / PART, (long) threads * TASKS);
    int dimension = outermost(to.layout());
    int parts = dimension < 0 ? 1 : (int) Math.min(most, to.layout().shape(dimension));
    return threads > 1 && parts > 1 && from.isAccessibleBy(ANOTHER) && to.isAccessibleBy(ANOTHER)
        ? new ParallelCopy(from, to, dimension, parts)
        : null;
  }

  /**
   * The dimension whose steps are the largest, so that the parts lie apart; -1 if there is none.
   */
  private static int outermost(Layout layout) {
    int found = -1;
    for (int d = 0; d < layout.ndim(); d++) {
      if (layout.isPointer(d)) {
        return d;
      }
      if (layout.shape(d) > 1
          && (found < 0 || Math.abs(layout.stride(d)) > Math.abs(layout.stride(found)))) {
        found = d;
      }
    }
    return found;
  }

  /**
   * Runs an operation on all items, with one factor. Returns, or throws, when no thread is at work
   * any more, whatever becomes of the pool.
   */
  void run(Operation operation, long itemSize, Arithmetic factors) {
    List<Part> all = new ArrayList<>(parts);
    for (int part = 0; part < parts; part++) {
      Index[] slice = slice(part);
      all.add(
          new Part(
              new CopyPlan(
                  from.slice(slice),
                  to.slice(slice),
                  operation,
                  itemSize,
                  factors.factor(0),
                  factors.addend(0))));
    }
    try {
      all.forEach(part -> ForkJoinTask.adapt(part).fork());
    } catch (RuntimeException | Error e) {
      // a pool that takes no more, or no room for tasks: what nobody takes is done here
    }
    all.forEach(Part::run);
    Throwable failure = null;
    for (Part part : all.reversed()) {
      Throwable thrown = part.outcome();
      failure = thrown == null ? failure : thrown; // that of the first part, in the end
    }
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(failure); // a plan declares none
    }
  }

  /** Done once, by whoever comes first: a thread of the pool, or the one that waits for all. */
  private static final class Part implements Runnable {
    private final CopyPlan plan;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable Throwable failure;

    Part(CopyPlan plan) {
      this.plan = plan;
    }

    @Override
    public void run() {
      if (!taken.compareAndSet(false, true)) {
        return;
      }
      try {
        plan.run();
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        over.countDown();
      }
    }

    /** Waits for the end, interrupted or not; gives what was thrown. */
    @Nullable Throwable outcome() {
      boolean isInterrupted = false;
      while (true) {
        try {
          over.await();
          break;
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
      return failure;
    }
  }

  private Index[] slice(int part) {
    long extent = to.layout().shape(dimension);
    Index[] slice = new Index[dimension + 1];
    Arrays.fill(slice, Index.all());
    slice[dimension] = Index.range(extent * part / parts, extent * (part + 1) / parts);
    return slice;
  }
}
