package io.memview.benchmarks.process;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;

/**
 * A thousand copies of one channel of crops of 160 x 160 pixels, from the first one on: of pictures
 * that have one width, and of pictures of which each has another.
 */
final class Crops {
  private static final int CROPS = 1000;
  private static final int SIZE = 160;
  private static final int WIDTH = 500;
  private static final int COLORS = 3;

  private final byte[] pixels = new byte[SIZE * COLORS * (WIDTH + CROPS)];
  private final byte[] copy = new byte[SIZE * (WIDTH + CROPS)];
  private final boolean isTransposed;

  private Crops(boolean isTransposed) {
    this.isTransposed = isTransposed;
  }

  private void copyAll(boolean isOneWidth) {
    long start = System.nanoTime();
    for (int i = 0; i < CROPS; i++) {
      copy(WIDTH + (isOneWidth ? CROPS / 2 : i));
    }
    Figures.print("crops", System.nanoTime() - start);
  }

  private void copy(int width) {
    int last = SIZE - 1;
    pixels[COLORS * (last * width + last - 1) + 1] = (byte) width;
    View source =
        view(pixels, new long[] {SIZE, SIZE, COLORS}, (long) COLORS * width, COLORS, 1)
            .slice(Index.all(), Index.all(), Index.at(1));
    View target =
        isTransposed
            ? view(copy, new long[] {SIZE, SIZE}, 1, width)
            : view(copy, new long[] {SIZE, SIZE}, width, 1);
    target.copyFrom(source);
    Figures.check(target.getLong(last, last - 1), width & 0xFF);
  }

  private static View view(byte[] bytes, long[] shape, long... strides) {
    Layout layout = Layout.strided(0, 1, shape, strides);
    Memory memory = Memory.of(MemorySegment.ofArray(bytes), Format.parse("B"), layout);
    return MemoryExporter.of(memory).acquire(Request.FULL.scoped()).view();
  }

  /** Of pictures of which each has another width. */
  static final class OtherWidths {
    private OtherWidths() {}

    public static void main(String[] args) {
      new Crops(false).copyAll(false);
    }
  }

  /** Of pictures of one width. */
  static final class OneWidth {
    private OneWidth() {}

    public static void main(String[] args) {
      new Crops(false).copyAll(true);
    }
  }

  /** The same with rows and columns changed. */
  static final class TransposedOtherWidths {
    private TransposedOtherWidths() {}

    public static void main(String[] args) {
      new Crops(true).copyAll(false);
    }
  }

  /** The same with rows and columns changed. */
  static final class TransposedOneWidth {
    private TransposedOneWidth() {}

    public static void main(String[] args) {
      new Crops(true).copyAll(true);
    }
  }
}
