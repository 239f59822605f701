package io.memview.format;

import io.memview.internal.Texts;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Formats as {@code java.lang.foreign} layouts and back.
 *
 * <p>What has no counterpart is refused; what is lost is this: a layout has no signs, so that
 * {@code B} becomes {@code JAVA_BYTE} and comes back as {@code b} ({@code H} alone comes back as
 * {@code H}, from {@code JAVA_CHAR}), a pointer becomes {@code JAVA_LONG}, and text becomes a
 * sequence of bytes. Sizes, offsets, byte orders, names and padding are kept.
 */
public final class MemoryLayouts {
  private static final int MAX_NESTING = 64;

  private MemoryLayouts() {}

  /**
   * The layout of a format.
   *
   * @param format the format
   * @return a layout of the same size, whose fields lie where the format's do
   * @throws UnsupportedOperationException if there is no Java value of a code's width, as for
   *     {@code e}'s 16-bit floats
   */
  public static MemoryLayout of(Format format) {
    Objects.requireNonNull(format, "format");
    return switch (format) {
      case Scalar scalar -> of(scalar);
      case SubArray array -> {
        MemoryLayout layout = of(array.element());
        for (long extent : array.shape().reversed()) {
          layout = MemoryLayout.sequenceLayout(extent, layout);
        }
        yield layout;
      }
      case Struct struct -> of(struct);
      case Pointer pointer -> ValueLayout.JAVA_LONG.withByteAlignment(pointer.alignment());
      case Bits bits -> throw none(bits);
      case FunctionPointer pointer -> throw none(pointer);
    };
  }

  private static MemoryLayout of(Struct struct) {
    List<MemoryLayout> members = new ArrayList<>();
    long end = 0;
    for (Struct.Field field : struct.fields()) {
      pad(members, field.offset() - end);
      MemoryLayout member = of(field.format());
      members.add(field.name() == null ? member : member.withName(field.name()));
      end = field.offset() + field.format().itemSize();
    }
    pad(members, struct.itemSize() - end);
    return MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new));
  }

  private static void pad(List<MemoryLayout> members, long bytes) {
    if (bytes > 0) {
      members.add(MemoryLayout.paddingLayout(bytes));
    }
  }

  private static MemoryLayout of(Scalar scalar) {
    ValueLayout layout =
        switch (scalar.type().kind()) {
          case BOOL -> ValueLayout.JAVA_BOOLEAN;
          case SIGNED, UNSIGNED ->
              scalar.type() == ScalarType.UINT16
                  ? ValueLayout.JAVA_CHAR
                  : switch ((int) scalar.itemSize()) {
                    case 1 -> ValueLayout.JAVA_BYTE;
                    case 2 -> ValueLayout.JAVA_SHORT;
                    case 4 -> ValueLayout.JAVA_INT;
                    default -> ValueLayout.JAVA_LONG;
                  };
          case FLOAT ->
              switch ((int) scalar.itemSize()) {
                case 4 -> ValueLayout.JAVA_FLOAT;
                case 8 -> ValueLayout.JAVA_DOUBLE;
                default -> throw none(scalar);
              };
          case CHAR -> ValueLayout.JAVA_BYTE;
          case BYTES, PASCAL -> null;
          default -> throw none(scalar);
        };
    return layout == null
        ? MemoryLayout.sequenceLayout(scalar.itemSize(), ValueLayout.JAVA_BYTE)
        : layout.withOrder(scalar.mode().order()).withByteAlignment(scalar.alignment());
  }

  private static UnsupportedOperationException none(Format format) {
    return new UnsupportedOperationException(
        "no memory layout has items of format '%s'".formatted(Texts.shownValue(format)));
  }

  /**
   * The format of a layout. A Java {@code char} becomes {@code H}, an address {@code P}.
   *
   * @param layout the layout
   * @return a format of the same size, whose fields lie where the layout's do; packed where a value
   *     may lie at any byte or is not in native order; sequences of sequences are one sub-array of
   *     as many dimensions, as C's arrays of arrays are
   * @throws UnsupportedOperationException if the layout is or has a union, an address in the other
   *     byte order, or records nested deeper than a format may be
   */
  public static Format toFormat(MemoryLayout layout) {
    Objects.requireNonNull(layout, "layout");
    return toFormat(layout, 0);
  }

  private static Format toFormat(MemoryLayout layout, int depth) {
    if (depth > MAX_NESTING) {
      throw new UnsupportedOperationException("layouts are nested deeper than " + MAX_NESTING);
    }
    return switch (layout) {
      case ValueLayout value -> toScalar(value);
      case SequenceLayout sequence ->
          new SubArray(
                  toFormat(sequence.elementLayout(), depth + 1), List.of(sequence.elementCount()))
              .flattened();
      case StructLayout struct -> {
        List<Struct.Field> fields = new ArrayList<>();
        long at = 0;
        long alignment = 1;
        for (MemoryLayout member : struct.memberLayouts()) {
          if (!(member instanceof PaddingLayout)) {
            Format format = toFormat(member, depth + 1);
            fields.add(new Struct.Field(member.name().orElse(null), format, at));
            alignment = Math.max(alignment, format.alignment());
          }
          at += member.byteSize();
        }
        yield new Struct(fields, at, alignment);
      }
      case PaddingLayout padding -> new Struct(List.of(), padding.byteSize(), 1);
      case GroupLayout union ->
          throw new UnsupportedOperationException("no format has the union " + union);
    };
  }

  private static Scalar toScalar(ValueLayout value) {
    ScalarType type =
        switch (value) {
          case AddressLayout _ -> ScalarType.POINTER;
          case ValueLayout.OfBoolean _ -> ScalarType.BOOL;
          default -> ScalarType.of(value.carrier());
        };
    boolean swapped = value.order() != ByteOrder.nativeOrder();
    boolean aligned = value.byteAlignment() >= type.size(ByteMode.NATIVE);
    if (swapped && !type.existsIn(ByteMode.LITTLE)) {
      throw new UnsupportedOperationException("no format has an address in " + value.order());
    }
    return new Scalar(
        type,
        swapped ? ByteMode.of(value.order()) : aligned ? ByteMode.NATIVE : ByteMode.NATIVE_PACKED);
  }
}
