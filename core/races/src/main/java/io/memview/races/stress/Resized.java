package io.memview.races.stress;

import io.memview.ByteStore;
import io.memview.Exporter;
import io.memview.Lease;
import java.util.random.RandomGenerator;

/** Bytes that grow and shrink, all of them 0. */
final class Resized implements Subject {
  private final Oracle oracle = new Oracle("bytes that are resized");
  private final ByteStore store = new ByteStore(16);

  @Override
  public Exporter exporter() {
    return store;
  }

  @Override
  public Oracle oracle() {
    return oracle;
  }

  @Override
  public void change(RandomGenerator random) {
    oracle.change(
        () -> {
          if (random.nextBoolean()) {
            store.append((byte) 0, (byte) 0);
          } else {
            store.resize(random.nextInt(64));
          }
        });
  }

  /** The size is that of the store as long as the lease is open. */
  @Override
  public long stamp(Lease lease) {
    if (lease.view().itemCount() != store.size()) {
      throw oracle.forbidden("the size has changed under a lease");
    }
    return 0;
  }

  @Override
  public long exports() {
    return store.exports();
  }
}
