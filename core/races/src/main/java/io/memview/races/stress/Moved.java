package io.memview.races.stress;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** An array that is replaced by another one, of another size and with the next stamp. */
final class Moved implements Subject, Exporter {
  private final Oracle oracle;
  private final ExportCount exports;
  private final boolean isHasty;
  private long[] array = {1, 1};
  private volatile Memory memory = Memory.ofArray(array);

  private Moved(String name, boolean isHasty, boolean isHeard) {
    this.oracle = new Oracle(name);
    this.isHasty = isHasty;
    this.exports = isHeard ? new ExportCount(this, _ -> {}) : new ExportCount(this);
  }

  /** Lends a pool of pins. */
  static Moved pooled() {
    return new Moved("memory that moves", false, false);
  }

  /** Lends no pin twice. */
  static Moved heard() {
    return new Moved("memory that moves, whose exporter hears of releases", false, true);
  }

  /** Looks its memory up before the lease is counted: what the oracle has to find. */
  static Moved hasty() {
    return new Moved("memory that is looked up too early", true, false);
  }

  @Override
  public Lease acquire(Request request) {
    if (!isHasty) {
      return exports.lease(() -> memory, request);
    }
    Memory early = memory;
    Thread.yield();
    return exports.lease(early, request);
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
  public void change(RandomGenerator random) {
    int size = 1 + random.nextInt(64);
    oracle.change(() -> exports.exclusively("move", () -> move(size)));
  }

  private void move(int size) {
    oracle.exclusive();
    long[] old = array;
    long stamp = old[0];
    oracle.sees(stamp, old);
    long[] next = new long[size];
    Arrays.fill(next, stamp + 1);
    Arrays.fill(old, GONE);
    array = next;
    memory = Memory.ofArray(next);
    oracle.exclusive();
  }

  @Override
  public long exports() {
    return exports.get();
  }
}
