package io.memview.cpython;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.memview.BufferException;
import io.memview.format.ByteMode;
import io.memview.format.Format;
import io.memview.format.FormatException;
import io.memview.format.Leniency;
import io.memview.format.Pointer;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Format strings as Python's exporters write them and as its consumers read them. */
final class Formats {
  private record Text(String format, long itemSize) {}

  private static final int MAX_KNOWN = 1000;
  private static final Scalar BYTE = new Scalar(ScalarType.UINT8);

  /** Formats of one code, by the code: found without making a string. */
  private static final @Nullable Format[] CODES = new Format[128];

  private static final Map<Text, Format> KNOWN = new ConcurrentHashMap<>();

  static {
    for (char code : "?cbBhHiIlLqQnNefdgP".toCharArray()) {
      CODES[code] = Format.parse(String.valueOf(code));
    }
  }

  private Formats() {}

  /**
   * What items are, by the string at an address and the size that the exporter tells apart. If the
   * two contradict each other, or the string cannot be read, items are bytes.
   */
  static Format read(long address, long itemSize) {
    if (address == 0) {
      return itemSize == 1 ? BYTE : bytes(itemSize);
    }
    byte code = CPython.MEMORY.get(JAVA_BYTE, address);
    if (code > 0 && CPython.MEMORY.get(JAVA_BYTE, address + 1) == 0) {
      Format known = CODES[code];
      if (known != null && known.itemSize() == itemSize) {
        return known;
      }
    }
    Text text = new Text(CPython.MEMORY.getString(address), itemSize);
    Format known = KNOWN.get(text);
    if (known == null) {
      known = parse(text);
      if (KNOWN.size() >= MAX_KNOWN) {
        KNOWN.clear();
      }
      KNOWN.put(text, known);
    }
    return known;
  }

  private static Format parse(Text text) {
    Format format;
    try {
      format = Format.parse(text.format, Leniency.NUMPY);
    } catch (FormatException e) {
      return bytes(text.itemSize);
    }
    if (format.itemSize() == text.itemSize) {
      return format;
    }
    if (format instanceof Struct struct) {
      try {
        return struct.withItemSize(text.itemSize);
      } catch (IllegalArgumentException e) {
        return bytes(text.itemSize);
      }
    }
    // ctypes writes "u" for a wchar_t, which has 4 bytes here.
    if (format instanceof Scalar(ScalarType type, ByteMode mode, long length)
        && type == ScalarType.UCS2
        && text.itemSize == 2 * format.itemSize()) {
      return new Scalar(ScalarType.UCS4, mode, length);
    }
    return bytes(text.itemSize);
  }

  private static Scalar bytes(long size) {
    return new Scalar(ScalarType.BYTES, ByteMode.NATIVE, size);
  }

  /**
   * The string for Python.
   *
   * @throws BufferException.Refused if the items refer to Python's objects: Python would follow
   *     whatever the memory holds
   */
  static String write(Format format, long itemSize) {
    refuseObjects(format, format);
    if (format instanceof Scalar scalar && !scalar.isSwapped()) {
      // memoryview reads items of native codes only.
      Scalar here = new Scalar(scalar.type(), ByteMode.NATIVE, scalar.length());
      return (here.equals(scalar) ? here : scalar).toString();
    }
    if (format instanceof Struct struct
        && (struct.itemSize() != itemSize || struct.itemSize() % struct.alignment() != 0)) {
      // NumPy pads what is aligned.
      long alignment = itemSize % struct.alignment() == 0 ? struct.alignment() : 1;
      return new Struct(struct.fields(), itemSize, alignment).toString();
    }
    return format.toString();
  }

  private static void refuseObjects(Format part, Format whole) {
    switch (part) {
      case Scalar scalar -> {
        if (scalar.type() == ScalarType.OBJECT) {
          throw new BufferException.Refused(
              "items '%s' refer to Python objects, which memory of the JVM does not have"
                  .formatted(whole));
        }
      }
      case SubArray array -> refuseObjects(array.element(), whole);
      case Struct struct -> struct.fields().forEach(field -> refuseObjects(field.format(), whole));
      case Pointer pointer -> refuseObjects(pointer.target(), whole);
      default -> {}
    }
  }
}
