package io.memview.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.internal.PythonLiteral.None;
import io.memview.internal.PythonLiteral.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonLiteralTest {
  @Test
  void literals() {
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("1", 1L);
    read.put("-7", -7L);
    read.put("0", 0L);
    read.put("12L", 12L);
    read.put("9223372036854775807", Long.MAX_VALUE);
    read.put("-9223372036854775808", Long.MIN_VALUE);
    read.put("True", true);
    read.put(" False\n", false);
    read.put("None", None.NONE);
    read.put("''", "");
    read.put("\"it's\"", "it's");
    read.put("'say \"x\"'", "say \"x\"");
    read.put("u'a'", "a");
    read.put("'\\\\ \\' \\\" \\n\\r\\t\\a\\b\\f\\v'", "\\ ' \" \n\r\t\u0007\b\f\u000b");
    read.put("'\\x41\\u00e9\\U0001f600\\0\\101\\1012'", "Aé\ud83d\ude00\0AA2");
    read.put("()", Tuple.of());
    read.put("(1)", 1L);
    read.put("(1,)", Tuple.of(1L));
    read.put("( 1 , )", Tuple.of(1L));
    read.put("(1, 2)", Tuple.of(1L, 2L));
    read.put("(1,2,)", Tuple.of(1L, 2L));
    read.put("((1,),)", Tuple.of(Tuple.of(1L)));
    read.put("(',')", ",");
    read.put("[]", List.of());
    read.put("[1]", List.of(1L));
    read.put("[1,]", List.of(1L));
    read.put("[[], (), {}]", List.of(List.of(), Tuple.of(), Map.of()));
    read.put("{}", Map.of());
    read.put("{'a': 1, 'b': [2], }", Map.of("a", 1L, "b", List.of(2L)));
    read.forEach((text, value) -> assertEquals(value, PythonLiteral.parse(text), text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1 2",
        "1,",
        "01",
        "-",
        "+1",
        "- 1",
        "1.0",
        "1e3",
        "0x10",
        "1_000",
        "1j",
        "9223372036854775808",
        "-9223372036854775809",
        "true",
        "Truely",
        "nan",
        "x",
        "u",
        "u1",
        "b'a'",
        "r'a'",
        "f'{1}'",
        "'a",
        "'a\n'",
        "'a\\",
        "'\\",
        "'\\q'",
        "'\\8'",
        "'\\x4'",
        "'\\xg1'",
        "'\\u123'",
        "'\\U00110000'",
        "'\\Uffffffff'",
        "'\\N{BULLET}'",
        "'a' 'b'",
        "'''a'''",
        "'a' + 'b'",
        "(",
        ")",
        "(,)",
        "(1",
        "(1,,2)",
        "(1 2)",
        "[1}",
        "[1",
        "[,]",
        "{",
        "{1}",
        "{'a'}",
        "{'a':}",
        "{'a': 1",
        "{'a': 1, 'a': 2}",
        "{1: 2}",
        "{None: 2}",
        "{(1,): 2}",
        "{'a' 1}",
        "{,}",
        "{'a': 1,,}",
        "[i for i in x]",
        "__import__('os').system('true')",
        "lambda: 1",
        "1 # a comment",
        "'a'\0",
        "...",
      })
  void everythingElseIsRefused(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> PythonLiteral.parse(text));
    assertTrue(
        refusal.getMessage().matches("column \\d+: expected .+, found .+"), refusal.getMessage());
  }

  @Test
  void messagesSayWhere() {
    assertEquals(
        "column 8: expected ',' or ')', found '+ (2,)'",
        assertThrows(IllegalArgumentException.class, () -> PythonLiteral.parse("((1, ) + (2,)"))
            .getMessage());
    assertEquals(
        "column 1: expected a string, an integer, True, False, None, '(', '[' or '{', found"
            + " 'x·xxxxxxxxxxxxxxxxxx…'",
        assertThrows(
                IllegalArgumentException.class,
                () -> PythonLiteral.parse("x\1" + "x".repeat(99_999)))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "(", "{'a':", "((1,),", "[(("})
  void nestingIsBounded(String open) {
    for (int times : new int[] {201, 100_000}) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class, () -> PythonLiteral.parse(open.repeat(times)));
      assertTrue(refusal.getMessage().endsWith("nested more than 200 deep"), refusal::getMessage);
    }
    assertEquals(
        "[".repeat(200) + "1" + "]".repeat(200),
        PythonLiteral.print(PythonLiteral.parse("[".repeat(200) + "1" + "]".repeat(200))));
  }

  @Test
  void printedAsPythonPrintsThem() {
    Map<Object, String> printed = new LinkedHashMap<>();
    printed.put("a", "'a'");
    printed.put("it's", "\"it's\"");
    printed.put("say \"x\"", "'say \"x\"'");
    printed.put("both'\"", "'both\\'\"'");
    printed.put("\\\n\r\t\0\u007f", "'\\\\\\n\\r\\t\\x00\\x7f'");
    printed.put("é\u00a0\u00ad\u2028\ue000", "'é\\xa0\\xad\\u2028\\ue000'");
    printed.put("\ud83d\ude00\ud800\udbff\udfff", "'\ud83d\ude00\\ud800\\U0010ffff'");
    printed.put(Tuple.of(), "()");
    printed.put(Tuple.of(1L), "(1,)");
    printed.put(Tuple.of(1L, -2L), "(1, -2)");
    printed.put(List.of("a", true, false, None.NONE), "['a', True, False, None]");
    printed.put(Map.of("a", List.of()), "{'a': []}");
    printed.forEach(
        (value, text) -> {
          assertEquals(text, PythonLiteral.print(value));
          assertEquals(value, PythonLiteral.parse(text));
        });
  }

  @Test
  void whatIsPrintedReadsBack() {
    Seeds.forEach(
        PythonLiteralTest.class,
        500,
        random -> {
          Object value = anything(random, 4);
          assertEquals(value, PythonLiteral.parse(PythonLiteral.print(value)));
        });
  }

  private static Object anything(Random random, int depth) {
    List<Object> items = new ArrayList<>();
    Map<String, Object> entries = new LinkedHashMap<>();
    int kind = random.nextInt(depth > 0 ? 7 : 4);
    for (int i = random.nextInt(4); kind >= 4 && i > 0; i--) {
      items.add(anything(random, depth - 1));
      entries.put(string(random), items.getLast());
    }
    return switch (kind) {
      case 0 -> random.nextLong();
      case 1 -> random.nextBoolean();
      case 2 -> None.NONE;
      case 3 -> string(random);
      case 4 -> new Tuple(items);
      case 5 -> items;
      default -> entries;
    };
  }

  private static String string(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x80 : 0x11000));
    }
    return text.toString();
  }

  @Test
  void anyTextIsReadOrRefused() {
    String alphabet = "[](){}',\":\\xuUL01 -TrueN\n\0é";
    int[] read = {0};
    Seeds.forEach(
        PythonLiteralTest.class,
        5000,
        random -> {
          StringBuilder text = new StringBuilder();
          for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
          }
          Object value;
          try {
            value = PythonLiteral.parse(text.toString());
          } catch (IllegalArgumentException e) {
            return;
          }
          read[0]++;
          assertEquals(value, PythonLiteral.parse(PythonLiteral.print(value)), text.toString());
        });
    assertTrue(read[0] > 50 || !Seeds.areAll(), "only " + read[0] + " were literals");
  }
}
