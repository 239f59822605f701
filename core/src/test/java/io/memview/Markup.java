package io.memview;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** HTML and SVG that a test looks into. */
final class Markup {
  private Markup() {}

  static Document parse(String text) {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(text)));
    } catch (Exception e) {
      throw new AssertionError(text, e);
    }
  }

  static List<Element> all(Document document, String name) {
    return elements(document.getElementsByTagName(name));
  }

  private static List<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  static List<String> texts(Document document, String name) {
    return all(document, name).stream().map(Element::getTextContent).toList();
  }

  /** The cells of all rows of tables, those of titles included. */
  static List<List<String>> rows(Document document) {
    return all(document, "tr").stream()
        .map(
            row ->
                elements(row.getElementsByTagName("*")).stream()
                    .map(Element::getTextContent)
                    .toList())
        .toList();
  }
}
