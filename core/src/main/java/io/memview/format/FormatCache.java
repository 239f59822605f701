package io.memview.format;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The formats of the strings that a program uses. Like the cache of CPython's {@code struct}, it is
 * emptied when it is full, so that strings from outside cannot fill the memory.
 */
final class FormatCache {
  private static final int ENTRIES = 256;
  private static final int LONGEST = 1024;

  private record Key(String text, Leniency leniency) {
    // By hand: what a record has of itself is linked at each program's start.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that && leniency == that.leniency && text.equals(that.text);
    }

    @Override
    public int hashCode() {
      return text.hashCode() * 31 + leniency.ordinal();
    }
  }

  private static final Map<Key, Format> FORMATS = new ConcurrentHashMap<>();

  private FormatCache() {}

  static Format parse(String text, Leniency leniency) {
    Key key = new Key(text, leniency);
    Format known = FORMATS.get(key);
    if (known != null) {
      return known;
    }
    Format format = new FormatParser(text, leniency).parse();
    if (text.length() <= LONGEST) {
      if (FORMATS.size() >= ENTRIES) {
        FORMATS.clear();
      }
      FORMATS.put(key, format);
    }
    return format;
  }
}
