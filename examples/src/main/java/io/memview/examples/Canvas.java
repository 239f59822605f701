package io.memview.examples;

import static io.memview.layout.Index.range;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.View;
import io.memview.layout.Index;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws on a view of shape (height, width, 3): every rectangle, picture and letter is written to a
 * slice of it. The letters come from an image of glyphs, so that no fonts need to be installed.
 */
final class Canvas {
  /** The styles of lettering, in the order in which they stand in the image of glyphs. */
  enum Style {
    TITLE,
    HEADING,
    BODY,
    CODE,
    DETAIL,
    SMALL
  }

  /** The image of glyphs: a row for each style, a cell for each character from space on. */
  private static final int CELL_WIDTH = 36;

  private static final int CELL_HEIGHT = 40;
  private static final int BASELINE = 30;
  private static final int BEARING = 2;
  private static final int ELLIPSIS = 95;

  private final View pixels;
  private final View glyphs;

  /**
   * A canvas.
   *
   * @param pixels what to draw on
   * @param letters the image of glyphs, of shape (height, width)
   */
  Canvas(View pixels, View letters) {
    this.pixels = pixels;
    // (style, character, row, column), without moving a byte
    this.glyphs =
        letters
            .reshape(
                letters.shape(0) / CELL_HEIGHT,
                CELL_HEIGHT,
                letters.shape(1) / CELL_WIDTH,
                CELL_WIDTH)
            .permute(0, 2, 1, 3);
  }

  /** The part of the canvas in a rectangle. */
  View box(int x, int y, int width, int height) {
    return pixels.slice(range(y, y + height), range(x, x + width));
  }

  /** Fills a rectangle with a colour, 0xRRGGBB. */
  void fill(int x, int y, int width, int height, int rgb) {
    box(x, y, width, height).assign(colour(rgb));
  }

  /** A white rectangle with a border. */
  void card(int x, int y, int width, int height) {
    fill(x + 2, y + 3, width, height, 0xE3DED3);
    fill(x, y, width, height, 0xD5CFC2);
    fill(x + 1, y + 1, width - 2, height - 2, 0xFFFFFF);
  }

  private static MemoryExporter colour(int rgb) {
    return MemoryExporter.of(
        Memory.ofUnsigned(new byte[] {(byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb}));
  }

  /** Writes a line of text, its baseline at {@code y}. */
  void text(Style style, int rgb, int x, int y, String text) {
    int at = x;
    for (int c : cells(text)) {
      glyph(glyphs.at(style.ordinal(), c), rgb, at - BEARING, y - BASELINE);
      at += advance(style, c);
    }
  }

  /** Writes a line of text that ends at {@code x}. */
  void textEndingAt(Style style, int rgb, int x, int y, String text) {
    text(style, rgb, x - width(style, text), y, text);
  }

  /** How wide a line of text is, in pixels. */
  int width(Style style, String text) {
    int width = 0;
    for (int c : cells(text)) {
      width += advance(style, c);
    }
    return width;
  }

  /** The text, shortened if it is wider than there is room. */
  String fit(Style style, String text, int room) {
    String fitting = text;
    while (width(style, fitting) > room && fitting.length() > 1) {
      fitting = fitting.substring(0, Math.max(0, fitting.length() - 2)) + "…";
    }
    return fitting;
  }

  /** The text in lines, broken between words. */
  List<String> wrap(Style style, String text, int room) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : List.of(text.split(" ", -1))) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && width(style, longer) > room) {
        lines.add(line);
        longer = word;
      }
      line = longer;
    }
    lines.add(line);
    return lines;
  }

  private static int[] cells(String text) {
    return text.codePoints()
        .map(c -> c == '…' ? ELLIPSIS : c >= ' ' && c <= '~' ? c - ' ' : '?' - ' ')
        .toArray();
  }

  /** The last row of a cell is lit for as many pixels as the glyph takes. */
  private int advance(Style style, int cell) {
    View row = glyphs.at(style.ordinal(), cell, CELL_HEIGHT - 1);
    int width = 0;
    while (width < CELL_WIDTH && row.getLong(width) != 0) {
      width++;
    }
    return width;
  }

  private void glyph(View coverage, int rgb, int x, int y) {
    for (int row = 0; row < CELL_HEIGHT - 1; row++) {
      for (int column = 0; column < CELL_WIDTH; column++) {
        long ink = coverage.getLong(row, column);
        if (ink != 0) {
          blend(pixels.slice(Index.at(y + row), Index.at(x + column)), rgb, ink);
        }
      }
    }
  }

  private static void blend(View pixel, int rgb, long ink) {
    for (int band = 0; band < 3; band++) {
      long wanted = rgb >> (16 - 8 * band) & 0xFF;
      pixel.setLong(band, (wanted * ink + pixel.getLong(band) * (255 - ink) + 127) / 255);
    }
  }
}
