package io.memview.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the links of the sources lead in the site; what they lead to is remembered. */
final class Links {
  /**
   * Documentation that has been made of sources.
   *
   * @param sources where those are
   * @param pages where the documentation of their packages is in the site
   * @param start its first page
   */
  private record Api(String sources, String pages, String start) {
    String page(String file) {
      String name = file.substring(sources.length(), file.length() - ".java".length());
      if (name.equals("module-info")) {
        return start;
      }
      return pages + name.replaceFirst("package-info$", "package-summary") + ".html";
    }
  }

  private static final List<Api> APIS =
      List.of(
          new Api("core/src/main/java/", "api/core/io.memview.core/", "api/core/index.html"),
          new Api(
              "core/contract/src/main/module/",
              "api/contract/io.memview.contract/",
              "api/contract/index.html"),
          new Api(
              "core/contract/src/main/java/",
              "api/contract/io.memview.contract/",
              "api/contract/index.html"),
          new Api("examples/adapters/src/main/java/", "api/adapters/", "api/adapters/index.html"),
          new Api(
              "examples/adapters/src/natives/java/", "api/adapters/", "api/adapters/index.html"),
          new Api("dsl/src/main/java/", "api/dsl/", "api/dsl/index.html"));

  private final Path root;
  private final Path site;
  private final List<Page> pages;
  private final Set<String> shown = new LinkedHashSet<>();
  private final Set<String> pictures = new LinkedHashSet<>();
  private final List<String> complaints = new ArrayList<>();

  Links(Path root, Path site, List<Page> pages) {
    this.root = root;
    this.site = site;
    this.pages = pages;
  }

  /** Files and folders of the project that are shown as they are. */
  Set<String> shown() {
    return shown;
  }

  Set<String> pictures() {
    return pictures;
  }

  /** Links that lead nowhere. */
  Collection<String> complaints() {
    return complaints;
  }

  /** Where a link of a page leads to in the site, from there. */
  String resolve(Page page, String link) {
    if (link.matches("[a-z]+:.*")) {
      return link;
    }
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    String anchor = hash < 0 ? "" : link.substring(hash + 1);
    String file =
        path.isEmpty()
            ? page.source()
            : Path.of("/" + page.source()).resolveSibling(path).normalize().toString().substring(1);
    Path there = root.resolve(file);
    if (!Files.exists(there)) {
      complaints.add(page.source() + ": there is no " + file);
      return link;
    }
    return pageOf(file, anchor)
        .map(other -> onPage(page, other, anchor))
        .orElseGet(() -> Html.relative(page.target(), elsewhere(file, there)));
  }

  /** The page that has the section, or else the page of the whole file. */
  private Optional<Page> pageOf(String file, String anchor) {
    return pages.stream()
        .filter(page -> page.source().equals(file) && page.anchor().equals(anchor))
        .findFirst()
        .or(
            () ->
                pages.stream()
                    .filter(page -> page.source().equals(file) && page.anchor().isEmpty())
                    .findFirst());
  }

  private static String onPage(Page from, Page to, String anchor) {
    String fragment = anchor.isEmpty() || anchor.equals(to.anchor()) ? "" : "#" + anchor;
    if (from.equals(to) && !fragment.isEmpty()) {
      return fragment;
    }
    return Html.relative(from.target(), to.target()) + fragment;
  }

  private String elsewhere(String file, Path there) {
    if (file.endsWith(".png")) {
      pictures.add(file);
      return picture(file);
    }
    for (Api api : APIS) {
      if (file.startsWith(api.sources()) && file.endsWith(".java")) {
        String page = api.page(file);
        if (Files.exists(site.resolve(page))) {
          return page;
        }
      }
    }
    shown.add(file);
    return Files.isDirectory(there) ? folder(file) : source(file);
  }

  static String picture(String file) {
    return "files/" + file;
  }

  /** The page that shows a file. */
  static String source(String file) {
    return "source/" + file + ".html";
  }

  /** The page that lists a folder. */
  static String folder(String folder) {
    return "source/" + folder + "/index.html";
  }
}
