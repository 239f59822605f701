package io.memview.examples.exporters;

import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import io.memview.layout.Layout;

/**
 * A picture as a window system keeps it: pixels of blue, green, red and alpha in rows that are
 * padded to 64 bytes. Exported as red, green and blue, (height, width, 3), in place.
 */
public final class PaddedBgra implements Exporter {
  private static final int PIXEL = 4;
  private static final int RED = 2;

  private final ExportCount exports = new ExportCount(this);
  private final byte[] bytes;
  private final int rowBytes;
  private final Memory memory;

  /** A black picture. */
  public PaddedBgra(int width, int height) {
    rowBytes = Math.ceilDiv(PIXEL * width, 64) * 64;
    bytes = new byte[rowBytes * height];
    long[] shape = {height, width, 3};
    long[] strides = {rowBytes, PIXEL, -1}; // from red back to blue
    Format format = Format.parse("B");
    memory = Memory.ofArray(bytes, format, Layout.strided(RED, 1, shape, strides));
  }

  @Override
  public Lease acquire(Request request) {
    return exports.lease(memory, request);
  }

  /** Where the first byte of a pixel lies in {@link #bytes}: its blue. */
  public int offset(int x, int y) {
    return y * rowBytes + x * PIXEL;
  }

  /** All bytes, live. */
  public byte[] bytes() {
    return bytes;
  }
}
