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
  /** CPython's and NumPy's limit. */
  static final int MAX_DIMENSIONS = 64;

  /**
   * A sub-array. If the elements are sub-arrays, their dimensions stand behind the given ones.
   *
   * @throws IllegalArgumentException if the shape has no dimension or more than 64 of them, those
   *     of the elements included; if an extent is negative; if the elements are {@link Bits} or
   *     their size is no multiple of their alignment; if there are more than 1024 elements or lists
   *     of elements and none has a byte
   * @throws ArithmeticException if the size in bytes does not fit a long
   */
  public SubArray {
    Objects.requireNonNull(element, "element");
    Objects.requireNonNull(shape, "shape");
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
    if (shape.size() > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "a sub-array has at most %d dimensions, not %d".formatted(MAX_DIMENSIONS, shape.size()));
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
    if (shape.contains(0L)) {
      return 0;
    }
    long count = 1;
    for (int d = 0; d < shape.size(); d++) {
      count = Math.multiplyExact(count, shape.get(d));
    }
    return count;
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
    List<Object> items = new ArrayList<>();
    long count = count(shape);
    for (long i = 0; i < count; i++) {
      items.add(element.get(segment, offset + i * element.itemSize()));
    }
    for (int d = shape.size() - 1; d > 0; d--) {
      items = rows(items, count(shape.subList(0, d)), shape.get(d).intValue());
    }
    return Collections.unmodifiableList(items);
  }

  private static List<Object> rows(List<Object> items, long count, int length) {
    List<Object> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(List.copyOf(items.subList(i * length, (i + 1) * length)));
    }
    return rows;
  }

  @Override
  public void check(Object value) {
    items(value).forEach(element::check);
  }

  @Override
  public void put(MemorySegment segment, long offset, Object value) {
    long at = offset;
    for (Object item : items(value)) {
      element.put(segment, at, item);
      at += element.itemSize();
    }
  }

  /** The elements of nested lists in C order. */
  private List<?> items(Object value) {
    Objects.requireNonNull(value, "value");
    List<?> items = List.of(value);
    for (int d = 0; d < shape.size(); d++) {
      List<Object> inner = new ArrayList<>();
      for (Object item : items) {
        if (!(item instanceof List<?> list) || list.size() != shape.get(d)) {
          throw new ValueException(
              "format '%s' takes a list of %d values in dimension %d, not %s"
                  .formatted(this, shape.get(d), d, Struct.show(item)));
        }
        inner.addAll(list);
      }
      items = inner;
    }
    return items;
  }

  /** The format string, such as {@code (2,3)f}. */
  @Override
  public String toString() {
    return FormatPrinter.print(this);
  }
}
