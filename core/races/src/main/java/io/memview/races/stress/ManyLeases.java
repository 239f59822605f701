package io.memview.races.stress;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One pin that is lent a million times, and what its earlier leases have left behind. */
final class ManyLeases {
  private static final int LEASES = 1 << 20;

  /** One of so many is remembered. */
  private static final int REMEMBERED = 1 << 12;

  private final Oracle oracle = new Oracle("a pin that is lent a million times");
  private final MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new long[1]));
  private final List<Lease> leases = new CopyOnWriteArrayList<>();
  private final List<View> views = new CopyOnWriteArrayList<>();
  private final AtomicBoolean isDone = new AtomicBoolean();

  private ManyLeases() {}

  static void run() throws InterruptedException {
    ManyLeases many = new ManyLeases();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread watcher =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!many.isDone.get()) {
                      many.tryTheDead();
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
    try {
      many.leaseAndClose();
      many.tryTheDead();
    } finally {
      many.isDone.set(true);
      watcher.join();
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError(thrown);
    }
    many.oracle.ended(many.exporter.exports());
  }

  private void leaseAndClose() {
    for (int i = 0; i < LEASES; i++) {
      Lease lease = exporter.acquire(Request.FULL.scoped());
      View view = lease.view();
      view.setLong(0, i);
      if (lease.isReleased() || exporter.exports() != 1) {
        throw oracle.forbidden("a lease was ended by what an earlier one has left");
      }
      oracle.sees(i, view.getLong(0));
      lease.close();
      if (i % REMEMBERED == 0) {
        leases.add(lease);
        views.add(view);
      }
    }
  }

  private void tryTheDead() {
    for (Lease lease : leases) {
      lease.close();
    }
    for (View view : new ArrayList<>(views)) {
      try {
        throw oracle.forbidden("%d was read by a lease that has ended".formatted(view.getLong(0)));
      } catch (BufferException.Released e) {
        Thread.onSpinWait();
      }
      try {
        view.fill(-1L);
        throw oracle.forbidden("a lease that has ended has written");
      } catch (BufferException.Released e) {
        Thread.onSpinWait();
      }
    }
  }
}
