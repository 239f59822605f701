package io.memview.format;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of types that NumPy and others have, where a format string is asked for. */
final class ForeignName {
  private static final Pattern NAME =
      Pattern.compile("(?:numpy\\.|np\\.)?(u?int|float|double|complex|bool)_?([0-9]{0,3})");
  private static final Pattern DESCR = Pattern.compile("[<>|=]?[a-zA-Z][0-9]{1,9}");

  /** The codes of names that have no size of their own in NumPy. */
  private static final Map<String, String> WHOLE =
      Map.of("int", "l", "uint", "L", "float", "d", "double", "d", "complex", "Zd", "bool", "?");

  private static final Map<String, String> SIZED =
      Map.ofEntries(
          Map.entry("int8", "b"),
          Map.entry("int16", "h"),
          Map.entry("int32", "i"),
          Map.entry("int64", "q"),
          Map.entry("uint8", "B"),
          Map.entry("uint16", "H"),
          Map.entry("uint32", "I"),
          Map.entry("uint64", "Q"),
          Map.entry("float16", "e"),
          Map.entry("float32", "f"),
          Map.entry("float64", "d"),
          Map.entry("float128", "g"),
          Map.entry("complex64", "Zf"),
          Map.entry("complex128", "Zd"));

  private ForeignName() {}

  /** What to write instead, in words; nothing if the text is no such name. */
  static String advice(String text) {
    String name = text.strip();
    String code = codeOf(name);
    if (code != null) {
      return "%n  '%s' is NumPy's name of the format '%s', whose description NumpyDescr reads: '%s'"
          .formatted(name, code, NumpyDescr.of(Format.parse(code)));
    }
    return DESCR.matcher(name).matches() && isDescr(name)
        ? "%n  '%s' is NumPy's description of a type: NumpyDescr.toFormat reads it".formatted(name)
        : "";
  }

  private static @Nullable String codeOf(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    return matcher.group(2).isEmpty()
        ? WHOLE.get(matcher.group(1))
        : SIZED.get(matcher.group(1) + matcher.group(2));
  }

  private static boolean isDescr(String name) {
    try {
      NumpyDescr.toFormat(name);
      return true;
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      return false;
    }
  }
}
