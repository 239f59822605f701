package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.format.TimeType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any text is a type of times as NumPy writes them, or is refused. */
final class TimeTarget extends TextTarget {
  @Override
  public String name() {
    return "time";
  }

  @Override
  List<String> texts() {
    return List.of("M8[s]", "m8[ns]", "M8", "m8[25us]", "<M8[D]", "datetime64[h]", "M8[7s/3]");
  }

  @Override
  public List<String> words() {
    return List.of(
        "M8",
        "m8",
        "[",
        "]",
        "Y",
        "M",
        "W",
        "D",
        "h",
        "m",
        "s",
        "ms",
        "us",
        "ns",
        "ps",
        "fs",
        "as",
        "<",
        ">",
        "/",
        "generic",
        "datetime64",
        "timedelta64");
  }

  @Override
  boolean isRefusal(RuntimeException thrown) {
    return thrown.getClass() == IllegalArgumentException.class
        || thrown.getClass() == UnsupportedOperationException.class;
  }

  @Override
  @Nullable String answer(String text) {
    TimeType type = TimeType.parse(text);
    assertEquals(type, TimeType.parse(type.toString()), text);
    return shape(type.toString());
  }
}
