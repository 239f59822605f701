package io.memview.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A recursive-descent parser of one format string. */
final class FormatParser {
  private static final int MAX_NESTING = 64;

  private final String text;
  private int at;
  private ByteMode mode = ByteMode.NATIVE;

  FormatParser(String text) {
    this.text = text;
  }

  Format parse() {
    Fields fields = fields(0);
    if (fields.list.size() == 1 && !fields.padded && fields.list.get(0).name() == null) {
      return fields.list.get(0).format();
    }
    if (fields.list.isEmpty() && !fields.padded) {
      throw error(at, "expected a format code, found " + found());
    }
    return new Struct(fields.list, fields.end, fields.alignment);
  }

  /** The fields of one record while they are read. */
  private static final class Fields {
    final List<Struct.Field> list = new ArrayList<>();
    final Set<String> names = new HashSet<>();
    long end;
    long alignment = 1;
    boolean padded;
  }

  private Fields fields(int depth) {
    Fields fields = new Fields();
    for (skipSpace(); at < text.length() && text.charAt(at) != '}'; skipSpace()) {
      entry(fields, depth);
    }
    if (at < text.length() && depth == 0) {
      throw error(at, "expected a format code, found '}' without 'T{'");
    }
    return fields;
  }

  private void entry(Fields fields, int depth) {
    int start = at;
    @Nullable List<Long> shape = shape();
    order();
    int counted = at;
    long count = count();
    boolean hasCount = at > counted;
    if (at == text.length()) {
      throw error(
          at,
          hasCount || shape != null
              ? "expected a format code after the count, found the end"
              : "expected a format code, found the end");
    }
    if (hasCount && Character.isWhitespace(text.charAt(at))) {
      throw error(at, "expected a format code right after the count, found white space");
    }
    char code = text.charAt(at);
    try {
      if (code == 'x' && shape == null) {
        at++;
        fields.end = Math.addExact(fields.end, hasCount ? count : 1);
        fields.padded = true;
        if (at < text.length() && text.charAt(at) == ':') {
          throw error(at, "padding cannot have a name: use 's' for opaque bytes");
        }
        return;
      }
      Format item = item(code, hasCount ? count : 1, depth);
      if (hasCount && !(item instanceof Scalar scalar && scalar.type().hasLength())) {
        item = new SubArray(item, List.of(count));
      }
      if (shape != null) {
        item = new SubArray(item, shape);
      }
      add(fields, item, start);
    } catch (ArithmeticException e) {
      throw error(start, "the item would be larger than 2^63-1 bytes");
    }
  }

  private Format item(char code, long count, int depth) {
    if (code == 'T') {
      int start = at++;
      if (at == text.length() || text.charAt(at) != '{') {
        throw error(at, "expected '{' after 'T', found " + found());
      }
      if (depth == MAX_NESTING) {
        throw error(start, "records are nested deeper than " + MAX_NESTING);
      }
      at++;
      Fields inner = fields(depth + 1);
      if (at == text.length()) {
        throw error(
            at, "expected '}' for the 'T{' of column %d, found the end".formatted(start + 1));
      }
      at++;
      return new Struct(inner.list, alignUp(inner.end, inner.alignment), inner.alignment);
    }
    if (!ScalarType.isCode(code)) {
      throw error(
          at,
          "expected one of %sxT or a byte order, found %s".formatted(ScalarType.codes(), found()));
    }
    ScalarType type = ScalarType.ofCode(code);
    if (!type.existsIn(mode)) {
      throw error(
          at,
          "'%c' has a native size only and cannot stand after '%c'".formatted(code, mode.code()));
    }
    at++;
    return new Scalar(type, mode, type.hasLength() ? count : 1);
  }

  private void add(Fields fields, Format item, int start) {
    long offset = alignUp(fields.end, item.alignment());
    String name = name();
    if (name != null && !fields.names.add(name)) {
      throw error(start, "two fields have the name '%s'".formatted(name));
    }
    fields.list.add(new Struct.Field(name, item, offset));
    fields.end = Math.addExact(offset, item.itemSize());
    fields.alignment = Math.max(fields.alignment, item.alignment());
  }

  private static long alignUp(long offset, long alignment) {
    return Math.addExact(offset, alignment - 1) & -alignment;
  }

  private void order() {
    if (at < text.length() && ByteMode.isCode(text.charAt(at))) {
      mode = ByteMode.ofCode(text.charAt(at++));
      skipSpace();
    }
  }

  private long count() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (start == at) {
      return 1;
    }
    try {
      return Long.parseLong(text, start, at, 10);
    } catch (NumberFormatException e) {
      throw error(start, "the count is above 2^63-1");
    }
  }

  private @Nullable List<Long> shape() {
    if (at == text.length() || text.charAt(at) != '(') {
      return null;
    }
    int open = at++;
    List<Long> shape = new ArrayList<>();
    while (true) {
      skipSpace();
      int start = at;
      long extent = count();
      if (start == at) {
        throw error(at, "expected an extent of the sub-array, found " + found());
      }
      shape.add(extent);
      skipSpace();
      if (at == text.length()) {
        throw error(at, "expected ')' for the '(' of column %d, found the end".formatted(open + 1));
      }
      char c = text.charAt(at++);
      if (c == ')') {
        skipSpace();
        return shape;
      }
      if (c != ',') {
        throw error(at - 1, "expected ',' or ')', found '%c'".formatted(c));
      }
    }
  }

  private @Nullable String name() {
    skipSpace();
    if (at == text.length() || text.charAt(at) != ':') {
      return null;
    }
    int open = at;
    int close = text.indexOf(':', open + 1);
    if (close < 0) {
      throw error(open, "the name that starts here has no closing ':'");
    }
    at = close + 1;
    return text.substring(open + 1, close);
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private String found() {
    return at == text.length() ? "the end" : "'%c'".formatted(text.charAt(at));
  }

  private FormatException error(int index, String problem) {
    return new FormatException(text, index + 1, problem);
  }
}
