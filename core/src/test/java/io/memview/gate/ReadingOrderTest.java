package io.memview.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What DESIGN.md says of its reading order is true: no class names one of a later step. */
final class ReadingOrderTest {
  private static final Pattern STEP = Pattern.compile("^([0-9]+)\\. (.*)$", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("`(?:[a-z]+\\.)*([A-Z]\\w*)`");

  @Test
  void eachClassNamesEarlierOnes() throws IOException {
    String design = Files.readString(Path.of("DESIGN.md"));
    String order = design.substring(design.indexOf("## Reading order"));
    order = order.substring(0, order.indexOf("\n## ", 1));
    Map<String, Integer> steps = new HashMap<>();
    Matcher step = STEP.matcher(order);
    while (step.find()) {
      Matcher name = NAME.matcher(step.group(2));
      while (name.find()) {
        steps.putIfAbsent(name.group(1), Integer.valueOf(step.group(1)));
      }
    }
    Set<String> seen = new TreeSet<>();
    Set<String> wrong = new TreeSet<>();
    Classes.uses()
        .forEach(
            (from, uses) -> {
              Integer at = steps.get(simple(from));
              if (at == null) {
                return;
              }
              seen.add(simple(from));
              for (String to : uses) {
                if (steps.getOrDefault(simple(to), 0) > at) {
                  wrong.add("%s (%d) names %s".formatted(simple(from), at, simple(to)));
                }
              }
            });
    assertEquals(Set.of(), wrong);
    assertEquals(new TreeSet<>(steps.keySet()), seen, "classes of the order that there are");
    assertTrue(seen.size() > 30, seen::toString);
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
