package io.memview.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules by which memview may read what NumPy refuses are the documented ones. */
class ReadOnPurposeTest {
  private static final Path DOCUMENTATION =
      Path.of("src/main/java/io/memview/format/package-info.java");
  private static final Pattern ROW = Pattern.compile("<tr><td>(.*?)</td>", Pattern.DOTALL);
  private static final Pattern EXAMPLE =
      Pattern.compile("\\{@code (.*?)\\}(?=,|$)|<code>(.*?)</code>");

  /** The formats in the first column of the table, row by row. */
  private static List<List<String>> documented() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (MatchResult row : ROW.matcher(Files.readString(DOCUMENTATION)).results().toList()) {
      rows.add(
          EXAMPLE
              .matcher(row.group(1))
              .results()
              .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
              .map(text -> text.replace("-&gt;", "->"))
              .toList());
    }
    return rows;
  }

  @Test
  void oneRuleForEachRow() throws IOException {
    List<List<String>> rows = documented();
    ReadOnPurpose[] rules = ReadOnPurpose.values();
    assertEquals(rules.length, rows.size(), rows::toString);
    for (int i = 0; i < rules.length; i++) {
      assertFalse(rows.get(i).isEmpty(), "no example of " + rules[i]);
      for (String format : rows.get(i)) {
        assertEquals(List.of(rules[i]), ReadOnPurpose.of(format), format);
        rules[i].assertMeaning(format, Format.parse(format));
      }
    }
  }

  /** The table is right about NumPy. */
  @Test
  void numpyRefusesEach() throws IOException {
    Set<String> refused;
    try (BufferedReader lines = VectorFolder.embedded().open("numpy.jsonl")) {
      refused =
          lines
              .lines()
              .map(Vector::parse)
              .filter(vector -> vector.has("numpy_error"))
              .map(vector -> vector.string("format"))
              .collect(Collectors.toSet());
    }
    for (List<String> row : documented()) {
      assertTrue(refused.containsAll(row), row::toString);
    }
  }

  @Test
  void namesDoNotCount() {
    assertEquals(List.of(), ReadOnPurpose.of("i:tuXFDpP:(2)<i:<(2)n:"));
    assertEquals(List.of(), ReadOnPurpose.of("n"));
    assertEquals(
        List.of(ReadOnPurpose.BITS, ReadOnPurpose.SIZE_IN_RECORD), ReadOnPurpose.of("3tn"));
  }
}
