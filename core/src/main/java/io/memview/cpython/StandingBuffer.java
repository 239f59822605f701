package io.memview.cpython;

import io.memview.Memory;
import java.lang.foreign.Arena;

/**
 * Where a Python object's memory lay when a thread acquired it the last time. It mostly lies there
 * again, and then nothing has to be described anew.
 *
 * @param exporter whose place it is
 * @param thread which alone can read the memory
 * @param arena of that thread; it stays open, since what ends a lease is the lease
 * @param known what the object said
 * @param start the address of the first item
 * @param memory the memory there
 */
record StandingBuffer(
    PythonExporter exporter,
    Thread thread,
    Arena arena,
    BufferReader.KnownBuffer known,
    long start,
    Memory memory) {
  static StandingBuffer of(
      PythonExporter exporter, Arena arena, BufferReader.KnownBuffer known, long start) {
    return new StandingBuffer(
        exporter, Thread.currentThread(), arena, known, start, known.in(start, arena));
  }

  /** Whether this is the thread. */
  boolean isHere() {
    return Thread.currentThread() == thread;
  }

  /** Whether a {@code Py_buffer} describes just this memory. */
  boolean isSaidBy(long buffer) {
    return PyBuffer.get(buffer, PyBuffer.BUF) == start && known.isSaidBy(buffer);
  }
}
