package io.memview.format;

import io.memview.format.ScalarType.Kind;
import io.memview.internal.PythonLiteral;
import io.memview.internal.PythonLiteral.Tuple;
import io.memview.internal.Texts;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Formats as NumPy's {@code dtype.descr} and back: the types of the array interface, which {@code
 * .npy} files hold.
 *
 * <p>A number, text or bytes is a string of byte order, kind and size, such as {@code <f8}; a
 * record is a list of fields, such as {@code [('x', '<f8'), ('', '|V4'), ('m', '<f4', (2, 2))]},
 * where a field without a name is padding; a sub-array by itself is a tuple of its elements and its
 * shape, such as {@code ('<f4', (2, 3))}, also where it is the element of another: {@code ('m',
 * ('<f4', (3,)), (2,))}.
 *
 * <p><b>What is lost.</b> Sizes, offsets, byte orders and the names of fields are kept. A
 * description has no alignment: what comes back is packed, with the same gaps. A field without a
 * name gets one of {@code f0}, {@code f1}, … that is free, as NumPy names it; {@code c} comes back
 * as {@code s}, {@code P} as an unsigned integer. {@code g} is the machine's own long double: NumPy
 * calls it {@code f16} where it has 16 bytes, whatever its bits mean, and {@code f8} where it is a
 * double.
 *
 * <p><b>Times.</b> {@code datetime64} and {@code timedelta64} are 64-bit integers, {@code q};
 * {@link #times} tells their units, which no format holds, and {@link #of(Format, Map)} takes them.
 *
 * <p><b>What is read besides</b>, as {@code numpy.dtype} has it: types without a byte order, which
 * have that of the machine ({@code f8}), codes ({@code ?}) and names ({@code float64}) of NumPy's,
 * {@code bfloat16}, and metadata beside a type, which are left out. {@code V2} by itself is two
 * opaque bytes, whatever they were when NumPy saved them; {@code View.reinterpret} reads them as
 * what they are, such as {@code new Scalar(ScalarType.BFLOAT16)}.
 *
 * <p><b>What is refused</b>, since NumPy has no such type: bfloat16, complex numbers of two {@code
 * e}, Pascal strings, text in units of 2 bytes, bits and pointers. In the other direction: Python
 * objects, titles of fields, long doubles in the other byte order or of another size than this
 * machine's, and names with a colon.
 *
 * <p>Sources: the page "The array interface protocol" of NumPy's manual; {@code dtype_to_descr} and
 * {@code descr_to_dtype} of {@code numpy.lib.format}.
 */
public final class NumpyDescr {
  private static final int LONG_DOUBLE_SIZE = ScalarType.LONG_DOUBLE.size(ByteMode.NATIVE);

  private static final Map<String, ScalarType> TYPES =
      Map.ofEntries(
          Map.entry("b1", ScalarType.BOOL),
          Map.entry("i1", ScalarType.INT8),
          Map.entry("i2", ScalarType.INT16),
          Map.entry("i4", ScalarType.INT32),
          Map.entry("i8", ScalarType.INT64),
          Map.entry("u1", ScalarType.UINT8),
          Map.entry("u2", ScalarType.UINT16),
          Map.entry("u4", ScalarType.UINT32),
          Map.entry("u8", ScalarType.UINT64),
          Map.entry("f2", ScalarType.FLOAT16),
          Map.entry("f4", ScalarType.FLOAT32),
          Map.entry("f8", ScalarType.FLOAT64),
          Map.entry("f16", ScalarType.LONG_DOUBLE),
          Map.entry("c8", ScalarType.COMPLEX64),
          Map.entry("c16", ScalarType.COMPLEX128),
          Map.entry("c32", ScalarType.LONG_COMPLEX));

  /** Types that there are where a long double has 16 bytes. */
  private static final Set<String> LONG = Set.of("f16", "c32");

  /** What {@code numpy.dtype} takes besides: a code or a name, here by the type that it is. */
  private static final Map<String, String> NAMES = names();

  /** Kinds whose number is a length. */
  private static final Map<Character, ScalarType> LENGTHS =
      Map.of('S', ScalarType.BYTES, 'U', ScalarType.UCS4, 'V', ScalarType.VOID);

  private static final Pattern TYPE =
      Pattern.compile("([<>|=]?)(?:([a-zA-Z])([0-9]{1,18})|(\\w+|\\?))");

  private static final Pattern LITERAL = Pattern.compile("u?['\"]|[\\[({]");

  private NumpyDescr() {}

  private static Map<String, String> names() {
    int size = ScalarType.LONG.size(ByteMode.NATIVE);
    String[] types = {
      "b1 ? bool bool_",
      "i1 b int8 byte",
      "i2 h int16 short",
      "i4 i int32 intc",
      "i8 q p n int64 int int_ longlong intp",
      "u1 B uint8 ubyte",
      "u2 H uint16 ushort",
      "u4 I uint32 uintc",
      "u8 Q P N uint64 uint ulonglong uintp",
      "f2 e float16 half",
      "f4 f float32 single",
      "f8 d float64 double float",
      "f16 float128",
      "c8 F complex64 csingle",
      "c16 D complex128 cdouble complex",
      "c32 complex256",
      "S1 c",
      "i%d l long".formatted(size),
      "u%d L ulong".formatted(size),
      "f%d g longdouble".formatted(LONG_DOUBLE_SIZE),
      "c%d G clongdouble".formatted(2 * LONG_DOUBLE_SIZE)
    };
    return Arrays.stream(types)
        .map(line -> line.split(" ", -1))
        .flatMap(line -> Arrays.stream(line).skip(1).map(name -> Map.entry(name, line[0])))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  // ---- from formats

  /**
   * The description of a format, as Python prints it: {@code
   * str(numpy.lib.format.dtype_to_descr(dtype))}.
   *
   * @param format the format
   * @return such as {@code <f8} or {@code [('x', '<f8')]}
   * @throws UnsupportedOperationException if NumPy has no such type; the message has the part that
   *     stands in the way and what would work
   */
  public static String of(Format format) {
    return of(format, Map.of());
  }

  /**
   * The description of a format some of whose integers are times.
   *
   * @param format the format
   * @param times what the integers mean: of the items themselves under the empty name, of fields
   *     under their names, of fields of fields with dots between, such as {@code span.end}; a dot
   *     that belongs to a name has a backslash before it, as a backslash has
   * @return such as {@code <M8[ns]} or {@code [('t', '<M8[ns]')]}
   * @throws UnsupportedOperationException if NumPy has no such type; the message has the part that
   *     stands in the way and what would work
   * @throws IllegalArgumentException if there is no such field, or if it is no 64-bit integer
   */
  public static String of(Format format, Map<String, TimeType> times) {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(times, "times");
    Object descr = NumpyTimes.put(descr(format, false), times);
    return descr instanceof String type ? type : PythonLiteral.print(descr);
  }

  private static Object descr(Format format, boolean isField) {
    return switch (format) {
      case Scalar scalar -> type(scalar);
      case SubArray array ->
          Tuple.of(descr(array.element(), isField), new Tuple(List.copyOf(array.shape())));
      case Struct struct when struct.fields().isEmpty() && !isField -> "|V" + struct.itemSize();
      case Struct struct -> fields(struct);
      case Bits _ -> throw none(format, "NumPy has no types of bits: use whole bytes, such as 'B'");
      case Pointer _, FunctionPointer _ ->
          throw none(format, "an address means nothing elsewhere: use 'Q' for its number");
    };
  }

  private static String type(Scalar scalar) {
    ScalarType type = scalar.type();
    String kind =
        switch (type.kind()) {
          case BOOL -> "b";
          case SIGNED -> "i";
          case UNSIGNED -> "u";
          case FLOAT, EXTENDED -> "f";
          case COMPLEX -> "c";
          case CHAR, BYTES -> "S";
          case TEXT -> "U";
          case VOID -> "V";
          case PASCAL -> throw none(scalar, "use 's', which has the same bytes");
          case OBJECT -> throw none(scalar, "a Python object is known to one Python only");
        };
    if (type == ScalarType.BFLOAT16) {
      throw none(scalar, "bfloat16 is no type of NumPy's: reinterpret it as 'H'");
    } else if (type == ScalarType.COMPLEX32) {
      throw none(scalar, "reinterpret it as '2e'");
    } else if (type == ScalarType.UCS2) {
      throw none(scalar, "NumPy's text has units of 4 bytes: use 'w', or reinterpret it as 'H'");
    }
    int unit = type.size(scalar.mode());
    String order = unit == 1 ? "|" : scalar.mode().order() == ByteOrder.LITTLE_ENDIAN ? "<" : ">";
    return order + kind + (type.kind() == Kind.TEXT ? scalar.length() : scalar.itemSize());
  }

  private static List<Object> fields(Struct struct) {
    Set<@Nullable String> taken = new HashSet<>();
    struct.fields().forEach(field -> taken.add(field.name()));
    List<Object> fields = new ArrayList<>();
    int number = 0;
    long end = 0;
    for (Struct.Field field : struct.fields()) {
      pad(fields, field.offset() - end);
      String name = field.name();
      while (name == null) {
        String free = "f" + number++;
        name = taken.contains(free) ? null : free;
      }
      if (name.isEmpty() && Nesting.isPadding(field.format())) {
        throw none(field.format(), "bytes with an empty name are padding there: name them");
      }
      fields.add(
          field.format() instanceof SubArray array
              ? Tuple.of(name, descr(array.element(), true), new Tuple(List.copyOf(array.shape())))
              : Tuple.of(name, descr(field.format(), true)));
      end = field.offset() + field.format().itemSize();
    }
    pad(fields, struct.itemSize() - end);
    return fields;
  }

  private static void pad(List<Object> fields, long bytes) {
    if (bytes > 0) {
      fields.add(Tuple.of("", "|V" + bytes));
    }
  }

  private static UnsupportedOperationException none(Format format, String remedy) {
    return new UnsupportedOperationException(
        "NumPy has no type for format '%s'; %s".formatted(Texts.shownValue(format), remedy));
  }

  // ---- to formats

  /**
   * The format of a description.
   *
   * @param descr a type such as {@code <f8}, in quotes or not, or the Python literal of a list or a
   *     tuple. Nothing in it is evaluated.
   * @return the format of an item, packed, in the byte order that the description says
   * @throws IllegalArgumentException if it is no description; if two fields have one name, or a
   *     name has a colon or NUL in it; if records are nested more than 64 deep, or an item would be
   *     larger than 2<sup>63</sup>-1 bytes
   * @throws UnsupportedOperationException if it is the description of a type that has no format;
   *     the message has the type, the reason and what would work
   */
  public static Format toFormat(String descr) {
    Objects.requireNonNull(descr, "descr");
    try {
      return format(literal(descr));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "an item of more than 2^63-1 bytes: " + Texts.shown(descr), e);
    }
  }

  /**
   * What the integers mean that are times in a description.
   *
   * @param descr as for {@link #toFormat}
   * @return the times by the names of their fields, as {@link #of(Format, Map)} takes them; none if
   *     there are no times
   * @throws IllegalArgumentException if it is no Python literal
   */
  public static Map<String, TimeType> times(String descr) {
    Objects.requireNonNull(descr, "descr");
    return NumpyTimes.find(literal(descr));
  }

  private static Object literal(String descr) {
    return LITERAL.matcher(descr).lookingAt() ? PythonLiteral.parse(descr) : descr;
  }

  private static Format format(Object descr) {
    if (descr instanceof String type) {
      return scalar(type);
    }
    if (descr instanceof List<?> fields) {
      return record(fields);
    }
    if (descr instanceof Tuple(List<Object> pair) && pair.size() == 2) {
      if (pair.get(1) instanceof Map<?, ?>) { // metadata, which say nothing of the bytes
        return format(pair.get(0));
      }
      return array(format(pair.get(0)), pair.get(1));
    }
    throw new IllegalArgumentException(
        "a type such as '<f8', a list of fields or a tuple of a type and a shape is expected, not "
            + Texts.shown(PythonLiteral.print(descr)));
  }

  private static Format array(Format element, Object shape) {
    List<?> extents = shape instanceof Tuple(List<Object> items) ? items : List.of(shape);
    List<Long> longs = new ArrayList<>();
    for (Object extent : extents) {
      if (!(extent instanceof Long number)) {
        throw new IllegalArgumentException(
            "the shape of a sub-array is a tuple of integers, not "
                + Texts.shown(PythonLiteral.print(shape)));
      }
      longs.add(number);
    }
    return longs.isEmpty() ? element : new SubArray(element, longs);
  }

  private static Struct record(List<?> descr) {
    List<Struct.Field> fields = new ArrayList<>();
    long end = 0;
    for (Object entry : descr) {
      if (!(entry instanceof Tuple(List<Object> parts)) || parts.size() < 2 || parts.size() > 3) {
        throw new IllegalArgumentException(
            "a field is a tuple of a name, a type and perhaps a shape, not "
                + Texts.shown(PythonLiteral.print(entry)));
      }
      String name = name(parts.get(0));
      Format format = format(parts.get(1));
      if (parts.size() == 3) {
        format = array(format, parts.get(2));
      }
      if (!name.isEmpty() || !Nesting.isPadding(format)) {
        fields.add(new Struct.Field(name, format, end));
      }
      end = Math.addExact(end, format.itemSize());
    }
    return new Struct(fields, end, 1);
  }

  private static String name(Object name) {
    if (name instanceof Tuple(List<Object> both) && both.size() == 2) {
      throw new UnsupportedOperationException(
          "field %s has a title, which no format holds: leave it out, as (%s, type)"
              .formatted(
                  Texts.shown(PythonLiteral.print(name)),
                  Texts.shown(PythonLiteral.print(both.get(1)))));
    }
    if (name instanceof String string) {
      return string;
    }
    throw new IllegalArgumentException(
        "the name of a field is a string, not " + Texts.shown(PythonLiteral.print(name)));
  }

  private static Scalar scalar(String text) {
    if (TimeType.find(text).isPresent()) {
      return new Scalar(ScalarType.INT64, mode(text.substring(0, 1)));
    }
    if (text.equals("bfloat16")) {
      return new Scalar(ScalarType.BFLOAT16, ByteMode.STANDARD);
    }
    Matcher parts = TYPE.matcher(text);
    if (parts.matches() && parts.group(4) != null) {
      String sized = NAMES.get(parts.group(4));
      // A name has no byte order, a code may have one.
      if (sized != null && (parts.group(1).isEmpty() || parts.group(4).length() == 1)) {
        return scalar((parts.group(1).isEmpty() ? "=" : parts.group(1)) + sized);
      }
    } else if (parts.matches()) {
      char kind = parts.group(2).charAt(0);
      ByteMode mode = mode(parts.group(1));
      ScalarType sized = TYPES.get(kind + parts.group(3));
      if (sized != null) {
        return number(sized, mode, text);
      }
      ScalarType counted = LENGTHS.get(kind);
      if (counted != null) {
        return new Scalar(counted, mode, Long.parseLong(parts.group(3)));
      }
    }
    throw unknown(text);
  }

  private static ByteMode mode(String order) {
    return switch (order) {
      case "<" -> ByteMode.LITTLE;
      case ">" -> ByteMode.BIG;
      default -> ByteMode.STANDARD;
    };
  }

  private static Scalar number(ScalarType type, ByteMode mode, String text) {
    if (LONG_DOUBLE_SIZE != 16 && LONG.contains(text.replaceFirst("^[<>|=]", ""))) {
      throw new UnsupportedOperationException(
          "type '%s' is a long double of another machine, here they have %d bytes; its bytes can be read as '|V%s'"
              .formatted(text, LONG_DOUBLE_SIZE, text.replaceFirst("^\\D+", "")));
    }
    if (type.existsIn(mode)) {
      return new Scalar(type, mode);
    }
    if (mode.order() != ByteOrder.nativeOrder()) {
      throw new UnsupportedOperationException(
          "type '%s' is a long double in the other machine's byte order; its bytes can be read as '|V%s'"
              .formatted(text, text.substring(2)));
    }
    return new Scalar(type, ByteMode.NATIVE_PACKED);
  }

  private static RuntimeException unknown(String text) {
    String plain = text.replaceFirst("^[<>|=]", "");
    if (plain.matches("O8?")) {
      return new UnsupportedOperationException(
          "type '%s' is Python objects, which are pickled and not items: store numbers, text or"
                  .formatted(text)
              + " records");
    }
    if (plain.startsWith("float8") || plain.startsWith("float4") || plain.startsWith("float6")) {
      return new UnsupportedOperationException(
          "type '%s' has no format; its items are bytes, which '|u1' reads"
              .formatted(Texts.shown(text)));
    }
    return new UnsupportedOperationException(
        "type '%s' has no format; a type is a byte order (< > | =) or none, then one of %s, or S, U or V and"
                .formatted(
                    Texts.shown(text), String.join(" ", TYPES.keySet().stream().sorted().toList()))
            + " a length, such as '<f8' or '|S5'; or a name of NumPy's, such as 'float64'");
  }
}
