package io.memview.internal.copy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Loops of any operation over any memory: what there is without a class for both. The platform
 * copies the bytes of many items at once to an array, and from one to the target: what is done in
 * between has one kind of memory to do with, whatever the memory is, so that the JIT compiler
 * inlines it. Items that are too far apart for that, and few, are taken one by one.
 */
final class GeneralKernel extends Kernel {
  /** The items that are taken at once: the arrays stay in the cache. */
  private static final int BLOCK = 1 << 9;

  /** Fewer items are not worth it. */
  private static final int FEW = 16;

  /** The rows, and the items of each, of a transpose that are taken at once. */
  private static final int TILE = 1 << 7;

  private final Operation operation;
  private final PackedItems packed;

  /** What converts; null if numbers are not converted. */
  private final @Nullable NumberBlock numbers;

  /** Whether a conversion is only tried. */
  private final boolean isDry;

  /** What was copied of the source, with all that lies between the items. */
  private byte[] span = {};

  GeneralKernel(Operation operation) {
    this.operation = operation;
    this.packed = new PackedItems();
    this.numbers =
        operation instanceof Convert convert && convert.isByArrays()
            ? new NumberBlock(convert, BLOCK, false)
            : null;
    this.isDry = operation instanceof Convert convert && convert.dry();
  }

  @Override
  Kernel fresh() {
    return new GeneralKernel(operation);
  }

  @Override
  void rows(
      MemorySegment from,
      long fromAt,
      long fromRow,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      long toItem,
      long rows,
      int items) {
    boolean isNear = Math.abs(fromRow) <= KernelKind.NEAR && operation.fromSize() > 0;
    if (!isNear || rows < FEW || items < FEW || !isTransposed(rows, fromRow, fromItem)) {
      super.rows(from, fromAt, fromRow, fromItem, to, toAt, toRow, toItem, rows, items);
      return;
    }
    for (long row = 0; row < rows; row += TILE) {
      int height = (int) Math.min(TILE, rows - row);
      for (int item = 0; item < items; item += TILE) {
        int width = Math.min(TILE, items - item);
        long x = fromAt + row * fromRow + item * fromItem;
        long y = toAt + row * toRow + item * toItem;
        tile(from, x, fromRow, fromItem, to, y, toRow, toItem, height, width);
      }
    }
  }

  /** Copies what each item has in all rows, and takes the rows of that. */
  private void tile(
      MemorySegment from,
      long fromAt,
      long fromRow,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      long toItem,
      int rows,
      int items) {
    int size = operation.fromSize();
    int length = (int) Math.abs(fromRow) * (rows - 1) + size;
    long lowest = Math.min(0, fromRow * (rows - 1));
    span = PackedItems.room(span, length * items);
    for (int item = 0; item < items; item++) {
      long x = fromAt + lowest + item * fromItem;
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, x, span, item * length, length);
    }
    for (int row = 0; row < rows; row++) {
      int first = (int) (row * fromRow - lowest);
      long x = fromAt + row * fromRow;
      packed.gather(span, first, length, size, items);
      store(from, x, fromItem, to, toAt + row * toRow, toItem, items);
    }
  }

  @Override
  void row(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int items) {
    if (items < FEW || operation.fromSize() == 0 || operation.toSize() == 0) {
      oneByOne(operation, from, fromAt, fromItem, to, toAt, toItem, items);
      return;
    }
    for (int done = 0; done < items; done += BLOCK) {
      int count = Math.min(BLOCK, items - done);
      long x = fromAt + done * fromItem;
      long y = toAt + done * toItem;
      if (numbers != null && fromItem == operation.fromSize() && toItem == operation.toSize()) {
        convert(numbers, from, x, to, y, count);
      } else {
        load(from, x, fromItem, count);
        store(from, x, fromItem, to, y, toItem, count);
      }
    }
  }

  /** Converts numbers without gaps. */
  private void convert(
      NumberBlock those, MemorySegment from, long fromAt, MemorySegment to, long toAt, int count) {
    those.load(from, fromAt, count);
    if (!those.convert(scale, shift, count)) {
      long fromItem = operation.fromSize();
      oneByOne(operation, from, fromAt, fromItem, to, toAt, operation.toSize(), count);
    } else if (!isDry) {
      those.store(to, toAt, count);
    }
  }

  /** Packs items. */
  private void load(MemorySegment from, long at, long stride, int count) {
    int size = operation.fromSize();
    if (Math.abs(stride) > KernelKind.NEAR || (stride == size && size == Long.BYTES)) {
      packed.gather(from, at, stride, size, count);
      return;
    }
    int length = (int) Math.abs(stride) * (count - 1) + size;
    long lowest = Math.min(0, stride * (count - 1));
    span = PackedItems.room(span, length);
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at + lowest, span, 0, length);
    packed.gather(span, (int) -lowest, (int) stride, size, count);
  }

  /** Does what is to be done with the packed items, and stores what comes out. */
  private void store(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int count) {
    if (numbers != null) {
      if (!packed.convert(numbers, scale, shift, count)) {
        oneByOne(operation, from, fromAt, fromItem, to, toAt, toItem, count);
        return;
      }
    } else if (operation instanceof Move(int size, boolean swap) && swap) {
      packed.reverseBytes(size, count);
    }
    if (!isDry) {
      packed.scatter(to, toAt, toItem, operation.toSize(), count);
    }
  }
}
