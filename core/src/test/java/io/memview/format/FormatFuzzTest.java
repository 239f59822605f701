package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are a format or a {@link FormatException}, and a format prints, packs and unpacks. The
 * kept inputs run as tests; {@code JAZZER_FUZZ=1 mvn -pl core -am test -Dtest=FormatFuzzTest
 * -Dsurefire.failIfNoSpecifiedTests=false} looks for new ones.
 */
@Tag("fuzz")
class FormatFuzzTest {
  private static final int SMALL = 4096;

  @FuzzTest(maxDuration = "3m")
  void everyStringParsesAndPrintsOrIsRefused(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
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
