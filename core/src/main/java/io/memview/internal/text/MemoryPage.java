package io.memview.internal.text;

import io.memview.format.Bits;
import io.memview.format.Format;
import io.memview.format.Struct;
import io.memview.internal.memory.Region;
import io.memview.internal.text.Reach.Block;
import io.memview.internal.text.Reach.Spot;
import io.memview.layout.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A page on which somebody points at items and at bytes: the tables of {@link ArrayTables}, the
 * picture of {@link MemoryDiagram}, and what leads from one to the other, as JSON for the program
 * in the page.
 */
public final class MemoryPage {
  private static final Pattern PLACE = Pattern.compile("@([A-Z]+)@");

  private final Region memory;
  private final Layout layout;
  private final MemoryDiagram diagram;
  private final ArrayText shown;

  private MemoryPage(Region memory, TextOptions options) {
    this.memory = memory;
    this.layout = memory.layout();
    this.diagram = new MemoryDiagram(memory, MemoryDiagram.Detail.PAGE);
    long threshold = diagram.isByCells() ? layout.itemCount() : options.threshold();
    this.shown =
        ArrayText.of(
            memory,
            new TextOptions(
                options.precision(), options.lineWidth(), threshold, options.edgeItems()));
  }

  /** The page of a region, as HTML. */
  public static String of(Region memory, TextOptions options, String description) {
    return new MemoryPage(memory, options).page(description);
  }

  private String page(String description) {
    return PLACE
        .matcher(template())
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    switch (place.group(1)) {
                      case "TITLE" -> HtmlTable.escape(memory.describe());
                      case "ARRAY" -> ArrayTables.numbered(memory, shown);
                      case "MEMORY" -> diagram.draw();
                      case "DESCRIPTION" -> HtmlTable.escape(description);
                      default -> data();
                    }));
  }

  private static String template() {
    try (InputStream in =
        Objects.requireNonNull(MemoryPage.class.getResourceAsStream("layout.html"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- what the program in the page knows

  private String data() {
    StringJoiner items = array();
    for (long[] index : shown.indices()) {
      items.add(item(index));
    }
    StringJoiner blocks = array();
    StringJoiner slots = new StringJoiner(",", "{", "}");
    for (Block block : diagram.reach().blocks()) {
      blocks.add(block(block));
      block
          .pointers()
          .forEach((at, to) -> slots.add("%s:%d".formatted(slot(block, at), to.block().number())));
    }
    return """
    {"cells":%b,"size":%d,"offset":%d,"strides":%s,"suboffsets":%s,
    "items":%s,
    "blocks":%s,"slots":%s,
    "columns":%s,"fields":%s}\
    """
        .formatted(
            diagram.isByCells(),
            layout.itemSize(),
            layout.offset(),
            dimensions(d -> Long.toString(layout.stride(d))),
            dimensions(d -> layout.isPointer(d) ? Long.toString(layout.suboffset(d)) : "null"),
            items,
            blocks,
            slots,
            fields(memory.format(), false),
            fields(memory.format(), true));
  }

  private static StringJoiner array() {
    return new StringJoiner(",", "[", "]");
  }

  private StringJoiner dimensions(IntFunction<String> value) {
    StringJoiner all = array();
    IntStream.range(0, layout.ndim()).mapToObj(value).forEach(all::add);
    return all;
  }

  private String item(long[] index) {
    List<String> slots = new ArrayList<>();
    Spot spot = diagram.reach().spot(index, (table, at) -> slots.add(slot(table, at)));
    StringJoiner positions = array();
    for (long position : index) {
      positions.add(Long.toString(position));
    }
    return "{\"index\":%s,\"block\":%d,\"offset\":%d,\"slots\":%s}"
        .formatted(positions, spot.block().number(), spot.offset(), slots);
  }

  private static String slot(Block table, long at) {
    return "\"%d:%d\"".formatted(table.number(), at);
  }

  /** Addresses are text, since the numbers of the page have 53 bits. */
  private static String block(Block block) {
    boolean isNative = !block.isTable() && block.segment().isNative();
    return "{\"table\":%b,\"address\":%s}"
        .formatted(
            block.isTable(), isNative ? "\"0x%x\"".formatted(block.segment().address()) : "null");
  }

  private static StringJoiner fields(Format format, boolean deep) {
    StringJoiner all = array();
    if (format instanceof Struct struct) {
      addFields(struct, "", 0, deep, all);
    }
    return all;
  }

  private static void addFields(
      Struct struct, String before, long offset, boolean deep, StringJoiner all) {
    int number = 0;
    for (Struct.Field field : struct.fields()) {
      String name = before + (field.name() == null ? Integer.toString(number) : field.name());
      long at = offset + field.offset();
      number++;
      if (deep && field.format() instanceof Struct inner) {
        addFields(inner, name + ".", at, true, all);
        continue;
      }
      String bits =
          field.format() instanceof Bits b
              ? ",\"bits\":\"bits %d to %d\"".formatted(b.shift(), b.shift() + b.width() - 1)
              : "";
      all.add(
          "{\"name\":%s,\"offset\":%d,\"size\":%d%s}"
              .formatted(quoted(name), at, field.format().itemSize(), bits));
    }
  }

  /** Text in JSON, in which nothing ends the script that it is in. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      boolean plain = c >= ' ' && c < 127 && "\"\\<>&".indexOf(c) < 0;
      out.append(plain ? "" + c : "\\u%04x".formatted((int) c));
    }
    return out.append('"').toString();
  }
}
