package io.memview.adapters.internal;

import io.memview.Memory;
import io.memview.MemoryExporter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Bytes that a library keeps in several arrays, as one dimension, in place and read-only. */
public final class ByteSegments {
  private final List<Memory> segments = new ArrayList<>();

  /** None yet. */
  public ByteSegments() {}

  /**
   * Appends some.
   *
   * @param array where they lie
   * @param start the first one
   * @param end behind the last one
   */
  public void add(byte[] array, int start, int end) {
    MemorySegment bytes = MemorySegment.ofArray(array).asSlice(start, end - start);
    segments.add(Memory.of(bytes.asReadOnly(), "B"));
  }

  /**
   * Exports all.
   *
   * @return a new exporter of unsigned bytes; those of several arrays lie behind pointers
   */
  public MemoryExporter export() {
    return MemoryExporter.of(
        switch (segments.size()) {
          case 0 -> Memory.ofUnsigned(new byte[0]).asReadOnly();
          case 1 -> segments.getFirst();
          default -> Memory.ofParts(segments);
        });
  }
}
