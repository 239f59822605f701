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

  /** What is drawn until {@link #endGroup} has some attributes. */
  void group(String attributes) {
    body.append("<g ").append(attributes).append(">\n");
  }

  void endGroup() {
    body.append("</g>\n");
  }

  void rectangle(double x, double y, double w, double h, String fill, String attributes) {
    reach(x + w, y + h);
    line(
        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s' stroke='#888'%s/>",
        x, y, w, h, fill, attributes);
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
    path("Q%.1f,%.1f %.1f,%.1f", x, y, color, bendX, bendY, toX, toY);
  }

  /** An arrow that comes back to where it starts, above it. */
  void loop(double x, double y, double size, String color) {
    path(
        "C%.1f,%.1f %.1f,%.1f %.1f,%.1f",
        x - size / 4,
        y,
        color,
        x - size,
        y - 1.5 * size,
        x + size,
        y - 1.5 * size,
        x + size / 4,
        y);
  }

  /**
   * An arrow that goes down or up, along a level, and at its end down or up if it ends elsewhere.
   */
  void elbow(double x, double y, double level, double toX, double toY, String color) {
    reach(Math.max(x, toX), level);
    double round = 6 * Math.signum(toX - x);
    path(
        level == toY
            ? "V%.1f Q%.1f,%.1f %.1f,%.1f H%.1f"
            : "V%.1f Q%.1f,%.1f %.1f,%.1f H%.1f V%7$.1f",
        x,
        y,
        color,
        level - 6 * Math.signum(level - y),
        x,
        level,
        x + round,
        level,
        toX,
        toY);
  }

  private void path(String bend, double x, double y, String color, Object... points) {
    line(
        "<path d='M%.1f,%.1f %s' fill='none' stroke='%s' stroke-width='1.2'"
            + " marker-end='url(#head)'/>",
        x, y, String.format(Locale.ROOT, bend, points), color);
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
            viewBox='0 0 %1$.0f %2$.0f' font-family='monospace' fill='#222' stroke-width='0.5'>
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
