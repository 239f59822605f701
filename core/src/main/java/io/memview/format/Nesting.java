package io.memview.format;

import io.memview.internal.Texts;
import java.util.List;

/** Bounds on trees, so that no walk over one overflows the stack or never ends. */
final class Nesting {
  /** How many records, pointers and sub-arrays of sub-arrays may stand inside each other. */
  static final int MAX = 64;

  /** How many lists a sub-array without bytes may unpack into. */
  static final long MAX_EMPTY = 1024;

  private Nesting() {}

  /** Refuses what cannot stand inside of one more record, pointer or sub-array. */
  static void check(Format inner) {
    if (!(inner instanceof Scalar) && depth(inner) >= MAX) {
      throw new IllegalArgumentException("formats are nested deeper than " + MAX);
    }
  }

  /** Refuses what a format string could not say outside of a record. */
  static void checkAlone(Format format) {
    check(format);
    if (isPadding(format)) {
      throw new IllegalArgumentException("padding ('x') is no item: it needs a name to be one");
    }
    if (format instanceof Bits bits && bits.shift() > 0) {
      throw new IllegalArgumentException("bits inside of a byte can only stand in a record");
    }
    if (format.itemSize() % format.alignment() != 0) {
      throw new IllegalArgumentException(
          "'%s' has no trailing padding; take its padded()".formatted(Texts.shownValue(format)));
    }
  }

  /** Whether the format would be read as padding if it had no name. */
  static boolean isPadding(Format format) {
    return format instanceof Scalar scalar
        ? scalar.type() == ScalarType.VOID
        : format instanceof SubArray array && isPadding(array.element());
  }

  static int depth(Format format) {
    return switch (format) {
      case Scalar s -> 0;
      case Bits b -> 0;
      case SubArray array -> (array.element() instanceof SubArray ? 1 : 0) + depth(array.element());
      case Pointer pointer -> 1 + depth(pointer.target());
      case FunctionPointer function -> {
        int deepest = function.result().map(Nesting::depth).orElse(0);
        for (Format argument : function.arguments()) {
          deepest = Math.max(deepest, depth(argument));
        }
        yield 1 + deepest;
      }
      case Struct struct -> {
        int deepest = 0;
        for (Struct.Field field : struct.fields()) {
          deepest = Math.max(deepest, depth(field.format()));
        }
        yield 1 + deepest;
      }
    };
  }

  /** How many values an item without bytes unpacks into; at most a little above the bound. */
  static long values(Format format) {
    return switch (format) {
      case SubArray array -> values(array.shape(), array.element());
      case Struct struct -> {
        long all = 1;
        for (Struct.Field field : struct.fields()) {
          all = Math.min(all + values(field.format()), MAX_EMPTY + 1);
        }
        yield all;
      }
      default -> 1;
    };
  }

  static long values(List<Long> shape, Format element) {
    long lists = 1;
    long all = 0;
    for (long extent : shape) {
      all = Math.min(all + lists, MAX_EMPTY + 1);
      lists = extent > MAX_EMPTY ? MAX_EMPTY + 1 : Math.min(lists * extent, MAX_EMPTY + 1);
      if (lists == 0) {
        return all;
      }
    }
    return Math.min(all + lists * values(element), MAX_EMPTY + 1);
  }
}
