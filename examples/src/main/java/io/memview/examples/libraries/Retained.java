package io.memview.examples.libraries;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;

/** Exports memory that is counted elsewhere, and counts there once for as long as it has leases. */
final class Retained implements Exporter {
  private final Memory memory;
  private final Runnable retain;
  private final Runnable release;
  private final ExportCount exports = new ExportCount(this, remaining -> settle());
  private boolean held;

  Retained(Memory memory, Runnable retain, Runnable release) {
    this.memory = memory;
    this.retain = retain;
    this.release = release;
  }

  @Override
  public synchronized Lease acquire(Request request) {
    if (!held) {
      retain.run();
      held = true;
    }
    try {
      return exports.lease(memory, request);
    } finally {
      settle(); // if it was refused
    }
  }

  /** Leases that views acquire do not come by here, but only while there are others. */
  private synchronized void settle() {
    if (held && exports.get() == 0) {
      held = false;
      release.run();
    }
  }
}
