package io.memview.site;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.heading.anchor.IdGenerator;

/** The sections of a Markdown text: what stands under a heading of the second level. */
final class Sections {
  /** A section with its heading; what stands before the first has no anchor. */
  record Section(String anchor, String text) {
    String heading() {
      return text.substring(3, text.indexOf('\n'));
    }
  }

  private Sections() {}

  static List<Section> of(String text) {
    List<Section> sections = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    String anchor = "";
    boolean isCode = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("```")) {
        isCode = !isCode;
      }
      if (!isCode && line.startsWith("## ")) {
        sections.add(new Section(anchor, part.toString()));
        part.setLength(0);
        anchor = anchor(line.substring(3));
      }
      part.append(line).append('\n');
    }
    sections.add(new Section(anchor, part.toString()));
    return sections;
  }

  private static String anchor(String heading) {
    return IdGenerator.builder().build().generateId(heading.replace("`", ""));
  }

  /** The source of a page: one section as a page, or all but those that are pages themselves. */
  static String text(Page page, String source, List<Page> pages) {
    StringBuilder text = new StringBuilder();
    for (Section section : of(source)) {
      if (page.anchor().isEmpty()) {
        text.append(
            pages.stream()
                .filter(other -> other.source().equals(page.source()))
                .filter(
                    other -> !other.anchor().isEmpty() && other.anchor().equals(section.anchor()))
                .findFirst()
                .map(other -> elsewhere(section, other))
                .orElse(section.text()));
      } else if (section.anchor().equals(page.anchor())) {
        text.append(section.text().substring(1)); // the heading is that of a page
      }
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException(page.source() + " has no section " + page.anchor());
    }
    return text.toString();
  }

  private static String elsewhere(Section section, Page page) {
    return "## %s%n%nThis is [a page of its own](#%s).%n%n"
        .formatted(section.heading(), page.anchor());
  }
}
