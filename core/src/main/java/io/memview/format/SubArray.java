package io.memview.format;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Several items of one format side by side in C order: {@code (2,3)f}, or {@code 3i} for shape (3).
 * A sub-array of sub-arrays is one of more dimensions.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param element the format of one element, which is no sub-array itself
 * @param shape the number of elements along each dimension, at least one dimension
 */
public record SubArray(Format element, List<Long> shape) implements Format {

  /**
   * A sub-array. If the elements are sub-arrays, their dimensions stand behind the given ones.
   *
   * @throws IllegalArgumentException if the shape is empty or has a negative extent; if the
   *     elements are {@link Bits} or their size is no multiple of their alignment; if there are
   *     more than 1024 elements or lists of elements and none has a byte
   * @throws ArithmeticException if the size in bytes does not fit a long
   */
  public SubArray {
    shape = List.copyOf(shape);
    if (shape.isEmpty() || shape.stream().anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException("shape of a sub-array: " + shape);
    }
    if (element instanceof SubArray inner) {
      List<Long> all = new ArrayList<>(shape);
      all.addAll(inner.shape);
      shape = List.copyOf(all);
      element = inner.element;
    }
    if (element instanceof Bits || element.itemSize() % element.alignment() != 0) {
      throw new IllegalArgumentException(
          "'%s' cannot be an element: %s"
              .formatted(
                  element,
                  element instanceof Bits
                      ? "bits do not start at a byte"
                      : "the next one would not be aligned; take its padded()"));
    }
    if (isEmptyButMany(element, shape)) {
      throw new IllegalArgumentException(
          "more than %d elements without bytes: shape %s of '%s'"
              .formatted(Nesting.MAX_EMPTY, shape, element));
    }
    Math.multiplyExact(count(shape), element.itemSize());
  }

  /** Whether unpacking would make any number of lists out of no bytes. */
  static boolean isEmptyButMany(Format element, List<Long> shape) {
    return (element.itemSize() == 0 || shape.contains(0L))
        && Nesting.values(shape, element) > Nesting.MAX_EMPTY;
  }

  private static long count(List<Long> shape) {
    return shape.contains(0L) ? 0 : shape.stream().reduce(1L, Math::multiplyExact);
  }

  @Override
  public long itemSize() {
    return count(shape) * element.itemSize();
  }

  @Override
  public long alignment() {
    return element.alignment();
  }

  @Override
  public Object get(MemorySegment segment, long offset) {
    Objects.checkFromIndexSize(offset, itemSize(), segment.byteSize());
    return get(segment, offset, 0);
  }

  private List<Object> get(MemorySegment segment, long offset, int dimension) {
    long step = step(dimension);
    List<Object> items = new ArrayList<>();
    for (long i = 0; i < shape.get(dimension); i++) {
      items.add(
          dimension == shape.size() - 1
              ? element.get(segment, offset + i * step)
              : get(segment, offset + i * step, dimension + 1));
    }
    return Collections.unmodifiableList(items);
  }

  @Override
  public void check(Object value) {
    check(value, 0);
  }

  private void check(Object value, int dimension) {
    if (!(value instanceof List<?> items) || items.size() != shape.get(dimension)) {
      throw new ValueException(
          "format '%s' takes a list of %d values in dimension %d, not %s"
              .formatted(this, shape.get(dimension), dimension, Struct.show(value)));
    }
    for (Object item : items) {
      if (dimension == shape.size() - 1) {
        element.check(item);
      } else {
        check(item, dimension + 1);
      }
    }
  }

  @Override
  public void put(MemorySegment segment, long offset, Object value) {
    put(segment, offset, value, 0);
  }

  private void put(MemorySegment segment, long offset, Object value, int dimension) {
    long at = offset;
    for (Object item : (List<?>) value) {
      if (dimension == shape.size() - 1) {
        element.put(segment, at, item);
      } else {
        put(segment, at, item, dimension + 1);
      }
      at += step(dimension);
    }
  }

  private long step(int dimension) {
    long step = element.itemSize();
    for (int d = dimension + 1; d < shape.size(); d++) {
      step *= shape.get(d);
    }
    return step;
  }

  /** The format string, such as {@code (2,3)f}. */
  @Override
  public String toString() {
    return FormatPrinter.print(this);
  }
}
