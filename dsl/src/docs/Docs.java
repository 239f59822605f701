import java.io.File;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jetbrains.dokka.DokkaBootstrapImpl;

/**
 * Makes the documentation of the Kotlin sources: {@code Docs SOURCES OUTPUT}, the folders of
 * sources as in a class path, with Dokka and what the sources use on the class path. Dokka's own
 * Maven plugin runs on Maven's Java, which may be older than the classes that the sources use.
 */
class Docs {
  public static void main(String[] args) {
    String json =
        """
        {
          "moduleName": "memview dsl",
          "outputDir": %s,
          "failOnWarning": true,
          "offlineMode": true,
          "suppressObviousFunctions": true,
          "sourceSets": [{
            "displayName": "jvm",
            "sourceSetID": {"scopeId": "dsl", "sourceSetName": "main"},
            "analysisPlatform": "jvm",
            "jdkVersion": %d,
            "reportUndocumented": true,
            "skipEmptyPackages": true,
            "skipDeprecated": true,
            "noStdlibLink": true,
            "noJdkLink": true,
            "sourceRoots": [%s],
            "classpath": [%s]
          }]
        }
        """
            .formatted(
                quoted(args[1]),
                Runtime.version().feature(),
                files(args[0]),
                files(System.getProperty("java.class.path")));
    DokkaBootstrapImpl dokka = new DokkaBootstrapImpl();
    dokka.configure(
        json,
        (level, message) -> {
          if (level.equals("warn") || level.equals("error")) {
            System.err.println(level + ": " + message);
          }
        });
    try {
      dokka.generate();
    } catch (Exception e) {
      System.err.println(e.getMessage());
      System.exit(1); // threads of Dokka's may be waiting
    }
  }

  private static String files(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .map(Docs::quoted)
        .collect(Collectors.joining(", "));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
