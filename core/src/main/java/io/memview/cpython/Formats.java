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
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Format strings as Python's exporters write them and as its consumers read them. */
final class Formats {
  private record Text(String format, long itemSize) {}

  private static final int MAX_KNOWN = 1000;
  private static final Scalar BYTE = new Scalar(ScalarType.UINT8);

  /** The byte order of this machine, as formats write it. */
  private static final String HERE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "<" : ">";

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
    Format format = parse(text.format);
    if (format == null || format.itemSize() == text.itemSize) {
      return format == null ? bytes(text.itemSize) : format;
    }
    if (text.format.contains(HERE)) {
      Format meant = ofCtypes(text.format);
      return meant != null && meant.itemSize() == text.itemSize ? meant : bytes(text.itemSize);
    }
    // NumPy leaves out the padding behind the last field, which nobody misses but in an array.
    boolean isPadded = format.itemSize() < text.itemSize && !hasRecordsInArrays(format);
    return format instanceof Struct struct && isPadded
        ? struct.withItemSize(text.itemSize)
        : bytes(text.itemSize);
  }

  /**
   * What ctypes means, which writes the byte order of this machine before each code, as nobody else
   * does: before Python 3.12 it leaves out C's padding between the fields. It writes "u" for a
   * {@code wchar_t}, which "w" is where its 2 bytes are too few.
   */
  private static @Nullable Format ofCtypes(String text) {
    return parse(text.replace(HERE + "u", "@w").replace(HERE, "@"));
  }

  private static @Nullable Format parse(String text) {
    try {
      return Format.parse(text, Leniency.NUMPY);
    } catch (FormatException e) {
      return null;
    }
  }

  private static boolean hasRecordsInArrays(Format format) {
    return switch (format) {
      case Struct struct ->
          struct.fields().stream().anyMatch(field -> hasRecordsInArrays(field.format()));
      case SubArray array -> array.element() instanceof Struct;
      default -> false;
    };
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
