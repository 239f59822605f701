package io.memview.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files and folders of the project, shown as they are. */
final class Sources {
  private Sources() {}

  /** The page that shows a file. */
  static Content file(Path root, String file) throws IOException {
    String extension = file.substring(file.lastIndexOf('.') + 1);
    String name = file.substring(file.lastIndexOf('/') + 1);
    return new Content(
        name,
        "The file " + file + ".",
        List.of(),
        "<h1>%s</h1>\n<p class=\"path\">%s</p>\n%s\n"
            .formatted(
                Html.escape(name),
                Html.escape(file),
                Blocks.program(extension, Files.readString(root.resolve(file)))));
  }

  /** The files of a folder. */
  static List<String> files(Path root, String folder) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder + "/" + file.getFileName())
          .sorted()
          .toList();
    }
  }

  /** The page that lists a folder, whose files are shown, too. */
  static Content folder(Path root, String folder) throws IOException {
    String target = Links.folder(folder);
    String list =
        files(root, folder).stream()
            .map(
                file ->
                    "<li><a href=\"%s\">%s</a></li>\n"
                        .formatted(
                            Html.relative(target, Links.source(file)),
                            Html.escape(file.substring(folder.length() + 1))))
            .collect(Collectors.joining());
    return new Content(
        folder.substring(folder.lastIndexOf('/') + 1),
        "The files in " + folder + ".",
        List.of(),
        "<h1>%s</h1>\n<ul>\n%s</ul>\n".formatted(Html.escape(folder), list));
  }
}
