package io.memview.format;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The address of an item, as 8 bytes: {@code &d}, {@code &T{i:x:}}, {@code &&i}. The value is the
 * address, as for {@code P}; where it leads is never looked at.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param target what lies at the address
 * @param mode the byte order of the address itself
 */
public record Pointer(Format target, ByteMode mode) implements Format {
  /**
   * A pointer.
   *
   * @throws IllegalArgumentException if the target is padding, or nested more than 64 deep
   */
  public Pointer {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(mode, "mode");
    Nesting.checkAlone(target);
  }

  private Scalar address() {
    return new Scalar(ScalarType.UINT64, mode);
  }

  @Override
  public long itemSize() {
    return 8;
  }

  @Override
  public long alignment() {
    return mode.aligned() ? 8 : 1;
  }

  @Override
  public Object get(MemorySegment segment, long offset) {
    return address().get(segment, offset);
  }

  @Override
  public void check(Object value) {
    address().check(value);
  }

  @Override
  public void put(MemorySegment segment, long offset, Object value) {
    address().put(segment, offset, value);
  }

  /** Whether targets and the orders of the bytes are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Pointer that
        && target.equals(that.target)
        && mode.order() == that.mode.order();
  }

  @Override
  public int hashCode() {
    return Objects.hash(Pointer.class, target, mode.order());
  }

  /** The format string, such as {@code &d}. */
  @Override
  public String toString() {
    return FormatPrinter.print(this);
  }
}
