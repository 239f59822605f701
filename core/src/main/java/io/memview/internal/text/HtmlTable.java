package io.memview.internal.text;

import java.util.List;

/** Writes a table of HTML. */
final class HtmlTable {
  private final StringBuilder out = new StringBuilder("<table>\n");

  HtmlTable(String caption) {
    out.append("<caption>").append(escape(caption)).append("</caption>\n");
  }

  /** A row of titles, the first of them above the titles of the rows. */
  void titles(List<String> titles) {
    out.append("<tr>");
    titles.forEach(title -> cell("th", title));
    out.append("</tr>\n");
  }

  /** A row of items behind its title. */
  void row(String title, List<String> items) {
    out.append("<tr>");
    cell("th", title);
    items.forEach(item -> cell("td", item));
    out.append("</tr>\n");
  }

  private void cell(String tag, String text) {
    out.append('<').append(tag).append('>').append(escape(text.strip()));
    out.append("</").append(tag).append('>');
  }

  /** Text as HTML and SVG have it between tags. */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public String toString() {
    return out + "</table>";
  }
}
