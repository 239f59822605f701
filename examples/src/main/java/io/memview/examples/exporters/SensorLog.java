package io.memview.examples.exporters;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** What a 24-bit converter has measured: records of 7 bytes, as they came over the wire. */
public final class SensorLog implements Exporter {
  private static final Format RECORD = Format.parse("<T{I:time:24t:value:}");
  private static final int SIZE = 7;

  final ExportCount exports = new ExportCount(this);
  private byte[] bytes = {};

  @Override
  public Lease acquire(Request request) {
    return exports.lease(() -> Memory.of(MemorySegment.ofArray(bytes), RECORD), request);
  }

  /** Adds records, unless somebody looks at those that are there. */
  public void add(byte... records) {
    if (records.length % SIZE != 0) {
      throw new IllegalArgumentException(
          "records have %d bytes each; %d bytes are no number of them"
              .formatted(SIZE, records.length));
    }
    exports.exclusively(
        "add records",
        () -> {
          int size = bytes.length;
          bytes = Arrays.copyOf(bytes, size + records.length);
          System.arraycopy(records, 0, bytes, size, records.length);
        });
  }

  /** The bytes of all records, live. */
  public byte[] bytes() {
    return bytes;
  }
}
