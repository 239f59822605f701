package io.memview.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlWriter;
import org.jspecify.annotations.Nullable;

/**
 * Programs and tables, which may be wider than the page and scroll by themselves. A program in
 * Python that one in Kotlin follows stands beside it; a table of ratios is drawn first.
 */
final class Blocks implements NodeRenderer {
  private final HtmlNodeRendererContext context;
  private final HtmlWriter writer;
  private int drawn;

  Blocks(HtmlNodeRendererContext context) {
    this.context = context;
    this.writer = context.getWriter();
  }

  @Override
  public Set<Class<? extends Node>> getNodeTypes() {
    return Set.of(FencedCodeBlock.class, TableBlock.class);
  }

  @Override
  public void render(Node node) {
    writer.line();
    if (node instanceof FencedCodeBlock code) {
      program(code);
    } else {
      table(node);
    }
    writer.line();
  }

  private void program(FencedCodeBlock code) {
    String program = program(code.getInfo(), code.getLiteral());
    if (isIn("python", code) && isIn("kotlin", code.getNext())) {
      writer.raw("<div class=\"pair\"><div><p>NumPy</p>" + program + "</div>");
    } else if (isIn("kotlin", code) && isIn("python", code.getPrevious())) {
      writer.raw("<div><p>memview</p>" + program + "</div></div>");
    } else {
      writer.raw(program);
    }
  }

  /** A program in a box. */
  static String program(String language, String text) {
    return "<pre tabindex=\"0\" class=\"%s\"><code>%s</code></pre>"
        .formatted(language, Highlighter.html(language, text));
  }

  private static boolean isIn(String language, @Nullable Node node) {
    return node instanceof FencedCodeBlock code && code.getInfo().equals(language);
  }

  private void table(Node table) {
    List<List<String>> rows = rows(table);
    boolean isDrawn = Bars.isDrawn(rows.getFirst());
    if (isDrawn) {
      writer.raw(Bars.html(++drawn, rows));
      writer.raw("<details><summary>All figures as a table</summary>");
    }
    writer.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\">");
    writer.raw("<table>");
    for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
      context.render(part);
    }
    writer.raw("</table></div>");
    if (isDrawn) {
      writer.raw("</details>");
    }
  }

  private static List<List<String>> rows(Node table) {
    List<List<String>> rows = new ArrayList<>();
    for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
      for (Node row = part.getFirstChild(); row instanceof TableRow; row = row.getNext()) {
        List<String> cells = new ArrayList<>();
        for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
          cells.add(Markdown.text(cell));
        }
        rows.add(cells);
      }
    }
    return rows;
  }
}
