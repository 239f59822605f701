import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks or writes the format of every Java and Kotlin file below the working directory, each
 * language with the command line of its own formatter. The root pom runs it on the JDK 25.
 *
 * <p>{@code java Format.java (check|write) DIRECTORY_OF_THE_FORMATTERS}
 */
class Format {
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean write = args[0].equals("write");
    Path jars = Path.of(args[1]);
    List<String> check = List.of("--dry-run", "--set-exit-if-changed");

    // Both at once: most of the time goes into starting them.
    Process java =
        start(
            jars.resolve("google-java-format.jar"),
            write ? List.of("--replace") : check,
            files(".java"));
    Process kotlin =
        start(jars.resolve("ktfmt.jar"), write ? List.of("--quiet") : check, files(".kt", ".kts"));
    int status = java.waitFor() | kotlin.waitFor();
    if (status != 0) {
      System.err.println(
          write ? "Not all could be formatted." : "Not formatted. To format: mvn -q -N -Pformat");
      System.exit(1);
    }
  }

  /**
   * The source files and scripts of all modules, those within modules too, and of {@code .mvn}; not
   * what a build made.
   */
  private static List<String> files(String... extensions) throws IOException {
    List<String> found = new ArrayList<>();
    Files.walkFileTree(
        Path.of(""),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean isHidden = name.startsWith(".") && !folder.equals(Path.of(".mvn"));
            return isHidden || name.equals("target")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isSource(file) && Stream.of(extensions).anyMatch(file.toString()::endsWith)) {
              found.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found.stream().sorted().toList();
  }

  private static boolean isSource(Path file) {
    for (Path folder : file) {
      if (List.of(".mvn", "scripts", "src").contains(folder.toString())) {
        return true;
      }
    }
    return false;
  }

  private static Process start(Path jar, List<String> options, List<String> files)
      throws IOException {
    // Both formatters read their arguments from a file too: a command line may be too short.
    List<String> arguments = new ArrayList<>(options);
    if (jar.endsWith("ktfmt.jar")) {
      arguments.add("--google-style");
    }
    if (files.isEmpty()) {
      arguments = List.of("--version"); // with no file at all, ktfmt fails
    } else {
      arguments.addAll(files);
    }
    Path list = Files.write(Path.of(jar + ".arguments"), arguments);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar",
            jar.toString(),
            "@" + list)
        .inheritIO()
        .start();
  }
}
