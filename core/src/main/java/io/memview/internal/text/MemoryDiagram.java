package io.memview.internal.text;

import io.memview.internal.Texts;
import io.memview.internal.memory.Region;
import io.memview.internal.memory.Storage;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws memory as it lies, and what a layout reaches of it. Few items: a cell for each piece of
 * memory, in the order of addresses, with an arrow for the step of each dimension and for each
 * pointer. Many: a band for each block, the darker the more of it is reached.
 */
public final class MemoryDiagram {
  /** Views of at most so many items are drawn cell by cell. */
  private static final int FEW = 200;

  /** So many cells of a block are drawn; of a larger one, those from the first item on. */
  private static final int CELLS = 480;

  /** So many blocks are drawn; of the others it is said how many they are. */
  private static final int BLOCKS = 12;

  /** So many items are looked at, evenly spread, to find out what a large view reaches. */
  private static final long SAMPLES = 1 << 16;

  private static final int MARGIN = 16;
  private static final int CELL = 34;
  private static final int GAP = 30;

  /** The slots of a table in one line. */
  private static final long SLOTS = 12;

  private static final int BUCKETS = 240;
  private static final int BAND = 960;
  private static final String[] STEP_COLORS = {"#c0392b", "#1f618d", "#117a65", "#7d3c98"};

  private final Svg svg = new Svg();
  private final Region memory;
  private final Layout layout;
  private final Map<Object, Block> blocks = new LinkedHashMap<>();
  private final long[] shape;
  private double below;

  private MemoryDiagram(Region memory) {
    this.memory = memory;
    this.layout = memory.layout();
    this.shape = layout.shape();
  }

  /** The picture of a region, as SVG. */
  public static String of(Region memory) {
    return new MemoryDiagram(memory).draw();
  }

  private String draw() {
    svg.text(MARGIN, MARGIN + 6, 13, false, memory.describe());
    below = MARGIN + 24;
    boolean cells = layout.itemCount() <= FEW;
    long step = Math.max(1, layout.itemCount() / SAMPLES);
    long looks = Math.ceilDiv(layout.itemCount(), step);
    for (long look = 0; look < looks; look++) {
      reach(index(look * step), cells);
    }
    if (layout.itemCount() == 0) {
      svg.text(MARGIN, below + 12, 12, false, "no items: no memory is reached");
    }
    List<Block> drawn = blocks.values().stream().limit(BLOCKS).toList();
    for (Block block : drawn) {
      block.place(cells);
    }
    for (Block block : drawn) {
      block.draw(cells, step);
    }
    if (drawn.size() < blocks.size()) {
      String more = "and %d blocks more".formatted(blocks.size() - drawn.size());
      svg.text(MARGIN, below + 12, 12, false, more);
    }
    if (cells) {
      steps();
    }
    return svg.picture(MARGIN);
  }

  private long[] index(long number) {
    long[] index = new long[shape.length];
    for (int d = shape.length - 1; d >= 0; d--) {
      index[d] = number % shape[d];
      number /= shape[d];
    }
    return index;
  }

  // ---- what is reached

  /** Where something lies. */
  private record Spot(Block block, long offset) {}

  private Spot reach(long[] index, boolean cells) {
    Storage storage = memory.storage();
    long at = layout.offset();
    Block block = block(storage);
    for (int d = 0; d < index.length; d++) {
      at += index[d] * layout.stride(d);
      if (layout.isPointer(d)) {
        Block table = block;
        long start = storage.start(at) + layout.suboffset(d);
        storage = storage.slot(at);
        block = block(storage);
        block.parent = table;
        table.reached.putIfAbsent(at, "");
        table.pointers.putIfAbsent(at, new Spot(block, start));
        at = start;
      }
    }
    if (cells) {
      String label = index.length == 0 ? "()" : Texts.tuple(index).replaceAll("[(), ]+", " ");
      block.reached.merge(at, label.strip(), (first, again) -> first + "…");
    } else {
      block.reached.merge(at, "", (first, again) -> first);
    }
    return new Spot(block, at);
  }

  private Block block(Storage storage) {
    return storage instanceof Storage.Flat(MemorySegment segment)
        ? blocks.computeIfAbsent(
            List.of(segment.heapBase().map(System::identityHashCode).orElse(0), segment.address()),
            key -> new Block(storage, layout.itemSize()))
        : blocks.computeIfAbsent(
            System.identityHashCode(storage), key -> new Block(storage, Layout.POINTER_SIZE));
  }

  private static long common(long a, long b) {
    return b == 0 ? Math.abs(a) : common(b, a % b);
  }

  /** A segment or a table of pointers, and where it is drawn. */
  private final class Block {
    private final Storage storage;
    private final long width;

    /** What is written in the pieces of memory that are reached, by their offset. */
    private final Map<Long, String> reached = new LinkedHashMap<>();

    /** Where the slots of a table lead. */
    private final Map<Long, Spot> pointers = new LinkedHashMap<>();

    /** The first table that leads here; it is drawn left of this one. */
    private @Nullable Block parent;

    private double top;
    private double left = MARGIN;

    // Of a block that is drawn cell by cell.
    private long unit = 1;
    private long first;
    private long count;
    private long perLine = 1;

    Block(Storage storage, long width) {
      this.storage = storage;
      this.width = Math.max(1, width);
    }

    private boolean isTable() {
      return !(storage instanceof Storage.Flat);
    }

    void place(boolean cells) {
      below += 18;
      top = below;
      if (!cells) {
        below += 30 + GAP;
        return;
      }
      unit = width;
      for (long at : reached.keySet()) {
        unit = common(unit, at);
      }
      long low = reached.keySet().stream().mapToLong(at -> at).min().orElse(0);
      long high = reached.keySet().stream().mapToLong(at -> at).max().orElse(0) + width;
      boolean whole = storage.byteSize() / unit <= CELLS;
      first = whole ? 0 : low;
      count = Math.min(CELLS, ((whole ? storage.byteSize() : high) - first + unit - 1) / unit);
      perLine = isTable() ? Math.min(count, SLOTS) : lineLength();
      left = parent == null ? MARGIN : parent.left + parent.perLine * CELL + GAP;
      below += Math.ceilDiv(count, perLine) * lineHeight() + GAP;
    }

    /** As many cells as the largest step that makes a line of the picture, so that rows align. */
    private long lineLength() {
      long best = Math.min(count, 24);
      for (int d = 0; d < layout.ndim(); d++) {
        long step = Math.abs(layout.stride(d)) / unit;
        if (!layout.isPointer(d) && layout.shape(d) > 1 && step >= 4 && step <= 32) {
          return step;
        }
      }
      return Math.max(1, best);
    }

    private int lineHeight() {
      return CELL + (isTable() ? 0 : 14);
    }

    double x(long offset) {
      return left + (offset - first) / unit % perLine * CELL;
    }

    double y(long offset) {
      return top + (offset - first) / unit / perLine * lineHeight();
    }

    boolean shows(long offset) {
      return offset >= first && offset < first + count * unit;
    }

    void draw(boolean cells, long step) {
      String what = isTable() ? "table of %d bytes" : "%d bytes";
      String title = what.formatted(storage.byteSize());
      if (cells && count * unit < storage.byteSize()) {
        title += ", of which %d to %d".formatted(first, first + count * unit);
      }
      if (cells) {
        title += "; a cell is %d".formatted(unit);
      } else if (step > 1) {
        title += "; one item in %d looked at".formatted(step);
      }
      svg.text(left, top - 5, 11, false, title);
      if (cells) {
        cells();
      } else {
        band(step);
      }
      pointers();
    }

    private void cells() {
      for (long c = 0; c < count; c++) {
        long at = first + c * unit;
        svg.rectangle(x(at), y(at), CELL, CELL, "#f2f2f2");
      }
      int number = 0;
      for (Map.Entry<Long, String> item : reached.entrySet()) {
        long hue = isTable() ? 45 : 190 + 150L * number++ / Math.max(1, reached.size());
        long end = Math.min(item.getKey() + width, first + count * unit);
        for (long at = Math.max(item.getKey(), first); at < end; at += unit) {
          svg.rectangle(x(at), y(at), CELL, CELL, "hsl(%d,70%%,80%%)".formatted(hue));
        }
        if (shows(item.getKey())) {
          double room = CELL * Math.min(width / unit, 3);
          String label = item.getValue();
          int size = (int) Math.clamp(room / (0.65 * Math.max(1, label.length())), 5, 10);
          double middle = x(item.getKey()) + room / 2;
          svg.text(middle, y(item.getKey()) + CELL / 2.0 + 4, size, true, label);
        }
      }
    }

    private void band(long step) {
      double[] share = new double[BUCKETS];
      double size = Math.max(1, storage.byteSize()) / (double) BUCKETS;
      for (long at : reached.keySet()) {
        share[(int) Math.min(BUCKETS - 1, at / size)] += step * width / size;
      }
      for (int b = 0; b < BUCKETS; b++) {
        long light = share[b] == 0 ? 95 : Math.round(85 - 45 * Math.min(1, share[b]));
        String fill = share[b] == 0 ? "#f2f2f2" : "hsl(210,70%%,%d%%)".formatted(light);
        svg.rectangle(MARGIN + b * (double) BAND / BUCKETS, top, (double) BAND / BUCKETS, 30, fill);
      }
    }

    private void pointers() {
      pointers.forEach(
          (slot, target) -> {
            Block block = target.block;
            if (block.top > 0 && shows(slot) && block.shows(target.offset)) {
              double x = x(slot) + CELL / 2.0;
              double toX = block.x(target.offset) + 4;
              double toY = block.y(target.offset);
              svg.arrow(x, y(slot) + CELL / 2.0, x, toY - 4, toX, toY, "#b9770e");
            }
          });
    }
  }

  // ---- steps

  /** An arrow from the first item to the next one of each dimension. */
  private void steps() {
    if (layout.itemCount() == 0) {
      return;
    }
    long[] index = new long[shape.length];
    Spot start = reach(index, false);
    for (int d = 0; d < shape.length; d++) {
      String color = STEP_COLORS[d % STEP_COLORS.length];
      String label = "stride %d: %+d".formatted(d, layout.stride(d));
      if (layout.isPointer(d)) {
        label += ", then a pointer, then %+d".formatted(layout.suboffset(d));
      }
      below += 14;
      svg.text(MARGIN + 26, below, 11, false, label);
      svg.arrow(MARGIN, below - 4, MARGIN + 10, below - 4, MARGIN + 20, below - 4, color);
      if (shape[d] < 2 || layout.isPointer(d) || layout.stride(d) == 0) {
        continue;
      }
      index[d] = 1;
      Spot next = reach(index, false);
      index[d] = 0;
      if (start.block == next.block
          && start.block.shows(start.offset)
          && start.block.shows(next.offset)) {
        arrow(start, next, d, color);
      }
    }
  }

  private static double middle(Spot spot) {
    return spot.block.x(spot.offset) + CELL / 2.0;
  }

  private void arrow(Spot from, Spot to, int dimension, String color) {
    double x = middle(from) + 4 * dimension;
    double toX = middle(to) - 4 * dimension;
    double y = from.block.y(from.offset);
    double toY = to.block.y(to.offset);
    if (y == toY) {
      svg.arrow(x, y + 6, (x + toX) / 2, y - 12, toX, toY + 6, color);
    } else {
      double side = y < toY ? CELL - 6 : 6;
      svg.arrow(x, y + side, x + 14, (y + toY + CELL) / 2, toX, toY + CELL - side, color);
    }
  }
}
