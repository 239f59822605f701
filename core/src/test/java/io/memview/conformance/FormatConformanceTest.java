package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.Json;
import io.memview.Layout;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Order;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.format.FormatException;
import io.memview.format.Leniency;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.format.ValueException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What CPython and NumPy answered, against what memview answers: one test a file of vectors. */
class FormatConformanceTest {
  /** Others write a byte order before the shape too (numpy#9049). */
  private static final Pattern ORDER_BEFORE_SHAPE = Pattern.compile("[@^=<>!]\\(");

  /** What else memview reads although NumPy does not, and why; the documentation has the table. */
  private static final Map<String, List<String>> READ_ON_PURPOSE =
      Map.of(
          "PEP 3118 has it: text of 2 bytes, bits, pointers, functions",
          List.of("u", "t", "3t", "&i", "&T{i:x:}", "X{}", "X{i->d}"),
          "struct has it: Pascal strings, void pointers",
          List.of("p", "P"),
          "struct has it since Python 3.14: other names of Zf and Zd",
          List.of("F", "D"),
          "Z goes before any float",
          List.of("Ze"),
          "NumPy takes n by itself only, struct in a row too",
          List.of("in", "T{n}"));

  // ---- running

  /** One case. It throws if the answers differ. */
  @FunctionalInterface
  private interface Case {
    void run(Map<String, Object> vector) throws Exception;
  }

  /** Runs all cases of a file; those that differ must be the ones listed. */
  private static void conform(String name, Case test) throws IOException {
    int passed = 0;
    Map<String, String> wrong = new HashMap<>();
    int differ = 0;
    try (InputStream in =
        FormatConformanceTest.class.getResourceAsStream("/vectors/" + name + ".jsonl")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : all.lines().toList()) {
        Map<String, Object> vector = map(Json.parse(line));
        try {
          test.run(vector);
          passed++;
        } catch (Exception | AssertionError e) {
          differ++;
          if (!vector.containsKey("numpy_error") || !isIntended((String) vector.get("format"))) {
            wrong.put((String) vector.get("id"), e + " in " + line);
          }
        }
      }
    }
    System.out.printf("conformance %s: %d passed, %d differ%n", name, passed, differ);
    assertEquals("", String.join("\n", wrong.values()), "unintended differences");
  }

  private static boolean isIntended(String format) {
    return ORDER_BEFORE_SHAPE.matcher(format).find()
        || READ_ON_PURPOSE.values().stream().anyMatch(formats -> formats.contains(format));
  }

  /** Those that are listed are read, and what is printed of them is what NumPy would write. */
  @Test
  void whatIsReadOnPurposeIsRead() {
    for (List<String> formats : READ_ON_PURPOSE.values()) {
      for (String format : formats) {
        Format read = Format.parse(format);
        assertEquals(read, Format.parse(read.toString()), format);
      }
    }
    assertEquals("(2,3)<i", Format.parse("<(2,3)i").toString());
    assertEquals("Zd", Format.parse("D").toString());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object json) {
    return (Map<String, Object>) json;
  }

  private static List<?> list(Object json) {
    return (List<?>) json;
  }

  private static long number(Map<String, Object> vector, String name) {
    return ((Number) vector.get(name)).longValue();
  }

  private static byte[] bytes(Object hex) {
    return HexFormat.of().parseHex((String) hex);
  }

  /** A value as memview has it. */
  private static Object value(Object json) {
    if (json instanceof List<?> list) {
      return list.stream().map(FormatConformanceTest::value).toList();
    } else if (!(json instanceof Map)) {
      return json;
    }
    Map<String, Object> map = map(json);
    if (map.containsKey("f")) {
      return switch ((String) map.get("f")) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        case "nan" -> Double.NaN;
        case String hex -> Double.parseDouble(hex);
      };
    } else if (map.containsKey("re")) {
      return new Complex((Double) value(map.get("re")), (Double) value(map.get("im")));
    }
    return map.containsKey("hex") ? bytes(map.get("hex")) : map.get("str");
  }

  /** Equal in type and value, whichever integers and lists they are. */
  private static void assertSame(Object expected, Object actual) {
    switch (expected) {
      case List<?> all -> {
        List<?> ours = (List<?>) actual;
        assertEquals(all.size(), ours.size());
        for (int i = 0; i < all.size(); i++) {
          assertSame(all.get(i), ours.get(i));
        }
      }
      case byte[] all -> assertEquals(Arrays.toString(all), Arrays.toString((byte[]) actual));
      case Long n when actual instanceof BigInteger big -> assertEquals(BigInteger.valueOf(n), big);
      default -> assertEquals(expected, actual);
    }
  }

  // ---- struct

  @Test
  void struct() throws IOException {
    conform("struct", FormatConformanceTest::struct);
  }

  private static void struct(Map<String, Object> vector) {
    Format format = Format.parse((String) vector.get("format"));
    List<?> values = list(value(vector.get("values")));
    Object packed = nested(format, values.iterator());
    if (vector.containsKey("error")) {
      assertThrows(ValueException.class, () -> format.check(packed));
      return;
    }
    assertEquals(number(vector, "itemsize"), format.itemSize());
    byte[] bytes = bytes(vector.get("bytes"));
    List<Object> unpacked = new ArrayList<>();
    flatten(format.get(MemorySegment.ofArray(bytes), 0), unpacked);
    assertSame(values, unpacked);
    byte[] ours = new byte[bytes.length];
    format.set(MemorySegment.ofArray(ours), 0, packed);
    assertEquals(HexFormat.of().formatHex(bytes), HexFormat.of().formatHex(ours));
  }

  /** The values of {@code struct}, which are in one row, as the format nests them. */
  private static Object nested(Format format, Iterator<?> values) {
    return switch (format) {
      case Struct struct -> {
        List<Object> all = new ArrayList<>();
        struct.fields().forEach(field -> all.add(nested(field.format(), values)));
        yield all;
      }
      case SubArray array -> {
        List<Object> all = new ArrayList<>();
        for (long i = array.shape().get(0); i > 0; i--) {
          all.add(nested(array.element(), values));
        }
        yield all;
      }
      default -> values.next();
    };
  }

  private static void flatten(Object value, List<Object> into) {
    if (value instanceof List<?> all) {
      all.forEach(inner -> flatten(inner, into));
    } else {
      into.add(value);
    }
  }

  // ---- format

  @Test
  void format() throws IOException {
    conform("format", FormatConformanceTest::format);
  }

  @Test
  void numpy() throws IOException {
    conform("numpy", FormatConformanceTest::format);
  }

  /** What only the lenient grammar takes. */
  @Test
  void strictAndLenient() {
    for (String format :
        List.of("", " ", "}", "T{", "T{i:a:", "T{i:a:}}", "i}y", "2 i", "Z d", "T {i}")) {
      assertThrows(FormatException.class, () -> Format.parse(format), format);
      Format.parse(format, Leniency.NUMPY);
    }
    assertEquals(0, Format.parse("", Leniency.NUMPY).itemSize());
    assertEquals(Format.parse("12i"), Format.parse("1 2 i", Leniency.NUMPY));
    assertEquals(Format.parse("i"), Format.parse("i}y", Leniency.NUMPY));
    assertEquals(Format.parse("T{T{i:a:}}"), Format.parse("T{T{i:a:", Leniency.NUMPY));
  }

  private static void format(Map<String, Object> vector) {
    String text = (String) vector.get("format");
    if (vector.containsKey("numpy_error")) {
      assertThrows(FormatException.class, () -> Format.parse(text, Leniency.NUMPY));
      return;
    }
    Format format = Format.parse(text, Leniency.NUMPY);
    Map<String, Object> dtype = map(vector.get("dtype"));
    assertEquals(number(dtype, "itemsize"), format.paddedSize());
    assertEquals(number(dtype, "itemsize"), format.padded().itemSize());
    describe(dtype, format);
    Format again = Format.parse(format.padded().toString());
    assertEquals(format.padded(), again);
    assertEquals(number(dtype, "itemsize"), again.itemSize());
  }

  private static void describe(Map<String, Object> dtype, Format format) {
    if (dtype.containsKey("array")) {
      SubArray array = (SubArray) format;
      List<Object> shape = new ArrayList<>();
      Map<String, Object> element = dtype;
      while (element.containsKey("array")) { // one array of all dimensions here
        shape.addAll(list(element.get("array")));
        element = map(element.get("of"));
      }
      assertEquals(shape, array.shape());
      describeAll(element, array.element());
    } else if (dtype.containsKey("fields")) {
      fields(list(dtype.get("fields")), format);
    } else {
      Scalar scalar = (Scalar) format;
      assertEquals(dtype.get("kind"), kind(scalar.type().kind()));
      ByteOrder order = scalar.mode().order();
      boolean unordered =
          scalar.type() == ScalarType.OBJECT || scalar.type().size(scalar.mode()) == 1;
      String expected = unordered ? "|" : order == ByteOrder.BIG_ENDIAN ? ">" : "<";
      assertEquals(dtype.get("order"), expected);
    }
  }

  private static void describeAll(Map<String, Object> dtype, Format format) {
    assertEquals(number(dtype, "itemsize"), format.itemSize());
    describe(dtype, format);
  }

  private static void fields(List<?> expected, Format format) {
    Struct struct = (Struct) format;
    assertEquals(expected.size(), struct.fields().size());
    Set<String> names = new HashSet<>();
    struct.fields().stream().map(Struct.Field::name).filter(Objects::nonNull).forEach(names::add);
    int next = 0;
    for (int i = 0; i < expected.size(); i++) {
      Struct.Field field = struct.fields().get(i);
      Map<String, Object> theirs = map(expected.get(i));
      String name = field.name();
      while (name == null) { // NumPy names it after the first number that is free
        name = names.add("f" + next) ? "f" + next : null;
        next++;
      }
      assertEquals(theirs.get("name"), name);
      assertEquals(number(theirs, "offset"), field.offset());
      describeAll(theirs, field.format());
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

  // ---- record

  @Test
  void record() throws IOException {
    conform("record", FormatConformanceTest::record);
  }

  private static void record(Map<String, Object> vector) {
    Struct said = (Struct) Format.parse((String) vector.get("format"));
    Struct format = said.withItemSize(number(vector, "itemsize"));
    assertEquals(format, Format.parse(format.toString()));
    long[] shape = list(vector.get("shape")).stream().mapToLong(n -> (Long) n).toArray();
    Layout layout = Layout.contiguous(Order.C, number(vector, "itemsize"), shape);
    MemorySegment memory = MemorySegment.ofArray(bytes(vector.get("memory")));
    String name = (String) vector.get("field");
    Struct.Field field = format.field(name).orElseThrow();
    assertEquals(number(vector, "offset"), field.offset());
    assertEquals(
        vector.get("subshape"), field.format() instanceof SubArray a ? a.shape() : List.of());
    try (Lease lease =
        MemoryExporter.of(Memory.of(memory, format, layout)).acquire(Request.FULL_RO)) {
      View view = lease.view();
      assertSame(value(vector.get("record0")), view.get(new long[shape.length]));
      View values = view.field(name);
      assertEquals(
          vector.get("strides"), Arrays.stream(values.layout().strides()).boxed().toList());
      assertSame(value(vector.get("values")), values.toList());
    }
  }
}
