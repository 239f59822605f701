package io.memview.examples.exporters;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.MemorySegment;

/** The status registers of some devices: one byte each, of two flags and a level of six bits. */
public final class BitFlags implements Exporter {
  private static final Format REGISTER = Format.parse("T{t:ready:t:failed:6t:level:}");

  private final ExportCount exports = new ExportCount(this);
  private final byte[] registers;
  private final Memory memory;

  /** Registers of zeros. */
  public BitFlags(int devices) {
    registers = new byte[devices];
    memory = Memory.of(MemorySegment.ofArray(registers), REGISTER);
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(memory, request);
  }

  /** All registers, live. */
  public byte[] registers() {
    return registers;
  }
}
