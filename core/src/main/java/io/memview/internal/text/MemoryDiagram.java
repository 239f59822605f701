package io.memview.internal.text;

import io.memview.format.Struct;
import io.memview.internal.memory.Region;
import io.memview.internal.text.Reach.Block;
import io.memview.internal.text.Reach.Spot;
import io.memview.layout.Layout;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws memory as it lies, and what a layout reaches of it. Few items: a cell for each piece of
 * memory, in the order of addresses, with an arrow for the step of each dimension and for each
 * pointer. Many: a band for each block, the darker the more of it is reached.
 */
public final class MemoryDiagram {
  /** So many items are looked at, evenly spread, to find out what a large view reaches. */
  private static final long SAMPLES = 1 << 16;

  private static final int MARGIN = 16;
  private static final int GAP = 30;
  private static final int TITLE = 30;
  private static final int BUCKETS = 240;
  private static final int BAND = 960;
  private static final int BAND_HEIGHT = 30;
  private static final String UNREACHED = "#f2f2f2";
  private static final int LIGHT = 80;
  private static final String POINTER_COLOR = "#b9770e";
  private static final String[] STEP_COLORS = {"#c0392b", "#1f618d", "#117a65", "#7d3c98"};

  /**
   * What is drawn.
   *
   * @param items views of at most so many items are drawn cell by cell
   * @param blocks so many blocks are drawn; of the others it is said how many they are
   * @param cells how cells are drawn
   */
  record Detail(long items, int blocks, CellGrid.Style cells) {
    /** A picture by itself, with the index in each item. */
    static final Detail PICTURE = new Detail(200, 12, new CellGrid.Style(34, 14, false, 480, 24));

    /** A part of a page, with the number in each byte, and the index below the item. */
    static final Detail PAGE = new Detail(4096, 100, new CellGrid.Style(24, 14, true, 8192, 32));
  }

  private final Svg svg = new Svg();
  private final Region memory;
  private final Layout layout;
  private final Detail detail;
  private final Reach reach;
  private final long step;
  private final boolean byCells;
  private final Map<Block, CellGrid> grids = new LinkedHashMap<>();
  private double below = MARGIN;

  MemoryDiagram(Region memory, Detail detail) {
    this.memory = memory;
    this.layout = memory.layout();
    this.detail = detail;
    this.reach = new Reach(memory);
    long bytes = detail.cells.bytes() ? layout.itemSize() : 1;
    this.byCells = layout.itemCount() <= detail.items / Math.max(1, bytes);
    this.step = byCells ? 1 : Math.max(1, layout.itemCount() / SAMPLES);
    reach.look(step, byCells);
  }

  /** The picture of a region by itself, as SVG. */
  public static String of(Region memory) {
    return new MemoryDiagram(memory, Detail.PICTURE).draw();
  }

  /** Whether each piece of memory has a cell, and not only each block a band. */
  boolean isByCells() {
    return byCells;
  }

  /** What has been reached. */
  Reach reach() {
    return reach;
  }

  /** The picture, as SVG. */
  String draw() {
    if (!detail.cells.bytes()) {
      svg.text(MARGIN, MARGIN + 6, 13, false, memory.describe());
      below = MARGIN + 24;
    }
    if (layout.itemCount() == 0) {
      svg.text(MARGIN, below + 12, 12, false, "no items: no memory is reached");
    }
    List<Block> blocks = reach.blocks();
    List<Block> drawn = blocks.subList(0, Math.min(blocks.size(), detail.blocks));
    for (Block block : drawn) {
      below += TITLE;
      if (byCells) {
        place(block);
      } else {
        band(block);
      }
    }
    if (drawn.size() < blocks.size()) {
      String more = "and %d blocks more".formatted(blocks.size() - drawn.size());
      svg.text(MARGIN, below + 12, 12, false, more);
      below += TITLE;
    }
    if (byCells) {
      grids.values().forEach(this::cells);
      grids.values().forEach(this::pointers); // above all cells
      steps();
    }
    return svg.picture(MARGIN);
  }

  // ---- cells

  private void place(Block block) {
    CellGrid parent = block.parent() == null ? null : grids.get(block.parent());
    double left = parent == null ? MARGIN : parent.right() + GAP;
    CellGrid grid = new CellGrid(block, layout, detail.cells, left, below);
    grids.put(block, grid);
    below = grid.bottom() + GAP;
  }

  private String title(Block block) {
    String size = block.isTable() ? "table of %d bytes" : "%d bytes";
    String named = detail.cells.bytes() ? "block %d: ".formatted(block.number()) : "";
    return named + size.formatted(block.byteSize());
  }

  private void cells(CellGrid grid) {
    Block block = grid.block();
    String unit = detail.cells.bytes() ? "" : "; a cell is %d".formatted(grid.unit());
    svg.text(grid.left(), grid.top() - 16, 11, false, title(block) + unit);
    for (CellGrid.Gap gap : grid.gaps()) {
      String what = gap.isReached() ? "that are not drawn" : "not reached";
      svg.text(grid.left(), gap.y(), 10, false, "⋯ %d bytes %s".formatted(gap.bytes(), what));
    }
    svg.group("class='block' data-b='%d' data-n='%d'".formatted(block.number(), grid.perLine()));
    Map<Long, String> fills = fills(grid);
    for (long at : grid.cells()) {
      String fill = fills.getOrDefault(at, UNREACHED);
      String attributes = detail.cells.bytes() ? " data-o='%d'".formatted(at) : "";
      svg.rectangle(grid.x(at), grid.y(at), grid.size(), grid.size(), fill, attributes);
    }
    svg.endGroup();
    labels(grid);
  }

  /** The colors of the cells that are reached. */
  private Map<Long, String> fills(CellGrid grid) {
    Block block = grid.block();
    Map<Long, String> fills = new LinkedHashMap<>();
    int number = 0;
    for (long from : block.pieces().keySet()) {
      long hue = block.isTable() ? 45 : 190 + 150L * number++ / block.pieces().size();
      for (long at = from; at < from + block.width() && grid.shows(at); at += grid.unit()) {
        int light = grid.unit() == 1 && !block.isTable() ? light(at - from) : LIGHT;
        fills.putIfAbsent(at, "hsl(%d,70%%,%d%%)".formatted(hue, light));
      }
    }
    return fills;
  }

  /** Fields of records take turns, and the padding between them is almost white. */
  private int light(long at) {
    if (!(memory.format() instanceof Struct struct)) {
      return LIGHT;
    }
    for (int f = 0; f < struct.fields().size(); f++) {
      Struct.Field field = struct.fields().get(f);
      if (at >= field.offset() && at < field.offset() + field.format().itemSize()) {
        return f % 2 == 0 ? LIGHT : LIGHT + 7;
      }
    }
    return 95;
  }

  private void labels(CellGrid grid) {
    int size = grid.size();
    grid.block()
        .pieces()
        .forEach(
            (at, label) -> {
              if (!grid.shows(at)) {
                return;
              }
              double room = size * Math.min(grid.block().width() / (double) grid.unit(), 3);
              if (!detail.cells.bytes()) {
                text(grid.x(at) + room / 2, grid.y(at) + size / 2.0 + 4, room, 10, label);
              } else if (!grid.block().isTable()) {
                numbers(grid, at);
                text(grid.x(at) + room / 2, grid.y(at) + size + 10, room, 9, label);
              }
            });
  }

  private void text(double x, double y, double room, int largest, String label) {
    int size = (int) Math.clamp(room / (0.65 * Math.max(1, label.length())), 5, largest);
    svg.text(x, y, size, true, label);
  }

  /** The bytes of an item, in their cells. */
  private void numbers(CellGrid grid, long from) {
    svg.group("class='on'");
    for (long at = from; at < from + layout.itemSize() && grid.shows(at); at++) {
      byte value = grid.block().segment().get(ValueLayout.JAVA_BYTE, at);
      double middle = grid.x(at) + grid.size() / 2.0;
      svg.text(middle, grid.y(at) + 15, 10, true, HexFormat.of().toHexDigits(value));
    }
    svg.endGroup();
  }

  // ---- bands

  private void band(Block block) {
    String title = title(block);
    if (step > 1) {
      title += "; one item in %d looked at".formatted(step);
    }
    svg.text(MARGIN, below - 5, 11, false, title);
    double[] share = new double[BUCKETS];
    double size = Math.max(1, block.byteSize()) / (double) BUCKETS;
    for (long at : block.pieces().keySet()) {
      int last = (int) Math.min(BUCKETS - 1, (at + block.width() - 1) / size);
      for (int b = (int) (at / size); b <= last; b++) {
        double within = Math.min(at + block.width(), (b + 1) * size) - Math.max(at, b * size);
        share[b] += step * within / size;
      }
    }
    svg.group("class='band' data-b='%d' data-s='%d'".formatted(block.number(), block.byteSize()));
    double width = (double) BAND / BUCKETS;
    for (int b = 0; b < BUCKETS; b++) {
      long light = Math.round(85 - 45 * Math.min(1, share[b]));
      String fill = share[b] == 0 ? UNREACHED : "hsl(210,70%%,%d%%)".formatted(light);
      svg.rectangle(MARGIN + b * width, below, width, BAND_HEIGHT, fill, "");
    }
    svg.endGroup();
    below += BAND_HEIGHT + GAP;
  }

  // ---- arrows

  private void pointers(CellGrid grid) {
    grid.block()
        .pointers()
        .forEach(
            (slot, target) -> {
              CellGrid to = grids.get(target.block());
              if (to == null || !grid.shows(slot) || !to.shows(target.offset())) {
                return;
              }
              double x = grid.x(slot) + grid.size() * lane(slot / Layout.POINTER_SIZE, grid);
              double y = grid.y(slot) + grid.size() / 2.0;
              double toX = to.x(target.offset());
              double toY = to.y(target.offset());
              if (to.isFirstOfLine(target.offset())) {
                double middle = toY + to.size() / 2.0;
                svg.elbow(x, y, middle, toX, middle, POINTER_COLOR);
              } else { // from below, past the cells before it
                double under = toY + to.size();
                svg.elbow(x, y, under + 7, toX + 4, under, POINTER_COLOR);
              }
            });
  }

  /** Pointers of slots below each other leave their cells at different places. */
  private static double lane(long slot, CellGrid grid) {
    return slot < grid.perLine() ? 0.5 : 0.2 + 0.15 * (slot / grid.perLine() % 5);
  }

  /** An arrow from the first item to the next one of each dimension. */
  private void steps() {
    if (layout.itemCount() == 0) {
      return;
    }
    long[] index = new long[layout.ndim()];
    Spot start = reach.spot(index);
    for (int d = 0; d < index.length; d++) {
      String color = STEP_COLORS[d % STEP_COLORS.length];
      below += 14;
      svg.text(MARGIN + 26, below, 11, false, label(d));
      svg.arrow(MARGIN, below - 4, MARGIN + 10, below - 4, MARGIN + 20, below - 4, color);
      if (layout.shape(d) > 1 && !layout.isPointer(d)) {
        index[d] = 1;
        arrow(start, reach.spot(index), d, color);
        index[d] = 0;
      }
    }
  }

  private String label(int d) {
    String label = "stride %d: %+d".formatted(d, layout.stride(d));
    if (layout.isPointer(d)) {
      return label + ", then a pointer, then %+d".formatted(layout.suboffset(d));
    }
    return layout.stride(d) == 0 && layout.shape(d) > 1 ? label + ", the same again" : label;
  }

  private void arrow(Spot from, Spot to, int dimension, String color) {
    CellGrid grid = grids.get(from.block());
    if (grid == null
        || from.block() != to.block()
        || !grid.shows(from.offset())
        || !grid.shows(to.offset())) {
      return;
    }
    double middle = grid.size() / 2.0;
    double x = grid.x(from.offset()) + middle + 4 * dimension;
    double toX = grid.x(to.offset()) + middle - 4 * dimension;
    double y = grid.y(from.offset());
    double toY = grid.y(to.offset());
    if (from.equals(to)) {
      svg.loop(x, y, middle / 2, color);
    } else if (y == toY) {
      svg.arrow(x, y, (x + toX) / 2, y - 16, toX, toY, color);
    } else if (y < toY) {
      svg.arrow(x, y + grid.size(), x + 14, (y + toY + grid.size()) / 2, toX, toY, color);
    } else {
      svg.arrow(x, y, x + 14, (y + toY + grid.size()) / 2, toX, toY + grid.size(), color);
    }
  }
}
