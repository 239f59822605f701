package io.memview.image;

import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;

/**
 * Colors of numbers that may lie outside of what can be shown: they are drawn as the nearest that
 * can. The platform's own colors fail there, or draw anything.
 */
final class ClippedColors extends ComponentColorModel {
  private final ColorModel shares;

  /** The value that is drawn as white, or as red. */
  private final double full;

  private final boolean isUnsigned;

  /**
   * The same colors as others.
   *
   * @param colors of signed integers, or floats
   * @param isUnsigned whether an {@code int} holds an unsigned number
   */
  ClippedColors(ColorModel colors, boolean isUnsigned) {
    super(
        colors.getColorSpace(),
        colors.hasAlpha(),
        false,
        colors.getTransparency(),
        colors.getTransferType());
    this.isUnsigned = isUnsigned;
    this.shares =
        new ComponentColorModel(
            colors.getColorSpace(),
            colors.hasAlpha(),
            false,
            colors.getTransparency(),
            DataBuffer.TYPE_FLOAT);
    this.full =
        switch (colors.getTransferType()) {
          case DataBuffer.TYPE_SHORT -> Short.MAX_VALUE;
          case DataBuffer.TYPE_INT -> isUnsigned ? 0xFFFF_FFFFL : Integer.MAX_VALUE;
          default -> 1;
        };
  }

  /** Whether numbers of a data type may lie outside. */
  static boolean isFor(int type) {
    return type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT;
  }

  /** The parts of a pixel, from 0 to 1. */
  private float[] shares(Object pixel) {
    float[] all = new float[getNumComponents()];
    for (int b = 0; b < all.length; b++) {
      double value =
          switch (pixel) {
            case short[] p -> p[b];
            case int[] p -> isUnsigned ? Integer.toUnsignedLong(p[b]) : p[b];
            case float[] p -> p[b];
            case double[] p -> p[b];
            default -> throw new ClassCastException(pixel.getClass().getName());
          };
      all[b] = Double.isNaN(value) ? 0 : (float) Math.clamp(value / full, 0, 1);
    }
    return all;
  }

  @Override
  public int getRGB(Object pixel) {
    return shares.getRGB(shares(pixel));
  }

  @Override
  public int getRed(Object pixel) {
    return shares.getRed(shares(pixel));
  }

  @Override
  public int getGreen(Object pixel) {
    return shares.getGreen(shares(pixel));
  }

  @Override
  public int getBlue(Object pixel) {
    return shares.getBlue(shares(pixel));
  }

  @Override
  public int getAlpha(Object pixel) {
    return shares.getAlpha(shares(pixel));
  }
}
