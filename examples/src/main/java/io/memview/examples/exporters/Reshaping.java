package io.memview.examples.exporters;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;

/**
 * Numbers whose shape changes, while their memory stays: a lease keeps the shape that it was given,
 * so nobody has to be asked.
 */
public final class Reshaping implements Exporter {
  private final ExportCount exports = new ExportCount(this);
  private volatile Memory memory;

  /** One dimension of numbers, which are not copied. */
  public Reshaping(long[] numbers) {
    memory = Memory.ofArray(numbers);
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(memory, request); // old or new, it is the same memory
  }

  /** Gives the numbers another shape; one extent may be -1. */
  public void reshape(long... shape) {
    memory = memory.withShape(shape);
  }
}
