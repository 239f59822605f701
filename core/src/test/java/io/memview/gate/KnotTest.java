package io.memview.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Classes of one package that all reach each other can only be understood together. In the root
 * these are the protocol's own, and no more; elsewhere, a type and its helpers.
 */
final class KnotTest {
  private static final String ROOT = "io/memview";

  /** The protocol itself, which is a circle: who lends, counts, is lent to, gives new memory. */
  private static final Set<String> PROTOCOL =
      Set.of(
          "BulkAccess",
          "Exporter",
          "ExportCount",
          "Lease",
          "LeakTracker",
          "MemoryExporter",
          "Pin",
          "View");

  /** What a knot may have in most packages: a type and its helpers. */
  private static final int FEW = 5;

  /**
   * Where there may be more, and how many at most. The kinds of formats are one sealed family, with
   * its parser and its printers; CPython is one machine; layouts are made of layouts.
   */
  private static final Map<String, Integer> MORE =
      Map.of(
          ROOT, PROTOCOL.size(), ROOT + "/format", 17, ROOT + "/cpython", 14, ROOT + "/layout", 6);

  /** What each class uses of its own package. */
  private static Map<String, Set<String>> uses() throws IOException {
    Map<String, Set<String>> uses = Classes.uses();
    uses.forEach((from, to) -> to.removeIf(name -> !packageOf(name).equals(packageOf(from))));
    return uses;
  }

  private static String packageOf(String name) {
    return name.substring(0, name.lastIndexOf('/'));
  }

  private static Set<String> reachable(String from, Map<String, Set<String>> uses) {
    Set<String> seen = new HashSet<>();
    collect(from, uses, seen);
    return seen;
  }

  private static void collect(String from, Map<String, Set<String>> uses, Set<String> seen) {
    for (String to : uses.getOrDefault(from, Set.of())) {
      if (seen.add(to)) {
        collect(to, uses, seen);
      }
    }
  }

  private static Set<Set<String>> knots(Map<String, Set<String>> uses) {
    Map<String, Set<String>> reach = new HashMap<>();
    uses.keySet().forEach(name -> reach.put(name, reachable(name, uses)));
    Set<Set<String>> knots = new HashSet<>();
    for (String name : uses.keySet()) {
      Set<String> knot = new TreeSet<>(reach.get(name));
      knot.removeIf(other -> !reach.get(other).contains(name));
      if (!knot.isEmpty()) {
        knots.add(knot);
      }
    }
    return knots;
  }

  @Test
  void noKnotIsLarge() throws IOException {
    List<Set<String>> large = new ArrayList<>();
    Set<String> largest = Set.of();
    for (Set<String> knot : knots(uses())) {
      String room = packageOf(knot.iterator().next());
      if (knot.size() > MORE.getOrDefault(room, FEW)) {
        large.add(knot);
      }
      if (room.equals(ROOT) && knot.size() > largest.size()) {
        largest = knot;
      }
    }
    assertEquals(List.of(), large);
    Set<String> names = new TreeSet<>();
    largest.forEach(name -> names.add(name.substring(ROOT.length() + 1)));
    assertEquals(new TreeSet<>(PROTOCOL), names);
  }

  @Test
  void aKnotIsFound() {
    Map<String, Set<String>> uses =
        Map.of(
            "a/X", Set.of("a/Y"), "a/Y", Set.of("a/Z"), "a/Z", Set.of("a/X"), "a/W", Set.of("a/X"));
    assertEquals(Set.of(Set.of("a/X", "a/Y", "a/Z")), knots(uses));
    assertTrue(reachable("a/W", uses).contains("a/Z"));
  }
}
