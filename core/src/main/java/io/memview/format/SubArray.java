package io.memview.format;

import io.memview.internal.Texts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Several items of one format side by side in C order: {@code (2,3)f}, or {@code 3i} for shape (3).
 *
 * <p>An element may be a sub-array itself: {@code (2)(5)d} has the bytes and the values of {@code
 * (2,5)d}, which {@link #flattened} gives. They are not equal, since NumPy tells them apart in its
 * dtypes, and keeps either in a file. {@code (2)5d} is another spelling of the first, and the only
 * one that NumPy reads.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param element the format of one element
 * @param shape the number of elements along each dimension, at least one dimension
 */
public record SubArray(Format element, List<Long> shape) implements Format {
  /** CPython's and NumPy's limit. */
  static final int MAX_DIMENSIONS = 64;

  /**
   * A sub-array.
   *
   * @throws IllegalArgumentException if the shape has no dimension or more than 64 of them, those
   *     of elements that are sub-arrays included; if an extent is negative; if the elements are
   *     {@link Bits} or their size is no multiple of their alignment; if there are more than 1024
   *     elements or lists of elements and none has a byte; if sub-arrays of sub-arrays, records and
   *     pointers are nested more than 64 deep
   * @throws ArithmeticException if the size in bytes does not fit a long
   */
  public SubArray {
    Objects.requireNonNull(element, "element");
    Objects.requireNonNull(shape, "shape");
    shape = List.copyOf(shape);
    if (shape.isEmpty() || shape.stream().anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException("shape of a sub-array: " + shape);
    }
    long dimensions = (long) shape.size() + dimensions(element);
    if (dimensions > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "a sub-array has at most %d dimensions, not %d".formatted(MAX_DIMENSIONS, dimensions));
    }
    if (element instanceof SubArray) {
      Nesting.check(element);
    }
    if (element instanceof Bits || element.itemSize() % element.alignment() != 0) {
      throw new IllegalArgumentException(
          "'%s' cannot be an element: %s"
              .formatted(
                  Texts.shownValue(element),
                  element instanceof Bits
                      ? "bits do not start at a byte"
                      : "the next one would not be aligned; take its padded()"));
    }
    if (isEmptyButMany(element, shape)) {
      throw new IllegalArgumentException(
          "more than %d elements without bytes: shape %s of '%s'"
              .formatted(Nesting.MAX_EMPTY, shape, Texts.shownValue(element)));
    }
    try {
      Math.multiplyExact(count(shape), element.itemSize());
    } catch (ArithmeticException e) {
      // By itself it has no message once it is compiled and has been thrown often.
      throw new ArithmeticException(
          "shape %s of '%s' is more than 2^63-1 bytes".formatted(shape, Texts.shownValue(element)));
    }
  }

  /** Whether unpacking would make any number of lists out of no bytes. */
  static boolean isEmptyButMany(Format element, List<Long> shape) {
    return (element.itemSize() == 0 || shape.contains(0L))
        && Nesting.values(shape, element) > Nesting.MAX_EMPTY;
  }

  /** How many dimensions an element has, those of its own elements included. */
  static int dimensions(Format element) {
    return element instanceof SubArray array ? array.shape.size() + dimensions(array.element) : 0;
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
  public SubArray flattened() {
    Format inner = element.flattened();
    if (inner instanceof SubArray array) {
      List<Long> all = new ArrayList<>(shape);
      all.addAll(array.shape);
      return new SubArray(array.element, all);
    }
    return inner == element ? this : new SubArray(inner, shape);
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
                  .formatted(Texts.shownValue(this), shape.get(d), d, Struct.show(item)));
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
