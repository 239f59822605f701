package io.memview.internal.memory;

import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.internal.NumberCodec;
import io.memview.internal.NumberCodecs;
import io.memview.internal.Texts;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.LayoutException;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Storage, format, layout and "read-only" together: what copies, loops and texts walk. Every byte
 * that the layout reaches has been checked to lie inside of the storage; what is derived can only
 * narrow, so that nothing is checked again.
 *
 * <p>Immutable and thread-safe.
 */
public final class Region {
  private static final Format BYTES = new Scalar(ScalarType.UINT8);
  private static final long[] NO_CUTS = {};
  private static final ClassValue<Scalar> ITEMS =
      new ClassValue<>() {
        @Override
        protected Scalar computeValue(Class<?> type) {
          return new Scalar(ScalarType.of(type));
        }
      };
  private static final Storage NOWHERE = new Storage.Flat(MemorySegment.NULL);

  private final Storage storage;
  private final Format format;
  private final Layout layout;
  private final boolean readOnly;

  // Computed from what is final when first asked for; threads may race here.

  /** See {@link #noteGrantMask}. */
  private int grantMask;

  private @Nullable AccessKind kind;

  private @Nullable NumberCodec codec;

  private Region(
      Storage storage, Format format, Layout layout, boolean readOnly, @Nullable AccessKind kind) {
    this.storage = storage;
    this.format = format;
    this.layout = layout;
    this.readOnly = readOnly;
    this.kind = kind;
  }

  // ---- making one, which checks

  /** A region of one segment, which has no pointers. */
  public static Region of(MemorySegment segment, Format format, Layout layout) {
    Storage storage = new Storage.Flat(segment);
    checkInside(segment, format, layout);
    return new Region(
        storage, format, layout, segment.isReadOnly() || layout.overlapsItself(), null);
  }

  /** A C contiguous region that fills one segment. */
  public static Region filling(MemorySegment segment, Format format) {
    long size = format.itemSize();
    checkSized(segment);
    if (size == 0 || segment.byteSize() % size != 0) {
      throw new IllegalArgumentException(
          "%d bytes are not a whole number of '%s' items of %d bytes"
              .formatted(segment.byteSize(), Texts.shownValue(format), size));
    }
    return of(segment, format, Layout.contiguous(size, Order.C, segment.byteSize() / size));
  }

  /** The items of a primitive array. */
  public static Region ofArray(Object array) {
    MemorySegment segment = segmentOf(array);
    return filling(segment, itemOf(array.getClass().componentType()));
  }

  /** What the items of arrays of a primitive type are. */
  public static Scalar itemOf(Class<?> type) {
    return ITEMS.get(type);
  }

  /** A primitive array as a segment. */
  public static MemorySegment segmentOf(Object array) {
    Class<?> type = Objects.requireNonNull(array, "array").getClass();
    // No switch by type, which each program would pay for at its start.
    if (type == byte[].class) {
      return MemorySegment.ofArray((byte[]) array);
    } else if (type == char[].class) {
      return MemorySegment.ofArray((char[]) array);
    } else if (type == short[].class) {
      return MemorySegment.ofArray((short[]) array);
    } else if (type == int[].class) {
      return MemorySegment.ofArray((int[]) array);
    } else if (type == long[].class) {
      return MemorySegment.ofArray((long[]) array);
    } else if (type == float[].class) {
      return MemorySegment.ofArray((float[]) array);
    } else if (type == double[].class) {
      return MemorySegment.ofArray((double[]) array);
    }
    throw new IllegalArgumentException(
        "a %s has no memory to show; arrays of every primitive type but boolean have"
            .formatted(type.getSimpleName()));
  }

  /** Blocks that are alike behind a table of pointers, which becomes the first dimension. */
  public static Region ofBlocks(List<Region> blocks) {
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("a table of no blocks has no format and no shape");
    }
    Region first = blocks.getFirst();
    boolean readOnly = false;
    MemorySegment[] segments =
        new MemorySegment[first.storage instanceof Storage.Flat ? blocks.size() : 0];
    for (int i = 0; i < blocks.size(); i++) {
      Region block = blocks.get(i);
      if (!block.format.equals(first.format) || !block.layout.equals(first.layout)) {
        throw new IllegalArgumentException(
            "row %d is '%s' with %s, but row 0 is '%s' with %s; the rows of a table must be alike"
                .formatted(
                    i,
                    Texts.shownValue(block.format),
                    block.layout,
                    Texts.shownValue(first.format),
                    first.layout));
      }
      readOnly |= block.readOnly;
      if (segments.length > 0) {
        segments[i] = block.storage.flatSegment();
      }
    }
    Storage storage =
        segments.length > 0
            ? new Storage.Blocks(segments)
            : new Storage.Tables(
                blocks.stream().map(block -> block.storage).toArray(Storage[]::new));
    boolean isShared =
        readOnly
            || (segments.length > 0
                ? Overlap.existsAmong(segments, first.layout)
                : Overlap.existsAmong(blocks));
    return new Region(
        storage, first.format, first.layout.behindPointers(blocks.size()), isShared, null);
  }

  /**
   * Parts as one along their first dimension, in which they may have different extents.
   *
   * @throws LayoutException if the other dimensions have different strides
   */
  public static Region ofParts(List<Region> parts) {
    Region like = RowParts.checkAlike(parts);
    List<Region> full = parts.stream().filter(part -> part.layout.itemCount() > 0).toList();
    if (full.size() < 2) {
      boolean isReadOnly = parts.stream().anyMatch(Region::isReadOnly);
      Region only = full.isEmpty() ? like : full.getFirst();
      return isReadOnly ? only.asReadOnly() : only;
    }
    Storage.Parts table = RowParts.table(full);
    boolean isReadOnly = full.stream().anyMatch(Region::isReadOnly) || Overlap.existsAmong(full);
    long rows = table.byteSize() / Layout.POINTER_SIZE;
    Layout layout = full.getFirst().layout.withRows(0, rows, Layout.POINTER_SIZE, true, 0);
    return new Region(table, like.format, layout, isReadOnly, null);
  }

  /** Refuses a pointer as it comes from native code, which is no memory of no bytes. */
  private static void checkSized(MemorySegment segment) {
    if (isBare(segment)) {
      throw new IllegalArgumentException(
          "the segment at 0x%x is a pointer to memory of unknown size: segment.reinterpret(bytes) tells it"
              .formatted(segment.address()));
    }
  }

  private static boolean isBare(MemorySegment segment) {
    return segment.byteSize() == 0
        && segment.isNative()
        && segment.address() != 0
        && segment.scope().equals(Arena.global().scope());
  }

  private static void checkInside(MemorySegment segment, Format format, Layout layout) {
    if (layout.hasPointers()) {
      throw new IllegalArgumentException(
          "one segment has no table of pointers, but the layout has: %s; Memory.ofBlocks makes one"
              .formatted(layout));
    }
    if (format.itemSize() > layout.itemSize()) {
      throw new IllegalArgumentException(
          "format '%s' takes %d bytes, but the layout has items of %d bytes"
              .formatted(Texts.shownValue(format), format.itemSize(), layout.itemSize()));
    }
    if (layout.itemCount() == 0) {
      return;
    }
    long[] range = layout.byteRange();
    long low = range[0];
    long high = range[1];
    if (high > 0) {
      checkSized(segment);
    }
    if (low < 0 || high > segment.byteSize()) {
      throw new IllegalArgumentException(
          "the layout reaches bytes %d to %d, but the memory has bytes 0 to %d: %s"
              .formatted(low, high, segment.byteSize(), layout));
    }
  }

  // ---- what it is

  public Storage storage() {
    return storage;
  }

  public Format format() {
    return format;
  }

  public Layout layout() {
    return layout;
  }

  public boolean isReadOnly() {
    return readOnly;
  }

  /** The kind of access that it asks for. */
  public AccessKind kind() {
    AccessKind known = kind;
    if (known == null) {
      known = AccessKind.of(storage, codec(), AccessPath.of(storage, layout));
      kind = known;
    }
    return known;
  }

  /** How items are numbers; null if their format is neither a scalar nor bits. */
  public @Nullable NumberCodec codec() {
    NumberCodec known = codec;
    if (known == null) {
      known = NumberCodecs.of(format);
      codec = known;
    }
    return known;
  }

  /** Whether it is one dimension of unsigned bytes without gaps. */
  public boolean isBytes() {
    return layout.ndim() == 1
        && layout.itemSize() == 1
        && layout.stride(0) == 1 // one item or none can have any stride
        && format.equals(BYTES);
  }

  /** Whether a thread may use all of it: that of a confined arena, its own alone may. */
  public boolean isAccessibleBy(Thread thread) {
    return all(segment -> segment.isAccessibleBy(thread));
  }

  /** Whether no arena of it has been closed. */
  public boolean isAlive() {
    return all(segment -> segment.scope().isAlive());
  }

  /** Whether all of it is off the heap. */
  public boolean isNative() {
    return all(MemorySegment::isNative);
  }

  private boolean all(Predicate<MemorySegment> condition) {
    boolean[] all = {true};
    storage.forEachSegment(segment -> all[0] &= condition.test(segment));
    return all[0];
  }

  /** The bytes of contiguous items, in the order in which they lie in memory. */
  public MemorySegment segment() {
    long offset = layout.offset();
    // What has no bytes may lie nowhere; items of no bytes have an address.
    return storage instanceof Storage.Flat(MemorySegment all) && offset <= all.byteSize()
        ? all.asSlice(offset, layout.byteLength())
        : MemorySegment.NULL;
  }

  /** The memory that items lie in, in each block that the layout reaches. */
  public List<MemorySegment> blocks() {
    List<MemorySegment> blocks = new ArrayList<>();
    forEachBound((segment, low, high) -> blocks.add(segment.asSlice(low, high - low)));
    return blocks;
  }

  /** Takes the first byte of a block in its segment, and the one behind the last. */
  interface BoundVisitor {
    void block(MemorySegment segment, long low, long high);
  }

  /** Visits the bounds of each block that the layout reaches: no object is made for a block. */
  void forEachBound(BoundVisitor visitor) {
    forEachPlace(
        flat -> {
          long[] range = flat.byteRange();
          return (segment, at) -> visitor.block(segment, at + range[0], at + range[1]);
        });
  }

  /** Visits each block that the layout reaches, with how the items lie in it. */
  void forEachBlock(BiConsumer<MemorySegment, Layout> visitor) {
    forEachPlace(flat -> (segment, at) -> visitor.accept(segment, flat.withOffset(at)));
  }

  /** Visits each block, with its place; the blocks of a part are alike from their places on. */
  private void forEachPlace(Function<Layout, ObjLongConsumer<MemorySegment>> visitor) {
    if (layout.itemCount() > 0) {
      forEachPart(
          part ->
              part.forEachPlace(
                  part.storage, part.layout.offset(), 0, visitor.apply(part.behindPointers())));
    }
  }

  private void forEachPlace(Storage part, long at, int d, ObjLongConsumer<MemorySegment> visitor) {
    if (part instanceof Storage.Flat(MemorySegment segment)) {
      visitor.accept(segment, at);
      return;
    }
    boolean isPointer = layout.isPointer(d);
    long stride = layout.stride(d);
    long extent = stride == 0 ? 1 : layout.shape(d); // what repeats is reached once
    for (long i = 0; i < extent; i++) {
      long next = at + i * stride;
      if (isPointer && part instanceof Storage.Blocks(MemorySegment[] blocks, _)) {
        int slot = (int) (next / Layout.POINTER_SIZE);
        visitor.accept(blocks[slot], layout.suboffset(d));
      } else {
        forEachPlace(
            isPointer ? part.slot(next) : part,
            isPointer ? part.start(next) + layout.suboffset(d) : next,
            d + 1,
            visitor);
      }
    }
  }

  /** The layout of the dimensions behind all pointers. */
  private Layout behindPointers() {
    int ndim = layout.ndim();
    int first = ndim;
    while (first > 0 && !layout.isPointer(first - 1)) {
      first--;
    }
    return Layout.strided(
        0,
        layout.itemSize(),
        Arrays.copyOfRange(layout.shape(), first, ndim),
        Arrays.copyOfRange(layout.strides(), first, ndim));
  }

  // ---- others of the same memory: always within this one

  /** The same, not to be written. */
  public Region asReadOnly() {
    return readOnly ? this : new Region(storage, format, layout, true, kind);
  }

  /** The same in another order or shape; the layout comes from that of this region. */
  public Region withLayout(Layout newLayout) {
    // Where there are no items, a reshape drops the pointers.
    boolean isEmpty = layout.hasPointers() && !newLayout.hasPointers();
    boolean isSameWay = AccessPath.of(storage, layout) == AccessPath.of(storage, newLayout);
    return derived(isEmpty ? NOWHERE : storage, newLayout, isSameWay ? kind : null);
  }

  /** Items of the same format in memory of this region. */
  private Region derived(Storage newStorage, Layout newLayout, @Nullable AccessKind newKind) {
    boolean isReadOnly = readOnly || newLayout.isBroadcast();
    Region made = new Region(newStorage, format, newLayout, isReadOnly, newKind);
    made.codec = codec;
    return made;
  }

  /** The same bytes as other items, which take no more of them. */
  public Region withFormat(Format newFormat, Layout newLayout) {
    return new Region(storage, newFormat, newLayout, readOnly, null);
  }

  /** The same bytes as other items, in a layout that comes from that of this region. */
  Region withItems(Format newFormat, Layout newLayout) {
    return withLayout(newLayout).withFormat(newFormat, newLayout);
  }

  /** All bytes of C contiguous items, unsigned and in one dimension. */
  public Region asBytes() {
    return withFormat(
        BYTES,
        Layout.strided(layout.offset(), 1, new long[] {layout.byteLength()}, new long[] {1}));
  }

  /** The same description of another segment, which has room for it; there are no pointers. */
  public Region withSegment(MemorySegment segment) {
    if (!(storage instanceof Storage.Flat(MemorySegment old))) {
      throw new IllegalArgumentException(
          "a segment of %d bytes cannot be memory behind pointers (%s); Memory.ofBlocks describes it anew"
              .formatted(segment.byteSize(), describe()));
    }
    if (layout.itemCount() > 0 && layout.byteRange()[1] > segment.byteSize()) {
      throw new IllegalArgumentException(
          "a segment of %d bytes has no room for %s".formatted(segment.byteSize(), describe()));
    }
    boolean isReadOnly = readOnly || segment.isReadOnly();
    boolean isSameKind = segment.getClass() == old.getClass();
    Region moved =
        new Region(
            new Storage.Flat(segment), format, layout, isReadOnly, isSameKind ? kind() : null);
    moved.grantMask = isReadOnly == readOnly ? grantMask : 0;
    return moved;
  }

  /**
   * The slice at some indices; follows the pointers of leading dimensions that are indexed.
   *
   * @throws LayoutException if a dimension of pointers is indexed and one before it is not
   */
  public Region slice(Index... indices) {
    if (!layout.hasPointers()) {
      return withLayout(layout.slice(indices));
    }
    Way way = new Way(storage);
    return behind(way, layout.slice(indices, way));
  }

  /**
   * The part at some positions of the first dimensions; follows their pointers.
   *
   * @param positions the positions; negative ones count from the end
   */
  public Region at(long... positions) {
    if (!layout.hasPointers()) {
      return derived(storage, layout.at(positions), kind);
    }
    Way way = new Way(storage);
    return behind(way, layout.at(positions, way));
  }

  /** Follows pointers, and stands in what the last one led to. */
  private static final class Way implements LongUnaryOperator {
    private Storage block;

    Way(Storage table) {
      this.block = table;
    }

    @Override
    public long applyAsLong(long at) {
      long start = block.start(at);
      block = block.slot(at);
      return start;
    }
  }

  /** What is left behind the pointers that have been followed. */
  private Region behind(Way way, Layout left) {
    if (way.block instanceof Storage.Parts parts && RowParts.isInOne(parts, left)) {
      Storage.Parts.Part part = RowParts.first(parts, left);
      return derived(part.storage(), RowParts.in(part, left), null);
    }
    boolean isRow = way.block instanceof Storage.Flat && storage.segmentClass() != null;
    return derived(way.block, left, isRow ? kind().direct() : null);
  }

  /** Visits what lies in each part; this itself, if there are no parts. */
  void forEachPart(Consumer<Region> visitor) {
    long first = 0;
    for (long cut : cuts()) {
      visitor.accept(slice(Index.range(first, cut)));
      first = cut;
    }
    visitor.accept(first == 0 ? this : slice(Index.from(first)));
  }

  /** Positions in the first dimension at which another part begins; none if there is one. */
  public long[] cuts() {
    return storage instanceof Storage.Parts parts && RowParts.isTable(layout)
        ? RowParts.cuts(parts, layout)
        : NO_CUTS;
  }

  /**
   * The rows at some positions, behind a table of pointers; read-only if one of them repeats.
   *
   * @param positions in the first dimension; negative ones count from the end
   */
  public Region rows(long... positions) {
    if (layout.ndim() == 0) {
      throw new IllegalArgumentException(
          "rows are along the first dimension, and '%s' with %s has none"
              .formatted(Texts.shownValue(format), layout));
    }
    if (positions.length == 0) {
      return slice(Index.upTo(0));
    }
    RowPositions rows = RowPositions.of(positions, layout);
    boolean isShared = layout.itemCount() > 0 && rows.hasRepeats();
    boolean isPointer = layout.isPointer(0);
    Layout newLayout =
        layout.withRows(
            0, positions.length, Layout.POINTER_SIZE, true, isPointer ? layout.suboffset(0) : 0);
    Storage table =
        isPointer ? storage.select(rows.offsets()) : new Storage.Rows(storage, rows.offsets());
    return new Region(table, format, newLayout, readOnly || isShared, null);
  }

  /** Windows that slide over all dimensions; read-only where they share items. */
  public Region slidingWindows(long... window) {
    return windows(layout.slidingWindows(window), window);
  }

  /** Windows that slide over some dimensions; read-only where they share items. */
  public Region slidingWindows(long[] window, int... dimensions) {
    return windows(layout.slidingWindows(window, dimensions), window);
  }

  private Region windows(Layout newLayout, long... window) {
    Region windows = withLayout(newLayout);
    boolean isShared =
        layout.hasPointers() // the table is not looked at
            ? LongStream.of(window).anyMatch(extent -> extent > 1)
            : windows.layout.overlapsItself();
    return isShared ? windows.asReadOnly() : windows;
  }

  /** A field of each record, with the dimensions of a sub-array behind those of the layout. */
  public Region field(String name) {
    Struct.Field field =
        struct("field '%s'".formatted(Texts.shown(name)))
            .field(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "format '%s' has no field '%s'"
                            .formatted(Texts.shownValue(format), Texts.shown(name))));
    return field(field);
  }

  private Region field(Struct.Field field) {
    Format inner = field.format();
    LongStream extents = LongStream.empty();
    while (inner instanceof SubArray array) {
      extents = LongStream.concat(extents, array.shape().stream().mapToLong(Long::longValue));
      inner = array.element();
    }
    return withFormat(inner, layout.subItem(field.offset(), inner.itemSize(), extents.toArray()));
  }

  /** All fields that have a name, by their names. */
  public SequencedMap<String, Region> fields() {
    SequencedMap<String, Region> columns = new LinkedHashMap<>();
    for (Struct.Field field : struct("fields").fields()) {
      if (field.name() != null) {
        columns.put(field.name(), field(field));
      }
    }
    return columns;
  }

  /** All fields, with a name or without. */
  public List<Region> columns() {
    return struct("fields").fields().stream().map(this::field).toList();
  }

  private Struct struct(String wanted) {
    if (format instanceof Struct struct) {
      return struct;
    }
    throw new IllegalArgumentException(
        "format '%s' is no record and has no %s".formatted(Texts.shownValue(format), wanted));
  }

  // ---- a note

  /** What has been noted about requests; 0 if nothing has. */
  public int grantMask() {
    return grantMask;
  }

  /** Notes which requests get the region as it is, which is the protocol's to say. */
  public void noteGrantMask(int mask) {
    grantMask = mask;
  }

  // ---- in words

  /** One line for messages. */
  public String describe() {
    return "'%s', %s%s".formatted(Texts.shownValue(format), layout, readOnly ? ", read-only" : "");
  }

  /** The shape as Python prints it. */
  public String shapeText() {
    return Texts.tuple(layout.shape());
  }

  @Override
  public String toString() {
    return "Region[" + describe() + "]";
  }
}
