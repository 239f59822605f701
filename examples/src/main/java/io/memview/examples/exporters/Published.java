package io.memview.examples.exporters;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;

/** Prices that their owner changes, and everybody else reads. */
public final class Published implements Exporter {
  private final ExportCount exports = new ExportCount(this);
  private final double[] prices;
  private final Memory memory;

  /** Prices of 0. */
  public Published(int count) {
    prices = new double[count];
    memory = Memory.ofArray(prices).asReadOnly();
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(memory, request);
  }

  /** Changes a price; who looks at it sees that. */
  public void set(int i, double price) {
    prices[i] = price;
  }

  /** A price. */
  public double get(int i) {
    return prices[i];
  }
}
