package io.memview.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the site, as the list of pages has it.
 *
 * @param section what it belongs to
 * @param target its file in the site
 * @param source its source from the root of the project
 * @param anchor the heading of the section that it is, or nothing if it is the whole source
 * @param label its name in the navigation
 */
record Page(String section, String target, String source, String anchor, String label) {
  private static final String LIST = "examples/site/pages/list.txt";
  private static final Pattern LINE =
      Pattern.compile(" +(\\S+\\.html) +([^\\s#]+)(?:#(\\S+))? +(\\S.*)");

  /** All pages, in the order of the navigation. */
  static List<Page> list(Path root) throws IOException {
    List<Page> pages = new ArrayList<>();
    String section = "";
    for (String line : Files.readAllLines(root.resolve(LIST))) {
      Matcher fields = LINE.matcher(line);
      if (fields.matches()) {
        String anchor = Objects.requireNonNullElse(fields.group(3), "");
        pages.add(new Page(section, fields.group(1), fields.group(2), anchor, fields.group(4)));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        if (line.startsWith(" ")) {
          throw new IllegalArgumentException(LIST + ": no page is: " + line.strip());
        }
        section = line;
      }
    }
    return pages;
  }

  boolean isMarkdown() {
    return source.endsWith(".md");
  }
}
