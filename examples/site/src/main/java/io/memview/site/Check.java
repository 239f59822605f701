package io.memview.site;

import java.io.IOException;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What must hold for the site: links and anchors resolve, also in the documentation of the API;
 * nothing is loaded from elsewhere; pages are well-formed, with one title each, and pictures say
 * what they show; no page names a folder of the machine that made it.
 */
final class Check {
  private static final Pattern CODE = Pattern.compile("(?s)<(script|style)\\b.*?</\\1>|<!--.*?-->");
  private static final Pattern TAG =
      Pattern.compile("<([a-zA-Z][\\w-]*)((?:\"[^\"]*\"|'[^']*'|[^>])*)>");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\b(href|src|id|name|alt|aria-label)=(?:\"([^\"]*)\"|'([^']*)')");
  private static final Pattern SCHEME = Pattern.compile("[a-z]+:.*", Pattern.DOTALL);

  /** A link, and the tag that it is in. */
  private record Reference(String tag, String link) {}

  /** What a page has. */
  private static final class Contents {
    private final Set<String> anchors = new HashSet<>();
    private final List<Reference> references = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
  }

  private final Path site;
  private final List<String> machine;
  private final Map<Path, Contents> pages = new HashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private int links;

  private Check(Path root, Path site) {
    this.site = site;
    this.machine = List.of(root.toString(), System.getProperty("user.home") + "/");
  }

  /** Says what is wrong, one thing a line. */
  static List<String> complaints(Path root, Path site) throws IOException {
    Check check = new Check(root, site);
    check.run();
    return check.complaints;
  }

  private void run() throws IOException {
    try (Stream<Path> files = Files.walk(site)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".html")).sorted().toList()) {
        read(file);
      }
    }
    pages.forEach(
        (page, contents) -> {
          contents.complaints.forEach(complaint -> complain(page, complaint));
          contents.references.forEach(reference -> follow(page, reference));
        });
    if (links < 1000) {
      complaints.add("only " + links + " links were found");
    }
  }

  private void complain(Path page, String complaint) {
    complaints.add(site.relativize(page) + ": " + complaint);
  }

  /** Whether it is one of ours, and not made by Javadoc, Dokka or a view. */
  private boolean isOurs(Path page) {
    String name = site.relativize(page).toString();
    return !name.startsWith("api/") && !name.startsWith("gallery/");
  }

  private void read(Path file) throws IOException {
    String html = Files.readString(file);
    Contents contents = new Contents();
    pages.put(file, contents);
    for (String folder : machine) {
      if (html.contains(folder)) {
        contents.complaints.add("names " + folder);
      }
    }
    int titles = 0;
    Matcher tag = TAG.matcher(CODE.matcher(html).replaceAll(""));
    while (tag.find()) {
      boolean saysWhat = false;
      Matcher attribute = ATTRIBUTE.matcher(tag.group(2));
      while (attribute.find()) {
        String value = attribute.group(2) == null ? attribute.group(3) : attribute.group(2);
        switch (attribute.group(1)) {
          case "href", "src" ->
              contents.references.add(new Reference(tag.group(1), unescape(value)));
          case "alt", "aria-label" -> saysWhat |= !value.isBlank();
          default -> {
            if (!contents.anchors.add(unescape(value)) && isOurs(file) && isId(attribute)) {
              contents.complaints.add("twice: " + attribute.group());
            }
          }
        }
      }
      if (isOurs(file) && List.of("img", "svg").contains(tag.group(1)) && !saysWhat) {
        contents.complaints.add("a picture says nothing: " + tag.group());
      }
      if (tag.group(1).equals("h1")) {
        titles++;
      }
    }
    if (isOurs(file)) {
      if (titles != 1) {
        contents.complaints.add(titles + " titles");
      }
      wellFormed(html, contents);
    }
  }

  private static boolean isId(Matcher attribute) {
    return attribute.group(1).equals("id");
  }

  private static void wellFormed(String html, Contents contents) throws IOException {
    try {
      DocumentBuilder parser = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
      parser.setErrorHandler(null);
      parser.parse(new InputSource(new StringReader(html)));
    } catch (SAXException e) {
      contents.complaints.add("not well-formed: " + e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void follow(Path page, Reference reference) {
    String link = reference.link();
    if (SCHEME.matcher(link).matches()) {
      if (!reference.tag().equals("a") && !link.startsWith("data:") && isOurs(page)) {
        complain(page, "loads " + link);
      }
      return;
    }
    links++;
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path there = path.isEmpty() ? page : page.resolveSibling(decode(path)).normalize();
    if (Files.isDirectory(there)) {
      there = there.resolve("index.html");
    }
    if (!there.startsWith(site) || !Files.exists(there)) {
      complain(page, "leads nowhere: " + link);
      return;
    }
    Contents contents = pages.get(there);
    String anchor = hash < 0 ? "" : link.substring(hash + 1);
    if (!anchor.isEmpty()
        && contents != null
        && !contents.anchors.contains(anchor)
        && !contents.anchors.contains(decode(anchor))) {
      complain(page, "no such anchor: " + link);
    }
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String unescape(String value) {
    return value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }
}
