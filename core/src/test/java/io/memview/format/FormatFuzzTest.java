package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.memview.Json;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Any bytes are a format or a {@link FormatException}, and a format prints, packs and unpacks. What
 * the fuzzer kept of earlier runs is run as a test; {@code JAZZER_FUZZ=1 mvn -pl core -am test
 * -Dtest=FormatFuzzTest -Dsurefire.failIfNoSpecifiedTests=false} looks for new ones.
 */
@Tag("fuzz")
class FormatFuzzTest {
  private static final int SMALL = 4096;

  @FuzzTest(maxDuration = "3m")
  void everyStringParsesAndPrintsOrIsRefused(byte[] input) {
    check(new String(input, StandardCharsets.UTF_8));
  }

  @Test
  void whatEarlierRunsReachedParsesAndPrintsOrIsRefused() throws IOException {
    try (InputStream in = FormatFuzzTest.class.getResourceAsStream("/fuzz/formats.jsonl")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<String> texts = all.lines().map(line -> (String) Json.parse(line)).toList();
      assertTrue(texts.size() > 500);
      texts.forEach(FormatFuzzTest::check);
    }
  }

  private static void check(String text) {
    for (Leniency leniency : Leniency.values()) {
      Format format;
      try {
        format = Format.parse(text, leniency);
      } catch (FormatException e) {
        assertTrue(e.column() >= 1 && e.column() <= text.length() + 1, e.getMessage());
        assertTrue(e.getMessage().length() < 600, e.getMessage());
        continue;
      }
      check(format);
      check(format.padded());
    }
  }

  private static void check(Format format) {
    String printed = format.toString();
    Format again = Format.parse(printed);
    assertEquals(format, again, printed);
    assertEquals(format.hashCode(), again.hashCode(), printed);
    assertEquals(format.itemSize(), again.itemSize(), printed);
    assertEquals(format.alignment(), again.alignment(), printed);
    assertEquals(printed, again.toString());
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
