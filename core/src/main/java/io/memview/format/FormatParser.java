package io.memview.format;

import io.memview.internal.Texts;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A recursive-descent parser of one format string. */
final class FormatParser {
  /** The fields for which there is room at first. */
  private static final int USUAL = 24;

  private final String text;
  private final boolean lenient;
  private int at;
  private ByteMode mode = ByteMode.NATIVE;

  /** Where records and pointers are nested as deep as they may be; -1 if they are nowhere. */
  private int deepest = -1;

  FormatParser(String text, Leniency leniency) {
    this.text = text;
    this.lenient = leniency == Leniency.NUMPY;
  }

  Format parse() {
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw error(nul, "a format without NUL", "NUL");
    }
    Fields fields = fields(0);
    if (fields.isEmpty && !lenient) {
      throw error(at, "a format code", found());
    }
    if (fields.list.size() == 1) {
      Struct.Field field = fields.list.get(0);
      if (field.name() == null && field.format().itemSize() == fields.end) {
        return field.format();
      }
    }
    if (deepest >= 0) {
      throw tooDeep(deepest);
    }
    return fields.record(false);
  }

  /** The fields of one record while they are read. */
  private final class Fields {
    final List<Struct.Field> list = new ArrayList<>(USUAL);
    final Set<String> names = HashSet.newHashSet(USUAL);
    boolean isEmpty = true;
    long end;
    long alignment = 1;

    /** Where the bits end, in bits, if the last entry was bits; else -1. */
    long bitEnd = -1;

    ByteOrder bitOrder = ByteOrder.LITTLE_ENDIAN;

    /** Reads one entry. */
    void entry(int depth) {
      int start = at;
      try {
        Format item = item(depth);
        skipSpace();
        int named = at;
        String name = name();
        if (name != null && !names.add(name)) {
          throw error(
              named,
              "a name of its own",
              "'%s', which another field has".formatted(Texts.shown(name)));
        }
        if (name == null && Nesting.isPadding(item)) {
          end = Math.addExact(end, item.itemSize());
          bitEnd = -1;
        } else {
          list.add(place(name, item));
        }
        isEmpty = false;
      } catch (ArithmeticException e) {
        throw tooLarge(start);
      }
    }

    private Struct.Field place(@Nullable String name, Format item) {
      long offset = alignUp(end, item.alignment());
      Format placed = item;
      if (item instanceof Bits bits) {
        boolean shares = bitEnd >= 0 && bits.order() == bitOrder;
        long first = shares ? bitEnd : Math.multiplyExact(end, 8L);
        placed = bits.withShift((int) (first % 8));
        bitOrder = bits.order();
        offset = first / 8;
        bitEnd = Math.addExact(first, bits.width());
      } else {
        bitEnd = -1;
      }
      end = Math.addExact(offset, placed.itemSize());
      alignment = Math.max(alignment, placed.alignment());
      return new Struct.Field(name, placed, offset);
    }

    /** The record; braces pad it, if the byte order at the closing one aligns. */
    Struct record(boolean braced) {
      long asked = mode.aligned() ? alignment : 1;
      long padded = alignUp(end, asked);
      return new Struct(list, braced ? padded : end, asked);
    }
  }

  private Fields fields(int depth) {
    Fields fields = new Fields();
    for (skipSpace(); at < text.length() && text.charAt(at) != '}'; skipSpace()) {
      fields.entry(depth);
    }
    if (at < text.length() && depth == 0 && !lenient) {
      throw error(at, "a format code", "'}' without 'T{'");
    }
    return fields;
  }

  /** Modifiers and a code, without a name. */
  private Format item(int depth) {
    int start = at;
    boolean ordered = order();
    List<List<Long>> shapes = shapes();
    if (!ordered) {
      order();
    }
    int marked = at;
    boolean isSigned = accept('-');
    boolean isBigEndian = accept('~');
    int counted = at;
    long count = count();
    boolean hasCount = at > counted;
    if (at == text.length()) {
      throw error(
          at,
          "a format code" + (hasCount || !shapes.isEmpty() ? " after the count" : ""),
          "the end");
    }
    if (hasCount && isSpace(text.charAt(at))) {
      throw error(at, "a format code right after the count", "white space");
    }
    int coded = at;
    if (counted > marked && text.charAt(at) != 't') {
      at = marked; // the mark has no business here
      throw error(at, "a format code", found());
    }
    Format item = code(hasCount ? count : 1, depth);
    if (!shapes.isEmpty() && item instanceof Bits) {
      throw error(coded, "a code of whole bytes after a shape", "'t': count the bits instead");
    }
    if (item instanceof Bits bits) {
      item =
          new Bits(
              bits.width(),
              0,
              isSigned,
              isBigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    } else if (hasCount && count != 1 && !(item instanceof Scalar s && s.type().hasLength())) {
      item = array(item, List.of(count), start, depth);
    }
    for (List<Long> shape : shapes.reversed()) {
      item = array(item, shape, start, depth);
    }
    return item;
  }

  private Format array(Format element, List<Long> shape, int start, int depth) {
    if (element instanceof SubArray) {
      nest(start, depth + Nesting.depth(element));
    }
    if (shape.size() + SubArray.dimensions(element) > SubArray.MAX_DIMENSIONS) {
      throw error(start, "at most %d dimensions".formatted(SubArray.MAX_DIMENSIONS), "more");
    }
    if (SubArray.isEmptyButMany(element, shape)) {
      throw error(
          start,
          "at most %d items without bytes".formatted(Nesting.MAX_EMPTY),
          "a sub-array of more");
    }
    return new SubArray(element, shape);
  }

  private Format code(long count, int depth) {
    char code = text.charAt(at);
    switch (code) {
      case 'T':
        return record(depth);
      case '&':
        return pointer(depth);
      case 'X':
        return function(depth);
      case 't':
        if (count < 1 || count > 64) {
          throw error(at, "1 to 64 bits before 't'", Long.toString(count));
        }
        at++;
        return new Bits((int) count, 0);
      default:
        return new Scalar(scalar(code), mode, isLength(code) ? count : 1);
    }
  }

  private static boolean isLength(char code) {
    return ScalarType.isCode(code) && ScalarType.ofCode(code).hasLength();
  }

  private ScalarType scalar(char code) {
    int start = at++;
    @Nullable ScalarType type;
    switch (code) {
      case 'F', 'D' -> type = ScalarType.complexOf(Character.toLowerCase(code));
      case 'Z' -> {
        gap();
        type = at < text.length() ? ScalarType.complexOf(text.charAt(at)) : null;
        if (type == null) {
          throw error(at, "one of e f d g after 'Z'", found());
        }
        at++;
      }
      default -> type = ScalarType.isCode(code) ? ScalarType.ofCode(code) : null;
    }
    if (type == null) {
      at = start;
      throw error(at, "one of %sZFDtT&X or a byte order".formatted(ScalarType.codes()), found());
    }
    if (!type.existsIn(mode)) {
      throw error(
          start,
          "a code with a standard size after '%c'".formatted(mode.code()),
          "'%s', which has a native size only".formatted(type.text()));
    }
    return type;
  }

  private Format record(int depth) {
    int start = at++;
    open("T");
    nest(start, depth);
    Fields inner = fields(depth + 1);
    close(start, "T");
    return inner.record(true);
  }

  private Format pointer(int depth) {
    int start = at++;
    ByteMode own = mode;
    nest(start, depth);
    skipSpace();
    int pointed = at;
    Format target = item(depth + 1);
    if (Nesting.isPadding(target)) {
      throw error(pointed, "what '&' points to", "padding");
    }
    return new Pointer(target, own);
  }

  private Format function(int depth) {
    int start = at++;
    ByteMode own = mode;
    open("X");
    nest(start, depth);
    List<Format> arguments = new ArrayList<>();
    @Nullable Format result = null;
    for (skipSpace(); at < text.length() && text.charAt(at) != '}'; skipSpace()) {
      if (result != null) {
        throw error(at, "'}' after the result", found());
      }
      boolean isResult = text.startsWith("->", at);
      if (isResult) {
        at += 2;
        skipSpace();
      }
      int typed = at;
      Format type = item(depth + 1);
      if (Nesting.isPadding(type)) {
        throw error(typed, "the format of an argument or a result", "padding");
      }
      if (isResult) {
        result = type;
      } else {
        arguments.add(type);
      }
    }
    close(start, "X");
    return new FunctionPointer(arguments, result, own);
  }

  private void open(String code) {
    gap();
    if (at == text.length() || text.charAt(at) != '{') {
      throw error(at, "'{' after '%s'".formatted(code), found());
    }
    at++;
  }

  private void close(int start, String code) {
    if (at < text.length()) {
      at++;
    } else if (!lenient) {
      throw error(at, "'}' for the '%s{' of column %d".formatted(code, start + 1), "the end");
    }
  }

  private void nest(int start, int depth) {
    if (depth == Nesting.MAX) {
      throw tooDeep(start);
    }
    if (depth == Nesting.MAX - 1) {
      deepest = start;
    }
  }

  static long alignUp(long offset, long alignment) {
    return Math.addExact(offset, alignment - 1) & -alignment;
  }

  // ---- modifiers and names

  private boolean order() {
    if (at == text.length() || !ByteMode.isCode(text.charAt(at))) {
      return false;
    }
    mode = ByteMode.ofCode(text.charAt(at++));
    skipSpace();
    return true;
  }

  /** Goes on behind a character, if it is the next one. */
  private boolean accept(char c) {
    boolean isNext = at < text.length() && text.charAt(at) == c;
    at += isNext ? 1 : 0;
    return isNext;
  }

  private long count() {
    int start = at;
    long count = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      int digit = text.charAt(at++) - '0';
      if (count > (Long.MAX_VALUE - digit) / 10) {
        throw error(start, "a count up to 2^63-1", "a larger one");
      }
      count = 10 * count + digit;
      gap();
    }
    return count;
  }

  /** NumPy writes an array of arrays as {@code (2)(5)d}. */
  private List<List<Long>> shapes() {
    if (!isShape()) {
      return List.of();
    }
    List<List<Long>> shapes = new ArrayList<>();
    do {
      shapes.add(shape());
      skipSpace();
    } while (isShape());
    return shapes;
  }

  private boolean isShape() {
    return at < text.length() && text.charAt(at) == '(';
  }

  private List<Long> shape() {
    int open = at++;
    List<Long> shape = new ArrayList<>();
    while (true) {
      skipSpace();
      int start = at;
      long extent = count();
      if (start == at) {
        throw error(at, "an extent of the sub-array", found());
      }
      shape.add(extent);
      skipSpace();
      if (at == text.length()) {
        throw error(at, "')' for the '(' of column %d".formatted(open + 1), "the end");
      }
      char c = text.charAt(at);
      if (c != ')' && c != ',') {
        throw error(at, "',' or ')'", found());
      }
      at++;
      if (c == ')') {
        return shape;
      }
    }
  }

  private @Nullable String name() {
    if (at == text.length() || text.charAt(at) != ':') {
      return null;
    }
    int open = at;
    int close = text.indexOf(':', open + 1);
    if (close < 0) {
      throw error(open, "a second ':' behind the name", "none");
    }
    at = close + 1;
    return text.substring(open + 1, close);
  }

  // ---- characters

  private void skipSpace() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  /** White space where only NumPy lets it pass. */
  private void gap() {
    if (lenient) {
      skipSpace();
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private String found() {
    return at == text.length() ? "the end" : "'%c'".formatted(text.charAt(at));
  }

  private FormatException tooDeep(int start) {
    return error(
        start,
        "records, pointers and arrays of arrays nested at most %d deep".formatted(Nesting.MAX),
        "more");
  }

  private FormatException tooLarge(int start) {
    return error(start, "an item of at most 2^63-1 bytes", "a larger one");
  }

  private FormatException error(int index, String expected, String found) {
    return new FormatException(text, index + 1, expected, found);
  }
}
