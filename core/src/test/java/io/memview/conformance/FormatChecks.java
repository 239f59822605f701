package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.memview.format.Format;
import io.memview.format.FormatException;
import io.memview.format.Leniency;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Formats as NumPy reads them: its {@code dtype}, or its refusal. */
final class FormatChecks {
  private FormatChecks() {}

  static void check(Vector vector) {
    String text = vector.string("format");
    if (vector.has("numpy_error")) {
      refusedOrReadOnPurpose(text, vector.string("numpy_error"));
      return;
    }
    Format format = Format.parse(text, Leniency.NUMPY);
    Vector dtype = vector.object("dtype");
    long itemSize = dtype.integer("itemsize");
    assertEquals(itemSize, format.paddedSize(), "padded size");
    assertEquals(itemSize, format.padded().itemSize(), "itemsize");
    describe(dtype, format);
    assertEquals(format.padded(), Format.parse(format.padded().toString()), "printed and parsed");
  }

  private static void refusedOrReadOnPurpose(String text, String error) {
    Format format;
    try {
      format = Format.parse(text, Leniency.NUMPY);
    } catch (FormatException refusedToo) {
      return;
    }
    List<ReadOnPurpose> reasons = ReadOnPurpose.of(text);
    assertFalse(
        reasons.isEmpty(),
        () ->
            "NumPy refuses it (%s), but '%s' is read, and no row of the table in io.memview.format says why"
                .formatted(error, format));
    reasons.forEach(reason -> reason.assertMeaning(text, format));
  }

  private static void describe(Vector dtype, Format format) {
    if (dtype.has("array")) {
      SubArray array = (SubArray) format;
      assertEquals(dtype.list("array"), array.shape(), "array");
      part(dtype.object("of"), array.element());
    } else if (dtype.has("fields")) {
      fields(dtype.objects("fields"), (Struct) format);
    } else {
      Scalar scalar = (Scalar) format;
      assertEquals(dtype.string("kind"), kind(scalar.type().kind()), "kind");
      boolean unordered =
          scalar.type() == ScalarType.OBJECT || scalar.type().size(scalar.mode()) == 1;
      String order = scalar.mode().order() == ByteOrder.BIG_ENDIAN ? ">" : "<";
      assertEquals(dtype.string("order"), unordered ? "|" : order, "order");
    }
  }

  private static void part(Vector dtype, Format format) {
    assertEquals(dtype.integer("itemsize"), format.itemSize(), "itemsize");
    describe(dtype, format);
  }

  private static void fields(List<Vector> expected, Struct struct) {
    assertEquals(expected.size(), struct.fields().size(), "number of fields");
    Set<String> names = new HashSet<>();
    struct.fields().stream().map(Struct.Field::name).filter(Objects::nonNull).forEach(names::add);
    int next = 0;
    for (int i = 0; i < expected.size(); i++) {
      Struct.Field field = struct.fields().get(i);
      String name = field.name();
      while (name == null) { // NumPy names it after the first number that is free
        name = names.add("f" + next) ? "f" + next : null;
        next++;
      }
      assertEquals(expected.get(i).string("name"), name, "name");
      assertEquals(expected.get(i).integer("offset"), field.offset(), "offset of " + name);
      part(expected.get(i), field.format());
    }
  }

  private static String kind(ScalarType.Kind kind) {
    return switch (kind) {
      case BOOL -> "b";
      case SIGNED -> "i";
      case UNSIGNED -> "u";
      case FLOAT, EXTENDED -> "f";
      case COMPLEX -> "c";
      case CHAR, BYTES, PASCAL -> "S";
      case TEXT -> "U";
      case VOID -> "V";
      case OBJECT -> "O";
    };
  }
}
