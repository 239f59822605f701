package io.memview.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the site: {@code Site ROOT FOLDER}. Documentation that the modules have made of their
 * sources is taken from where it is. What is wrong is told, one thing a line, and the status is 1.
 */
public final class Site {
  /** Documentation of the API: where a module makes it, and where it is in the site. */
  private record Api(String made, String target) {}

  private static final List<Api> APIS =
      List.of(
          new Api("core/target/apidocs", "api/core"),
          new Api("core/contract/target/apidocs", "api/contract"),
          new Api("examples/adapters/target/apidocs", "api/adapters"),
          new Api("examples/site/target/dsl", "api/dsl"));

  private final Path root;
  private final Path site;
  private final List<Page> pages;
  private final Links links;
  private final Frame frame;

  private Site(Path root, Path site) throws IOException {
    this.root = root;
    this.site = site;
    this.pages = Page.list(root);
    this.links = new Links(root, site, pages);
    this.frame = new Frame(pages);
  }

  /** Runs the program. */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]).toRealPath();
    Path folder = Path.of(args[1]);
    delete(folder);
    Files.createDirectories(folder);
    List<String> complaints = new Site(root, folder.toRealPath()).make();
    complaints.forEach(System.err::println);
    if (!complaints.isEmpty()) {
      System.exit(1);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.toList().reversed()) {
          Files.delete(file);
        }
      }
    }
  }

  private List<String> make() throws IOException {
    try (InputStream style = Objects.requireNonNull(Site.class.getResourceAsStream("style.css"))) {
      Files.copy(style, site.resolve("style.css"));
    }
    for (Api api : APIS) { // first: links lead there
      copyAll(root.resolve(api.made()), site.resolve(api.target()));
    }
    for (Page page : pages) {
      Content content = page.isMarkdown() ? markdown(page) : Gallery.draw(root, site);
      write(page.target(), page.section(), page.source(), content);
    }
    show();
    for (String picture : links.pictures()) {
      Path copy = site.resolve(Links.picture(picture));
      Files.createDirectories(copy.getParent());
      Files.copy(root.resolve(picture), copy);
    }
    List<String> complaints = new ArrayList<>(links.complaints());
    complaints.addAll(Check.complaints(root, site));
    return complaints;
  }

  /**
   * The files and folders that pages link to, and the files of the folders. A page that is not in
   * the list is one all the same, outside of the navigation.
   */
  private void show() throws IOException {
    Deque<String> shown = new ArrayDeque<>(links.shown());
    Set<String> done = new HashSet<>();
    while (!shown.isEmpty()) {
      String file = shown.remove();
      if (!done.add(file)) {
        continue;
      }
      if (Files.isDirectory(root.resolve(file))) {
        shown.addAll(Sources.files(root, file));
        write(Links.folder(file), "", file, Sources.folder(root, file));
      } else if (file.endsWith(".md")) {
        Page page = new Page("", Links.source(file), file, "", file);
        write(page.target(), "", file, markdown(page));
        shown.addAll(links.shown());
      } else {
        write(Links.source(file), "", file, Sources.file(root, file));
      }
    }
  }

  private Content markdown(Page page) throws IOException {
    String text = Files.readString(root.resolve(page.source()));
    return Markdown.render(page, Sections.text(page, text, pages), links);
  }

  private void write(String target, String section, String source, Content content)
      throws IOException {
    Path file = site.resolve(target);
    Files.createDirectories(file.getParent());
    Files.writeString(file, frame.html(target, section, source, content));
  }

  private static void copyAll(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
