package io.memview.format;

import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Prints a format so that parsing gives an equal one: modifiers in NumPy's order, byte orders where
 * they change, all padding.
 */
final class FormatPrinter {
  private final StringBuilder out = new StringBuilder();
  private ByteMode mode = ByteMode.NATIVE;

  /** How many records and pointers are open. */
  private int depth;

  private FormatPrinter() {}

  static String print(Format format) {
    FormatPrinter printer = new FormatPrinter();
    if (format instanceof Struct struct && isBare(struct)) {
      printer.fields(struct);
    } else {
      printer.append(format);
    }
    return printer.out.toString();
  }

  /**
   * Whether a record must or may stand without {@code T{…}}: braces would pad it to its alignment,
   * and one unnamed field without padding would be that field.
   */
  private static boolean isBare(Struct struct) {
    List<Struct.Field> fields = struct.fields();
    if (struct.itemSize() % struct.alignment() != 0) {
      return true;
    }
    boolean single = fields.size() == 1 && fields.get(0).format().itemSize() == struct.itemSize();
    return !single
        && !fields.isEmpty()
        && struct.itemSize() > 0
        && fields.stream().allMatch(field -> field.name() == null && !isNested(field.format()));
  }

  /** Whether there are arrays in an array, which is said better in a record. */
  private static boolean isNested(Format format) {
    return format instanceof SubArray array && array.element() instanceof SubArray;
  }

  private void append(Format format) {
    switch (format) {
      case Scalar scalar -> {
        if (!isSaidBy(mode, scalar)) {
          order(scalar.mode());
        }
        if (scalar.type().hasLength()) {
          count(scalar.length());
        }
        out.append(scalar.type().text());
      }
      case Bits bits -> {
        out.append(bits.isSigned() ? "-" : "");
        out.append(bits.order() == ByteOrder.BIG_ENDIAN ? "~" : "");
        count(bits.width());
        out.append('t');
      }
      case SubArray array -> {
        out.append(
            array.shape().stream()
                .map(Object::toString)
                .collect(Collectors.joining(",", "(", ")")));
        if (depth == 0 && array.element() instanceof SubArray row && isCount(row)) {
          counted(row);
        } else {
          append(array.element());
        }
      }
      case Struct struct -> {
        out.append("T{");
        depth++;
        fields(struct);
        depth--;
        out.append('}');
      }
      case Pointer pointer -> {
        address(pointer.mode());
        out.append('&');
        depth++;
        append(pointer.target());
        depth--;
      }
      case FunctionPointer function -> {
        address(function.mode());
        out.append("X{");
        depth++;
        function.arguments().forEach(this::append);
        function
            .result()
            .ifPresent(
                result -> {
                  out.append("->");
                  append(result);
                });
        depth--;
        out.append('}');
      }
    }
  }

  /** Whether a row of an array can be said by a count, as it is outside of records. */
  private static boolean isCount(SubArray row) {
    return row.shape().size() == 1
        && row.shape().getFirst() != 1
        && !isNested(row)
        && !(row.element() instanceof Scalar scalar && scalar.type().hasLength());
  }

  /** The count stands behind the byte order. */
  private void counted(SubArray row) {
    int start = out.length();
    append(row.element());
    out.insert(start + (ByteMode.isCode(out.charAt(start)) ? 1 : 0), row.shape().getFirst());
  }

  /** Whether the byte order that holds anyway says the same of a code as its own. */
  private static boolean isSaidBy(ByteMode mode, Scalar scalar) {
    if (mode == scalar.mode() || !scalar.type().existsIn(mode)) {
      return mode == scalar.mode();
    }
    Scalar other = new Scalar(scalar.type(), mode, scalar.length());
    return other.equals(scalar) && other.alignment() == scalar.alignment();
  }

  private void address(ByteMode own) {
    if (own.order() != mode.order() || own.aligned() != mode.aligned()) {
      order(own);
    }
  }

  private void order(ByteMode next) {
    mode = next;
    out.append(mode.code());
  }

  private void count(long count) {
    out.append(count == 1 ? "" : Long.toString(count));
  }

  private void fields(Struct struct) {
    long end = 0;
    long bitEnd = -1;
    long alignment = 1;
    for (Struct.Field field : struct.fields()) {
      Format format = field.format();
      long firstBit = format instanceof Bits bits ? 8 * field.offset() + bits.shift() : -1;
      if (firstBit < 0 || firstBit != bitEnd) {
        pad(field.offset() - end, firstBit >= 0 && bitEnd >= 0);
      }
      append(format);
      if (field.name() != null) {
        out.append(':').append(field.name()).append(':');
      }
      end = field.offset() + format.itemSize();
      bitEnd = format instanceof Bits bits ? firstBit + bits.width() : -1;
      alignment = Math.max(alignment, format.alignment());
    }
    // The byte order at the end says whether the record is aligned as its fields are.
    boolean aligned = struct.alignment() > 1;
    boolean changes = alignment > 1 && mode.aligned() != aligned;
    if (changes) {
      order(aligned ? ByteMode.NATIVE : ByteMode.NATIVE_PACKED);
    }
    pad(struct.itemSize() - end, changes);
  }

  private void pad(long bytes, boolean evenNone) {
    if (bytes > 0 || evenNone) {
      count(bytes);
      out.append('x');
    }
  }
}
