package io.memview.internal.reduce;

import io.memview.format.Scalar;
import io.memview.format.ScalarType.Kind;
import io.memview.internal.NumberCodec;
import io.memview.internal.NumberCodecs;
import io.memview.internal.Texts;
import io.memview.internal.copy.Copy;
import io.memview.internal.memory.LoopOrder;
import io.memview.internal.memory.Region;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Folds items along some dimensions. Those that are kept are taken in tiles; for each tile, those
 * that are folded are halved until all of it fits a block, which is loaded and folded into the
 * accumulators of the tile.
 */
public final class Reducer {
  /** Rows of fewer items are not worth their loops. */
  private static final int FEW = 16;

  /** So many items that are kept are folded side by side, each with one that is loaded. */
  private static final int MANY = 256;

  /** Where the items of a row lie apart, so many rows are loaded side by side. */
  private static final int SIDE_BY_SIDE = 64;

  private final Region items;
  private final Fold fold;
  private final boolean[] folded;
  private final Loader loader;
  private final Layout layout;

  /** The dimensions as they lie in memory, the outermost first. */
  private final int[] order;

  /** The tile of a block. */
  private final long[] tile;

  /** Whether the items of a block that are folded follow each other, or those that are kept. */
  private final boolean inRows;

  /** What is looked at. */
  private final long[] from;

  private final long[] to;

  private Reducer(Region items, Fold fold, boolean[] folded) {
    this.items = items;
    this.fold = fold;
    this.folded = folded;
    this.layout = items.layout();
    this.loader = new Loader((Scalar) items.format(), fold, Math.max(1, layout.itemCount()));
    this.order = LoopOrder.of(Order.ANY, layout).dimensions();
    this.from = new long[folded.length];
    this.to = layout.shape();
    this.tile = new long[folded.length];
    this.inRows = chooseTile();
  }

  // ---- what is asked

  /** Which dimensions are folded; each is named once. */
  public static boolean[] along(Region items, Fold fold, int... dimensions) {
    boolean[] folded = new boolean[items.layout().ndim()];
    for (int d : dimensions) {
      if (d < 0 || d >= folded.length) {
        throw new IllegalArgumentException(
            "there is no dimension %d in shape %s; they count from 0"
                .formatted(d, items.shapeText()));
      }
      if (folded[d]) {
        throw new IllegalArgumentException("dimension %d is named twice".formatted(d));
      }
      folded[d] = true;
    }
    if (fold.isPlace() && dimensions.length != 1) {
      throw new IllegalArgumentException(
          "the place of an item is one number along one dimension, not along %s; without"
                  .formatted(Texts.tuple(Arrays.stream(dimensions).asLongStream().toArray()))
              + " dimensions it is that among all items");
    }
    return folded;
  }

  /** All dimensions. */
  public static boolean[] all(Region items) {
    boolean[] folded = new boolean[items.layout().ndim()];
    Arrays.fill(folded, true);
    return folded;
  }

  /** The extents of the dimensions that are kept. */
  public static long[] shape(Region items, boolean... folded) {
    return kept(folded).mapToLong(items.layout()::shape).toArray();
  }

  private static IntStream kept(boolean... folded) {
    return IntStream.range(0, folded.length).filter(d -> !folded[d]);
  }

  /**
   * Folds items.
   *
   * @param folded the dimensions that are folded
   * @param result what is written: of the shape of those that are kept, of the fold's format
   */
  public static void reduce(Region items, Fold fold, boolean[] folded, Region result) {
    if (result.layout().itemCount() == 0) {
      return;
    }
    if (fold.isOrder() && items.layout().itemCount() == 0) {
      throw new IllegalArgumentException(
          "there is no %s of no items: the shape is %s".formatted(fold, items.shapeText()));
    }
    if (((Scalar) items.format()).type().kind() == Kind.COMPLEX) {
      Parts.reduce(items, fold, folded, result);
      return;
    }
    boolean isMerged = !fold.isPlace() && !items.layout().hasPointers();
    if (isMerged) {
      Region merged = merged(items, folded);
      int kept = result.layout().ndim();
      boolean[] behind = new boolean[merged.layout().ndim()];
      Arrays.fill(behind, kept, behind.length, true);
      new Reducer(merged, fold, behind).run(result);
    } else {
      new Reducer(items, fold, folded).run(result);
    }
  }

  /** The dimensions that are kept, and then the others, in the order of the memory and joined. */
  private static Region merged(Region items, boolean... folded) {
    Layout all = items.layout();
    int[] behind = IntStream.range(0, folded.length).filter(d -> folded[d]).toArray();
    Layout some =
        Layout.strided(
            all.offset(),
            all.itemSize(),
            Arrays.stream(behind).mapToLong(all::shape).toArray(),
            Arrays.stream(behind).mapToLong(all::stride).toArray());
    Layout inOrder = some.permute(LoopOrder.of(Order.ANY, some).dimensions()); // never backwards
    long[] shape = Arrays.copyOf(shape(items, folded), folded.length);
    long[] strides = Arrays.copyOf(kept(folded).mapToLong(all::stride).toArray(), folded.length);
    int first = folded.length - behind.length;
    int ndim = first;
    for (int d = 0; d < behind.length; d++) {
      long extent = inOrder.shape(d);
      long stride = inOrder.stride(d);
      boolean isOne = ndim > first && strides[ndim - 1] == extent * stride;
      if (extent != 1) {
        ndim += isOne ? 0 : 1;
        shape[ndim - 1] = isOne ? shape[ndim - 1] * extent : extent;
        strides[ndim - 1] = stride;
      }
    }
    return items.withLayout(
        Layout.strided(
            all.offset(),
            all.itemSize(),
            Arrays.copyOf(shape, ndim),
            Arrays.copyOf(strides, ndim)));
  }

  // ---- how it is walked

  /** Fills a block from the innermost dimension on; says whether rows are folded. */
  private boolean chooseTile() {
    long room = loader.length();
    long rows = 1;
    long row = 1;
    boolean isInnermost = true;
    boolean inRows = true;
    for (int i = order.length - 1; i >= 0; i--) {
      int d = order[i];
      long most = Math.max(1, room / (rows * row));
      if (fold.isPlace() && !folded[d] && row == 1) {
        most = Math.min(most, Math.max(1, SIDE_BY_SIDE / rows));
      }
      tile[d] = Math.min(looked(d), most);
      if (isInnermost && tile[d] > 1) {
        inRows = folded[d];
        isInnermost = false;
      }
      if (folded[d]) {
        row *= Math.max(1, tile[d]);
      } else {
        rows *= tile[d];
      }
    }
    boolean areColumns = rows >= MANY && (!inRows || row < FEW);
    return !areColumns || fold.isPlace();
  }

  /** How many items of a dimension are looked at: what repeats changes sums only. */
  private long looked(int d) {
    boolean isOne = folded[d] && layout.stride(d) == 0 && !fold.isSum();
    return isOne ? Math.min(1, layout.shape(d)) : layout.shape(d);
  }

  private void run(Region result) {
    tiles(0, result);
  }

  private void tiles(int d, Region result) {
    if (d == folded.length) {
      tile(result);
    } else if (folded[d]) {
      tiles(d + 1, result);
    } else {
      for (long at = 0; at < layout.shape(d); at += tile[d]) {
        from[d] = at;
        to[d] = Math.min(at + tile[d], layout.shape(d));
        tiles(d + 1, result);
      }
    }
  }

  private void tile(Region result) {
    for (int d = 0; d < folded.length; d++) {
      if (folded[d]) {
        from[d] = 0;
        to[d] = looked(d);
      }
    }
    int count = (int) kept(folded).mapToLong(d -> to[d] - from[d]).reduce(1, (a, b) -> a * b);
    long each = layout.itemCount() == 0 ? 0 : layout.itemCount() / result.layout().itemCount();
    Scalar scalar = (Scalar) result.format();
    Layout packed =
        Layout.contiguous(
            scalar.itemSize(), Order.C, kept(folded).mapToLong(d -> to[d] - from[d]).toArray());
    MemorySegment bits = MemorySegment.ofArray(new byte[(int) packed.byteLength()]);
    Block all = loader.accumulators(count);
    if (fold.isPlace()) {
      Places places = new Places(all, count);
      fold(all, count, places);
      places.write(bits);
    } else {
      if (each > 0) {
        fold(all, count, null);
      }
      loader.restore(all, count);
      NumberCodec codec = NumberCodecs.ofNumber(scalar);
      for (int k = 0; k < count; k++) {
        codec.store(bits, k * scalar.itemSize(), loader.bits(all, k, each, scalar));
      }
    }
    Index[] part = kept(folded).mapToObj(d -> Index.range(from[d], to[d])).toArray(Index[]::new);
    Copy.copy(Region.of(bits, scalar, packed), result.slice(part));
  }

  // ---- the dimensions that are folded

  /** Folds what is looked at into accumulators in which nothing has been folded, if it is added. */
  private void fold(Block all, int count, @Nullable Places places) {
    int d = dimensionToHalve(count);
    if (d < 0) {
      block(all, count, places);
      return;
    }
    long first = from[d];
    long last = to[d];
    long middle = first + middle(d);
    to[d] = middle;
    fold(all, count, places);
    from[d] = middle;
    to[d] = last;
    if (fold.isSum() && inRows) {
      Block second = loader.accumulators(count);
      fold(second, count, places);
      all.addEach(second, count);
    } else if (!isDecided(all, count)) {
      fold(all, count, places);
    }
    from[d] = first;
  }

  /** The outermost dimension that is too long for a block; -1 if none is. */
  private int dimensionToHalve(int count) {
    long size = count;
    int outermost = -1;
    for (int i = order.length - 1; i >= 0; i--) {
      int d = order[i];
      if (folded[d] && to[d] - from[d] > 1) {
        size *= to[d] - from[d];
        outermost = !inRows || size > loader.length() ? d : outermost;
      }
    }
    return outermost;
  }

  /** Where NumPy halves a row of all items. */
  private long middle(int d) {
    long extent = to[d] - from[d];
    return extent > Block.SUMMED ? Block.half(extent) : extent / 2;
  }

  /** Whether no other item would change an answer. */
  private boolean isDecided(Block all, int count) {
    if (!fold.isTruth()) {
      return false;
    }
    long decided = fold == Fold.ANY ? 1 : ~0;
    for (int k = 0; k < count; k++) {
      if (all.longAt(k) != decided) {
        return false;
      }
    }
    return true;
  }

  private void block(Block all, int count, @Nullable Places places) {
    int each = 1;
    for (int d = 0; d < folded.length; d++) {
      each *= folded[d] ? (int) (to[d] - from[d]) : 1;
    }
    if (places != null) {
      Block greatest = loader.accumulators(count);
      places.find(greatest, each, this::load, this::placeOf);
      return;
    }
    Block loaded = load();
    if (inRows) {
      for (int k = 0; k < count; k++) {
        if (fold.isSum()) {
          all.add(k, loaded, k * each, each);
        } else {
          all.max(k, loaded, k * each, each);
        }
      }
    } else if (fold.isSum()) {
      all.addEach(loaded, count);
    } else {
      all.maxEach(loaded, count);
    }
  }

  /**
   * Loads what is looked at; what is folded stands last if it is loaded in rows, and else first.
   */
  private Block load() {
    Index[] part = new Index[folded.length];
    Arrays.setAll(part, d -> Index.range(from[d], to[d]));
    int[] dimensions =
        IntStream.concat(
                IntStream.range(0, folded.length).filter(d -> folded[d] != inRows),
                IntStream.range(0, folded.length).filter(d -> folded[d] == inRows))
            .toArray();
    return loader.load(items.slice(part), dimensions);
  }

  /** The place among all items that are folded, in C order, of one that is looked at. */
  private long placeOf(int at) {
    long place = 0;
    long weight = 1;
    for (int d = folded.length - 1; d >= 0; d--) {
      if (folded[d]) {
        int extent = (int) (to[d] - from[d]);
        place += weight * (from[d] + at % extent);
        weight *= layout.shape(d);
        at /= extent;
      }
    }
    return place;
  }
}
