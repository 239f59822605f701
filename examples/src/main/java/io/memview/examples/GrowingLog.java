package io.memview.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.memview.BufferException;
import io.memview.ByteStore;
import io.memview.Lease;
import io.memview.Request;

/** A log that grows by itself, but not under the eyes of somebody who reads it. */
public final class GrowingLog {
  private GrowingLog() {}

  /** Runs the program. */
  public static void main(String[] args) {
    // @start region="log"
    ByteStore log = new ByteStore();
    log.append("first line\n".getBytes(UTF_8));
    try (Lease reader = log.acquire(Request.SIMPLE)) {
      IO.println(reader.view().itemCount() + " bytes");
      log.append("second line\n".getBytes(UTF_8));
    } catch (BufferException.Exported refused) {
      IO.println(refused.getMessage());
    }
    log.append("second line\n".getBytes(UTF_8)); // the reader has gone
    IO.println(log);
    // @end
  }
}
