package io.memview.cpython;

import io.memview.format.ByteMode;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Formats of several values without names, as strings that {@code struct} and NumPy read alike:
 * with one byte order at the start, all padding, and counts in place of shapes. Without a byte
 * order both align; where NumPy would pad the end as well and {@code struct} would not, there has
 * to be one.
 */
final class Codes {
  private static final ScalarType[] STANDARD = {
    ScalarType.BOOL, ScalarType.CHAR, ScalarType.BYTES, ScalarType.PASCAL,
    ScalarType.INT8, ScalarType.INT16, ScalarType.INT32, ScalarType.INT64,
    ScalarType.UINT8, ScalarType.UINT16, ScalarType.UINT32, ScalarType.UINT64,
    ScalarType.FLOAT16, ScalarType.FLOAT32, ScalarType.FLOAT64
  };

  /** A code, how often or how long it is, where it starts and how large all of it is. */
  private record Entry(Scalar scalar, long count, long offset, long size) {}

  private Codes() {}

  /** The string; null if there is none that both read. */
  static @Nullable String of(Format format, long itemSize) {
    List<Entry> entries = new ArrayList<>();
    boolean isFlat =
        format instanceof Struct struct
            ? struct.fields().stream()
                .allMatch(f -> f.name() == null && add(entries, f.format(), f.offset()))
            : add(entries, format, 0);
    if (!isFlat) {
      return null;
    }
    return print(
        entries, itemSize, isAligned(entries, itemSize) ? ByteMode.NATIVE : order(entries));
  }

  private static boolean add(List<Entry> entries, Format format, long offset) {
    Format element = format;
    long count = 1;
    if (format instanceof SubArray array && array.shape().size() == 1) {
      element = array.element();
      count = array.shape().getFirst();
    }
    if (!(element instanceof Scalar scalar) || !isRead(scalar.type())) {
      return false;
    }
    boolean isLong = isLong(scalar.type());
    return (!isLong || element == format)
        && entries.add(
            new Entry(scalar, isLong ? scalar.length() : count, offset, format.itemSize()));
  }

  private static boolean isAligned(List<Entry> entries, long itemSize) {
    for (Entry entry : entries) {
      Scalar here = code(entry.scalar, ByteMode.NATIVE);
      if (here == null
          || entry.offset % here.alignment() != 0
          || itemSize % here.alignment() != 0) {
        return false;
      }
    }
    return true;
  }

  private static ByteMode order(List<Entry> entries) {
    boolean isSwapped = entries.stream().anyMatch(entry -> entry.scalar.isSwapped());
    if (!isSwapped) {
      return ByteMode.STANDARD;
    }
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteMode.BIG : ByteMode.LITTLE;
  }

  private static @Nullable String print(List<Entry> entries, long itemSize, ByteMode mode) {
    StringBuilder text = new StringBuilder(mode == ByteMode.NATIVE ? "" : "" + mode.code());
    long end = 0;
    for (Entry entry : entries) {
      Scalar scalar = code(entry.scalar, mode);
      if (scalar == null) {
        return null;
      }
      pad(text, entry.offset - end);
      append(text, entry.count, scalar.type().code());
      end = entry.offset + entry.size;
    }
    pad(text, itemSize - end);
    return text.isEmpty() ? "0x" : text.toString();
  }

  private static void pad(StringBuilder text, long bytes) {
    if (bytes > 0) {
      append(text, bytes, 'x');
    }
  }

  private static void append(StringBuilder text, long count, char code) {
    text.append(count == 1 ? "" : Long.toString(count)).append(code);
  }

  /** The same values by a code of a byte order; null if that has none. */
  private static @Nullable Scalar code(Scalar scalar, ByteMode mode) {
    if (mode == ByteMode.NATIVE) {
      Scalar here = new Scalar(scalar.type(), mode, scalar.length());
      if (here.equals(scalar)) {
        return here;
      }
    }
    for (ScalarType type : STANDARD) {
      if (isLong(type) == isLong(scalar.type())) {
        Scalar same = new Scalar(type, mode, scalar.length());
        if (same.equals(scalar)) {
          return same;
        }
      }
    }
    return null;
  }

  /** Whether a count is the length of one value. */
  private static boolean isLong(ScalarType type) {
    return type == ScalarType.BYTES || type == ScalarType.PASCAL;
  }

  /** Whether {@code struct} knows a code. */
  private static boolean isRead(ScalarType type) {
    return switch (type.kind()) {
      case BOOL, CHAR, SIGNED, UNSIGNED, FLOAT, BYTES, PASCAL -> true;
      default -> false;
    };
  }
}
