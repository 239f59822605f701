package io.memview.internal.text;

import java.util.Locale;

/** Writes a picture in SVG, in whole and half pixels. */
final class Svg {
  private final StringBuilder body = new StringBuilder();
  private double width;
  private double height;

  private void reach(double x, double y) {
    width = Math.max(width, x);
    height = Math.max(height, y);
  }

  void rectangle(double x, double y, double w, double h, String fill) {
    reach(x + w, y + h);
    line(
        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s' stroke='#888'"
            + " stroke-width='0.5'/>",
        x, y, w, h, fill);
  }

  /** Text whose middle, or whose start, is at x and whose base line is at y. */
  void text(double x, double y, int size, boolean centered, String text) {
    reach(x + (centered ? 0.5 : 1) * text.length() * size * 0.62, y + size / 2.0);
    line(
        "<text x='%.1f' y='%.1f' font-size='%d'%s>%s</text>",
        x, y, size, centered ? " text-anchor='middle'" : "", HtmlTable.escape(text));
  }

  /** An arrow that is bent towards a point. */
  void arrow(double x, double y, double bendX, double bendY, double toX, double toY, String color) {
    reach(Math.max(x, toX), Math.max(y, toY));
    line(
        "<path d='M%.1f,%.1f Q%.1f,%.1f %.1f,%.1f' fill='none' stroke='%s' stroke-width='1.2'"
            + " marker-end='url(#head)'/>",
        x, y, bendX, bendY, toX, toY, color);
  }

  private void line(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** The whole picture. */
  String picture(int margin) {
    return String.format(
            Locale.ROOT,
            """
            <svg xmlns='http://www.w3.org/2000/svg' width='%1$.0f' height='%2$.0f' \
            viewBox='0 0 %1$.0f %2$.0f' font-family='monospace' fill='#222'>
            <defs><marker id='head' viewBox='0 0 8 8' refX='7' refY='4' markerWidth='6' \
            markerHeight='6' orient='auto'><path d='M0,0 L8,4 L0,8 z' fill='#444'/></marker></defs>
            <rect width='100%%' height='100%%' fill='white'/>
            """,
            width + margin,
            height + margin)
        + body
        + "</svg>\n";
  }
}
