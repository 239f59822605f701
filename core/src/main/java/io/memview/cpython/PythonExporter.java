package io.memview.cpython;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Python object that has the buffer protocol. Holds nothing: the reference is the handle's. */
final class PythonExporter implements Exporter {
  private final PyObject object;
  private final boolean isShared;

  /** What the object said the last time. Immutable, so that threads may race for it. */
  private BufferReader.@Nullable KnownBuffer known;

  /** How it said it, for whoever is told the same. Threads may race for it, too. */
  private @Nullable Said said;

  /** Where it lay then. Threads may race for it, too. */
  private @Nullable StandingBuffer place;

  PythonExporter(PyObject object, boolean isShared) {
    this.object = object;
    this.isShared = isShared;
  }

  Python python() {
    return object.python();
  }

  PyObject object() {
    return object;
  }

  BufferReader.@Nullable KnownBuffer known() {
    return known;
  }

  void know(BufferReader.KnownBuffer described) {
    known = described;
  }

  void remember(Said words) {
    said = words;
  }

  /** How Python described items of a format, if it was this exporter's object that did. */
  static @Nullable Said said(Object owner, Format format) {
    Said last = owner instanceof PythonExporter exporter ? exporter.said : null;
    return last != null && last.format == format ? last : null;
  }

  /**
   * What an object said in words that mean something to Python only.
   *
   * @param format what its items are
   * @param text the string that was read as the format
   * @param suboffsets the suboffsets, of which none leads anywhere if the layout has no pointers;
   *     none if there were none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Said(Format format, @Nullable String text, long[] suboffsets) {}

  /**
   * The memory that a {@code Py_buffer} describes, if it can stay described: plain numbers, none of
   * them behind pointers. Otherwise null.
   *
   * @throws BufferException.Refused if the fields contradict each other
   */
  @Nullable StandingBuffer place(long buffer) {
    StandingBuffer last = place;
    if (last != null && !last.isHere()) {
      last = null;
    }
    if (last != null && last.isSaidBy(buffer)) {
      return last;
    }
    BufferReader.KnownBuffer said = known;
    if (said == null || !said.isSaidBy(buffer)) {
      BufferReader.read(buffer, Arena.ofConfined(), true, this);
      said = known;
      if (said == null || !said.isSaidBy(buffer)) {
        return null;
      }
    }
    if (!said.isNumbers()) {
      return null;
    }
    Arena arena = last == null ? Arena.ofConfined() : last.arena();
    StandingBuffer found = StandingBuffer.of(this, arena, said, PyBuffer.get(buffer, PyBuffer.BUF));
    place = found;
    return found;
  }

  /** The arena of the place shall be collected with the last segment of it. */
  void forgetPlace() {
    place = null;
  }

  /**
   * Acquires the object's memory.
   *
   * @throws BufferException.Refused if Python raises {@code BufferError}, {@code ValueError} or
   *     {@code TypeError}
   * @throws PythonException if it raises something else
   */
  @Override
  public Lease acquire(Request request) {
    Objects.requireNonNull(request, "request");
    return object.acquire(this, request, isShared);
  }

  @Override
  public String toString() {
    return "Exporter[%s]".formatted(object);
  }
}
