package io.memview.site;

/** Text in HTML. */
final class Html {
  private Html() {}

  /** The text, with what would be markup escaped. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** From a page to a file of the site. */
  static String relative(String page, String file) {
    return "../".repeat((int) page.chars().filter(c -> c == '/').count()) + file;
  }
}
