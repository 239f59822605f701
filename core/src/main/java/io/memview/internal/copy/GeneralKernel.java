package io.memview.internal.copy;

import java.lang.foreign.MemorySegment;

/** Loops of any operation over any memory: what there is without a class for both. */
final class GeneralKernel extends Kernel {
  private final Operation operation;

  GeneralKernel(Operation operation) {
    this.operation = operation;
  }

  @Override
  Kernel fresh() {
    return new GeneralKernel(operation);
  }

  @Override
  void row(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int items) {
    for (int i = 0; i < items; i++) {
      operation.item(from, fromAt + i * fromItem, to, toAt + i * toItem, scale, shift);
    }
  }
}
