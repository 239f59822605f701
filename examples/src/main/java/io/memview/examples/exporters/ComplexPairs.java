package io.memview.examples.exporters;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.MemorySegment;

/** A spectrum as libraries for Fourier transforms return it: re, im, re, im, and so on. */
public final class ComplexPairs implements Exporter {
  private final ExportCount exports;
  private final Memory memory;

  /** The pairs of an array, which is not copied, and which is the owner of the leases. */
  public ComplexPairs(double[] pairs) {
    exports = new ExportCount(pairs);
    memory = Memory.of(MemorySegment.ofArray(pairs), Format.parse("Zd"));
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(memory, request);
  }
}
