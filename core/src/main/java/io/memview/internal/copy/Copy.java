package io.memview.internal.copy;

import io.memview.format.Bits;
import io.memview.format.ByteMode;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ScalarType.Kind;
import io.memview.internal.NumberCodecs;
import io.memview.internal.Texts;
import io.memview.internal.copy.Kernel.Convert;
import io.memview.internal.copy.Kernel.CopyBits;
import io.memview.internal.copy.Kernel.Move;
import io.memview.internal.copy.Kernel.Operation;
import io.memview.internal.memory.Limits;
import io.memview.internal.memory.Overlap;
import io.memview.internal.memory.Region;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** Copies of items from memory to memory: what is allowed, what is converted, what overlaps. */
public final class Copy {
  private Copy() {}

  /** Copies items, converted where that loses nothing; the shapes are equal. */
  public static void copy(Region from, Region to) {
    copy(from, to, null);
  }

  /** The same by several threads, where that pays and can be done. */
  public static void copyInParallel(Region from, Region to) {
    copy(from, to, ParallelCopy.of(from, to));
  }

  private static void copy(Region from, Region to, @Nullable ParallelCopy parallel) {
    if (!from.layout().hasShapeOf(to.layout())) {
      throw new IllegalArgumentException(
          "shape %s cannot be copied to shape %s; the shapes must be equal"
              .formatted(Texts.tuple(from.layout().shape()), Texts.tuple(to.layout().shape())));
    }
    Operation operation = operation(from.format(), to.format());
    if (operation instanceof Convert(Scalar source, Scalar target, boolean _)
        && !alwaysFits(source, target)) {
      // Every item is tried before the first one is written.
      Convert tried = new Convert(source, target, true);
      if (parallel != null) {
        parallel.run(tried, 0);
      } else {
        new CopyPlan(from, to, tried, 0).run();
      }
    }
    long itemSize = to.format().itemSize();
    if (parallel != null && !Overlap.mayExist(from, to)) {
      parallel.run(operation, itemSize);
    } else {
      copy(from, to, operation, itemSize);
    }
  }

  private static Operation operation(Format from, Format to) {
    if (from.equals(to)) {
      return same(to);
    }
    if (from instanceof Scalar source && to instanceof Scalar target) {
      if (source.type() == target.type()
          && source.length() == target.length()
          && source.itemSize() == target.itemSize()
          && target.type().kind() != Kind.EXTENDED) {
        int parts = Math.toIntExact(target.type().kind() == Kind.COMPLEX ? 2 : target.length());
        int part = Math.toIntExact(target.itemSize() / Math.max(1, parts));
        if (Integer.bitCount(part) == 1 && part <= Long.BYTES) {
          return new Move(part, source.isSwapped() != target.isSwapped());
        }
      }
      if (isConvertible(source, target)) {
        return new Convert(source, target, false);
      }
    }
    if (from.flattened().equals(to.flattened())) {
      return same(to);
    }
    throw new IllegalArgumentException(
        "'%s' items cannot be copied to '%s' items".formatted(from, to));
  }

  private static boolean isConvertible(Scalar from, Scalar to) {
    return from.isNumeric()
        && to.isNumeric()
        && (from.type().kind() == to.type().kind()
            || (from.isInteger() && to.type().kind() != Kind.BOOL));
  }

  /** Whether a code has all values of another, or rounds those that it has not. */
  private static boolean alwaysFits(Scalar from, Scalar to) {
    if (to.isInteger()) {
      boolean sameKind = from.type().kind() == to.type().kind();
      return NumberCodecs.ofNumber(from).min() >= NumberCodecs.ofNumber(to).min()
          && (from.itemSize() < to.itemSize() || (sameKind && from.itemSize() == to.itemSize()));
    }
    if (to.type().kind() == Kind.BOOL || from.type() == to.type()) {
      return true;
    }
    boolean single = to.itemSize() == Float.BYTES;
    if (from.isInteger()) {
      return from.itemSize() < to.itemSize() && to.itemSize() >= Float.BYTES;
    }
    return to.itemSize() == Double.BYTES
        || (single && from.itemSize() < Double.BYTES)
        || (single && to.mode().nativeSizes());
  }

  /** Copies items of one format: bit by bit where a byte may belong to others too. */
  private static Operation same(Format format) {
    return format instanceof Bits bits ? new CopyBits(bits) : move(format.itemSize());
  }

  /** Moves items of any size in pieces that a loop can load and store. */
  private static Operation move(long itemSize) {
    return new Move((int) Math.min(Long.BYTES, Math.max(1, Long.lowestOneBit(itemSize))), false);
  }

  private static void copy(Region from, Region to, Operation operation, long itemSize) {
    if (to.layout().itemCount() == 0 || itemSize == 0) {
      return; // items without bytes can be any number
    }
    if (operation instanceof Move(int _, boolean swap)
        && !swap
        && isBlock(from, itemSize)
        && isBlock(to, itemSize)) {
      MemorySegment.copy( // a small copy is over before it would have been planned
          from.storage().flatSegment(),
          from.layout().offset(),
          to.storage().flatSegment(),
          to.layout().offset(),
          to.layout().byteLength());
      return;
    }
    CopyPlan plan = new CopyPlan(from, to, operation, itemSize);
    if (plan.isOneRun() || !Overlap.mayExist(from, to)) {
      plan.run();
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(Math.max(1, from.layout().byteLength()));
      Region snapshot = packed(block.asSlice(0, from.layout().byteLength()), from, Order.C);
      long size = from.layout().itemSize();
      new CopyPlan(from, snapshot, move(size), size).run();
      new CopyPlan(snapshot, to, operation, itemSize).run();
    }
  }

  /** Whether items of a size follow each other without gaps in C order. */
  private static boolean isBlock(Region memory, long itemSize) {
    return memory.layout().itemSize() == itemSize && memory.layout().isContiguous(Order.C);
  }

  /**
   * Copies the bytes of all items, in C order on both sides, whatever the formats and the shapes.
   */
  public static void copyAllBytes(Region from, Region to) {
    long size = from.layout().byteLength();
    if (size != to.layout().byteLength()) {
      throw new IllegalArgumentException(
          "%d bytes cannot be copied to %d; the sizes must be equal"
              .formatted(size, to.layout().byteLength()));
    }
    if (to.layout().isContiguous(Order.C)) {
      copyBytes(from, packed(to.segment(), from, Order.C));
    } else if (from.layout().isContiguous(Order.C)) {
      copyBytes(packed(from.segment(), to, Order.C), to);
    } else {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment block = arena.allocate(Math.max(1, size)).asSlice(0, size);
        copyBytes(from, packed(block, from, Order.C));
        copyBytes(packed(block, to, Order.C), to);
      }
    }
  }

  /** Copies all bytes of items, those behind the format's own included. */
  public static void copyBytes(Region from, Region to) {
    long size = to.layout().itemSize();
    copy(from, to, move(size), size);
  }

  // ---- memory to copy to and from

  /** A segment as the packed items of another memory. */
  public static Region packed(MemorySegment segment, Region like, Order order) {
    Layout layout = like.layout();
    long size = layout.itemCount() * like.layout().itemSize();
    if (segment.byteSize() != size) {
      throw new IllegalArgumentException(
          "the items take %d bytes, but the segment has %d".formatted(size, segment.byteSize()));
    }
    return Region.of(
        segment,
        like.format(),
        Layout.contiguous(layout.itemSize(), packedOrder(layout, order), layout.shape()));
  }

  /** In which order items are packed: {@code ANY} is Fortran order if they lie in that, else C. */
  static Order packedOrder(Layout layout, Order order) {
    if (order != Order.ANY) {
      return order;
    }
    return layout.isContiguous(Order.FORTRAN) && !layout.isContiguous(Order.C)
        ? Order.FORTRAN
        : Order.C;
  }

  /** A new array for the items of a region. */
  public static <A> A newArray(Class<A> type, Region like) {
    Class<?> component = type.componentType();
    if (component == null || !component.isPrimitive()) {
      throw new IllegalArgumentException(
          "%s is no array of a primitive type".formatted(type.getSimpleName()));
    }
    checkFits(component, like.format());
    return type.cast(
        Array.newInstance(
            component, Limits.arrayLength(like.layout().itemCount(), Limits.TO_SEGMENT)));
  }

  /** An array as the items of another memory in C order and native byte order. */
  public static Region ofArray(Object array, Region like) {
    Region memory = Region.ofArray(array);
    checkFits(array.getClass().componentType(), like.format());
    if (memory.layout().itemCount() != like.layout().itemCount()) {
      throw new IllegalArgumentException(
          "an array of %d does not fit %d items of shape %s"
              .formatted(
                  memory.layout().itemCount(),
                  like.layout().itemCount(),
                  Texts.tuple(like.layout().shape())));
    }
    Scalar scalar = (Scalar) like.format();
    Scalar item = scalar.isSwapped() ? new Scalar(scalar.type(), ByteMode.STANDARD) : scalar;
    return memory.withFormat(
        item, Layout.contiguous(item.itemSize(), Order.C, like.layout().shape()));
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

  /** Writes one value to all items. */
  public static void fill(Region memory, Object value) {
    Region repeated = repeated(memory.format(), value, memory.layout().shape());
    if (memory.format().itemSize() > 0) { // items without bytes can be any number
      new CopyPlan(repeated, memory, same(memory.format()), memory.format().itemSize()).run();
    }
  }

  /** One value as often as a shape says. */
  static Region repeated(Format format, Object value, long... shape) {
    byte[] item = new byte[Limits.arrayLength(format.itemSize(), "write the parts of each item")];
    MemorySegment one = MemorySegment.ofArray(item);
    format.set(one, 0, value);
    return Region.of(one, format, Layout.contiguous(format.itemSize(), Order.C).broadcast(shape));
  }
}
