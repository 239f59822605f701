package io.memview;

import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A piece of memory and what is in it: where the bytes are, the format of an item, the layout, and
 * whether it may be written. Counterpart of what an exporter fills into a {@code Py_buffer}.
 *
 * <p>When it is made, every byte that the layout reaches is checked to lie inside the memory; no
 * access needs to check that again. An exporter makes it once and hands it out with each lease.
 *
 * <p>Immutable (though the bytes are not) and thread-safe. It holds the segments, so memory that
 * the garbage collector manages stays reachable.
 */
public final class Memory {
  private static final Format BYTES = new Scalar(ScalarType.UINT8);
  private static final Storage NOWHERE = new Storage.Flat(MemorySegment.NULL);

  private final Storage storage;
  private final Format format;
  private final Layout layout;
  private final boolean readOnly;

  /**
   * What requests must not ask for (above) and what they have to (below), so that they get the
   * memory as it is; 0 if nobody has asked yet. Threads may race for it.
   */
  private int terms;

  /** Makes the views: an instance of the class that is specialised for this kind of memory. */
  private @Nullable View prototype;

  private Memory(
      Storage storage, Format format, Layout layout, boolean readOnly, @Nullable View prototype) {
    this.storage = storage;
    this.format = format;
    this.layout = layout;
    this.readOnly = readOnly;
    this.prototype = prototype;
  }

  /**
   * Memory in one segment. It is read-only if the segment is, or if indices share items.
   *
   * @param segment the bytes
   * @param format what an item is
   * @param layout how the items lie in the segment
   * @return the described memory
   * @throws IllegalArgumentException if the layout reaches bytes outside of the segment, if its
   *     items are smaller than the format's, or if it has dimensions of pointers: those are made by
   *     {@link #ofBlocks}
   */
  public static Memory of(MemorySegment segment, Format format, Layout layout) {
    Storage storage = new Storage.Flat(segment);
    checkInside(storage, format, layout);
    return new Memory(storage, format, layout, segment.isReadOnly() || layout.isBroadcast(), null);
  }

  /**
   * C contiguous memory that fills one segment.
   *
   * @param segment the bytes
   * @param format what an item is
   * @param shape the extents in items; if none is given, as many items as there is room for in one
   *     dimension
   * @return the described memory
   * @throws IllegalArgumentException if the segment has not room for the items, or, where no shape
   *     is given, not for a whole number of them, or if it is a pointer of native code, whose size
   *     {@link MemorySegment#reinterpret(long)} tells
   */
  public static Memory of(MemorySegment segment, Format format, long... shape) {
    long[] extents = shape;
    if (shape.length == 0) {
      long size = format.itemSize();
      checkSized(segment);
      if (size == 0 || segment.byteSize() % size != 0) {
        throw new IllegalArgumentException(
            "%d bytes are not a whole number of '%s' items of %d bytes"
                .formatted(segment.byteSize(), format, size));
      }
      extents = new long[] {segment.byteSize() / size};
    }
    return of(segment, format, Layout.contiguous(Order.C, format.itemSize(), extents));
  }

  /**
   * A primitive array: one dimension in native byte order. A {@code byte[]} has signed items, a
   * {@code char[]} has format {@code H}.
   *
   * @param array a {@code byte[], char[], short[], int[], long[], float[]} or {@code double[]},
   *     which is not copied
   * @return the described memory
   * @throws IllegalArgumentException if it is something else; the platform shows the memory of
   *     every primitive array but {@code boolean[]}
   */
  public static Memory ofArray(Object array) {
    Objects.requireNonNull(array, "array");
    MemorySegment segment = segment(array);
    Scalar item = new Scalar(ScalarType.of(array.getClass().componentType()));
    return of(segment, item);
  }

  /**
   * A primitive array whose items lie in any layout, as those of other libraries' arrays do.
   *
   * @param array a {@code byte[], char[], short[], int[], long[], float[]} or {@code double[]},
   *     which is not copied
   * @param format what an item is
   * @param layout how the items lie in the array, in bytes
   * @return the described memory
   * @throws IllegalArgumentException if it is no such array, if the layout reaches bytes outside of
   *     it, if its items are smaller than the format's, or if it has dimensions of pointers
   */
  public static Memory ofArray(Object array, Format format, Layout layout) {
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(layout, "layout");
    return of(segment(array), format, layout);
  }

  private static MemorySegment segment(Object array) {
    return switch (array) {
      case byte[] a -> MemorySegment.ofArray(a);
      case char[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      default ->
          throw new IllegalArgumentException(
              "a %s has no memory to show; arrays of every primitive type but boolean have"
                  .formatted(array.getClass().getSimpleName()));
    };
  }

  /**
   * The bytes of an array as unsigned items, format {@code B}: pixels, or plain bytes.
   *
   * @param array the bytes, which are not copied
   * @return the described memory, of one dimension
   */
  public static Memory ofUnsigned(byte[] array) {
    Objects.requireNonNull(array, "array");
    return of(MemorySegment.ofArray(array), BYTES, array.length);
  }

  /**
   * Blocks behind a table of pointers, which becomes the first dimension: an array of arrays. The
   * table is a snapshot of the list.
   *
   * @param blocks what the pointers lead to: at least one, all of one format and one layout
   * @return the described memory, with one dimension more than a block has; read-only if a block is
   * @throws IllegalArgumentException if there is no block, or one differs from the first; the
   *     message names it
   */
  public static Memory ofBlocks(List<Memory> blocks) {
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("a table of no blocks has no format and no shape");
    }
    Memory first = blocks.getFirst();
    boolean readOnly = false;
    for (int i = 0; i < blocks.size(); i++) {
      Memory block = Objects.requireNonNull(blocks.get(i), "blocks");
      if (!block.format.equals(first.format) || !block.layout.equals(first.layout)) {
        throw new IllegalArgumentException(
            "row %d is '%s' with %s, but row 0 is '%s' with %s; the rows of a table must be alike"
                .formatted(i, block.format, block.layout, first.format, first.layout));
      }
      readOnly |= block.readOnly;
    }
    Storage storage =
        first.storage instanceof Storage.Flat
            ? new Storage.Blocks(
                blocks.stream()
                    .map(block -> ((Storage.Flat) block.storage).segment())
                    .toArray(MemorySegment[]::new))
            : new Storage.Tables(
                blocks.stream().map(block -> block.storage).toArray(Storage[]::new));
    return new Memory(
        storage, first.format, first.layout.behindPointers(blocks.size()), readOnly, null);
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

  private static void checkInside(Storage storage, Format format, Layout layout) {
    if (layout.hasPointers()) {
      throw new IllegalArgumentException(
          "one segment has no table of pointers, but the layout has: %s; Memory.ofBlocks makes one"
              .formatted(layout));
    }
    if (format.itemSize() > layout.itemSize()) {
      throw new IllegalArgumentException(
          "format '%s' takes %d bytes, but the layout has items of %d bytes"
              .formatted(format, format.itemSize(), layout.itemSize()));
    }
    if (layout.itemCount() == 0) {
      return;
    }
    long[] extent = layout.extent();
    long low = extent[0];
    long high = extent[1];
    if (high > 0 && storage instanceof Storage.Flat(MemorySegment segment)) {
      checkSized(segment);
    }
    if (low < 0 || high > storage.byteSize()) {
      throw new IllegalArgumentException(
          "the layout reaches bytes %d to %d, but the memory has bytes 0 to %d: %s"
              .formatted(low, high, storage.byteSize(), layout));
    }
  }

  /**
   * The same items under another shape.
   *
   * @param shape the extents wanted; one may be -1 and is computed
   * @return the reshaped memory
   * @throws IllegalArgumentException if the number of items differs
   * @throws BufferException.Refused if no strides can express it
   */
  public Memory withShape(long... shape) {
    Objects.requireNonNull(shape, "shape");
    return with(layout.reshape(shape));
  }

  /**
   * What an item is.
   *
   * @return the format
   */
  public Format format() {
    return format;
  }

  /**
   * How the items lie.
   *
   * @return the layout
   */
  public Layout layout() {
    return layout;
  }

  /**
   * Whether the memory must not be written.
   *
   * @return true if it is read-only
   */
  public boolean isReadOnly() {
    return readOnly;
  }

  /**
   * The same memory, not to be written.
   *
   * @return read-only memory
   */
  public Memory asReadOnly() {
    return readOnly ? this : new Memory(storage, format, layout, true, prototype);
  }

  /**
   * The same description of other memory. An exporter whose memory comes to lie elsewhere, and
   * otherwise stays what it was, pays less for this than for a description from nothing.
   *
   * @param segment the bytes; at least as many as those that are described here
   * @return the described memory; read-only if this is, or if the segment is
   * @throws IllegalArgumentException if the segment is smaller, or if this memory lies behind
   *     pointers
   */
  public Memory in(MemorySegment segment) {
    if (!(storage instanceof Storage.Flat(MemorySegment old))
        || segment.byteSize() < old.byteSize()) {
      throw new IllegalArgumentException(
          "a segment of %d bytes has no room for %s".formatted(segment.byteSize(), this));
    }
    if (prototype == null) {
      prototype = ViewClasses.prototype(this);
    }
    boolean isReadOnly = readOnly || segment.isReadOnly();
    View maker = segment.getClass() == old.getClass() ? prototype : null;
    Memory moved = new Memory(new Storage.Flat(segment), format, layout, isReadOnly, maker);
    moved.terms = isReadOnly == readOnly ? knownTerms() : 0;
    return moved;
  }

  Storage storage() {
    return storage;
  }

  // ---- derived memory: always within this one, so that nothing has to be checked again

  Memory with(Layout newLayout) {
    // Where there are no items, a reshape drops the pointers.
    boolean isEmpty = layout.hasPointers() && !newLayout.hasPointers();
    return new Memory(
        isEmpty ? NOWHERE : storage,
        format,
        newLayout,
        readOnly || newLayout.isBroadcast(),
        prototype != null && Path.of(layout) == Path.of(newLayout) ? prototype : null);
  }

  Memory as(Format newFormat, Layout newLayout) {
    return new Memory(storage, newFormat, newLayout, readOnly, null);
  }

  /** The slice at some indices; follows the pointers of leading dimensions that are indexed. */
  Memory slice(Index... indices) {
    Index[] all = layout.expand(indices);
    if (!layout.hasPointers()) {
      return with(layout.sliceExpanded(all));
    }
    List<Index> rest = new ArrayList<>();
    Storage block = storage;
    long at = layout.offset();
    int leading = 0;
    int next = 0;
    for (; next < all.length && !(all[next] instanceof Index.Range); next++) {
      if (all[next] instanceof Index.At index) {
        at += layout.way(layout.position(index.position(), leading), leading);
        if (layout.isPointer(leading)) {
          block = block.slot(at);
          at = layout.suboffset(leading);
        }
        leading++;
      } else {
        rest.add(all[next]);
      }
    }
    if (leading == 0) {
      return with(layout.sliceExpanded(all));
    }
    rest.addAll(Arrays.asList(all).subList(next, all.length));
    Layout left = layout.behind(leading, at).slice(rest.toArray(Index[]::new));
    return new Memory(block, format, left, readOnly || left.isBroadcast(), null);
  }

  /** A field of each record, with the dimensions of a sub-array behind those of the layout. */
  Memory field(String name) {
    if (!(format instanceof Struct struct)) {
      throw new IllegalArgumentException(
          "format '%s' is no record and has no field '%s'".formatted(format, name));
    }
    Struct.Field field =
        struct
            .field(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "format '%s' has no field '%s'".formatted(format, name)));
    Format inner = field.format();
    LongStream extents = LongStream.empty();
    while (inner instanceof SubArray array) {
      extents = LongStream.concat(extents, array.shape().stream().mapToLong(Long::longValue));
      inner = array.element();
    }
    return as(inner, layout.part(field.offset(), inner.itemSize(), extents.toArray()));
  }

  // ---- requests

  /** This memory as a request allows it to be described. */
  Memory grant(Request request) {
    int known = knownTerms();
    int asked = request.toInt();
    boolean asItIs = (asked & known >>> Short.SIZE) == 0 && (asked & known) == (short) known;
    return asItIs ? this : granted(request);
  }

  private int knownTerms() {
    return terms == 0 ? terms = terms() : terms;
  }

  private int terms() {
    boolean c = layout.isContiguous(Order.C);
    boolean fortran = layout.isContiguous(Order.FORTRAN);
    int refused =
        (readOnly ? Request.WRITABLE.toInt() : 0)
            | (c ? 0 : ORDER & Request.C_CONTIGUOUS.toInt())
            | (fortran ? 0 : ORDER & Request.F_CONTIGUOUS.toInt())
            | (c || fortran ? 0 : ORDER & Request.ANY_CONTIGUOUS.toInt());
    Request needed = layout.hasPointers() ? Request.INDIRECT : c ? Request.ND : Request.STRIDES;
    return refused << Short.SIZE | needed.toInt();
  }

  private static final int ORDER = ~Request.STRIDES.toInt();

  /** The same, or why not. */
  private Memory granted(Request request) {
    String obstacle = obstacle(request);
    if (obstacle != null) {
      throw new BufferException.Refused(
          "request %s cannot be met: %s (%s); request %s would be%s"
              .formatted(request, obstacle, describe(), nearest(request), copies(request)));
    }
    if (request.includes(Request.ND)) {
      return this;
    }
    boolean isBytes =
        layout.ndim() == 1
            && layout.itemSize() == 1
            && layout.stride(0) == 1 // one item or none can have any stride
            && format.equals(BYTES);
    return isBytes
        ? this
        : as(
            BYTES,
            Layout.strided(layout.offset(), 1, new long[] {layout.byteLength()}, new long[] {1}));
  }

  /**
   * Why a request cannot be met, or null if it can. The checks and their order are those of
   * CPython's {@code memory_getbuf}.
   */
  private @Nullable String obstacle(Request request) {
    if (request.includes(Request.WRITABLE) && readOnly) {
      return "the memory is read-only";
    }
    if (request.includes(Request.C_CONTIGUOUS) && !layout.isContiguous(Order.C)) {
      return "the memory is not C contiguous";
    }
    if (request.includes(Request.F_CONTIGUOUS) && !layout.isContiguous(Order.FORTRAN)) {
      return "the memory is not Fortran contiguous";
    }
    if (request.includes(Request.ANY_CONTIGUOUS) && !layout.isContiguous(Order.ANY)) {
      return "the memory is not contiguous";
    }
    if (layout.hasPointers() && !request.includes(Request.INDIRECT)) {
      return "the memory lies behind pointers and needs suboffsets";
    }
    if (!request.includes(Request.STRIDES) && !layout.isContiguous(Order.C)) {
      return "the memory is not C contiguous and needs strides";
    }
    if (!request.includes(Request.ND) && request.includes(Request.FORMAT)) {
      return "without the shape the memory is plain bytes and has no format";
    }
    return null;
  }

  /** A request like another one that can be met. */
  private Request nearest(Request request) {
    Request allowed = readOnly ? request.readOnly() : request;
    if (obstacle(allowed) == null) {
      return allowed;
    }
    Request described =
        layout.hasPointers()
            ? Request.INDIRECT
            : layout.isContiguous(Order.C) ? Request.ND : Request.STRIDES;
    return described.and(Request.of(allowed.toInt() & KEPT.toInt()));
  }

  /** How a copy meets a request that the geometry does not, in words. */
  private String copies(Request request) {
    boolean writes = request.includes(Request.WRITABLE);
    boolean fortran = request.includes(Request.F_CONTIGUOUS);
    boolean hasNoOrder = fortran && request.includes(Request.C_CONTIGUOUS);
    boolean hasNoShape = !request.includes(Request.ND) && request.includes(Request.FORMAT);
    if (hasNoOrder || hasNoShape || (writes && readOnly)) {
      return "";
    }
    return (writes
            ? "; acquireMirror(Order.%s) gives a copy that is written back"
            : "; acquireContiguous(request, Order.%s) gives a copy to read")
        .formatted(fortran ? Order.FORTRAN : Order.C);
  }

  private static final Request KEPT = Request.WRITABLE.and(Request.FORMAT);

  // ---- views

  /** Whether a thread may use all of it: that of a confined arena, its own alone may. */
  boolean isAccessibleBy(Thread thread) {
    boolean[] all = {true};
    storage.forEachSegment(segment -> all[0] &= segment.isAccessibleBy(thread));
    return all[0];
  }

  View view(Lease lease) {
    View made = prototype;
    if (made == null) {
      made = ViewClasses.prototype(this);
      prototype = made;
    }
    return made.make(lease, this);
  }

  /** One line for messages and for {@code toString}. */
  String describe() {
    return "'%s', %s%s".formatted(format, layout, readOnly ? ", read-only" : "");
  }

  /** The format and the layout. */
  @Override
  public String toString() {
    return "Memory[" + describe() + "]";
  }
}
