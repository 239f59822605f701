package io.memview.site;

import java.util.List;
import java.util.stream.Collectors;

/** What is around the text of each page: header, navigation, table of contents, footer. */
final class Frame {
  private static final int LONG = 4;

  private final List<Page> pages;

  Frame(List<Page> pages) {
    this.pages = pages;
  }

  /**
   * A page.
   *
   * @param target its file in the site
   * @param section the section that it belongs to
   * @param source where it comes from
   */
  String html(String target, String section, String source, Content content) {
    String title = content.title();
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="description" content="%s" />
    <title>%s</title>
    <link rel="stylesheet" href="%s" />
    </head>
    <body>
    <a class="skip" href="#content">To the text</a>
    <header>
    <nav aria-label="Site">%s</nav>
    </header>
    %s<div class="page">
    %s<main id="content">
    %s</main>
    </div>
    <footer><p>memview is under the Apache License 2.0. This page is made of <code>%s</code>.</p></footer>
    </body>
    </html>
    """
        .formatted(
            Html.escape(firstSentence(content.description())),
            Html.escape(title.equals("memview") ? "memview" : title + " · memview"),
            Html.relative(target, "style.css"),
            sections(target, section),
            siblings(target, section),
            contents(content),
            content.html(),
            Html.escape(source));
  }

  private String sections(String target, String section) {
    return pages.stream()
        .filter(page -> page.equals(first(page.section())))
        .map(
            page -> {
              String name =
                  page.section().equals(pages.getFirst().section()) ? "memview" : page.section();
              return link(target, page.target(), name, page.section().equals(section));
            })
        .collect(Collectors.joining(" "));
  }

  private Page first(String section) {
    return pages.stream().filter(page -> page.section().equals(section)).findFirst().orElseThrow();
  }

  private String siblings(String target, String section) {
    List<Page> siblings = pages.stream().filter(page -> page.section().equals(section)).toList();
    if (siblings.size() < 2) {
      return "";
    }
    return siblings.stream()
        .map(page -> link(target, page.target(), page.label(), page.target().equals(target)))
        .collect(
            Collectors.joining(
                " ", "<nav class=\"siblings\" aria-label=\"%s\">".formatted(section), "</nav>\n"));
  }

  private static String link(String from, String to, String name, boolean isCurrent) {
    return "<a href=\"%s\"%s>%s</a>"
        .formatted(
            Html.relative(from, to),
            isCurrent ? " aria-current=\"" + (from.equals(to) ? "page" : "true") + "\"" : "",
            Html.escape(name));
  }

  private static String contents(Content content) {
    List<Content.Heading> headings =
        content.headings().stream().filter(h -> h.level() == 2 || h.level() == 3).toList();
    if (headings.size() < LONG) {
      return "";
    }
    return headings.stream()
        .map(
            heading ->
                "<a class=\"level%d\" href=\"#%s\">%s</a>"
                    .formatted(
                        heading.level(),
                        Html.escape(heading.anchor()),
                        Html.escape(heading.text())))
        .collect(
            Collectors.joining(
                "\n", "<nav class=\"contents\" aria-label=\"On this page\">\n", "\n</nav>\n"));
  }

  private static String firstSentence(String text) {
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }
}
