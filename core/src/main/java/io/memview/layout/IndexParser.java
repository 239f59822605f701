package io.memview.layout;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the text of a slice: see {@link Index#parse}. */
final class IndexParser {
  private static final String INDEX = "a position, a range, '...' or 'None'";

  private final String text;
  private int at;

  IndexParser(String text) {
    this.text = text;
  }

  Index[] parse() {
    List<Index> indices = new ArrayList<>();
    do {
      skipSpace();
      int start = at;
      Index index = index();
      if (index instanceof Index.Ellipsis && indices.contains(index)) {
        at = start;
        throw error("one '...' only");
      }
      indices.add(index);
      if (!accept(",") && at < text.length()) {
        throw error(index instanceof Index.At ? "',', ':' or the end" : "',' or the end");
      }
    } while (at < text.length());
    return indices.toArray(Index[]::new);
  }

  private Index index() {
    if (accept("...")) {
      return Index.ellipsis();
    }
    if (accept("None") || accept("newaxis")) {
      return Index.newAxis();
    }
    Long start = number();
    if (!accept(":")) {
      if (start == null) {
        throw error(INDEX);
      }
      return Index.at(start);
    }
    Long stop = number();
    long step = accept(":") ? step() : 1;
    return Index.range(
        start != null ? start : step > 0 ? 0 : Long.MAX_VALUE,
        stop != null ? stop : step > 0 ? Long.MAX_VALUE : Long.MIN_VALUE,
        step);
  }

  private long step() {
    int start = at;
    Long step = number();
    if (step == null) {
      return 1;
    }
    if (step == 0 || step == Long.MIN_VALUE) {
      at = start;
      throw error("a step that is not " + step);
    }
    return step;
  }

  /** A number if there is one, and the white space behind it. */
  private @Nullable Long number() {
    int start = at;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int digits = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == digits) {
      if (at > start) {
        throw error("digits behind '" + text.charAt(start) + "'");
      }
      return null;
    }
    try {
      long number = Long.parseLong(text, start, at, 10);
      skipSpace();
      return number;
    } catch (NumberFormatException e) {
      at = start;
      throw error("a number of at most 64 bits");
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean accept(String token) {
    if (!text.startsWith(token, at)) {
      return false;
    }
    at += token.length();
    skipSpace();
    return true;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IndexException error(String expected) {
    String found =
        at == text.length() ? "the end" : "'" + Character.toString(text.codePointAt(at)) + "'";
    return new IndexException(text, at + 1, expected, found);
  }
}
