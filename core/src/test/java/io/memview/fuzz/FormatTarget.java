package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Json;
import io.memview.fixture.PrintedFormat;
import io.memview.format.Format;
import io.memview.format.FormatException;
import io.memview.format.Leniency;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any text is a format or a {@link FormatException}, and a format prints, packs and unpacks. */
final class FormatTarget extends TextTarget {
  private static final int SMALL = 4096;
  private static final int QUOTED = 60;

  @Override
  public String name() {
    return "format";
  }

  @Override
  List<String> texts() throws IOException {
    try (InputStream in = FormatTarget.class.getResourceAsStream("/fuzz/formats.jsonl")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().map(line -> (String) Json.parse(line)).toList();
    }
  }

  @Override
  public List<String> words() {
    return List.of(
        "@", "=", "<", ">", "!", "^", "T{", "}", ":x:", ":", "(2,3)", "(", ")", ",", "b", "B", "?",
        "c", "h", "H", "i", "I", "l", "L", "q", "Q", "n", "N", "e", "f", "d", "g", "Zf", "Zd", "Zg",
        "Z", "s", "p", "P", "u", "w", "x", "O", "&", "X{}", "X{i->d}", "->", "t", "3t", " ", "é");
  }

  @Override
  public long mostBytes(int length) {
    return (16 << 20) + 4096L * length; // an item has up to SMALL values
  }

  @Override
  boolean isRefusal(RuntimeException thrown) {
    return thrown instanceof FormatException;
  }

  @Override
  @Nullable String answer(String text) {
    FormatException refusal = null;
    String trait = "";
    for (Leniency leniency : Leniency.values()) {
      try {
        Format format = Format.parse(text, leniency);
        check(format);
        check(format.padded());
        trait += shape(format.toString());
      } catch (FormatException e) {
        assertTrue(e.column() >= 1 && e.column() <= text.length() + 1, e.getMessage());
        if (text.length() <= QUOTED) {
          String quoted = text.replaceAll("\\p{Cntrl}", "·");
          assertTrue(e.getMessage().contains(quoted), e.getMessage());
        }
        refusal = e;
      }
    }
    return refusal == null ? trait : trait + checkedRefusal(refusal);
  }

  private static void check(Format format) {
    String printed = PrintedFormat.assertRead(format);
    assertTrue(format.itemSize() >= 0 && format.paddedSize() >= format.itemSize(), printed);
    assertEquals(0, format.paddedSize() % format.alignment(), printed);
    if (format.itemSize() <= SMALL) {
      MemorySegment item = MemorySegment.ofArray(new byte[(int) format.itemSize()]);
      try {
        format.set(item, 0, format.get(item, 0));
      } catch (UnsupportedOperationException e) {
        assertTrue(printed.contains("O") || printed.contains("X"), e.getMessage());
      }
      assertEquals(-1, item.mismatch(MemorySegment.ofArray(new byte[(int) item.byteSize()])));
    }
  }
}
