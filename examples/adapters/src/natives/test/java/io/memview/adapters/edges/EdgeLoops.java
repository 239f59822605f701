package io.memview.adapters.edges;

import static io.memview.adapters.edges.EdgeModel.BLUR;
import static io.memview.adapters.edges.EdgeModel.BORDER;
import static io.memview.adapters.edges.EdgeModel.BRIGHTNESS;
import static io.memview.adapters.edges.EdgeModel.SLOPE_DOWN;
import static io.memview.adapters.edges.EdgeModel.SLOPE_RIGHT;

import java.awt.image.BufferedImage;

/** What the program computes, once more by loops over the pixels of the decoded photograph. */
final class EdgeLoops {
  private EdgeLoops() {}

  /** The pixel of the photograph that is at a row and a column of the small picture. */
  static int pixel(BufferedImage photo, int row, int column) {
    return photo.getRGB(Edges.RIGHT - 1 - Edges.STEP * column, Edges.TOP + Edges.STEP * row);
  }

  /** One channel of a pixel: red, green or blue. */
  static int channel(int rgb, int channel) {
    return rgb >> (16 - 8 * channel) & 0xFF;
  }

  /** How steep the brightness is at each pixel of the small picture that is not at its border. */
  static double[][] edges(BufferedImage photo, int rows, int columns) {
    double[][] gray = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        int rgb = pixel(photo, i, j);
        for (int c = 0; c < 3; c++) {
          gray[i][j] += BRIGHTNESS[c] * channel(rgb, c) / 255;
        }
      }
    }
    double[][] smooth = filtered(gray, BLUR);
    double[][] right = filtered(smooth, SLOPE_RIGHT);
    double[][] down = filtered(smooth, SLOPE_DOWN);
    double[][] edges = new double[rows - 2 * BORDER][columns - 2 * BORDER];
    for (int i = 0; i < edges.length; i++) {
      for (int j = 0; j < edges[i].length; j++) {
        edges[i][j] = Math.sqrt(right[i][j] * right[i][j] + down[i][j] * down[i][j]);
      }
    }
    return edges;
  }

  /** Where the whole kernel lies in the picture. */
  private static double[][] filtered(double[][] picture, double[][] kernel) {
    double[][] result = new double[picture.length - 2][picture[0].length - 2];
    for (int i = 0; i < result.length; i++) {
      for (int j = 0; j < result[i].length; j++) {
        for (int k = 0; k < 3; k++) {
          for (int l = 0; l < 3; l++) {
            result[i][j] += kernel[k][l] * picture[i + k][j + l];
          }
        }
      }
    }
    return result;
  }
}
