package io.memview.internal.text;

import java.util.List;

/** Writes a table of HTML. */
final class HtmlTable {
  /**
   * What a table needs where no style sheet is: digits of one width, numbers whose points stand
   * below each other (the spaces behind them are kept), and titles that stay when it is scrolled.
   */
  private static final String STYLE =
      """
      <style>
      .memview { max-height: 80vh; overflow: auto; font-family: monospace }
      .memview table { border-collapse: separate; border-spacing: 0 }
      .memview caption { text-align: left; white-space: nowrap }
      .memview caption span { position: sticky; left: 0 }
      .memview th, .memview td { padding: 0.1em 0.5em; text-align: right; white-space: pre }
      .memview th { position: sticky; left: 0; font-weight: normal; opacity: 0.8;
        background: var(--jp-layout-color0, var(--vscode-editor-background, Canvas));
        color: var(--jp-content-font-color1, var(--vscode-editor-foreground, CanvasText)) }
      .memview thead th { top: 0; opacity: 1; font-weight: bold; left: auto }
      </style>
      """;

  private final StringBuilder out = new StringBuilder("<table>\n");

  HtmlTable(String caption) {
    out.append("<caption><span>").append(escape(caption)).append("</span></caption>\n");
  }

  /**
   * An item in a table.
   *
   * @param text what is written
   * @param attributes of the cell; empty, or beginning with a space
   */
  record Cell(String text, String attributes) {}

  /** A row of titles, the first of them above the titles of the rows. */
  void titles(List<String> titles) {
    out.append("<thead><tr>");
    titles.forEach(title -> cell("th", title, ""));
    out.append("</tr></thead>\n<tbody>\n");
  }

  /** A row of items behind its title. */
  void row(String title, List<Cell> items) {
    out.append("<tr>");
    cell("th", title, "");
    items.forEach(item -> cell("td", item.text, item.attributes));
    out.append("</tr>\n");
  }

  private void cell(String tag, String text, String attributes) {
    out.append('<').append(tag).append(attributes).append('>');
    out.append(escape(text.stripLeading())).append("</").append(tag).append('>');
  }

  /** Text as HTML and SVG have it between tags. */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The table with what it needs to be looked at by itself. */
  String styled() {
    return "<div class=\"memview\">\n%s%s\n</div>".formatted(STYLE, this);
  }

  @Override
  public String toString() {
    return out + "</tbody>\n</table>";
  }
}
