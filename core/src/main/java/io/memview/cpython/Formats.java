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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Format strings as Python's exporters write them and as its consumers read them. */
final class Formats {
  private static final int MAX_KNOWN = 1000;
  static final Scalar BYTE = new Scalar(ScalarType.UINT8);

  /** Formats of one code, by the code: found without making a string. */
  private static final @Nullable Format[] CODES = new Format[128];

  private static final Map<String, Optional<Format>> KNOWN = new ConcurrentHashMap<>();

  static {
    for (char code : "?cbBhHiIlLqQnNefdgP".toCharArray()) {
      CODES[code] = Format.parse(String.valueOf(code));
    }
  }

  private Formats() {}

  /**
   * What items are by their string alone, where no string can mislead: one number, or an array of
   * such, of the size that the exporter tells apart.
   *
   * @return null if the string says something else, contradicts the size, or cannot be read
   */
  static @Nullable Format plain(long address, long itemSize) {
    if (address == 0) {
      return itemSize == 1 ? BYTE : bytes(itemSize);
    }
    byte code = CApi.MEMORY.get(JAVA_BYTE, address);
    if (code > 0 && CApi.MEMORY.get(JAVA_BYTE, address + 1) == 0) {
      Format known = CODES[code];
      if (known != null && known.itemSize() == itemSize) {
        return known;
      }
    }
    Format format = said(CApi.MEMORY.getString(address)).orElse(null);
    return format != null && format.itemSize() == itemSize && !hasRecords(format) ? format : null;
  }

  /**
   * What items are whose string is not plain: as their types have it, if the owner of the buffer
   * has such, else as the string has it. What neither tells are opaque bytes.
   *
   * @param address the string
   * @param itemSize the size of an item
   * @param owner the object that gave the buffer, or 0
   */
  static Format read(long address, long itemSize, long owner, PythonExporter exporter) {
    String text = CApi.MEMORY.getString(address);
    Format said = said(text).orElse(null);
    String asked = owner == 0 ? null : exporter.python().itemTypes().ask(owner, text, itemSize);
    if (asked == null) {
      return said == null ? bytes(itemSize) : believed(text, said, itemSize);
    }
    Format format = said(asked).orElse(null);
    if (format == null
        || format.itemSize() != itemSize
        || (format instanceof Struct struct && struct.fields().isEmpty())) {
      return bytes(itemSize);
    }
    return said != null && said.equals(format) ? said : format;
  }

  /** What a string says to NumPy, if anything. */
  private static Optional<Format> said(String text) {
    Optional<Format> known = KNOWN.get(text);
    if (known == null) {
      known = parse(text);
      if (KNOWN.size() >= MAX_KNOWN) {
        KNOWN.clear();
      }
      KNOWN.put(text, known);
    }
    return known;
  }

  private static Optional<Format> parse(String text) {
    try {
      return Optional.of(Format.parse(text, Leniency.NUMPY));
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  /**
   * What is said of records by nobody who could be asked. ctypes is not believed, which writes the
   * byte order of this machine before each code, as nobody else does.
   */
  private static Format believed(String text, Format said, long itemSize) {
    boolean isKnown = !isOfCtypes(text) && !isAmbiguous(text, said);
    if (isKnown && said.itemSize() == itemSize) {
      return said;
    }
    // NumPy leaves out the padding behind the last field, which nobody misses but in an array.
    boolean isPadded = said.itemSize() < itemSize && !hasRecordsInArrays(said);
    return isKnown && isPadded && said instanceof Struct struct
        ? struct.withItemSize(itemSize)
        : bytes(itemSize);
  }

  private static boolean isOfCtypes(String text) {
    boolean isOrdered = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':') { // a name, which may hold anything
        i = Math.max(i, text.indexOf(':', i + 1));
      } else if ((c == '<' || c == '>') && i + 1 < text.length()) {
        isOrdered = true;
        i++;
      } else if ((Character.isLetter(c) && "TXBx".indexOf(c) < 0) || "?@=^!".indexOf(c) >= 0) {
        return false; // a union or a packed record is a bare B
      }
    }
    return isOrdered && text.startsWith("T{");
  }

  /**
   * Whether a record inside of another is padded behind its last field to those who align, and to
   * those who write all padding is not: NumPy does, and leaves this one out.
   */
  private static boolean isAmbiguous(String text, Format said) {
    return said instanceof Struct
        && said("^" + text.replace('@', '^'))
            .filter(packed -> endsElsewhere(said, packed, true))
            .isPresent();
  }

  private static boolean endsElsewhere(Format aligned, Format packed, boolean isWhole) {
    if (aligned instanceof SubArray a && packed instanceof SubArray b) {
      return endsElsewhere(a.element(), b.element(), false);
    }
    if (!(aligned instanceof Struct a && packed instanceof Struct b)
        || a.fields().size() != b.fields().size()) {
      return false;
    }
    boolean isSame = true;
    for (int i = 0; i < a.fields().size(); i++) {
      Struct.Field x = a.fields().get(i);
      Struct.Field y = b.fields().get(i);
      if (endsElsewhere(x.format(), y.format(), false)) {
        return true;
      }
      isSame &= x.offset() == y.offset();
    }
    return !isWhole && isSame && a.itemSize() != b.itemSize();
  }

  private static boolean hasRecords(Format format) {
    return format instanceof Struct
        || (format instanceof SubArray array && hasRecords(array.element()));
  }

  private static boolean hasRecordsInArrays(Format format) {
    return switch (format) {
      case Struct struct ->
          struct.fields().stream().anyMatch(field -> hasRecordsInArrays(field.format()));
      case SubArray array -> hasRecords(array.element());
      default -> false;
    };
  }

  private static Scalar bytes(long size) {
    return new Scalar(ScalarType.VOID, ByteMode.NATIVE, size);
  }

  /**
   * The string for Python: of one value its code; of several the string that came, if it says the
   * same; else one that {@code struct} and NumPy read, if there is one, and at any rate one that
   * says everything.
   *
   * @param came the string that was read as the format, if one was
   * @throws BufferException.Refused if the items refer to Python's objects: Python would follow
   *     whatever the memory holds
   */
  static String write(Format format, long itemSize, @Nullable String came) {
    refuseObjects(format, format);
    if (format instanceof Scalar scalar && !scalar.isSwapped()) {
      // memoryview reads items of native codes only.
      Scalar here = new Scalar(scalar.type(), ByteMode.NATIVE, scalar.length());
      return (here.equals(scalar) ? here : scalar).toString();
    }
    if (came != null
        && said(came)
            .filter(same -> same.itemSize() == itemSize && same.equals(format))
            .isPresent()) {
      return came;
    }
    Format flat = format.flattened(); // NumPy reads no (2)(5)d, though it writes it
    String codes = Codes.of(flat, itemSize);
    if (codes != null) {
      return codes;
    }
    if (flat instanceof Struct struct
        && (struct.itemSize() != itemSize || struct.itemSize() % struct.alignment() != 0)) {
      // NumPy pads what is aligned.
      long alignment = itemSize % struct.alignment() == 0 ? struct.alignment() : 1;
      return new Struct(struct.fields(), itemSize, alignment).toString();
    }
    return flat.toString();
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
