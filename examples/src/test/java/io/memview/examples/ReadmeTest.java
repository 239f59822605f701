package io.memview.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README shows what the compiled programs say, and names what there is. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern REGION =
      Pattern.compile(
          "^ *// @start region=\"\\w+\"\n(.*?)^ *// @end$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern NAME =
      Pattern.compile("`(?:new |x instanceof )?([A-Z]\\w+)(?:\\.(\\w+)(\\()?)?[^`]*`");
  private static final List<String> PACKAGES =
      List.of(
          "",
          "array.",
          "arrow.",
          "cpython.",
          "dlpack.",
          "format.",
          "layout.",
          "image.",
          "nio.",
          "npy.");

  /** The code blocks of a language, each ending in a newline. */
  private static List<String> blocks(String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(README));
    while (block.find()) {
      if (block.group(1).equals(language)) {
        blocks.add(block.group(2));
      }
    }
    return blocks;
  }

  /** The regions of all programs of a language, without their indentation. */
  private static Set<String> regions(String language) throws IOException {
    Set<String> regions = new TreeSet<>();
    for (String sources : List.of("main", "test")) {
      try (Stream<Path> files = Files.walk(Path.of("src", sources, language))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Matcher region = REGION.matcher(Files.readString(file));
          while (region.find()) {
            regions.add(region.group(1).stripTrailing().stripIndent() + "\n");
          }
        }
      }
    }
    return regions;
  }

  /** All scripts, as they are. */
  private static Set<String> scripts() throws IOException {
    Set<String> scripts = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("scripts"))) {
      for (Path file : files.toList()) {
        scripts.add(Files.readString(file));
      }
    }
    return scripts;
  }

  @Test
  void firstCommandsAreTwo() throws IOException {
    List<String> commands =
        blocks("sh").getFirst().lines().filter(line -> !line.startsWith("#")).toList();
    assertEquals(List.of("mvn -q -Pdemo verify", "mvn verify"), commands);
  }

  @Test
  void codeIsThatOfTheCompiledPrograms() throws IOException {
    for (String language : List.of("java", "kotlin")) {
      List<String> blocks = blocks(language);
      assertTrue(!blocks.isEmpty(), language);
      Set<String> regions = regions(language);
      if (language.equals("kotlin")) {
        regions.addAll(scripts());
      }
      for (String block : blocks) {
        assertTrue(regions.contains(block), "no region of a program is\n" + block);
      }
    }
    assertEquals(12, blocks("java").getFirst().lines().count());
    assertEquals(6, blocks("kotlin").getFirst().lines().count());
  }

  @Test
  void outputIsThatOfTheFirstProgram() throws Exception {
    assertEquals(ProgramsTest.run(FirstSteps::main), blocks("text").getFirst());
  }

  @Test
  void namesInTheTablesExist() throws IOException {
    List<String> rows =
        Files.readAllLines(README).stream().filter(l -> l.startsWith("| ")).toList();
    int found = 0;
    for (String row : rows) {
      String ours = row.substring(row.indexOf(" | ") + 3);
      Matcher name = NAME.matcher(ours);
      while (name.find()) {
        Class<?> type = type(name.group(1));
        found++;
        if (name.group(2) != null) {
          Set<String> members = new TreeSet<>();
          Stream.<Member>concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
              .forEach(member -> members.add(member.getName()));
          Arrays.stream(type.getClasses()).forEach(inner -> members.add(inner.getSimpleName()));
          assertTrue(members.contains(name.group(2)), name.group());
        }
      }
    }
    assertTrue(found > 50, "names found: " + found);
  }

  private static Class<?> type(String simpleName) {
    for (String inner : PACKAGES) {
      try {
        return Class.forName("io.memview." + inner + simpleName);
      } catch (ClassNotFoundException e) {
        continue;
      }
    }
    throw new AssertionError("there is no type " + simpleName);
  }

  @Test
  void exporterOfOnesOwnIsShort() throws IOException {
    assertTrue(
        Files.readAllLines(Path.of("src/main/java/io/memview/examples/RowImage.java")).size() < 40);
  }
}
