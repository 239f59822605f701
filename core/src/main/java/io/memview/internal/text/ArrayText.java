package io.memview.internal.text;

import io.memview.format.ByteMode;
import io.memview.format.Format;
import io.memview.format.FunctionPointer;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.Limits;
import io.memview.internal.memory.Region;
import io.memview.layout.Layout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The items of a view that its text has, read once, and their text. The rules are those of NumPy's
 * {@code array2string}.
 */
public final class ArrayText {
  /** The most items of a summary, unless its last two dimensions alone have more. */
  private static final long MANY = 10_000;

  /** What stands for items that are not shown. */
  static final String DOTS = "...";

  private final TextOptions options;
  private final Format format;
  private final long[] shape;

  /** How many items of each dimension are shown, from its start and from its end. */
  private final long[] leading;

  private final long[] trailing;
  private final List<Object> values = new ArrayList<>();

  private ArrayText(Region memory, TextOptions options) {
    Layout layout = memory.layout();
    this.options = options;
    this.format = readable(memory.format().flattened());
    this.shape = layout.shape();
    this.leading = shape.clone();
    this.trailing = new long[shape.length];
    if (layout.itemCount() > options.threshold()) {
      summarise(options.edgeItems());
    }
  }

  /** Two edges a dimension; the first item only where so many dimensions would be too many. */
  private void summarise(long edge) {
    long shown = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] > 2 * edge) {
        leading[d] = edge;
        trailing[d] = edge;
      }
      long here = leading[d] + trailing[d];
      boolean many = here > MANY / shown;
      if (many && d < shape.length - 2) {
        leading[d] = 1;
        trailing[d] = 0;
      } else {
        shown = many ? MANY : shown * here;
      }
    }
  }

  public static String text(Region memory, TextOptions options) {
    return of(memory, options).text();
  }

  /** What is shown of a region, read. */
  static ArrayText of(Region memory, TextOptions options) {
    ArrayText shown = new ArrayText(memory, options);
    if (memory.layout().itemCount() > 0) {
      Limits.checkRoom(shown.count(), memory.format(), "texts of %d '%s' items");
      shown.forEachShown(
          new long[shown.shape.length],
          0,
          index -> {
            ItemAddress place = ItemAddress.of(memory, index);
            shown.values.add(shown.format.get(place.segment(), place.offset()));
          });
    }
    return shown;
  }

  /** How many items are shown. */
  private long count() {
    long count = 1;
    for (int d = 0; d < shape.length; d++) {
      count *= leading[d] + trailing[d];
    }
    return count;
  }

  /** The indices of all items that are shown, in C order, in one array. */
  private void forEachShown(long[] index, int d, Consumer<long[]> action) {
    if (d == index.length) {
      action.accept(index);
      return;
    }
    for (long i = 0; i < leading[d] + trailing[d]; i++) {
      index[d] = i < leading[d] ? i : shape[d] - trailing[d] + i - leading[d];
      forEachShown(index, d + 1, action);
    }
  }

  /**
   * The format with opaque bytes in the place of items that have no value. A record need not be
   * aligned to be read, and nobody looks at its names.
   */
  private static Format readable(Format format) {
    // No switch by type, which each program would pay for when it shows something first.
    if (format instanceof FunctionPointer
        || (format instanceof Scalar scalar && scalar.type() == ScalarType.OBJECT)) {
      return opaque(format);
    }
    if (format instanceof SubArray array) {
      return new SubArray(readable(array.element()), array.shape());
    }
    if (format instanceof Struct struct) {
      List<Struct.Field> fields = new ArrayList<>();
      for (Struct.Field field : struct.fields()) {
        fields.add(new Struct.Field("" + fields.size(), readable(field.format()), field.offset()));
      }
      return new Struct(fields, struct.itemSize(), 1);
    }
    return format;
  }

  private static Format opaque(Format format) {
    return new Scalar(ScalarType.VOID, ByteMode.NATIVE, format.itemSize());
  }

  // ---- lines

  String text() {
    if (values.isEmpty()) {
      return "[]";
    }
    ItemFormatter item = ItemFormatter.of(format, values, shape.length == 0, options);
    List<String> texts = new ArrayList<>(values.size());
    for (Object value : values) {
      texts.add(item.of(value));
    }
    Iterator<String> words = texts.iterator();
    if (shape.length == 0) {
      return words.next();
    }
    StringBuilder out = new StringBuilder();
    write(0, words, out);
    return out.toString();
  }

  private void write(int d, Iterator<String> words, StringBuilder out) {
    out.append('[');
    if (d == shape.length - 1) {
      writeRow(words, out);
    } else {
      String gap = "\n".repeat(shape.length - 1 - d) + " ".repeat(d + 1);
      for (long i = 0; i < leading[d]; i++) {
        out.append(i == 0 ? "" : gap);
        write(d + 1, words, out);
      }
      if (isCut(d)) {
        out.append(gap).append(DOTS);
      }
      for (long i = 0; i < trailing[d]; i++) {
        out.append(gap);
        write(d + 1, words, out);
      }
    }
    out.append(']');
  }

  private boolean isCut(int d) {
    return leading[d] + trailing[d] < shape[d];
  }

  /** A row, in as many lines as it needs. */
  private void writeRow(Iterator<String> words, StringBuilder out) {
    int d = shape.length - 1;
    String indent = " ".repeat(d + 1);
    int width = options.lineWidth() - d - 1; // brackets close behind the last item
    int used = indent.length();
    boolean cut = isCut(d);
    long count = leading[d] + trailing[d] + (cut ? 1 : 0);
    for (long i = 0; i < count; i++) {
      String word = cut && i == leading[d] ? DOTS : words.next();
      int length = word.codePointCount(0, word.length());
      if (i > 0) {
        out.append(' ');
        used++;
      }
      if (used > indent.length() && used + length > width) {
        out.setLength(lengthWithoutSpaces(out));
        out.append('\n').append(indent);
        used = indent.length();
      }
      out.append(word);
      used += length;
    }
  }

  private static int lengthWithoutSpaces(StringBuilder out) {
    int length = out.length();
    while (out.charAt(length - 1) == ' ') {
      length--;
    }
    return length;
  }

  // ---- what is shown, for tables

  Format format() {
    return format;
  }

  TextOptions options() {
    return options;
  }

  int ndim() {
    return shape.length;
  }

  long shape(int dimension) {
    return shape[dimension];
  }

  /** The items that are shown, in C order. */
  List<Object> values() {
    return values;
  }

  /** The indices of all items that are shown, in C order. */
  List<long[]> indices() {
    List<long[]> indices = new ArrayList<>();
    if (!values.isEmpty()) {
      forEachShown(new long[shape.length], 0, index -> indices.add(index.clone()));
    }
    return indices;
  }

  /** The positions of a dimension that are shown, and dots for those between them. */
  List<String> positions(int d) {
    List<String> positions = new ArrayList<>();
    for (long i = 0; i < leading[d]; i++) {
      positions.add(Long.toString(i));
    }
    if (isCut(d)) {
      positions.add(DOTS);
    }
    for (long i = shape[d] - trailing[d]; i < shape[d]; i++) {
      positions.add(Long.toString(i));
    }
    return positions;
  }
}
