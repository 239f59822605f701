package io.memview;

import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Bytes on the heap that can grow and shrink while nobody has acquired them. Counterpart of {@code
 * bytearray}; holds at most 2<sup>31</sup>-9 bytes.
 *
 * <p>{@link #append}, {@link #resize} and {@link #clear} are refused while leases are open, with
 * their number in the message.
 *
 * <p><b>Threads.</b> Thread-safe: changes of size exclude each other and acquisition.
 */
public final class ByteStore implements Exporter {
  private static final Scalar FORMAT = new Scalar(ScalarType.UINT8);
  private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

  private final ExportCount exports = new ExportCount(this);
  private byte[] bytes;
  private volatile Memory memory;

  /** An empty store. */
  public ByteStore() {
    this(0);
  }

  /**
   * A store of zeros.
   *
   * @param size the number of bytes
   * @throws IllegalArgumentException if the size is negative or above 2<sup>31</sup>-9
   */
  public ByteStore(long size) {
    bytes = new byte[checkSize(size)];
    memory = describe(bytes, bytes.length);
  }

  private static Memory describe(byte[] bytes, int size) {
    return Memory.of(MemorySegment.ofArray(bytes).asSlice(0, size), FORMAT, new long[] {size});
  }

  private static int checkSize(long size) {
    if (size < 0 || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "a byte store holds 0 to %d bytes, not %d".formatted(MAX_SIZE, size));
    }
    return (int) size;
  }

  /**
   * The number of bytes.
   *
   * @return 0 or more
   */
  public long size() {
    return memory.layout().itemCount();
  }

  /**
   * Adds bytes at the end.
   *
   * @param more the bytes, which are copied
   * @throws BufferException.Exported if leases are open; nothing has changed
   * @throws IllegalArgumentException if the store would hold more than 2<sup>31</sup>-9 bytes
   */
  public void append(byte... more) {
    exports.exclusively(
        "append",
        () -> {
          int size = (int) size();
          grow(checkSize((long) size + more.length));
          System.arraycopy(more, 0, bytes, size, more.length);
        });
  }

  /**
   * Cuts bytes off at the end, or adds zeros there.
   *
   * @param size the new number of bytes
   * @throws BufferException.Exported if leases are open; nothing has changed
   * @throws IllegalArgumentException if the size is negative or above 2<sup>31</sup>-9
   */
  public void resize(long size) {
    int checked = checkSize(size);
    exports.exclusively("resize", () -> grow(checked));
  }

  /**
   * Drops all bytes.
   *
   * @throws BufferException.Exported if leases are open; nothing has changed
   */
  public void clear() {
    exports.exclusively("clear", () -> grow(0));
  }

  private void grow(int size) {
    int old = (int) size();
    if (size > bytes.length || size == 0) {
      long roomy = size == 0 ? 0 : Math.min(MAX_SIZE, Math.max(size, bytes.length * 3L / 2));
      bytes = Arrays.copyOf(bytes, (int) roomy);
    } else if (size < old) {
      Arrays.fill(bytes, size, old, (byte) 0);
    }
    memory = describe(bytes, size);
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(() -> memory, request);
  }

  /**
   * The number of open leases.
   *
   * @return 0 or more
   */
  public long exports() {
    return exports.get();
  }

  /** The number of bytes and of leases. */
  @Override
  public String toString() {
    return "ByteStore[%d bytes, %d exports]".formatted(size(), exports());
  }
}
