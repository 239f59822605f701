package io.memview.races.stress;

import io.memview.Exporter;
import io.memview.HeldMemory;
import io.memview.Memory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Memory that is opened for the first lease, with the next stamp, and closed after the last. */
final class Held implements Subject {
  private static final int SIZE = 32;

  private final Oracle oracle = new Oracle("memory that is held");
  private final AtomicLong open = new AtomicLong();
  private final HeldMemory memory = HeldMemory.of(this, this::open);
  private long stamp;

  private Memory open(HeldMemory.Hold hold) {
    if (open.getAndIncrement() != 0) {
      throw oracle.forbidden("opened while it was open");
    }
    long[] array = new long[SIZE];
    Arrays.fill(array, ++stamp);
    hold.closing(
        () -> {
          oracle.exclusive();
          oracle.sees(array[0], array);
          Arrays.fill(array, GONE);
          open.decrementAndGet();
        });
    return Memory.ofArray(array);
  }

  @Override
  public Exporter exporter() {
    return memory;
  }

  @Override
  public Oracle oracle() {
    return oracle;
  }

  /** It changes with its leases alone. */
  @Override
  public void change(RandomGenerator random) {}

  /** What is open without a lease is one too many. */
  @Override
  public long exports() {
    return memory.exports() + open.get();
  }
}
