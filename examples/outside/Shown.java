import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes the programs that README and its pages show out of the project: their sources, and the names of those
 * that can be run, in {@code java.txt} and {@code kotlin.txt}. A script that it shows gets the
 * lines that Kotlin's own runner needs.
 *
 * <p>{@code java Shown.java ROOT_OF_MEMVIEW TARGET VERSION REPOSITORY}
 */
class Shown {
  private static final Pattern BLOCK =
      Pattern.compile("^```(java|kotlin)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern REGION =
      Pattern.compile(
          "^ *// @start region=\"\\w+\"\n(.*?)^ *// @end$", Pattern.DOTALL | Pattern.MULTILINE);

  public static void main(String[] args) throws IOException {
    Path examples = Path.of(args[0], "examples");
    Path target = Path.of(args[1]);
    Set<String> blocks = new TreeSet<>();
    List<Path> pages = new ArrayList<>(files(examples.resolve("site/pages")));
    pages.add(Path.of(args[0], "README.md"));
    for (Path page : pages) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        blocks.add(block.group(2));
      }
    }
    int count = 0;
    for (String language : List.of("java", "kotlin")) {
      Path sources = examples.resolve("src/main").resolve(language);
      List<String> programs = new ArrayList<>();
      for (Path file : files(sources)) {
        String text = Files.readString(file);
        if (isShown(text, blocks)) {
          Path name = sources.relativize(file);
          Path copy = target.resolve(language).resolve(name);
          Files.createDirectories(copy.getParent());
          Files.writeString(copy, text);
          count++;
          String program =
              name.toString().replaceFirst("\\.java$", "").replaceFirst("\\.kt$", "Kt");
          if (text.contains("static void main(") || text.contains("\nfun main(")) {
            programs.add(program.replace('/', '.'));
          }
        }
      }
      Files.write(target.resolve(language + ".txt"), programs);
    }
    for (Path file : files(examples.resolve("scripts"))) {
      String script = Files.readString(file);
      if (blocks.contains(script)) {
        Files.writeString(
            target.resolve(file.getFileName()),
            String.join(
                    "\n",
                    "@file:Repository(\"" + args[3] + "\")",
                    "@file:DependsOn(\"io.memview:memview-dsl:" + args[2] + "\")",
                    "import io.memview.dsl.*",
                    "import io.memview.npy.NpyFile",
                    "import kotlin.io.path.Path",
                    "")
                + script);
        count++;
      }
    }
    System.out.println(count + " of the programs that README and its pages show");
  }

  private static boolean isShown(String text, Set<String> blocks) {
    Matcher region = REGION.matcher(text);
    while (region.find()) {
      if (blocks.contains(region.group(1).stripTrailing().stripIndent() + "\n")) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
