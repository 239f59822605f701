package io.memview.format;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Prints a format so that parsing gives an equal one: byte orders where they change, padding where
 * alignment does not make it by itself.
 */
final class FormatPrinter {
  private final StringBuilder out = new StringBuilder();
  private ByteMode mode = ByteMode.NATIVE;

  private FormatPrinter() {}

  static String print(Format format) {
    FormatPrinter printer = new FormatPrinter();
    if (format instanceof Struct struct && isBare(struct)) {
      printer.fields(struct, false);
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
        && struct.itemSize() > 0
        && fields.stream().allMatch(field -> field.name() == null);
  }

  private void append(Format format) {
    switch (format) {
      case Scalar scalar -> {
        if (scalar.mode() != mode) {
          mode = scalar.mode();
          out.append(mode.code());
        }
        if (scalar.type().hasLength()) {
          out.append(scalar.length());
        }
        out.append(scalar.type().code());
      }
      case SubArray array -> {
        out.append(
            array.shape().stream()
                .map(Object::toString)
                .collect(Collectors.joining(",", "(", ")")));
        append(array.element());
      }
      case Struct struct -> {
        out.append("T{");
        fields(struct, true);
        out.append('}');
      }
    }
  }

  /** The fields of a record; inside {@code T{…}} the alignment adds trailing padding by itself. */
  private void fields(Struct struct, boolean braced) {
    long end = 0;
    for (Struct.Field field : struct.fields()) {
      long alignment = field.format().alignment();
      long aligned = (end + alignment - 1) & -alignment;
      pad(field.offset() - (aligned == field.offset() ? aligned : end));
      append(field.format());
      if (field.name() != null) {
        out.append(':').append(field.name()).append(':');
      }
      end = field.offset() + field.format().itemSize();
    }
    long aligned = braced ? (end + struct.alignment() - 1) & -struct.alignment() : end;
    pad(struct.itemSize() - (aligned == struct.itemSize() ? aligned : end));
  }

  private void pad(long bytes) {
    if (bytes > 0) {
      out.append(bytes == 1 ? "" : Long.toString(bytes)).append('x');
    }
  }
}
