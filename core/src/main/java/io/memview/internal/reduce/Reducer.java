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
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
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

  /** So many results are made at a time, of items that stay where they are. */
  private static final long MOST_RESULTS = 1 << 13;

  /** What a loop that counts in {@code int} does at most. */
  private static final long LONGEST_RUN = 1 << 27;

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

  /** Folds rows where they lie; null if they are loaded. */
  private final @Nullable Runs runs;

  /** The order of the dimensions in a block: what is folded last if they are rows, else first. */
  private final int[] inBlock;

  /** What is looked at. */
  private final long[] from;

  private final long[] to;

  private Reducer(Region items, Fold fold, boolean[] folded) {
    this.items = items;
    this.fold = fold;
    this.folded = folded;
    this.layout = items.layout();
    this.order = LoopOrder.of(Order.ANY, layout).dimensions();
    this.from = new long[folded.length];
    this.to = layout.shape();
    this.tile = new long[folded.length];
    this.runs = runs();
    long most = runs != null ? MANY : Math.max(1, layout.itemCount());
    this.loader = new Loader((Scalar) items.format(), fold, most);
    this.inRows = runs != null ? chooseRun() : chooseTile();
    int[] first = dimensions(folded, !inRows);
    int[] last = dimensions(folded, inRows);
    this.inBlock = Arrays.copyOf(first, folded.length);
    System.arraycopy(last, 0, inBlock, first.length, last.length);
  }

  /** If the closest items are folded, are without gaps, and are many. */
  private @Nullable Runs runs() {
    int d = closest();
    boolean areRuns =
        d >= 0
            && folded[d]
            && layout.stride(d) == items.format().itemSize()
            && layout.shape(d) >= Runs.MIN
            && !layout.hasPointers();
    return areRuns ? Runs.of(items.storage().flatSegment(), (Scalar) items.format(), fold) : null;
  }

  /** The dimension whose items lie closest together; -1 if there is but one item. */
  private int closest() {
    for (int i = order.length - 1; i >= 0; i--) {
      if (layout.shape(order[i]) > 1) {
        return order[i];
      }
    }
    return -1;
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
    int[] kept = dimensions(folded, false);
    long[] shape = new long[kept.length];
    Arrays.setAll(shape, i -> items.layout().shape(kept[i]));
    return shape;
  }

  /** Those that are folded, or those that are not. */
  private static int[] dimensions(boolean[] folded, boolean areFolded) {
    int[] dimensions = new int[folded.length];
    int count = 0;
    for (int d = 0; d < folded.length; d++) {
      if (folded[d] == areFolded) {
        dimensions[count++] = d;
      }
    }
    return Arrays.copyOf(dimensions, count);
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
    if (!items.layout().hasPointers()) {
      Region merged = merged(items, fold, folded);
      int kept = result.layout().ndim();
      boolean[] behind = new boolean[merged.layout().ndim()];
      Arrays.fill(behind, kept, behind.length, true);
      new Reducer(merged, fold, behind).run(result);
    } else {
      new Reducer(items, fold, folded).run(result);
    }
  }

  /**
   * The dimensions that are kept, and then the others, joined: in the order of the memory, unless
   * places are asked for, which are those in C order.
   */
  private static Region merged(Region items, Fold fold, boolean... folded) {
    Layout all = items.layout();
    long[] shape = new long[folded.length];
    long[] strides = new long[folded.length];
    int ndim = 0;
    for (int d : dimensions(folded, false)) {
      shape[ndim] = all.shape(d);
      strides[ndim++] = all.stride(d);
    }
    int kept = ndim;
    Order order = fold.isPlace() ? Order.C : Order.ANY;
    for (int d : LoopOrder.of(order, all).dimensions()) { // never backwards
      long extent = all.shape(d);
      if (folded[d] && extent != 1) {
        long stride = all.stride(d);
        boolean isOne = ndim > kept && strides[ndim - 1] == extent * stride;
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

  /** Takes a run of items at a time, and as many of those that are kept as a block has. */
  private boolean chooseRun() {
    int run = closest();
    long rows = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      int d = order[i];
      if (folded[d]) {
        tile[d] = 1;
      } else {
        tile[d] = Math.min(layout.shape(d), Math.max(1, MOST_RESULTS / rows));
        rows *= tile[d];
      }
    }
    tile[run] = Math.min(layout.shape(run), LONGEST_RUN);
    return true;
  }

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
      if (fold.isPlace() && !folded[d] && row == 1 && layout.shape(d) < MANY) {
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
    boolean areColumns = inRows ? rows >= MANY && row < FEW : rows >= FEW;
    return !areColumns;
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
    int count = 1;
    for (int d = 0; d < folded.length; d++) {
      if (folded[d]) {
        from[d] = 0;
        to[d] = looked(d);
      } else {
        count *= (int) (to[d] - from[d]);
      }
    }
    long each = layout.itemCount() == 0 ? 0 : layout.itemCount() / result.layout().itemCount();
    Scalar scalar = (Scalar) result.format();
    Block all = loader.accumulators(count);
    Places places = fold.isPlace() ? new Places(all, count) : null;
    if (each > 0 && inRows) {
      fold(all, count, places);
    } else if (each > 0) {
      foldColumns(0, all, count, places);
    }
    if (places == null) {
      loader.restore(all, count);
    }
    if (count < FEW) {
      NumberCodec codec = NumberCodecs.ofNumber(scalar);
      MemorySegment written = result.storage().flatSegment();
      for (int k = 0; k < count; k++) {
        long bits = places != null ? places.at(k) : loader.bits(all, k, each, scalar);
        codec.store(written, offset(k, result.layout()), bits);
      }
      return;
    }
    if (places != null) {
      store(places.memory(), 0, Long.BYTES, scalar, result);
    } else if (loader.areResults(scalar)) {
      store(all.memory(), 0, scalar.itemSize(), scalar, result);
    } else {
      long[] bits = new long[count];
      for (int k = 0; k < count; k++) {
        bits[k] = loader.bits(all, k, each, scalar);
      }
      boolean isBig = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
      long low = isBig ? Long.BYTES - scalar.itemSize() : 0;
      store(MemorySegment.ofArray(bits), low, Long.BYTES, scalar, result);
    }
  }

  /**
   * Stores the results of a tile.
   *
   * @param first where the first of them is, in native order
   * @param step from one to the next
   */
  private void store(MemorySegment from, long first, long step, Scalar scalar, Region result) {
    Index[] part = new Index[result.layout().ndim()];
    long[] strides = new long[part.length];
    int kept = part.length;
    long stride = step;
    for (int d = folded.length - 1; d >= 0; d--) {
      if (!folded[d]) {
        part[--kept] = Index.range(this.from[d], to[d]);
        strides[kept] = stride;
        stride *= to[d] - this.from[d];
      }
    }
    Region written = result.slice(part);
    Layout tiled = Layout.strided(first, scalar.itemSize(), written.layout().shape(), strides);
    Copy.copy(Region.of(from, Fold.inNativeOrder(scalar), tiled), written);
  }

  /** Where the result at a place in a tile lies. */
  private long offset(int k, Layout result) {
    long at = result.offset();
    int left = k;
    int kept = result.ndim();
    for (int d = folded.length - 1; d >= 0; d--) {
      if (!folded[d]) {
        int extent = (int) (to[d] - from[d]);
        at += (from[d] + left % extent) * result.stride(--kept);
        left /= extent;
      }
    }
    return at;
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
    if (fold.isSum()) {
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
        long most = runs != null ? count * tile[d] : loader.length();
        outermost = size > most ? d : outermost;
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

  /** Folds what is looked at side by side, as many rows at a time as a block has. */
  private void foldColumns(int place, Block all, int count, @Nullable Places places) {
    if (place == order.length) {
      block(all, count, places);
      return;
    }
    int d = order[place];
    if (!folded[d]) {
      foldColumns(place + 1, all, count, places);
      return;
    }
    long step = count < MANY ? tile[d] : 1; // a long row is folded as soon as it is loaded
    for (long at = 0; at < looked(d) && !isDecided(all, count); at += step) {
      from[d] = at;
      to[d] = Math.min(at + step, looked(d));
      foldColumns(place + 1, all, count, places);
    }
  }

  private void block(Block all, int count, @Nullable Places places) {
    int each = 1;
    for (int d = 0; d < folded.length; d++) {
      each *= folded[d] ? (int) (to[d] - from[d]) : 1;
    }
    if (!inRows) {
      foldEach(load(), all, count, each, places);
    } else if (places != null) {
      Block greatest = loader.accumulators(count);
      places.find(greatest, foldAndFind(greatest, count, each), this::placeOf);
    } else {
      foldRows(all, count, each);
    }
  }

  /** Folds rows, one after the other, into accumulators that are as many as their items. */
  private void foldEach(Block rows, Block all, int count, int each, @Nullable Places places) {
    // Sums of some rows are added, so that errors grow with the number of blocks, not of rows.
    Block part = fold.isSum() && each > 1 ? loader.accumulators(count) : all;
    for (int row = 0; row < each; row++) {
      if (row > 0) {
        rows.moveToFront(row * count, count);
      }
      if (places != null) {
        places.findEach(rows, placeOf(row));
      } else if (fold.isSum()) {
        part.addEach(rows, count);
      } else {
        all.maxEach(rows, count);
      }
    }
    if (part != all) {
      all.addEach(part, count);
    }
  }

  private void foldRows(Block all, int count, int each) {
    if (runs != null) {
      foldRuns(all, count, each);
      return;
    }
    Block loaded = load();
    for (int k = 0; k < count; k++) {
      if (fold.isSum()) {
        all.add(k, loaded, k * each, each);
      } else {
        all.max(k, loaded, k * each, each);
      }
    }
  }

  /** Folds runs; says where in each to look for the first of its greatest items. */
  private int[] foldRuns(Block all, int count, int each) {
    Runs those = Objects.requireNonNull(runs);
    MemorySegment segment = items.storage().flatSegment();
    int[] first = new int[fold.isPlace() ? count : 0];
    for (int k = 0; k < count; k++) {
      int at = those.fold(all, k, segment, rowOffset(k), each);
      if (fold.isPlace()) {
        first[k] = at;
      }
    }
    return first;
  }

  /** Folds rows; finds the first of the greatest items of each, which are loaded for that. */
  private IntUnaryOperator foldAndFind(Block greatest, int count, int each) {
    if (runs != null) {
      int[] first = foldRuns(greatest, count, each);
      return k -> findInRun(greatest, k, first[k], each);
    }
    foldRows(greatest, count, each); // which overwrites what is loaded
    Block[] loaded = new Block[1];
    return k -> {
      loaded[0] = loaded[0] == null ? load() : loaded[0];
      return loaded[0].find(greatest, k, k * each, (k + 1) * each) - k * each;
    };
  }

  private int findInRun(Block greatest, int k, int first, int each) {
    MemorySegment segment = items.storage().flatSegment();
    long row = rowOffset(k);
    int at = first;
    while (true) {
      int some = Math.min(MANY, each - at);
      Block loaded = loader.loadRun(segment, row + at * layout.itemSize(), some);
      int found = loaded.find(greatest, k, 0, some);
      if (found < some) {
        return at + found;
      }
      at += some;
    }
  }

  /** Where a row of what is looked at begins. */
  private long rowOffset(int k) {
    long at = layout.offset();
    int left = k;
    for (int d = folded.length - 1; d >= 0; d--) {
      if (folded[d]) {
        at += from[d] * layout.stride(d);
      } else {
        int extent = (int) (to[d] - from[d]);
        at += (from[d] + left % extent) * layout.stride(d);
        left /= extent;
      }
    }
    return at;
  }

  /** Loads what is looked at. */
  private Block load() {
    if (!layout.hasPointers()) {
      Block loaded = loader.loadRows(items, inBlock, from, to);
      if (loaded != null) {
        return loaded;
      }
    }
    Index[] part = new Index[folded.length];
    Arrays.setAll(part, d -> Index.range(from[d], to[d]));
    return loader.load(items.slice(part), inBlock);
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
