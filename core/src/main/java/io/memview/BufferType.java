package io.memview;

import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.ScalarType.Kind;
import io.memview.internal.Texts;
import io.memview.internal.memory.ItemByteOrder;
import io.memview.internal.memory.Region;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The buffers of NIO: of which memory there is one without a copy, and how it is made. */
enum BufferType {
  BYTE("asByteBuffer()", Byte.BYTES),
  CHAR("asCharBuffer()", Character.BYTES),
  SHORT("asShortBuffer()", Short.BYTES),
  INT("asIntBuffer()", Integer.BYTES),
  LONG("asLongBuffer()", Long.BYTES),
  FLOAT("asFloatBuffer()", Float.BYTES),
  DOUBLE("asDoubleBuffer()", Double.BYTES);

  /** The method of {@link View}. */
  private final String method;

  private final int size;

  BufferType(String method, int size) {
    this.method = method;
    this.size = size;
  }

  /** The byte order of an item; the machine's for records of both. */
  static ByteOrder orderOf(Format format) {
    ByteOrder order = ItemByteOrder.of(format);
    return order == null ? ByteOrder.nativeOrder() : order;
  }

  /** Refuses memory of which there is no such buffer, and names what there is. */
  void check(Region memory) {
    String why = refusal(memory);
    if (why == null) {
      return;
    }
    String others =
        Stream.of(values())
            .filter(type -> type.refusal(memory) == null)
            .map(type -> type.method)
            .collect(Collectors.joining(", "));
    String more = others.isEmpty() ? "" : "; of this view there is " + others;
    throw new BufferException.Refused(
        "no %s of '%s', %s: %s%s"
            .formatted(method, Texts.shownValue(memory.format()), memory.layout(), why, more));
  }

  private @Nullable String refusal(Region memory) {
    if (!memory.layout().isContiguous(Order.C)) {
      return memory.layout().isContiguous(Order.FORTRAN)
          ? "a buffer has the items in C order, and they lie in Fortran order; transpose() of the"
              + " view has them in C order"
          : "a buffer has the items in C order without gaps; toBytes(order) and copyTo(segment,"
              + " order) copy them";
    }
    String misfit = this == BYTE ? orderRefusal(memory) : typeRefusal(memory);
    return misfit == null ? memoryRefusal(memory) : misfit;
  }

  private static @Nullable String orderRefusal(Region memory) {
    return ItemByteOrder.of(memory.format()) == null
        ? "a buffer has one byte order, and the fields have both; asSegment() gives the bytes"
            + " without one"
        : null;
  }

  private @Nullable String typeRefusal(Region memory) {
    Format format = memory.format();
    if (!(format instanceof Scalar scalar)
        || !fits(scalar.type())
        || scalar.itemSize() != size
        || memory.layout().itemSize() != size) {
      return "items are of another type; reinterpret(format) reads them as others";
    }
    return null;
  }

  /** Whether codes are of the kind, if they are of the size. Signs are the reader's business. */
  private boolean fits(ScalarType type) {
    return switch (this) {
      case BYTE -> true;
      case CHAR -> type == ScalarType.UINT16 || type == ScalarType.UCS2;
      case SHORT, INT, LONG -> type.kind() == Kind.SIGNED || type.kind() == Kind.UNSIGNED;
      case FLOAT, DOUBLE -> type.kind() == Kind.FLOAT;
    };
  }

  private @Nullable String memoryRefusal(Region memory) {
    MemorySegment segment = memory.segment();
    Object array = segment.heapBase().orElse(null);
    boolean isOfBytes = segment.isNative() || isBytes(segment);
    long most = isOfBytes ? Integer.MAX_VALUE : (long) Integer.MAX_VALUE * size;
    if (segment.byteSize() > most) {
      return "a buffer has at most %d bytes, and there are %d; slice(indices) takes a part, asSegment() has room for all"
          .formatted(most, segment.byteSize());
    }
    if (isOfBytes) {
      return null;
    }
    if (array == null) {
      return "the platform hides the array of a segment that is read-only; toBytes(order) copies"
          + " the items";
    }
    if (!isWrappable(array) || segment.address() % size != 0) {
      return "the platform has no such buffer of a %s on the heap; toBytes(order) copies the items, OwnedMemory.allocate gives memory off the heap"
          .formatted(array.getClass().getSimpleName());
    }
    if (memory.format() instanceof Scalar scalar && scalar.isSwapped()) {
      return "an array on the heap has buffers in native byte order only; toBytes(order) copies the"
          + " items, toArray(type) also swaps them";
    }
    return null;
  }

  /** Whether memory lies in a {@code byte[]}: the platform hides the array if it is read-only. */
  private static boolean isBytes(MemorySegment segment) {
    return segment.getClass() == MemorySegment.ofArray(new byte[0]).getClass();
  }

  private boolean isWrappable(Object array) {
    return switch (this) {
      case BYTE -> false;
      case CHAR -> array instanceof char[];
      case SHORT -> array instanceof short[];
      case INT -> array instanceof int[];
      case LONG -> array instanceof long[];
      case FLOAT -> array instanceof float[];
      case DOUBLE -> array instanceof double[];
    };
  }

  /** The buffer of memory that {@link #check} has let pass, or of the same as it is handed out. */
  Buffer of(MemorySegment segment, Region memory) {
    if (!segment.isNative() && !isBytes(segment)) {
      return wrap(segment, memory.isReadOnly());
    }
    ByteBuffer all = segment.asByteBuffer();
    ByteBuffer bytes =
        (memory.isReadOnly() ? all.asReadOnlyBuffer() : all).order(orderOf(memory.format()));
    return switch (this) {
      case BYTE -> bytes;
      case CHAR -> bytes.asCharBuffer();
      case SHORT -> bytes.asShortBuffer();
      case INT -> bytes.asIntBuffer();
      case LONG -> bytes.asLongBuffer();
      case FLOAT -> bytes.asFloatBuffer();
      case DOUBLE -> bytes.asDoubleBuffer();
    };
  }

  private Buffer wrap(MemorySegment segment, boolean isReadOnly) {
    int start = (int) (segment.address() / size);
    int length = (int) (segment.byteSize() / size);
    switch (segment.heapBase().orElseThrow()) {
      case char[] array -> {
        CharBuffer all = CharBuffer.wrap(array, start, length).slice();
        return isReadOnly ? all.asReadOnlyBuffer() : all;
      }
      case short[] array -> {
        ShortBuffer all = ShortBuffer.wrap(array, start, length).slice();
        return isReadOnly ? all.asReadOnlyBuffer() : all;
      }
      case int[] array -> {
        IntBuffer all = IntBuffer.wrap(array, start, length).slice();
        return isReadOnly ? all.asReadOnlyBuffer() : all;
      }
      case long[] array -> {
        LongBuffer all = LongBuffer.wrap(array, start, length).slice();
        return isReadOnly ? all.asReadOnlyBuffer() : all;
      }
      case float[] array -> {
        FloatBuffer all = FloatBuffer.wrap(array, start, length).slice();
        return isReadOnly ? all.asReadOnlyBuffer() : all;
      }
      case double[] array -> {
        DoubleBuffer all = DoubleBuffer.wrap(array, start, length).slice();
        return isReadOnly ? all.asReadOnlyBuffer() : all;
      }
      default -> throw new AssertionError(segment);
    }
  }
}
