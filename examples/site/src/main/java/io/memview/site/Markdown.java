package io.memview.site;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** A page of Markdown as HTML. */
final class Markdown {
  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  private Markdown() {}

  /** The page, whose links lead to where the links of its source lead. */
  static Content render(Page page, String text, Links links) {
    Node document = PARSER.parse(text);
    Map<Node, String> anchors = new IdentityHashMap<>();
    List<Content.Heading> headings = new ArrayList<>();
    List<String> paragraphs = new ArrayList<>();
    IdGenerator generator = IdGenerator.builder().build();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Heading heading) {
            String words = text(heading);
            String anchor = generator.generateId(words);
            anchors.put(heading, anchor);
            headings.add(new Content.Heading(heading.getLevel(), anchor, words));
            visitChildren(heading);
          }

          @Override
          public void visit(Paragraph paragraph) {
            paragraphs.add(text(paragraph));
            visitChildren(paragraph);
          }

          @Override
          public void visit(Link link) {
            link.setDestination(links.resolve(page, link.getDestination()));
            visitChildren(link);
          }

          @Override
          public void visit(Image image) {
            image.setDestination(links.resolve(page, image.getDestination()));
            visitChildren(image);
          }
        });
    if (headings.isEmpty() || headings.getFirst().level() != 1 || paragraphs.isEmpty()) {
      throw new IllegalArgumentException(page.source() + " begins with no title and paragraph");
    }
    String html =
        HtmlRenderer.builder()
            .nodeRendererFactory(Blocks::new) // before the extension's: the first has its way
            .extensions(List.of(TablesExtension.create()))
            .attributeProviderFactory(
                context ->
                    (node, tag, attributes) -> {
                      if (anchors.containsKey(node)) {
                        attributes.put("id", Objects.requireNonNull(anchors.get(node)));
                      }
                    })
            .build()
            .render(document);
    return new Content(headings.getFirst().text(), paragraphs.getFirst(), headings, html);
  }

  /** The words of a node, without markup. */
  static String text(Node node) {
    StringBuilder words = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak lineBreak) {
            words.append(' ');
          }
        });
    return words.toString();
  }
}
