package io.memview;

import io.memview.format.Bits;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.Arrays;

/** Copies items from memory to memory, item by item where runs of bytes do not do. */
final class Copy {
  /** The longest array the platform is sure to allocate. */
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private Copy() {}

  /** What to do with two items, or two runs of them. */
  @FunctionalInterface
  private interface Pair {
    void accept(
        MemorySegment from,
        long fromAt,
        long fromStride,
        MemorySegment to,
        long toAt,
        long toStride,
        long count);
  }

  static void copy(Memory from, Memory to) {
    if (!Arrays.equals(from.layout().shape(), to.layout().shape())) {
      throw new IllegalArgumentException(
          "shape %s cannot be copied to shape %s; the shapes must be equal"
              .formatted(Layout.tuple(from.layout().shape()), Layout.tuple(to.layout().shape())));
    }
    if (to.layout().itemCount() == 0) {
      return;
    }
    if (from.format().equals(to.format())) {
      copy(from, to, same(to.format()));
      return;
    }
    if (!(from.format() instanceof Scalar source)
        || !(to.format() instanceof Scalar target)
        || !isConvertible(source, target)) {
      throw new IllegalArgumentException(
          "'%s' items cannot be copied to '%s' items".formatted(from.format(), to.format()));
    }
    // Every item is tried before the first one is written.
    walk(from, to, trying(source, target));
    copy(from, to, converting(source, target));
  }

  private static void copy(Memory from, Memory to, Pair pair) {
    if (!mayOverlap(from.storage(), to.storage())) {
      walk(from, to, pair);
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(Math.max(1, from.layout().byteLength()));
      Memory snapshot = packed(block.asSlice(0, from.layout().byteLength()), from, Order.C);
      walk(from, snapshot, bytes(from.layout().itemSize()));
      walk(snapshot, to, pair);
    }
  }

  private static Pair trying(Scalar source, Scalar target) {
    return (from, fromAt, fromStride, to, toAt, toStride, count) -> {
      for (long i = 0; i < count; i++) {
        convert(source, target, source.getBits(from, fromAt + i * fromStride));
      }
    };
  }

  private static Pair converting(Scalar source, Scalar target) {
    return (from, fromAt, fromStride, to, toAt, toStride, count) -> {
      for (long i = 0; i < count; i++) {
        long bits = source.getBits(from, fromAt + i * fromStride);
        target.setBits(to, toAt + i * toStride, convert(source, target, bits));
      }
    };
  }

  private static boolean isConvertible(Scalar from, Scalar to) {
    return from.isNumeric()
        && to.isNumeric()
        && (from.type().kind() == to.type().kind()
            || (from.isInteger() && to.type().kind() != ScalarType.Kind.BOOL));
  }

  /** The bits of the same value; refused if there are none. */
  private static long convert(Scalar from, Scalar to, long bits) {
    if (from.type().kind() == to.type().kind()
        && from.itemSize() == to.itemSize()
        && (from.type() == ScalarType.BFLOAT16) == (to.type() == ScalarType.BFLOAT16)) {
      return bits;
    }
    return from.isInteger() ? to.ofObject(from.toObject(bits)) : to.ofDouble(from.toDouble(bits));
  }

  /** Copies items of one format: bit by bit where a byte may belong to others too. */
  private static Pair same(Format format) {
    if (!(format instanceof Bits bits)) {
      return bytes(format.itemSize());
    }
    return (from, fromAt, fromStride, to, toAt, toStride, count) -> {
      for (long i = 0; i < count; i++) {
        bits.put(to, toAt + i * toStride, bits.get(from, fromAt + i * fromStride));
      }
    };
  }

  private static Pair bytes(long size) {
    return (from, fromAt, fromStride, to, toAt, toStride, count) -> {
      if (fromStride == size && toStride == size) {
        MemorySegment.copy(from, fromAt, to, toAt, size * count);
        return;
      }
      for (long i = 0; i < count; i++) {
        MemorySegment.copy(from, fromAt + i * fromStride, to, toAt + i * toStride, size);
      }
    };
  }

  /** Walks two memories of one shape together, handing out runs of the last dimension. */
  private static void walk(Memory from, Memory to, Pair pair) {
    Layout f = from.layout();
    Layout t = to.layout();
    if (from.format().equals(to.format()) && isOneBlock(f, t)) {
      long size = t.itemCount();
      pair.accept(flat(from), f.offset(), f.itemSize(), flat(to), t.offset(), t.itemSize(), size);
      return;
    }
    walk(f, from.storage(), f.offset(), t, to.storage(), t.offset(), 0, pair);
  }

  private static boolean isOneBlock(Layout f, Layout t) {
    return (f.isContiguous(Order.C) && t.isContiguous(Order.C))
        || (f.isContiguous(Order.FORTRAN) && t.isContiguous(Order.FORTRAN));
  }

  private static MemorySegment flat(Memory memory) {
    return ((Storage.Flat) memory.storage()).segment();
  }

  private static void walk(
      Layout f, Storage from, long fromAt, Layout t, Storage to, long toAt, int d, Pair pair) {
    int ndim = f.ndim();
    boolean last = d == ndim - 1 && !f.isPointer(d) && !t.isPointer(d);
    if (d == ndim || last) {
      long count = last ? f.shape(d) : 1;
      pair.accept(
          ((Storage.Flat) from).segment(),
          fromAt,
          last ? f.stride(d) : f.itemSize(),
          ((Storage.Flat) to).segment(),
          toAt,
          last ? t.stride(d) : t.itemSize(),
          count);
      return;
    }
    for (long i = 0; i < f.shape(d); i++) {
      long x = fromAt + i * f.stride(d);
      long y = toAt + i * t.stride(d);
      walk(
          f,
          f.isPointer(d) ? from.slot(x) : from,
          f.isPointer(d) ? f.suboffset(d) : x,
          t,
          t.isPointer(d) ? to.slot(y) : to,
          t.isPointer(d) ? t.suboffset(d) : y,
          d + 1,
          pair);
    }
  }

  /** Whether two memories may share bytes; says yes when in doubt. */
  private static boolean mayOverlap(Storage from, Storage to) {
    boolean[] shared = {false};
    from.forEachSegment(
        a -> to.forEachSegment(b -> shared[0] |= a.asOverlappingSlice(b).isPresent()));
    return shared[0];
  }

  /** Copies all bytes of items, those behind the format's own included. */
  static void copyBytes(Memory from, Memory to) {
    if (to.layout().itemCount() > 0) {
      copy(from, to, bytes(to.layout().itemSize()));
    }
  }

  // ---- memory to copy to and from

  /** A segment as the packed items of another memory. */
  static Memory packed(MemorySegment segment, Memory like, Order order) {
    Layout layout = like.layout();
    long size = layout.itemCount() * like.layout().itemSize();
    if (segment.byteSize() != size) {
      throw new IllegalArgumentException(
          "the items take %d bytes, but the segment has %d".formatted(size, segment.byteSize()));
    }
    Order packed =
        order == Order.ANY && layout.isContiguous(Order.FORTRAN) && !layout.isContiguous(Order.C)
            ? Order.FORTRAN
            : order;
    return Memory.of(
        segment, like.format(), Layout.contiguous(packed, layout.itemSize(), layout.shape()));
  }

  static <A> A newArray(Class<A> type, Memory like) {
    Class<?> component = type.componentType();
    if (component == null || !component.isPrimitive()) {
      throw new IllegalArgumentException(
          "%s is no array of a primitive type".formatted(type.getSimpleName()));
    }
    checkFits(component, like.format());
    return type.cast(Array.newInstance(component, arrayLength(like.layout().itemCount())));
  }

  static int arrayLength(long length) {
    if (length > MAX_ARRAY) {
      throw new IllegalArgumentException(
          "an array holds at most %d, not %d; copy to a segment".formatted(MAX_ARRAY, length));
    }
    return (int) length;
  }

  /** An array as the items of another memory in C order and native byte order. */
  static Memory ofArray(Object array, Memory like) {
    Memory memory = Memory.ofArray(array);
    checkFits(array.getClass().componentType(), like.format());
    if (memory.layout().itemCount() != like.layout().itemCount()) {
      throw new IllegalArgumentException(
          "an array of %d does not fit %d items of shape %s"
              .formatted(
                  memory.layout().itemCount(),
                  like.layout().itemCount(),
                  Layout.tuple(like.layout().shape())));
    }
    Scalar item = ((Scalar) like.format()).inNativeOrder();
    return memory.as(item, Layout.contiguous(Order.C, item.itemSize(), like.layout().shape()));
  }

  private static void checkFits(Class<?> component, Format format) {
    Scalar wanted = new Scalar(ScalarType.of(component));
    if (!(format instanceof Scalar scalar)
        || !scalar.isNumeric()
        || scalar.itemSize() != wanted.itemSize()
        || scalar.isInteger() != wanted.isInteger()) {
      throw new IllegalArgumentException(
          "a %s[] does not hold '%s' items".formatted(component.getSimpleName(), format));
    }
  }

  // ---- filling

  static void fill(Memory memory, Object value) {
    Format format = memory.format();
    byte[] item = new byte[arrayLength(format.itemSize())];
    MemorySegment one = MemorySegment.ofArray(item);
    format.set(one, 0, value);
    Layout layout = memory.layout();
    if (layout.itemCount() > 0) {
      Memory repeated =
          Memory.of(
              one, format, Layout.contiguous(Order.C, format.itemSize()).broadcast(layout.shape()));
      walk(repeated, memory, same(format));
    }
  }
}
