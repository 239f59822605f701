package io.memview.layout;

import static io.memview.layout.Index.all;
import static io.memview.layout.Index.at;
import static io.memview.layout.Index.ellipsis;
import static io.memview.layout.Index.every;
import static io.memview.layout.Index.newAxis;
import static io.memview.layout.Index.range;
import static io.memview.layout.Index.upTo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Slices as text. */
class IndexTextTest {
  private static void reads(String text, Index... expected) {
    assertArrayEquals(expected, Index.parse(text), text);
  }

  @Test
  void everyForm() {
    reads("1:-1, ::2, ..., None", range(1, -1), every(2), ellipsis(), newAxis());
    reads("3", at(3));
    reads("-1,", at(-1));
    reads("+2", at(2));
    reads(":", all());
    reads("::", all());
    reads("2:", Index.from(2));
    reads(":-1", upTo(-1));
    reads("::-1", every(-1));
    reads("5:2:-2", range(5, 2, -2));
    reads(":3:-1", range(Long.MAX_VALUE, 3, -1));
    reads("1::3", range(1, Long.MAX_VALUE, 3));
    reads("newaxis,None", newAxis(), newAxis());
    reads("\t 1 : 2 : 3 , ... \n", range(1, 2, 3), ellipsis());
    reads("-9223372036854775808:9223372036854775807", range(Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private static void refuses(String text, int column, String expected, String found) {
    IndexException e = assertThrows(IndexException.class, () -> Index.parse(text), text);
    assertEquals(column, e.column(), e.getMessage());
    String line = e.getMessage().lines().findFirst().orElseThrow();
    assertTrue(line.endsWith(", found " + found), line);
    assertTrue(line.contains(expected), line);
  }

  @Test
  void errorsNameTheColumn() {
    refuses("", 1, "a position", "the end");
    refuses("  ", 3, "a position", "the end");
    refuses(",", 1, "a position", "','");
    refuses("1,,2", 3, "a position", "','");
    refuses("1, x", 4, "a position", "'x'");
    refuses("1 2", 3, "',', ':' or the end", "'2'");
    refuses("1:2:3:4", 6, "',' or the end", "':'");
    refuses("1:-", 4, "digits", "the end");
    refuses("- 1", 2, "digits", "' '");
    refuses("::0", 3, "not 0", "'0'");
    refuses(":: -9223372036854775808", 4, "not -9", "'-'");
    refuses("1, 9223372036854775808", 4, "64 bits", "'9'");
    refuses("..., 1, ...", 9, "one '...' only", "'.'");
    refuses("....", 4, "',' or the end", "'.'");
    refuses("Nonesuch", 5, "',' or the end", "'s'");
    refuses("(1, 2)", 1, "a position", "'('");
    refuses("１", 1, "a position", "'１'");
    assertEquals(
        "bad slice: column 4: expected a position, a range, '...' or 'None', found 'x'%n  1, x%n     ^"
            .formatted(),
        assertThrows(IndexException.class, () -> Index.parse("1, x")).getMessage());
  }

  @Test
  void anyTextIsReadOrRefusedInsideOfIt() {
    Seeds.forEach(IndexTextTest.class, 5000, random -> anyText(random));
  }

  private static void anyText(Random random) {
    String letters = "0123456789-+:,. \tNonewaxis\u0000";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    try {
      assertTrue(Index.parse(text.toString()).length > 0, text::toString);
    } catch (IndexException e) {
      assertTrue(e.column() >= 1 && e.column() <= text.length() + 1, e::getMessage);
    }
  }
}
