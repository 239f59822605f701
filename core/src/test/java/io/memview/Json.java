package io.memview;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON: maps, lists, strings, Boolean, null, Long, and BigInteger where a Long is too small.
 */
public final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** The value of one text. */
  public static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.space();
    if (json.at != text.length()) {
      throw new IllegalArgumentException("more than one value: " + text);
    }
    return value;
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char next() {
    space();
    return text.charAt(at);
  }

  private boolean ends(char end) {
    if (next() == ',') {
      at++;
    }
    boolean ended = next() == end;
    at += ended ? 1 : 0;
    return ended;
  }

  private Object value() {
    switch (next()) {
      case '{' -> {
        at++;
        Map<String, Object> map = new LinkedHashMap<>();
        while (!ends('}')) {
          next();
          String key = string();
          next();
          at++; // the colon
          map.put(key, value());
        }
        return map;
      }
      case '[' -> {
        at++;
        List<Object> list = new ArrayList<>();
        while (!ends(']')) {
          list.add(value());
        }
        return list;
      }
      case '"' -> {
        return string();
      }
      default -> {
        int start = at;
        while (at < text.length() && ",]} ".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        return literal(text.substring(start, at));
      }
    }
  }

  private static Object literal(String word) {
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> {
        BigInteger number = new BigInteger(word);
        yield number.bitLength() < 64 ? (Object) number.longValue() : number;
      }
    };
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    at++;
    for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(at++);
      switch (escaped) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'u' -> {
          out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
          at += 4;
        }
        default -> out.append(escaped);
      }
    }
    return out.toString();
  }
}
