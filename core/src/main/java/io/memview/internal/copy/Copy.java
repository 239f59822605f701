package io.memview.internal.copy;

import io.memview.format.Bits;
import io.memview.format.ByteMode;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType.Kind;
import io.memview.internal.NumberCodec;
import io.memview.internal.NumberCodecs;
import io.memview.internal.Texts;
import io.memview.internal.copy.Kernel.Move;
import io.memview.internal.copy.Kernel.Operation;
import io.memview.internal.memory.Limits;
import io.memview.internal.memory.Overlap;
import io.memview.internal.memory.Region;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies of items from memory to memory: what is allowed, what is converted, what overlaps. */
public final class Copy {
  /** What arrays of a primitive type hold. */
  private static final ClassValue<NumberCodec> HELD =
      new ClassValue<>() {
        @Override
        protected NumberCodec computeValue(Class<?> type) {
          return NumberCodecs.ofNumber(Region.itemOf(type));
        }
      };

  private Copy() {}

  /** What may be taken for granted of the memory that is written. */
  private enum Target {
    /** Nothing: it may be memory that is read as well. */
    ANY,
    /** It has just been made, so that it is no part of what is read. */
    NEW;

    boolean mayBe(Region from, Region to) {
      return this == ANY && Overlap.mayExist(from, to);
    }
  }

  /** Copies items, converted where that loses nothing; the shapes are equal. */
  public static void copy(Region from, Region to) {
    copy(from, to, Arithmetic.PLAIN);
  }

  /** The same, converted as somebody says. */
  public static void copy(Region from, Region to, Arithmetic arithmetic) {
    copy(from, to, Target.ANY, arithmetic, null);
  }

  /** The same, to memory that has just been made. */
  public static void copyToNew(Region from, Region to, Arithmetic arithmetic) {
    copy(from, to, Target.NEW, arithmetic, null);
  }

  /** Converts as somebody says, by several threads, where that pays and can be done. */
  public static void copyInParallel(Region from, Region to, Arithmetic arithmetic) {
    ParallelCopy parallel = arithmetic.isUniform() ? ParallelCopy.of(from, to) : null;
    copy(from, to, Target.ANY, arithmetic, parallel);
  }

  private static void copy(
      Region from,
      Region to,
      Target target,
      Arithmetic arithmetic,
      @Nullable ParallelCopy parallel) {
    if (!from.layout().hasShapeOf(to.layout())) {
      throw new IllegalArgumentException(
          "shape %s cannot be copied to shape %s; the shapes must be equal"
              .formatted(Texts.tuple(from.layout().shape()), Texts.tuple(to.layout().shape())));
    }
    Operation operation = operation(from, to, arithmetic);
    arithmetic.checkFactors(to.layout());
    if (operation instanceof Convert convert && !convert.alwaysFits()) {
      // Every item is tried before the first one is written.
      if (parallel != null) {
        parallel.run(convert.asDry(), 0, arithmetic);
      } else {
        run(from, to, convert.asDry(), 0, arithmetic);
      }
    }
    long itemSize = to.format().itemSize();
    if (parallel != null && !Overlap.mayExist(from, to)) {
      parallel.run(operation, itemSize, arithmetic);
    } else {
      copy(from, to, target, operation, itemSize, arithmetic);
    }
  }

  /** Runs an operation on each item, and where factors differ on one slice after the other. */
  private static void run(
      Region from, Region to, Operation operation, long itemSize, Arithmetic arithmetic) {
    if (arithmetic.isUniform()) {
      new CopyPlan(from, to, operation, itemSize, arithmetic.factor(0), arithmetic.addend(0)).run();
      return;
    }
    Index[] slice = new Index[to.layout().ndim()];
    Arrays.fill(slice, Index.all());
    for (int i = 0; i < arithmetic.scale().length; i++) {
      slice[arithmetic.dimension()] = Index.range(i, i + 1L);
      new CopyPlan(
              from.slice(slice),
              to.slice(slice),
              operation,
              itemSize,
              arithmetic.factor(i),
              arithmetic.addend(i))
          .run();
    }
  }

  private static Operation operation(Region fromMemory, Region toMemory, Arithmetic arithmetic) {
    Format from = fromMemory.format();
    Format to = toMemory.format();
    if (!arithmetic.isScaled()) {
      if (from.equals(to)) {
        return same(toMemory);
      }
      if (from instanceof Scalar source
          && to instanceof Scalar target
          && source.type() == target.type()
          && source.length() == target.length()
          && source.itemSize() == target.itemSize()
          && target.type().kind() != Kind.EXTENDED) {
        int parts = Math.toIntExact(target.type().kind() == Kind.COMPLEX ? 2 : target.length());
        int part = Math.toIntExact(target.itemSize() / Math.max(1, parts));
        if (Integer.bitCount(part) == 1 && part <= Long.BYTES) {
          return new Move(part, source.isSwapped() != target.isSwapped());
        }
      }
    }
    NumberCodec reading = fromMemory.codec();
    NumberCodec writing = toMemory.codec();
    if (reading != null && writing != null) {
      Convert convert =
          new Convert(reading, writing, arithmetic.rule(), arithmetic.isScaled(), false);
      if (convert.isAllowed()) {
        return convert;
      }
    }
    if (!arithmetic.isScaled() && from.flattened().equals(to.flattened())) {
      return same(toMemory);
    }
    throw new IllegalArgumentException(
        "'%s' items cannot be %s to '%s' items%s"
            .formatted(
                Texts.shownValue(from),
                arithmetic.isScaled() ? "scaled" : "copied",
                Texts.shownValue(to),
                isRoundable(reading, writing) && arithmetic.rule() == Arithmetic.Rule.CHECKED
                    ? "; copyFrom(source, Conversion.SATURATING) converts them, or WRAPPING"
                    : ""));
  }

  private static boolean isRoundable(@Nullable NumberCodec reading, @Nullable NumberCodec writing) {
    return reading != null && writing != null && reading.isNumeric() && writing.isNumeric();
  }

  /** Copies items of one format: bit by bit where a byte may belong to others too. */
  private static Operation same(Region memory) {
    if (memory.format() instanceof Bits) {
      NumberCodec codec = Objects.requireNonNull(memory.codec(), "bits have a codec");
      return new Convert(codec, codec, Arithmetic.Rule.WRAPPING, false, false);
    }
    return move(memory.format().itemSize());
  }

  /** Moves items of any size in pieces that a loop can load and store. */
  private static Operation move(long itemSize) {
    return new Move((int) Math.min(Long.BYTES, Math.max(1, Long.lowestOneBit(itemSize))), false);
  }

  private static void copy(
      Region from,
      Region to,
      Target target,
      Operation operation,
      long itemSize,
      Arithmetic arithmetic) {
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
    if (operation instanceof Move) {
      CopyPlan plan = new CopyPlan(from, to, operation, itemSize);
      if (plan.isOneRun() || !target.mayBe(from, to)) {
        plan.run();
        return;
      }
    } else if (!target.mayBe(from, to)) {
      run(from, to, operation, itemSize, arithmetic);
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(Math.max(1, from.layout().byteLength()));
      Region snapshot = packed(block.asSlice(0, from.layout().byteLength()), from, Order.C);
      long size = from.layout().itemSize();
      new CopyPlan(from, snapshot, move(size), size).run();
      run(snapshot, to, operation, itemSize, arithmetic);
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
    if (to.layout().isContiguous(Order.C) && !(to.format() instanceof Bits)) {
      copyBytes(from, packed(to.segment(), from, Order.C));
    } else if (from.layout().isContiguous(Order.C)) {
      putBytes(packed(from.segment(), to, Order.C), to);
    } else {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment block = arena.allocate(Math.max(1, size)).asSlice(0, size);
        copyBytes(from, packed(block, from, Order.C));
        putBytes(packed(block, to, Order.C), to);
      }
    }
  }

  /** Copies all bytes of items, those behind the format's own included. */
  public static void copyBytes(Region from, Region to) {
    copyBytes(from, to, Target.ANY);
  }

  /** The same, to memory that has just been made. */
  public static void copyBytesToNew(Region from, Region to) {
    copyBytes(from, to, Target.NEW);
  }

  private static void copyBytes(Region from, Region to, Target target) {
    long size = to.layout().itemSize();
    copy(from, to, target, move(size), size, Arithmetic.PLAIN);
  }

  /** Copies all bytes from packed items to items; of bits only those that are the items' own. */
  public static void putBytes(Region packed, Region to) {
    if (to.format() instanceof Bits) {
      copy(packed, to, Target.ANY, same(to), to.layout().itemSize(), Arithmetic.PLAIN);
    } else {
      copyBytes(packed, to);
    }
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
  public static <A> A newArray(Class<A> type, Region like, Arithmetic arithmetic) {
    Class<?> component = type.componentType();
    if (component == null || !component.isPrimitive()) {
      throw new IllegalArgumentException(
          "%s is no array of a primitive type".formatted(type.getSimpleName()));
    }
    NumberCodec items = like.codec();
    NumberCodec held = HELD.get(component);
    if (items == null
        || !new Convert(items, held, arithmetic.rule(), arithmetic.isScaled(), false).isAllowed()) {
      throw doesNotHold(component, like);
    }
    return type.cast(
        Array.newInstance(
            component, Limits.arrayLength(like.layout().itemCount(), Limits.TO_SEGMENT)));
  }

  /**
   * An array as the items of another memory in C order. If nothing else is asked for, integers of
   * the same size are taken for those of the memory, with a sign or without.
   */
  public static Region ofArray(Object array, Region like, Arithmetic arithmetic) {
    MemorySegment segment = Region.segmentOf(array);
    Scalar held = Region.itemOf(array.getClass().componentType());
    NumberCodec items = like.codec();
    if (items == null || !items.isNumeric()) {
      throw doesNotHold(array.getClass().componentType(), like);
    }
    if (segment.byteSize() / held.itemSize() != like.layout().itemCount()) {
      throw new IllegalArgumentException(
          "an array of %d does not fit %d items of shape %s"
              .formatted(
                  Array.getLength(array),
                  like.layout().itemCount(),
                  Texts.tuple(like.layout().shape())));
    }
    Scalar item = held;
    if (arithmetic.equals(Arithmetic.PLAIN)
        && like.format() instanceof Scalar scalar
        && scalar.isInteger()
        && item.isInteger()
        && scalar.itemSize() == item.itemSize()) {
      item = scalar.isSwapped() ? new Scalar(scalar.type(), ByteMode.STANDARD) : scalar;
    }
    return Region.of(
        segment, item, Layout.contiguous(item.itemSize(), Order.C, like.layout().shape()));
  }

  private static IllegalArgumentException doesNotHold(Class<?> component, Region items) {
    return new IllegalArgumentException(
        "a %s[] does not hold '%s' items"
            .formatted(component.getSimpleName(), Texts.shownValue(items.format())));
  }

  // ---- filling

  /** Writes one value to all items. */
  public static void fill(Region memory, Object value) {
    Region repeated = repeated(memory.format(), value, memory.layout().shape());
    if (memory.format().itemSize() > 0) { // items without bytes can be any number
      new CopyPlan(repeated, memory, same(memory), memory.format().itemSize()).run();
    }
  }

  /** One value as often as a shape says. */
  static Region repeated(Format format, Object value, long... shape) {
    byte[] item = new byte[Limits.arrayLength(format.itemSize(), "write the parts of each item")];
    MemorySegment one = MemorySegment.ofArray(item);
    format.set(one, 0, value);
    return Region.of(
        one, format, Layout.strided(0, format.itemSize(), shape, new long[shape.length]));
  }
}
