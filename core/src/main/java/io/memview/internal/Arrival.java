package io.memview.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads bytes into native memory, which grows with what arrives and not with what is promised. */
public final class Arrival {
  /**
   * The property that bounds how many bytes are read, rather than mapped, for one array or file.
   */
  public static final String LIMIT = "io.memview.maxRead";

  /** Alignment of the memory, in bytes, as NumPy aligns its files. */
  private static final int ALIGNMENT = 64;

  private static final int CHUNK = 1 << 16;
  private static final long FIRST = 1 << 20;

  private Arrival() {}

  /**
   * Reads so many bytes.
   *
   * @param in where they come from; it stands behind them afterwards
   * @param size how many are to come
   * @param arena whose memory they are put into
   * @return the bytes
   * @throws EOFException if fewer come
   * @throws IOException if reading fails, or if that is more than may be read
   */
  public static MemorySegment read(InputStream in, long size, Arena arena) throws IOException {
    long most = Long.getLong(LIMIT, Long.MAX_VALUE);
    if (size > most) {
      throw new IOException(
          "%d bytes are to be read into memory, and at most %d may be: -D%s=%d allows them"
              .formatted(size, most, LIMIT, size));
    }
    MemorySegment bytes = grow(in, size, arena);
    if (bytes.byteSize() < size) {
      throw new EOFException();
    }
    return bytes;
  }

  /**
   * Reads all bytes.
   *
   * @param in where they come from
   * @param arena whose memory they are put into
   * @return the bytes
   * @throws IOException if reading fails, or if more come than may be read
   */
  public static MemorySegment readAll(InputStream in, Arena arena) throws IOException {
    long most = Long.getLong(LIMIT, Long.MAX_VALUE);
    MemorySegment bytes = grow(in, most, arena);
    if (bytes.byteSize() == most && in.read() >= 0) {
      throw new IOException(
          "more than %d bytes are to be read into memory: a larger -D%s allows them"
              .formatted(most, LIMIT));
    }
    return bytes;
  }

  /** At most so many bytes, in memory that was never more than twice what had arrived. */
  private static MemorySegment grow(InputStream in, long most, Arena arena) throws IOException {
    byte[] chunk = new byte[CHUNK];
    Arena scratch = Arena.ofConfined();
    MemorySegment room = MemorySegment.NULL;
    boolean isLast = false;
    long filled = 0;
    try {
      while (filled < most) {
        int length = in.read(chunk, 0, (int) Math.min(CHUNK, most - filled));
        if (length < 0) {
          break;
        }
        if (filled + length > room.byteSize()) {
          long size = Math.min(most, Math.max(FIRST, 2 * room.byteSize()));
          isLast = size == most;
          Arena next = isLast ? arena : Arena.ofConfined();
          room = next.allocate(size, ALIGNMENT).copyFrom(room);
          scratch.close();
          scratch = isLast ? Arena.ofConfined() : next;
        }
        MemorySegment.copy(chunk, 0, room, ValueLayout.JAVA_BYTE, filled, length);
        filled += length;
      }
      return isLast
          ? room.asSlice(0, filled)
          : arena.allocate(filled, ALIGNMENT).copyFrom(room.asSlice(0, filled));
    } finally {
      scratch.close();
    }
  }
}
