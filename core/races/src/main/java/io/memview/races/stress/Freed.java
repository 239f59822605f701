package io.memview.races.stress;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import java.util.random.RandomGenerator;

/** Native memory that is freed, and allocated anew with the next stamp. */
final class Freed implements Subject, Exporter {
  private static final int SIZE = 32;

  private final Oracle oracle = new Oracle("memory that is freed");
  private long stamps = 1;
  private volatile OwnedMemory memory = stamped(1);

  private static OwnedMemory stamped(long stamp) {
    OwnedMemory made = OwnedMemory.allocate("q", SIZE);
    made.doWithView(Request.FULL, view -> view.fill(stamp));
    return made;
  }

  /** Of whatever memory there is: some may have been freed since it was looked up. */
  @Override
  public Lease acquire(Request request) {
    while (true) {
      try {
        return memory.acquire(request);
      } catch (BufferException.Refused e) {
        Thread.onSpinWait();
      }
    }
  }

  @Override
  public Exporter exporter() {
    return this;
  }

  @Override
  public Oracle oracle() {
    return oracle;
  }

  @Override
  public synchronized void change(RandomGenerator random) {
    if (oracle.change(memory::free)) {
      memory = stamped(++stamps);
    }
  }

  @Override
  public long exports() {
    return memory.exports();
  }

  /** Its arena is closed. */
  @Override
  public boolean mayShow(long stamp, long seen) {
    return seen == stamp;
  }

  @Override
  public boolean endsRawSegments() {
    return true;
  }
}
