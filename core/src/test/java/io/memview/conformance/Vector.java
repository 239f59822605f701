package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.Json;
import io.memview.format.Complex;
import io.memview.format.Format;
import io.memview.layout.Index;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** One JSON object of a vector file, read as what its fields mean. */
record Vector(Map<?, ?> fields) {

  static Vector parse(String line) {
    return new Vector((Map<?, ?>) Json.parse(line));
  }

  String id() {
    return string("id");
  }

  boolean has(String name) {
    return fields.get(name) != null;
  }

  Object any(String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw new AssertionError("no field '%s' in %s".formatted(name, fields));
    }
    return value;
  }

  String string(String name) {
    return (String) any(name);
  }

  long integer(String name) {
    return (Long) any(name);
  }

  boolean bool(String name) {
    return (Boolean) any(name);
  }

  Vector object(String name) {
    return new Vector((Map<?, ?>) any(name));
  }

  List<?> list(String name) {
    return (List<?>) any(name);
  }

  List<Vector> objects(String name) {
    return list(name).stream().map(each -> new Vector((Map<?, ?>) each)).toList();
  }

  long[] longs(String name) {
    return list(name).stream().mapToLong(each -> (Long) each).toArray();
  }

  int[] ints(String name) {
    return list(name).stream().mapToInt(each -> Math.toIntExact((Long) each)).toArray();
  }

  byte[] bytes(String name) {
    return HexFormat.of().parseHex(string(name));
  }

  Format format(String name) {
    return Format.parse(string(name));
  }

  /** The field's values, as memview reads them. */
  Object values(String name) {
    return value(any(name));
  }

  static Object value(Object json) {
    return switch (json) {
      case List<?> list -> list.stream().map(Vector::value).toList();
      case Map<?, ?> map when map.get("f") instanceof String text -> number(text);
      case Map<?, ?> map when map.get("hex") instanceof String text ->
          HexFormat.of().parseHex(text);
      case Map<?, ?> map when map.get("str") instanceof String text -> text;
      case Map<?, ?> map ->
          new Complex((Double) value(map.get("re")), (Double) value(map.get("im")));
      default -> json;
    };
  }

  private static double number(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  /** Values are the same: their kinds too, except that an integer has the type it fits into. */
  static void assertSame(Object expected, Object actual, String what) {
    assertEquals(comparable(expected), comparable(actual), what);
  }

  /** Bytes that are equal by value. */
  private record Bytes(String hex) {}

  private static Object comparable(Object item) {
    return switch (item) {
      case List<?> list -> list.stream().map(Vector::comparable).toList();
      case byte[] bytes -> new Bytes(HexFormat.of().formatHex(bytes));
      case BigInteger number when number.bitLength() < Long.SIZE -> number.longValue();
      default -> item;
    };
  }

  /** Python's {@code start:stop:step} of a list of three, each of which may be null. */
  static Index range(List<?> bounds) {
    long step = bounds.get(2) instanceof Long given ? given : 1;
    long first = step > 0 ? 0 : Long.MAX_VALUE;
    long last = step > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    return Index.range(
        bounds.get(0) instanceof Long start ? start : first,
        bounds.get(1) instanceof Long stop ? stop : last,
        step);
  }

  /** A list of ranges, one for each of the first dimensions. */
  Index[] ranges(String name) {
    return list(name).stream().map(each -> range((List<?>) each)).toArray(Index[]::new);
  }
}
