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

/**
 * README and the pages of the site show what the compiled programs say, and name what there is. The
 * pages are those of {@code site/pages/list.txt}.
 */
class PagesTest {
  private static final Path ROOT = Path.of("..");
  private static final Path README = ROOT.resolve("README.md");
  private static final Path IDIOMS = Path.of("idioms");
  private static final Path LIST = Path.of("site", "pages", "list.txt");
  private static final Path NAMES = Path.of("site", "pages", "python-names.md");
  private static final Pattern PAGE = Pattern.compile(" +\\S+\\.html +([^\\s#]+\\.md)\\b.*");

  /** What a script has outside of memview's own runner: where memview is, and what it imports. */
  private static final Pattern HEADS = Pattern.compile("(?m)^@file:.*\n+|^import [\\w.]+[*\\w]\n+");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(?:#[^)\\s]*)?\\)");
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

  /** The sources of all pages. */
  private static List<Path> pages() throws IOException {
    List<Path> pages =
        Files.readAllLines(LIST).stream()
            .map(PAGE::matcher)
            .filter(Matcher::matches)
            .map(line -> ROOT.resolve(line.group(1)))
            .distinct()
            .toList();
    assertTrue(pages.contains(README) && pages.size() > 10, pages::toString);
    return pages;
  }

  /** The code blocks of a language in a page, each ending in a newline. */
  private static List<String> blocks(Path page, String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      if (block.group(1).equals(language)) {
        blocks.add(block.group(2));
      }
    }
    return blocks;
  }

  /** The regions of all programs and tests of these modules, without their indentation. */
  private static Set<String> regions() throws IOException {
    Set<String> regions = new TreeSet<>();
    for (String module : List.of("", "adapters", "site", "spark")) {
      for (Path file : files(Path.of(module, "src"), ".java", ".kt")) {
        Matcher region = REGION.matcher(Files.readString(file));
        while (region.find()) {
          regions.add(region.group(1).stripTrailing().stripIndent() + "\n");
        }
      }
    }
    return regions;
  }

  /** All scripts and idioms; those in Python begin with a title. */
  private static Set<String> scripts() throws IOException {
    Set<String> scripts = new TreeSet<>();
    for (Path folder : List.of(Path.of("scripts"), IDIOMS, Path.of("outside", "kotlin", "src"))) {
      for (Path file : files(folder, ".main.kts")) {
        scripts.add(HEADS.matcher(Files.readString(file)).replaceAll(""));
      }
    }
    for (Path file : files(IDIOMS, ".py")) {
      String text = Files.readString(file);
      scripts.add(text.substring(text.indexOf('\n') + 1));
    }
    return scripts;
  }

  private static List<Path> files(Path folder, String... endings) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Arrays.stream(endings).anyMatch(file.toString()::endsWith))
          .toList();
    }
  }

  @Test
  void firstCommandsAreTwo() throws IOException {
    List<String> commands =
        blocks(README, "sh").getFirst().lines().filter(line -> !line.startsWith("#")).toList();
    assertEquals(List.of("mvn -q -Pdemo verify", "mvn verify"), commands);
  }

  @Test
  void readmeIsShort() throws IOException {
    assertTrue(Files.size(README) < 10_000);
    assertEquals(12, blocks(README, "java").getFirst().lines().count());
    assertEquals(6, blocks(README, "kotlin").getFirst().lines().count());
  }

  @Test
  void codeIsThatOfTheCompiledPrograms() throws IOException {
    Set<String> programs = regions();
    programs.addAll(scripts());
    int count = 0;
    for (Path page : pages()) {
      for (String language : List.of("java", "kotlin", "python")) {
        for (String block : blocks(page, language)) {
          String program = language.equals("kotlin") ? HEADS.matcher(block).replaceAll("") : block;
          assertTrue(
              program.isEmpty() || programs.contains(program),
              page + ": no region of a program is\n" + block);
          count++;
        }
      }
    }
    assertTrue(count > 100, "programs found: " + count);
  }

  @Test
  void linksLeadToFiles() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          wrong.add(page + ": " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void outputIsThatOfTheFirstProgram() throws Exception {
    assertEquals(ProgramsTest.run(FirstSteps::main), blocks(README, "text").getFirst());
  }

  @Test
  void namesInTheTablesExist() throws IOException {
    List<String> rows = Files.readAllLines(NAMES).stream().filter(l -> l.startsWith("| ")).toList();
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
