package io.memview.examples.exporters;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.MemorySegment;

/**
 * The last samples of a signal, oldest first. A layout has no bend, so each sample is kept twice,
 * one length apart: the window over the last ones never wraps. It is read-only, since writing would
 * reach one of the two.
 */
public final class Ring implements Exporter {
  private static final Format FLOAT = Format.parse("f");

  final ExportCount exports = new ExportCount(this);
  private final float[] twice;
  private final int length;
  private int first;

  /** A ring of zeros. */
  public Ring(int length) {
    this.length = length;
    twice = new float[2 * length];
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(this::window, request);
  }

  private Memory window() {
    MemorySegment all = MemorySegment.ofArray(twice).asReadOnly();
    return Memory.of(all.asSlice(4L * first, 4L * length), FLOAT);
  }

  /** Takes the place of the oldest sample, unless somebody looks at it. */
  public void add(float sample) {
    exports.exclusively(
        "add",
        () -> {
          set(0, sample);
          first = (first + 1) % length;
        });
  }

  /** A sample, counted from the oldest. */
  public float get(int i) {
    return twice[first + i];
  }

  /** Changes a sample. */
  public void set(int i, float sample) {
    int at = (first + i) % length;
    twice[at] = sample;
    twice[at + length] = sample;
  }
}
