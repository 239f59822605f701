package io.memview.internal.text;

import io.memview.internal.text.Reach.Block;
import io.memview.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A block of memory in cells of equal size, in lines: where each cell is in the picture. Lines of
 * which nothing is reached are left out where several follow each other.
 */
final class CellGrid {
  /** The slots of a table in one line. */
  private static final long SLOTS = 12;

  private static final int GAP_HEIGHT = 28;

  /**
   * How cells are drawn.
   *
   * @param size the width and height of a cell
   * @param below the room under a line
   * @param bytes whether each byte has a cell; else cells are as large as they can be
   * @param mostCells so many cells of a block are drawn
   * @param perLine so many cells of memory are in one line, or fewer
   */
  record Style(int size, int below, boolean bytes, long mostCells, long perLine) {}

  /**
   * Lines that are left out.
   *
   * @param y the base line of what stands for them
   * @param bytes how many bytes they have
   * @param isReached whether there would be something to see
   */
  record Gap(double y, long bytes, boolean isReached) {}

  private final Block block;
  private final Style style;
  private final double left;
  private final double top;
  private final long unit;
  private final long count;
  private final long perLine;
  private final SortedMap<Long, Double> lines = new TreeMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final double bottom;
  private long drawn;

  CellGrid(Block block, Layout layout, Style style, double left, double top) {
    this.block = block;
    this.style = style;
    this.left = left;
    this.top = top;
    this.unit = style.bytes && !block.isTable() ? 1 : unit(block);
    this.count = Math.ceilDiv(block.byteSize(), unit);
    this.perLine = Math.clamp(block.isTable() ? SLOTS : lineLength(layout), 1, Math.max(1, count));
    this.bottom = place(reachedLines());
  }

  /** The largest cell of which pieces begin and end at a border. */
  private static long unit(Block block) {
    long unit = block.width();
    for (long at : block.pieces().keySet()) {
      unit = common(unit, at);
    }
    return unit;
  }

  private static long common(long a, long b) {
    return b == 0 ? Math.abs(a) : common(b, a % b);
  }

  /** So many cells that the rows of the view align, or else its items. */
  private long lineLength(Layout layout) {
    long most = style.perLine;
    long item = Math.max(1, block.width() / unit);
    for (int d = 0; d < layout.ndim(); d++) {
      long step = Math.abs(layout.stride(d)) / unit;
      if (layout.isPointer(d) || layout.shape(d) < 2 || step < 4 || step <= item) {
        continue;
      }
      for (long part = Math.min(step, most); part == step || part >= most / 2; part--) {
        if (step % part == 0) {
          return part;
        }
      }
    }
    return item > most ? most : most / item * item;
  }

  private NavigableSet<Long> reachedLines() {
    NavigableSet<Long> reached = new TreeSet<>();
    long most = Math.max(1, style.mostCells / perLine);
    for (long at : block.pieces().keySet()) {
      long first = at / unit / perLine;
      long last = (at + block.width() - 1) / unit / perLine;
      for (long line = first; line <= Math.min(last, first + most); line++) {
        reached.add(line);
      }
    }
    while (reached.size() > most) {
      reached.pollLast();
    }
    return reached;
  }

  /** Gives the reached lines their places, and what lies between them; returns where they end. */
  private double place(NavigableSet<Long> reached) {
    double y = top;
    long next = 0;
    for (long line : reached) {
      y = skip(next, line, y);
      lines.put(line, y);
      y += lineHeight();
      next = line + 1;
    }
    y = skip(next, Math.ceilDiv(count, perLine), y);
    for (long line : lines.keySet()) {
      drawn += Math.min(perLine, count - line * perLine);
    }
    return y;
  }

  private double skip(long from, long to, double y) {
    if (to - from == 1) {
      lines.put(from, y);
      return y + lineHeight();
    }
    if (to > from) {
      long start = from * perLine * unit;
      long end = Math.min(to * perLine * unit, block.byteSize());
      boolean isReached =
          block.pieces().keySet().stream().anyMatch(at -> at < end && at + block.width() > start);
      gaps.add(new Gap(y + GAP_HEIGHT / 2, end - start, isReached));
      return y + GAP_HEIGHT;
    }
    return y;
  }

  private int lineHeight() {
    return style.size + (block.isTable() ? 0 : style.below);
  }

  Block block() {
    return block;
  }

  double left() {
    return left;
  }

  double top() {
    return top;
  }

  double right() {
    return left + perLine * style.size;
  }

  double bottom() {
    return bottom;
  }

  /** The bytes of a cell. */
  long unit() {
    return unit;
  }

  /** The cells in a line. */
  long perLine() {
    return perLine;
  }

  List<Gap> gaps() {
    return gaps;
  }

  /** How many cells are drawn. */
  long drawn() {
    return drawn;
  }

  /** The first bytes of all cells that are drawn. */
  List<Long> cells() {
    List<Long> cells = new ArrayList<>();
    for (long line : lines.keySet()) {
      for (long c = line * perLine; c < Math.min(count, (line + 1) * perLine); c++) {
        cells.add(c * unit);
      }
    }
    return cells;
  }

  private long line(long offset) {
    return offset / unit / perLine;
  }

  boolean shows(long offset) {
    return offset >= 0 && offset < count * unit && lines.containsKey(line(offset));
  }

  boolean isFirstOfLine(long offset) {
    return offset / unit % perLine == 0;
  }

  double x(long offset) {
    return left + offset / unit % perLine * style.size;
  }

  double y(long offset) {
    return lines.getOrDefault(line(offset), top);
  }

  /** The side of a cell. */
  int size() {
    return style.size;
  }
}
