package io.memview.format;

import io.memview.format.ScalarType.Kind;
import io.memview.internal.NumberCodec;
import io.memview.internal.Texts;
import io.memview.internal.Unfused;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle.AccessMode;
import java.lang.reflect.Array;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an item of a format is read as a Java type, and written from it.
 *
 * @param read {@code (MemorySegment, long) -> type}
 * @param check {@code (type) -> void}: throws if a value does not fit; null if every value does
 * @param store {@code (MemorySegment, long, type) -> void}: writes a value that has been checked
 */
record ItemHandles(MethodHandle read, @Nullable MethodHandle check, MethodHandle store) {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final Class<?> SEGMENT = MemorySegment.class;

  /** The handles of an item of a format. The path names it in messages. */
  static ItemHandles of(Format format, Class<?> type, String path) {
    // No switch by type, which each program would pay for when it binds a record first.
    if (format instanceof Struct struct && RecordClass.isRecord(type)) {
      return ofStruct(struct, type, path);
    }
    if (format instanceof SubArray array && type.isArray()) {
      return ofArray(array, type, path);
    }
    if (format instanceof Scalar scalar && type.isPrimitive()) {
      return ofNumber(scalar, type, path);
    }
    return format instanceof Bits bits && type.isPrimitive()
        ? ofBits(bits, type, path)
        : boxed(format, type, path);
  }

  /** Checks a whole value, then writes it. */
  MethodHandle checkedStore() {
    return check == null
        ? store
        : MethodHandles.foldArguments(
            store, MethodHandles.dropArguments(check, 0, SEGMENT, long.class));
  }

  // ---- numbers

  private static ItemHandles ofNumber(Scalar scalar, Class<?> type, String path) {
    Kind kind = scalar.type().kind();
    int size = (int) scalar.itemSize();
    if (kind == Kind.BOOL && type == boolean.class) {
      return bits(scalar)
          .map(method("isTrue", boolean.class, byte.class), method("truth", byte.class, type));
    }
    if (kind == Kind.FLOAT && (type == double.class || (type == float.class && size < 8))) {
      return ofFloat(scalar, type, size);
    }
    boolean signed = kind == Kind.SIGNED;
    if ((signed || kind == Kind.UNSIGNED) && holds(type, signed, Byte.SIZE * size)) {
      return ofInteger(scalar, type, signed, size);
    }
    throw refused(scalar, type, path);
  }

  private static ItemHandles ofFloat(Scalar scalar, Class<?> type, int size) {
    ItemHandles bits = bits(scalar);
    if (size == 8) {
      return bits.map(
          find(Double.class, "longBitsToDouble", double.class, long.class),
          find(Double.class, "doubleToRawLongBits", long.class, double.class));
    }
    if (size == 4 && type == float.class) {
      return bits.map(
          find(Unfused.class, "real", float.class, int.class),
          find(Float.class, "floatToRawIntBits", int.class, float.class));
    }
    MethodHandle check =
        cast(bind(scalar.codec(), "ofDouble", long.class, double.class), type, long.class);
    if (size == 4) {
      MethodHandle narrow = cast(identity(float.class), double.class, float.class);
      return ofFloat(scalar, float.class, size)
          .map(cast(identity(float.class), float.class, type), narrow)
          .checkedBy(check);
    }
    return bits.map(
            cast(bind(scalar.codec(), "toDouble", double.class, long.class), bits.type(), type),
            cast(check, type, bits.type()))
        .checkedBy(check);
  }

  private static ItemHandles ofInteger(Scalar scalar, Class<?> type, boolean signed, int size) {
    ItemHandles bits = bits(scalar);
    MethodHandle value =
        switch (size) {
          case 1 -> signed ? identity(byte.class) : unsigned(Byte.class, byte.class);
          case 2 -> signed ? identity(short.class) : unsigned(Short.class, short.class);
          case 4 ->
              signed
                  ? find(Unfused.class, "signed", long.class, int.class)
                  : find(Unfused.class, "unsigned", long.class, int.class);
          default -> identity(long.class);
        };
    MethodHandle read = cast(value, bits.type(), type);
    boolean fits =
        type == (signed ? carrier(size) : size == 2 ? char.class : void.class)
            || (signed && width(type) < size && type != char.class);
    ItemHandles item = bits.map(read, cast(identity(type), type, bits.type()));
    return fits ? item : item.checkedBy(cast(inRange(scalar.codec()), type, void.class));
  }

  /** Bounds that are constant in compiled code; the code itself says why a value does not fit. */
  private static MethodHandle inRange(NumberCodec codec) {
    return MethodHandles.insertArguments(
        method("checkRange", void.class, NumberCodec.class, long.class, long.class, long.class),
        0,
        codec,
        codec.min(),
        codec.max());
  }

  private static ItemHandles ofBits(Bits bits, Class<?> type, String path) {
    if (!holds(type, bits.isSigned(), bits.width())) {
      throw refused(bits, type, path);
    }
    NumberCodec codec = bits.codec();
    return new ItemHandles(
        MethodHandles.filterReturnValue(
            bind(codec, "load", long.class, SEGMENT, long.class),
            cast(bind(codec, "toLong", long.class, long.class), long.class, type)),
        cast(inRange(codec), type, void.class),
        MethodHandles.filterArguments(
            bind(codec, "store", void.class, SEGMENT, long.class, long.class),
            2,
            cast(identity(type), type, long.class)));
  }

  /** Whether a Java type has every integer of some bits. */
  private static boolean holds(Class<?> type, boolean signed, int bits) {
    if (type == char.class) {
      return !signed && bits <= Character.SIZE;
    }
    boolean integer =
        type == byte.class || type == short.class || type == int.class || type == long.class;
    return integer && bits <= Byte.SIZE * width(type) - (signed ? 0 : 1);
  }

  private static int width(Class<?> type) {
    return type == byte.class
        ? 1
        : type == short.class || type == char.class ? 2 : type == int.class ? 4 : 8;
  }

  private static Class<?> carrier(int size) {
    return switch (size) {
      case 1 -> byte.class;
      case 2 -> short.class;
      case 4 -> int.class;
      default -> long.class;
    };
  }

  /** The bytes of a number as an integer of the same width, in native order. */
  private static ItemHandles bits(Scalar scalar) {
    ByteOrder order = scalar.mode().order();
    ValueLayout layout =
        switch ((int) scalar.itemSize()) {
          case 1 -> ValueLayout.JAVA_BYTE;
          case 2 -> ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
          case 4 -> ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
          default -> ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
        };
    return new ItemHandles(
        layout.varHandle().toMethodHandle(AccessMode.GET),
        null,
        layout.varHandle().toMethodHandle(AccessMode.SET));
  }

  private Class<?> type() {
    return read.type().returnType();
  }

  /** The same item as another type whose values all fit. */
  private ItemHandles map(MethodHandle reading, MethodHandle writing) {
    return new ItemHandles(
        MethodHandles.filterReturnValue(read, reading),
        check,
        MethodHandles.filterArguments(store, 2, writing));
  }

  /** The same item, some of whose values do not fit: then writing throws. */
  private ItemHandles checkedBy(MethodHandle checking) {
    return new ItemHandles(
        read, checking.asType(checking.type().changeReturnType(void.class)), store);
  }

  private static MethodHandle identity(Class<?> type) {
    return MethodHandles.identity(type);
  }

  private static MethodHandle unsigned(Class<?> box, Class<?> type) {
    return find(box, "toUnsignedLong", long.class, type);
  }

  /** A conversion with other primitive types at its ends. */
  private static MethodHandle cast(MethodHandle conversion, Class<?> from, Class<?> to) {
    return MethodHandles.explicitCastArguments(conversion, MethodType.methodType(to, from));
  }

  // ---- records

  private static ItemHandles ofStruct(Struct struct, Class<?> type, String path) {
    RecordClass parts = RecordClass.of(type);
    Set<String> names = new HashSet<>();
    MethodHandle read = parts.constructor();
    List<MethodHandle> checks = new ArrayList<>();
    List<MethodHandle> stores = new ArrayList<>();
    int position = 0;
    for (RecordClass.Component part : parts.components()) {
      names.add(part.name());
      Struct.Field field =
          struct.field(part.name()).orElseThrow(() -> mismatch(struct, type, path));
      ItemHandles item =
          of(field.format(), part.type(), path + "." + part.name()).at(field.offset());
      read = MethodHandles.collectArguments(read, position, item.read);
      position += 2;
      MethodHandle accessor = part.accessor();
      if (item.check != null) {
        checks.add(MethodHandles.filterArguments(item.check, 0, accessor));
      }
      stores.add(MethodHandles.filterArguments(item.store, 2, accessor));
    }
    if (!struct.fields().stream().allMatch(field -> names.contains(field.name()))) {
      throw mismatch(struct, type, path);
    }
    int[] once = new int[position];
    for (int i = 0; i < position; i++) {
      once[i] = i % 2;
    }
    return new ItemHandles(
        MethodHandles.permuteArguments(
            read, MethodType.methodType(type, SEGMENT, long.class), once),
        checks.isEmpty() ? null : inTurn(checks),
        inTurn(stores));
  }

  private static MethodHandle inTurn(List<MethodHandle> actions) {
    MethodHandle all = actions.getLast();
    for (MethodHandle action : actions.reversed().subList(1, actions.size())) {
      all = MethodHandles.foldArguments(all, action);
    }
    return all;
  }

  private static IllegalArgumentException mismatch(Struct struct, Class<?> type, String path) {
    return new IllegalArgumentException(
        "%s is made of %s, but format '%s' has the fields %s"
            .formatted(
                path,
                Texts.shownValue(
                    RecordClass.of(type).components().stream()
                        .map(RecordClass.Component::name)
                        .toList()),
                Texts.shownValue(struct),
                Texts.shownValue(struct.fields().stream().map(Struct.Field::name).toList())));
  }

  /** The same item further on. */
  private ItemHandles at(long offset) {
    MethodHandle plus =
        MethodHandles.insertArguments(
            method("plus", long.class, long.class, long.class), 0, offset);
    return offset == 0
        ? this
        : new ItemHandles(
            MethodHandles.filterArguments(read, 1, plus),
            check,
            MethodHandles.filterArguments(store, 1, plus));
  }

  // ---- arrays

  private static ItemHandles ofArray(SubArray array, Class<?> type, String path) {
    List<Long> shape = array.shape();
    Format inner =
        shape.size() == 1
            ? array.element()
            : new SubArray(array.element(), shape.subList(1, shape.size()));
    if (shape.get(0) > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%s: no array has %d elements".formatted(path, shape.get(0)));
    }
    int length = Math.toIntExact(shape.get(0));
    Class<?> element = type.componentType();
    ItemHandles item = of(inner, element, path + "[]");
    MethodHandle count = MethodHandles.constant(int.class, length);
    // (array, i, segment, offset): the element's own offset is computed from i.
    MethodHandle step =
        MethodHandles.insertArguments(
            method("element", long.class, long.class, long.class, int.class), 0, inner.itemSize());
    MethodHandle get = MethodHandles.collectArguments(item.read, 1, step);
    MethodHandle fill =
        MethodHandles.collectArguments(MethodHandles.arrayElementSetter(type), 2, get);
    fill =
        MethodHandles.permuteArguments(
            fill,
            MethodType.methodType(void.class, type, int.class, SEGMENT, long.class),
            0,
            1,
            2,
            3,
            1);
    MethodHandle body =
        MethodHandles.foldArguments(
            MethodHandles.dropArguments(identity(type), 1, int.class, SEGMENT, long.class), fill);
    MethodHandle make =
        MethodHandles.insertArguments(MethodHandles.arrayConstructor(type), 0, length);
    MethodHandle read =
        MethodHandles.countedLoop(
            MethodHandles.dropArguments(count, 0, SEGMENT, long.class),
            MethodHandles.dropArguments(make, 0, SEGMENT, long.class),
            body);
    MethodHandle put = MethodHandles.collectArguments(item.store, 1, step);
    // (segment, offset, i, element) -> (i, segment, offset, array)
    put = MethodHandles.collectArguments(put, 3, MethodHandles.arrayElementGetter(type));
    put =
        MethodHandles.permuteArguments(
            put,
            MethodType.methodType(void.class, int.class, SEGMENT, long.class, type),
            1,
            2,
            0,
            3,
            0);
    MethodHandle store =
        MethodHandles.countedLoop(
            MethodHandles.dropArguments(count, 0, SEGMENT, long.class, type), null, put);
    return new ItemHandles(read, arrayCheck(item, type, length, path), store);
  }

  private static MethodHandle arrayCheck(ItemHandles item, Class<?> type, int length, String path) {
    MethodHandle whole =
        MethodHandles.insertArguments(
                method("checkLength", void.class, int.class, String.class, Object.class),
                0,
                length,
                path)
            .asType(MethodType.methodType(void.class, type));
    if (item.check == null) {
      return whole;
    }
    MethodHandle each =
        MethodHandles.collectArguments(item.check, 0, MethodHandles.arrayElementGetter(type));
    each =
        MethodHandles.permuteArguments(
            each, MethodType.methodType(void.class, int.class, type), 1, 0);
    MethodHandle all =
        MethodHandles.countedLoop(
            MethodHandles.dropArguments(MethodHandles.constant(int.class, length), 0, type),
            null,
            each);
    return MethodHandles.foldArguments(all, whole);
  }

  // ---- everything else, as Format reads it

  private static ItemHandles boxed(Format format, Class<?> type, String path) {
    Class<?> value = boxedType(format);
    if (value == null || !type.isAssignableFrom(value)) {
      throw refused(format, type, path);
    }
    MethodHandle get = bind(format, "get", Object.class, SEGMENT, long.class);
    MethodHandle check = bind(format, "check", void.class, Object.class);
    MethodHandle put = bind(format, "put", void.class, SEGMENT, long.class, Object.class);
    return new ItemHandles(
        get.asType(get.type().changeReturnType(type)),
        check.asType(check.type().changeParameterType(0, type)),
        put.asType(put.type().changeParameterType(2, type)));
  }

  /** What {@link Format#get} gives; null if it refuses. */
  private static @Nullable Class<?> boxedType(Format format) {
    return switch (format) {
      case Struct struct -> List.class;
      case SubArray array -> List.class;
      // Which number it is depends on the value.
      case Bits bits when bits.width() == Long.SIZE && !bits.isSigned() -> Number.class;
      case Scalar scalar when scalar.type().kind() == Kind.EXTENDED -> Number.class;
      default -> {
        try {
          byte[] zeros = new byte[Math.toIntExact(format.itemSize())];
          yield format.get(MemorySegment.ofArray(zeros), 0).getClass();
        } catch (UnsupportedOperationException | ArithmeticException e) {
          yield null;
        }
      }
    };
  }

  private static IllegalArgumentException refused(Format format, Class<?> type, String path) {
    String fitting = fitting(format);
    return new IllegalArgumentException(
        "%s of type %s does not take every '%s' item%s"
            .formatted(
                path,
                type.getSimpleName(),
                Texts.shownValue(format),
                fitting == null ? ", which has no value here" : "; %s does".formatted(fitting)));
  }

  /** The narrowest type of a part that takes every item; null if there is none. */
  private static @Nullable String fitting(Format format) {
    NumberCodec codec =
        format instanceof Scalar scalar
            ? scalar.codec()
            : format instanceof Bits bits ? bits.codec() : null;
    if (codec != null && codec.isInteger()) {
      boolean signed = codec.kind() == NumberCodec.Kind.SIGNED;
      for (Class<?> type : List.of(byte.class, short.class, int.class, long.class)) {
        if (holds(type, signed, codec.width())) {
          return type.getSimpleName();
        }
      }
    } else if (format instanceof Scalar scalar && scalar.isNumeric()) {
      boolean isFloat = scalar.type().kind() == Kind.FLOAT;
      return !isFloat ? "boolean" : scalar.itemSize() == Double.BYTES ? "double" : "float";
    }
    Class<?> boxed = boxedType(format);
    return boxed == null ? null : boxed.getSimpleName();
  }

  // ---- what the handles call

  private static MethodHandle method(String name, Class<?> result, Class<?>... parameters) {
    return find(ItemHandles.class, name, result, parameters);
  }

  private static MethodHandle find(
      Class<?> owner, String name, Class<?> result, Class<?>... parameters) {
    try {
      return LOOKUP.findStatic(owner, name, MethodType.methodType(result, parameters));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  private static MethodHandle bind(
      Object receiver, String name, Class<?> result, Class<?>... parameters) {
    try {
      return LOOKUP.bind(receiver, name, MethodType.methodType(result, parameters));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  static void checkRange(NumberCodec codec, long min, long max, long value) {
    if (value < min || value > max) {
      codec.ofLong(value);
    }
  }

  static long plus(long offset, long start) {
    return start + offset;
  }

  static long element(long size, long start, int i) {
    return start + i * size;
  }

  static boolean isTrue(byte value) {
    return value != 0;
  }

  static byte truth(boolean value) {
    return (byte) (value ? 1 : 0);
  }

  static void checkLength(int length, String path, Object array) {
    if (Array.getLength(array) != length) {
      throw new ValueException(
          "%s has %d elements in the format, but %d in the value"
              .formatted(path, length, Array.getLength(array)));
    }
  }
}
