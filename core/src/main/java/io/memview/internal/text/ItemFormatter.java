package io.memview.internal.text;

import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.internal.PythonRepr;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The text of an item, made to stand in a column with others. */
interface ItemFormatter {
  /** The text of a value, which is one of those that the column was made for. */
  String of(Object value);

  /**
   * A column.
   *
   * @param alone whether there is one item and no dimension
   */
  static ItemFormatter of(Format format, List<?> values, boolean alone, TextOptions options) {
    // No switch by type, which each program would pay for when it shows something first.
    if (format instanceof Scalar scalar) {
      return ofScalar(scalar, values, alone, options);
    }
    if (format instanceof Struct struct) {
      return ofRecord(struct, values, alone, options);
    }
    return format instanceof SubArray array
        ? ofSubArray(array, values, options)
        : ofIntegers(values);
  }

  private static ItemFormatter ofScalar(
      Scalar scalar, List<?> values, boolean alone, TextOptions options) {
    ScalarType type = scalar.type();
    return switch (type.kind()) {
      case BOOL -> value -> (Boolean) value ? (alone ? "True" : " True") : "False";
      case SIGNED, UNSIGNED -> ofIntegers(values);
      case FLOAT, EXTENDED -> {
        FloatFormatter text = new FloatFormatter(type, numbers(values), false, options.precision());
        yield value -> text.of((Number) value);
      }
      case COMPLEX -> ofComplex(type.part().orElseThrow(), values, options);
      case BYTES -> value -> PythonRepr.ofPadded((byte[]) value);
      case CHAR, PASCAL -> value -> PythonRepr.of((byte[]) value);
      case TEXT -> value -> PythonRepr.of((String) value);
      case VOID, OBJECT -> value -> PythonRepr.ofOpaque((byte[]) value);
    };
  }

  private static ItemFormatter ofIntegers(List<?> values) {
    int widest = 0;
    for (Object value : values) {
      widest = Math.max(widest, value.toString().length());
    }
    int width = widest;
    return value -> padded(value.toString(), width);
  }

  static String padded(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private static List<Number> numbers(List<?> values) {
    List<Number> numbers = new ArrayList<>(values.size());
    for (Object value : values) {
      numbers.add((Number) value);
    }
    return numbers;
  }

  private static ItemFormatter ofComplex(ScalarType part, List<?> values, TextOptions options) {
    List<Number> re = values.stream().map(ItemFormatter::re).toList();
    List<Number> im = values.stream().map(ItemFormatter::im).toList();
    FloatFormatter reText = new FloatFormatter(part, re, false, options.precision());
    FloatFormatter imText = new FloatFormatter(part, im, true, options.precision());
    return value -> {
      String imaginary = imText.of(im(value));
      String digits = imaginary.stripTrailing();
      return reText.of(re(value)) + digits + "j" + imaginary.substring(digits.length());
    };
  }

  private static Number re(Object value) {
    return value instanceof Complex z ? (Number) z.re() : (Number) ((List<?>) value).get(0);
  }

  private static Number im(Object value) {
    return value instanceof Complex z ? (Number) z.im() : (Number) ((List<?>) value).get(1);
  }

  /** A column for each field of records. */
  static List<ItemFormatter> ofFields(
      Struct struct, List<?> values, boolean alone, TextOptions options) {
    List<ItemFormatter> columns = new ArrayList<>();
    for (int i = 0; i < struct.fields().size(); i++) {
      List<Object> column = new ArrayList<>(values.size());
      for (Object value : values) {
        column.add(((List<?>) value).get(i));
      }
      columns.add(of(struct.fields().get(i).format(), column, alone, options));
    }
    return columns;
  }

  private static ItemFormatter ofRecord(
      Struct struct, List<?> values, boolean alone, TextOptions options) {
    List<ItemFormatter> columns = ofFields(struct, values, alone, options);
    return value -> {
      StringJoiner all = new StringJoiner(", ", "(", columns.size() == 1 ? ",)" : ")");
      for (int i = 0; i < columns.size(); i++) {
        all.add(columns.get(i).of(((List<?>) value).get(i)));
      }
      return all.toString();
    };
  }

  private static ItemFormatter ofSubArray(SubArray array, List<?> values, TextOptions options) {
    List<?> elements = values;
    long count = 1;
    for (long extent : array.shape()) {
      elements = elements.stream().flatMap(value -> ((List<?>) value).stream()).toList();
      count *= extent;
    }
    ItemFormatter element = of(array.element(), elements, false, options);
    int edge = count > options.threshold() ? options.edgeItems() : Integer.MAX_VALUE;
    return value -> nested(value, array.shape().size(), element, edge);
  }

  private static String nested(Object value, int dimensions, ItemFormatter element, int edge) {
    if (dimensions == 0) {
      return element.of(value);
    }
    List<?> all = (List<?>) value;
    StringJoiner text = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < all.size(); i++) {
      if (i == edge && all.size() > 2L * edge) {
        text.add("...");
        i = all.size() - edge;
      }
      text.add(nested(all.get(i), dimensions - 1, element, edge));
    }
    return text.toString();
  }
}
