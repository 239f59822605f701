package io.memview.races;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import java.util.concurrent.atomic.AtomicInteger;

/** Memory whose exporter hears of each release, so that each lease has a pin of its own. */
final class Listening implements Exporter {
  final AtomicInteger heard = new AtomicInteger();
  final ExportCount exports = new ExportCount(this, _ -> heard.incrementAndGet());
  private final Memory memory;

  Listening(long... items) {
    memory = Memory.ofArray(items);
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(memory, request);
  }
}
