package io.memview.examples;

import static io.memview.layout.Index.every;

import io.memview.View;
import io.memview.examples.Canvas.Style;
import io.memview.layout.Layout;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The cards of a contact sheet: a picture each, and what view it is. */
final class SheetLayout {
  /** The sheet's width, in pixels. */
  static final int WIDTH = 1196;

  static final int HEIGHT = 1827;
  static final int MARGIN = 40;
  static final int GAP = 14;
  static final int PADDING = 12;
  static final int LINE = 17;

  static final int PAPER = 0xF5F2EB;
  static final int INK = 0x23272C;
  static final int GREY = 0x6C7178;
  static final int CODE = 0x0B5A6B;
  static final int ALARM = 0x9E2F1E;

  /** A view, what to call it, and what to paint where. */
  record Tile(String name, String note, View view, Painter painter) {}

  /** Puts a view into a part of the sheet that has its height and width. */
  interface Painter {
    void paint(View target, View source);
  }

  /** Where a tile's picture ended up: every {@code step}-th pixel of its view. */
  record Placed(String name, int x, int y, int width, int height, int step) {}

  private final Canvas canvas;
  private final List<Placed> placed = new ArrayList<>();

  SheetLayout(Canvas canvas) {
    this.canvas = canvas;
  }

  /** The pictures drawn so far. */
  List<Placed> placed() {
    return List.copyOf(placed);
  }

  static String tuple(long... numbers) {
    return Arrays.stream(numbers)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", numbers.length == 1 ? ",)" : ")"));
  }

  /** Fills the sheet and writes the line at its top; returns where the first section starts. */
  int title(String title, String subtitle) {
    canvas.fill(0, 0, WIDTH, HEIGHT, PAPER);
    canvas.text(Style.TITLE, INK, MARGIN, 66, title);
    canvas.text(Style.BODY, GREY, MARGIN + canvas.width(Style.TITLE, title) + 16, 66, subtitle);
    return 92;
  }

  /** Writes the line at the bottom. */
  void credits(int y, String text) {
    if (y + 44 != HEIGHT) {
      throw new AssertionError("the sheet is %d pixels high".formatted(y + 44));
    }
    canvas.text(Style.BODY, GREY, MARGIN, y + 14, canvas.fit(Style.BODY, text, WIDTH - 2 * MARGIN));
  }

  /** Writes the line above a section; returns where its cards start. */
  int heading(int y, String left, String right) {
    canvas.text(Style.HEADING, INK, MARGIN, y + 24, left);
    canvas.textEndingAt(
        Style.BODY,
        GREY,
        WIDTH - MARGIN,
        y + 24,
        canvas.fit(Style.BODY, right, WIDTH - 2 * MARGIN - 40 - canvas.width(Style.HEADING, left)));
    return y + 38;
  }

  /** Every how manieth pixel fits into a box. */
  static int step(View view, int width, int height) {
    long down = Math.ceilDiv(view.shape(0), height);
    long across = Math.ceilDiv(view.shape(1), width);
    return (int) Math.max(1, Math.max(down, across));
  }

  private static boolean isSmall(int width) {
    return width < 200;
  }

  /** The height of a label: the name of the view, and some lines below. */
  static int labelHeight(int lines) {
    return 22 + lines * LINE;
  }

  void draw(int x, int y, int width, int height, int lines, Tile tile) {
    draw(x, y, width, height, lines, tile, width - 2 * padding(width), 0);
  }

  static int padding(int width) {
    return isSmall(width) ? 5 : PADDING;
  }

  /** Draws a card with a picture, centred in a box at its top, and the label below. */
  int[] draw(int x, int y, int width, int height, int lines, Tile tile, int boxWidth, int shift) {
    canvas.card(x, y, width, height);
    int boxHeight = height - 2 * padding(width) - labelHeight(lines);
    int step = step(tile.view(), boxWidth, boxHeight);
    View shown = tile.view().slice(every(step), every(step));
    int w = (int) shown.shape(1);
    int h = (int) shown.shape(0);
    int left = x + (width - w) / 2 + shift;
    int above = y + padding(width) + (boxHeight - h) / 2;
    tile.painter().paint(canvas.box(left, above, w, h), shown);
    placed.add(new Placed(tile.name(), left, above, w, h, step));
    label(x, y, width, height, lines, tile, step);
    return new int[] {left, above, w, h};
  }

  private void label(int x, int y, int width, int height, int lines, Tile tile, int step) {
    boolean small = isSmall(width);
    int left = x + (small ? 4 : PADDING + 2);
    int room = x + width - (small ? 4 : PADDING + 2) - left;
    int baseline = y + height - padding(width) - lines * LINE;
    String shown = step == 1 || small ? "" : "shown ::" + step;
    canvas.textEndingAt(Style.SMALL, GREY, left + room, baseline, shown);
    int rest = room - (shown.isEmpty() ? 0 : canvas.width(Style.SMALL, shown) + 6);
    canvas.text(Style.CODE, CODE, left, baseline, canvas.fit(Style.CODE, tile.name(), rest));
    baseline += LINE;
    if (!small) {
      canvas.text(Style.BODY, INK, left, baseline, canvas.fit(Style.BODY, tile.note(), room));
      baseline += LINE;
    }
    Layout layout = tile.view().layout();
    List<String> facts = new ArrayList<>();
    facts.add("shape " + tuple(layout.shape()));
    facts.add("strides " + tuple(layout.strides()));
    if (layout.hasPointers()) {
      facts.add("suboffsets " + tuple(layout.suboffsets()));
    }
    Style style = small ? Style.SMALL : Style.DETAIL;
    for (String fact : facts) {
      canvas.text(style, GREY, left, baseline, canvas.fit(style, fact, room));
      baseline += small ? 14 : LINE;
    }
  }

  /** Draws a card that says why there is no such view. */
  void drawRefusal(int x, int y, int width, int height, int lines, Tile tile, String message) {
    canvas.card(x, y, width, height);
    int inner = width - 2 * PADDING;
    int boxHeight = height - 2 * PADDING - labelHeight(lines);
    canvas.fill(x + PADDING, y + PADDING, inner, boxHeight, 0xFBF0EC);
    canvas.text(Style.HEADING, ALARM, x + PADDING + 12, y + PADDING + 32, "refused");
    int baseline = y + PADDING + 60;
    for (String line : canvas.wrap(Style.DETAIL, message, inner - 20)) {
      if (baseline < y + PADDING + boxHeight - 6) {
        canvas.text(
            Style.DETAIL,
            ALARM,
            x + PADDING + 12,
            baseline,
            canvas.fit(Style.DETAIL, line, inner - 20));
      }
      baseline += LINE;
    }
    baseline = y + height - PADDING - lines * LINE;
    int left = x + PADDING + 2;
    canvas.text(Style.CODE, CODE, left, baseline, canvas.fit(Style.CODE, tile.name(), inner - 4));
    canvas.text(
        Style.BODY, INK, left, baseline + LINE, canvas.fit(Style.BODY, tile.note(), inner - 4));
  }

  void drawScale(int x, int y, int height, Relief relief, String unit) {
    double span = relief.high() - relief.low();
    for (int row = 0; row < height; row++) {
      double elevation = relief.high() - span * row / (height - 1);
      canvas.fill(x, y + row, 14, 1, relief.colour(elevation));
    }
    for (double tick : relief.ticks(9)) {
      double part = span > 0 ? (relief.high() - tick) / span : 0;
      int at = y + (int) Math.round(part * (height - 1));
      canvas.fill(x + 14, at, 4, 1, GREY);
      canvas.text(Style.SMALL, GREY, x + 21, at + 4, canvas.fit(Style.SMALL, number(tick), 44));
    }
    canvas.textEndingAt(
        Style.SMALL,
        GREY,
        x + 58,
        y + height + 22 + LINE,
        canvas.fit(
            Style.SMALL,
            "%s to %s%s".formatted(number(relief.low()), number(relief.high()), unit),
            300));
  }

  /** A number in at most four digits. */
  private static String number(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  void drawProfile(int x, int y, int width, int height, Tile tile) {
    canvas.card(x, y, width, height);
    int plot = height - 2 * PADDING - labelHeight(3) - 4;
    View target = canvas.box(x + PADDING, y + PADDING, width - 2 * PADDING, plot);
    tile.painter().paint(target, tile.view());
    label(x, y, width, height, 3, tile, 1);
  }

  /** Marks a row of a picture on both sides. */
  void mark(int[] box, int y) {
    canvas.fill(box[0] - 8, y, 6, 2, ALARM);
    canvas.fill(box[0] + box[2] + 2, y, 6, 2, ALARM);
  }
}
