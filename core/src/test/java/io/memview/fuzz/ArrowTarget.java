package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.format.ArrowFormat;
import io.memview.format.Format;
import io.memview.format.TimeType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Any text is a format of Arrow's with items of a fixed size, or is refused. */
final class ArrowTarget extends TextTarget {
  @Override
  public String name() {
    return "arrow";
  }

  @Override
  List<String> texts() {
    return List.of(
        "c",
        "C",
        "s",
        "S",
        "i",
        "I",
        "l",
        "L",
        "e",
        "f",
        "g",
        "w:4",
        "w:0",
        "tdD",
        "tdm",
        "tts",
        "ttm",
        "ttu",
        "ttn",
        "tss:",
        "tsm:UTC",
        "tsu:Europe/Berlin",
        "tsn:+01:00",
        "tDs",
        "tDm",
        "tDu",
        "tDn",
        "tiM",
        "tiD",
        "tin",
        "z",
        "u",
        "b",
        "n",
        "d:19,10",
        "+w:3",
        "+l",
        "+s");
  }

  @Override
  public List<String> words() {
    return List.of("t", "s", "D", "d", "i", "n", "w:", ":", "UTC", "\n", "0", "4294967296", "é");
  }

  @Override
  boolean isRefusal(RuntimeException thrown) {
    return thrown.getClass() == UnsupportedOperationException.class;
  }

  @Override
  @Nullable String answer(String text) {
    Format format = ArrowFormat.toFormat(text);
    Optional<TimeType> time = ArrowFormat.time(text);
    String again = time.isPresent() ? ArrowFormat.of(format, time.get()) : ArrowFormat.of(format);
    assertEquals(format, ArrowFormat.toFormat(again), again);
    assertEquals(time, ArrowFormat.time(again), again);
    assertEquals(format, Format.parse(format.toString()), text);
    return shape(again);
  }
}
