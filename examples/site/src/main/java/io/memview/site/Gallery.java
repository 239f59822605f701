package io.memview.site;

import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.array.NestedArrays;
import io.memview.array.PrimitiveArrays;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Pictures of memory, which the library draws of its own views: what steps, pointers and records
 * look like. Each is shown with the program that makes the view, and with the page on which one
 * points at items and bytes.
 */
final class Gallery {
  private static final String SOURCE = "examples/site/src/main/java/io/memview/site/Gallery.java";
  private static final String REGION = "(?ms)^ *// @start region=\"%s\"\n(.*?)^ *// @end$";

  /**
   * A view that is drawn.
   *
   * @param name the region of this file that makes it
   * @param title what it is
   * @param says what is to be seen
   * @param program hands the view over
   */
  private record Picture(
      String name, String title, String says, Consumer<Consumer<View>> program) {}

  private static final List<Picture> PICTURES =
      List.of(
          new Picture(
              "rows",
              "Row by row",
              "Three rows of four numbers in one array. A cell is an item, with its index in it; an"
                  + " arrow is the step of a dimension.",
              Gallery::rows),
          new Picture(
              "transposed",
              "Transposed",
              "The same memory, and nothing moved: the two steps have changed places.",
              Gallery::transposed),
          new Picture(
              "columns",
              "Column by column",
              "Fortran's order: the first index is the one that moves fastest.",
              Gallery::columns),
          new Picture(
              "part",
              "A part",
              "Rows 1 and 2, columns 1 and 2. What is gray belongs to the array and not to the"
                  + " view.",
              Gallery::part),
          new Picture(
              "stepped",
              "Every other one",
              "In Python [::2, ::3]. Steps are multiples of the array's own.",
              Gallery::stepped),
          new Picture(
              "backwards",
              "Backwards",
              "In Python [::-1, ::-2]. The view begins near the end of the memory, and its steps"
                  + " are negative.",
              Gallery::backwards),
          new Picture(
              "broadcast",
              "The same again",
              "One row shown three times: the step of the first dimension is 0, so the view is"
                  + " read-only.",
              Gallery::broadcast),
          new Picture(
              "windows",
              "Windows",
              "Three items at each place. Items are shared, and none is copied.",
              Gallery::windows),
          new Picture(
              "pointers",
              "Rows behind pointers",
              "A Java array of arrays: a table of pointers, and each row where it is. A step along"
                  + " the first dimension goes through the table.",
              Gallery::pointers),
          new Picture(
              "suboffsets",
              "A part behind pointers",
              "The same, without its first column: each pointer is followed, and then a suboffset"
                  + " is added.",
              Gallery::suboffsets),
          new Picture(
              "chosen",
              "Rows in any order",
              "Rows 2, 0 and 1 of one array, as a view: a table of three places, and no copy.",
              Gallery::chosen),
          new Picture(
              "records",
              "Records",
              "Items of 13 bytes, packed: a number, a measurement and its quality.",
              Gallery::records),
          new Picture(
              "field",
              "One field of records",
              "The measurements alone: 8 of each 13 bytes.",
              Gallery::field),
          new Picture(
              "bits",
              "Bits",
              "Registers of one byte with two flags and a level of six bits. Its page names the"
                  + " bits.",
              Gallery::bits),
          new Picture(
              "planes",
              "Pixels as planes",
              "Red, green and blue of each pixel lie side by side; the view has the color first.",
              Gallery::planes),
          new Picture(
              "large",
              "A large view",
              "Of more items than can be drawn, memory is a band, the darker the more of it is"
                  + " reached.",
              Gallery::large));

  private Gallery() {}

  private static MemoryExporter numbers(int... shape) {
    long[] extents = IntStream.of(shape).asLongStream().toArray();
    int count = IntStream.of(shape).reduce(1, (a, b) -> a * b);
    return PrimitiveArrays.export(IntStream.range(0, count).toArray(), extents);
  }

  private static void rows(Consumer<View> draw) {
    // @start region="rows"
    numbers(3, 4).doWithView(Request.FULL_RO, v -> draw.accept(v));
    // @end
  }

  private static void transposed(Consumer<View> draw) {
    // @start region="transposed"
    numbers(3, 4).doWithView(Request.FULL_RO, v -> draw.accept(v.transpose()));
    // @end
  }

  private static void columns(Consumer<View> draw) {
    // @start region="columns"
    MemorySegment memory = MemorySegment.ofArray(new int[12]);
    MemoryExporter.of(memory, "i", Layout.contiguous(4, Order.FORTRAN, 3, 4))
        .doWithView(Request.FULL_RO, v -> draw.accept(v));
    // @end
  }

  private static void part(Consumer<View> draw) {
    // @start region="part"
    numbers(4, 6)
        .doWithView(
            Request.FULL_RO, v -> draw.accept(v.slice(Index.range(1, 3), Index.range(1, 3))));
    // @end
  }

  private static void stepped(Consumer<View> draw) {
    // @start region="stepped"
    numbers(4, 6)
        .doWithView(Request.FULL_RO, v -> draw.accept(v.slice(Index.every(2), Index.every(3))));
    // @end
  }

  private static void backwards(Consumer<View> draw) {
    // @start region="backwards"
    numbers(4, 6)
        .doWithView(Request.FULL_RO, v -> draw.accept(v.slice(Index.every(-1), Index.every(-2))));
    // @end
  }

  private static void broadcast(Consumer<View> draw) {
    // @start region="broadcast"
    numbers(4).doWithView(Request.FULL_RO, v -> draw.accept(v.broadcast(3, 4)));
    // @end
  }

  private static void windows(Consumer<View> draw) {
    // @start region="windows"
    numbers(8).doWithView(Request.FULL_RO, v -> draw.accept(v.slidingWindows(3)));
    // @end
  }

  private static void pointers(Consumer<View> draw) {
    // @start region="pointers"
    int[][] rows = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
    NestedArrays.export(rows).doWithView(Request.FULL_RO, v -> draw.accept(v));
    // @end
  }

  private static void suboffsets(Consumer<View> draw) {
    // @start region="suboffsets"
    int[][] rows = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
    NestedArrays.export(rows)
        .doWithView(Request.FULL_RO, v -> draw.accept(v.slice(Index.all(), Index.from(1))));
    // @end
  }

  private static void chosen(Consumer<View> draw) {
    // @start region="chosen"
    numbers(3, 4).doWithView(Request.FULL_RO, v -> draw.accept(v.rows(2, 0, 1)));
    // @end
  }

  private static void records(Consumer<View> draw) {
    // @start region="records"
    MemoryExporter.allocate("<T{i:id:d:value:B:quality:}", 4)
        .doWithView(Request.FULL_RO, v -> draw.accept(v));
    // @end
  }

  private static void field(Consumer<View> draw) {
    // @start region="field"
    MemoryExporter.allocate("<T{i:id:d:value:B:quality:}", 4)
        .doWithView(Request.FULL_RO, v -> draw.accept(v.field("value")));
    // @end
  }

  private static void bits(Consumer<View> draw) {
    // @start region="bits"
    MemoryExporter.allocate("T{t:ready:t:failed:6t:level:}", 6)
        .doWithView(Request.FULL_RO, v -> draw.accept(v));
    // @end
  }

  private static void planes(Consumer<View> draw) {
    // @start region="planes"
    PrimitiveArrays.export(new byte[2 * 3 * 3], 2, 3, 3) // height, width, color
        .doWithView(Request.FULL_RO, v -> draw.accept(v.permute(2, 0, 1)));
    // @end
  }

  private static void large(Consumer<View> draw) {
    // @start region="large"
    PrimitiveArrays.export(new byte[1 << 20], 1024, 1024)
        .doWithView(Request.FULL_RO, v -> draw.accept(v.slice(Index.range(256, 768, 2))));
    // @end
  }

  /** Draws all, and says what the page of the gallery says. */
  static Content draw(Path root, Path site) throws IOException {
    String source = Files.readString(root.resolve(SOURCE));
    Path folder = Files.createDirectories(site.resolve("gallery"));
    List<Content.Heading> headings = new ArrayList<>();
    String first = PICTURES.get(8).name();
    StringBuilder html =
        new StringBuilder(
            """
            <h1>Pictures of memory</h1>
            <p>The library draws any view: <code>v.layoutSvg()</code> is a picture of its memory in the order of \
            addresses, <code>v.layoutHtml()</code> a page on which you point at an item and see where it lies, or at \
            a byte and see whose it is. The pictures here are drawn when the site is made, by the programs beside \
            them; <code>numbers(3, 4)</code> is an array of numbers in that shape, and \
            <code>draw</code> takes the view. This is the page of <a href="#%1$s">rows behind pointers</a>:</p>
            <iframe src="gallery/%1$s.html" title="The page of rows behind pointers"></iframe>
            """
                .formatted(first));
    for (Picture picture : PICTURES) {
      picture.program().accept(view -> write(folder, picture.name(), view));
      headings.add(new Content.Heading(2, picture.name(), picture.title()));
      html.append(
          """
          <h2 id="%1$s">%2$s</h2>
          <p>%3$s</p>
          %4$s
          <div class="picture" tabindex="0" role="region" aria-label="Picture"><img src="gallery/%1$s.svg" alt="%2$s: \
          the memory in the order of addresses. %3$s" /></div>
          <p><a href="gallery/%1$s.html">Point at its items and bytes</a></p>
          """
              .formatted(
                  picture.name(),
                  Html.escape(picture.title()),
                  Html.escape(picture.says()),
                  Blocks.program("java", region(source, picture.name()))));
    }
    return new Content(
        "Pictures of memory",
        "What steps, pointers and records look like in memory, as memview draws them.",
        headings,
        html.toString());
  }

  private static void write(Path folder, String name, View view) {
    try {
      Files.writeString(folder.resolve(name + ".svg"), view.layoutSvg());
      Files.writeString(folder.resolve(name + ".html"), view.layoutHtml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String region(String source, String name) {
    Matcher region = Pattern.compile(REGION.formatted(name)).matcher(source);
    if (!region.find()) {
      throw new IllegalStateException("no region " + name);
    }
    return region.group(1).stripTrailing().stripIndent() + "\n";
  }
}
