package io.memview;

import io.memview.format.Format;
import io.memview.internal.HiddenClasses;
import io.memview.internal.copy.Positions;
import io.memview.internal.memory.AccessKind;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.Region;
import io.memview.internal.memory.Reinterpret;
import io.memview.internal.text.ArrayTables;
import io.memview.internal.text.ArrayText;
import io.memview.internal.text.MemoryDiagram;
import io.memview.internal.text.MemoryPage;
import io.memview.internal.text.ViewDescription;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.LayoutException;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Items in somebody's memory: what they are, how they lie, and access to them in place. Counterpart
 * of {@code memoryview}, with NumPy's slicing.
 *
 * <p>{@link #slice}, {@link #permute}, {@link #reshape}, {@link #cast} and the like give other
 * views of the same memory and never copy; what no strides and suboffsets can express is refused.
 *
 * <p><b>Units.</b> Indices, extents and counts are in items; strides, offsets and sizes in bytes.
 * {@code get} and {@code set} take indices from 0 and no negative ones; {@code slice} counts
 * negative positions from the end.
 *
 * <p><b>Items.</b> Numbers travel as {@code long} (integers) and {@code double} (floats, and
 * integers of at most 32 bits, or 53 if they are {@link io.memview.format.Bits}), truth values as
 * {@code boolean}, and every item boxed, in the types that {@link Format} lists. Values that do not
 * fit their code are refused on writing.
 *
 * <p><b>Lifetime.</b> A view is not closed. It dies with the {@link Lease} that it came from: every
 * access that happens after the release throws {@link BufferException.Released}. A view is an
 * exporter: {@link #acquire} gives a lease of its own on the same memory.
 *
 * <p><b>Threads.</b> Any thread may use a view. Items are read and written without synchronization,
 * as array elements are; two threads that touch the same item see what the Java memory model lets
 * them see. Publishing is the users' business.
 *
 * <p><b>Errors</b>, beside those that the methods list: {@link IndexOutOfBoundsException} for an
 * index outside of the shape or of another rank, {@link BufferException.ReadOnly} for writing
 * read-only memory, {@link UnsupportedOperationException} for reading items by a carrier that does
 * not hold them, {@link io.memview.format.ValueException} for writing a value that the format does
 * not hold, {@link WrongThreadException} for memory of a confined arena in another thread than its
 * own, and {@link BufferException.StorageFailure} if the memory fails. HotSpot may notice only
 * after the access that a mapped file was cut short; what it throws then is its own {@link
 * InternalError}.
 *
 * <p>{@code equals} and {@code hashCode} are those of the object; {@link #contentEquals} compares
 * items.
 */
public class View extends BulkAccess implements Exporter {
  /** The last answer of {@link RecordView#of}; it is immutable, so threads may race here. */
  @Nullable Object lastRecords;

  /** The prototype, whose {@code make} makes views: it has no region. */
  @SuppressWarnings("NullAway")
  View() {
    this(null, null);
  }

  View(Lease lease, Region region) {
    super(lease, region);
  }

  /** The view of a region, of the class for its kind of access. */
  static View of(Lease lease, Region region) {
    Object known = region.kind().prototype();
    return ((View) (known == null ? prototype(region.kind()) : known)).make(lease, region);
  }

  private static Object prototype(AccessKind kind) {
    synchronized (kind) { // it is defined once
      Object known = kind.prototype();
      if (known != null) {
        return known;
      }
      View made = HiddenClasses.define(MethodHandles.lookup(), View.class, "ViewTemplate", kind);
      return kind.note(made == null ? new View() : made);
    }
  }

  /** A view of the class of this one. */
  View make(Lease newLease, Region newRegion) {
    return new View(newLease, newRegion);
  }

  /** What the engine cannot express is refused in the words of the protocol. */
  private View derive(UnaryOperator<Region> change) {
    lease.check();
    try {
      return of(lease, change.apply(region));
    } catch (LayoutException e) {
      throw new BufferException.Refused(e);
    }
  }

  /**
   * The same for what changes the layout only; by way of {@code derive} it makes an object more.
   */
  private View rearrange(UnaryOperator<Layout> change) {
    lease.check();
    try {
      return of(lease, region.withLayout(change.apply(region.layout())));
    } catch (LayoutException e) {
      throw new BufferException.Refused(e);
    }
  }

  // ---- description

  /**
   * What an item is.
   *
   * @return the format; known even if the request did not ask for it
   */
  public final Format format() {
    return region.format();
  }

  /**
   * How the items lie.
   *
   * @return shape, strides, suboffsets, offset and item size
   */
  public final Layout layout() {
    return region.layout();
  }

  /**
   * The number of dimensions.
   *
   * @return 0 to 64
   */
  public final int ndim() {
    return region.layout().ndim();
  }

  /**
   * The extents.
   *
   * @return a new array, in items
   */
  public final long[] shape() {
    return region.layout().shape();
  }

  /**
   * The extent of one dimension.
   *
   * @param dimension the dimension, from 0
   * @return the extent in items
   */
  public final long shape(int dimension) {
    return region.layout().shape(dimension);
  }

  /**
   * The number of items.
   *
   * @return 0 or more
   */
  public final long itemCount() {
    return region.layout().itemCount();
  }

  /**
   * Whether the items follow each other without gaps, as {@link Layout#isContiguous} says: {@code
   * PyBuffer_IsContiguous}, and {@code c_contiguous}, {@code f_contiguous} and {@code contiguous}
   * of {@code memoryview}.
   *
   * @param order the order
   * @return true if they do; for {@code ANY}, if they do in C or in Fortran order
   */
  public final boolean isContiguous(Order order) {
    return region.layout().isContiguous(order);
  }

  /**
   * Whether the items must not be written.
   *
   * @return true if the memory is read-only, or if indices share items, as after {@link #broadcast}
   */
  public final boolean isReadOnly() {
    return region.isReadOnly();
  }

  /**
   * The fields that the consumer asked for and may rely on.
   *
   * @return the request of the lease
   */
  public final Request granted() {
    return lease.request();
  }

  /**
   * Whose memory this is. Counterpart of {@code memoryview.obj}.
   *
   * @return who manages the memory: see {@link Lease#owner()}
   */
  public final Object owner() {
    return lease.owner();
  }

  /**
   * Whether the lease has been released.
   *
   * @return true if every access throws
   */
  public final boolean isReleased() {
    return lease.isReleased();
  }

  // ---- the view as an exporter

  /**
   * Acquires this view's memory anew, from the exporter that manages it: the new lease counts there
   * and outlives this view's.
   *
   * @param request what the consumer can deal with
   * @return a new lease, which the caller must close
   * @throws BufferException.Refused if this view cannot be described within the request
   * @throws BufferException.Released if this view's lease has been released
   */
  @Override
  public final Lease acquire(Request request) {
    lease.enter();
    Lease made;
    try {
      made = lease.exports().lease(region, request);
    } catch (Throwable failure) {
      lease.exitAfter(failure);
      throw failure;
    }
    try {
      lease.exit();
    } catch (Throwable failure) {
      made.closeAfter(failure);
      throw failure;
    }
    return made;
  }

  // ---- other views of the same memory

  /**
   * A part of the view: {@code v[i, a:b:c, ..., None]}.
   *
   * @param indices one for each dimension from the first; full dimensions behind them may be left
   *     out
   * @return the view of what the indices select
   * @throws IndexOutOfBoundsException if a position is outside of its dimension, or if there are
   *     more indices than dimensions
   * @throws IllegalArgumentException if there are two ellipses
   * @throws BufferException.Refused if a dimension of pointers is indexed by a position and one
   *     before it is not
   */
  public final View slice(Index... indices) {
    lease.check();
    try { // the most frequent derivation: by way of derive it makes an object more
      return of(lease, region.slice(indices));
    } catch (LayoutException e) {
      throw new BufferException.Refused(e);
    }
  }

  /**
   * The part at some positions of the first dimensions, which go away: {@code v[i, j]}.
   *
   * @param positions the positions; negative ones count from the end
   * @return the view of what lies there
   * @throws IndexOutOfBoundsException if a position is outside of its dimension, or if there are
   *     more positions than dimensions
   */
  public View at(long... positions) {
    lease.check();
    Objects.requireNonNull(positions, "positions");
    try { // as in slice
      return of(lease, region.at(positions));
    } catch (LayoutException e) {
      throw new BufferException.Refused(e);
    }
  }

  /**
   * Rows by a list of positions in the first dimension, in its order and without a copy: {@code
   * v[[2, 0, 1]]}, which NumPy copies. The rows stand behind a table of pointers, which is a
   * snapshot of the list; in one dimension a row is an item. The view is read-only if a position
   * stands twice.
   *
   * <p>Positions in another dimension are rows of a view that has it first: {@code v.moveAxis(d,
   * 0).rows(positions)}. To have it back in its place takes a copy, since no dimension moves across
   * pointers.
   *
   * @param positions the positions; negative ones count from the end
   * @return the view of the rows; its first extent is the number of positions
   * @throws IndexOutOfBoundsException if a position is outside of the dimension
   * @throws IllegalArgumentException if there is no dimension
   */
  public final View rows(long... positions) {
    lease.check();
    Objects.requireNonNull(positions, "positions");
    return derive(region -> region.rows(positions));
  }

  /**
   * Rows by a list of positions that somebody exports, as {@link #rows(long...)} has them: {@code
   * v[indices]}, with an array of indices.
   *
   * @param positions integers of any format in one dimension, which are read now
   * @return the view of the rows
   * @throws IndexOutOfBoundsException if a position is outside of the dimension
   * @throws IllegalArgumentException if there is no dimension, or if the positions are not integers
   *     in one dimension: a mask selects nothing
   * @throws io.memview.format.ValueException if an unsigned position is above 2<sup>63</sup>-1
   */
  public final View rows(Exporter positions) {
    lease.check();
    Objects.requireNonNull(positions, "positions");
    long[] list =
        positions.withView(Request.FULL_RO, that -> that.call(() -> Positions.of(that.region)));
    return rows(list);
  }

  /**
   * The dimensions in reverse order: {@code v.T}.
   *
   * @return the transposed view
   * @throws BufferException.Refused if a dimension would move across one of pointers
   */
  public final View transpose() {
    return rearrange(Layout::transpose);
  }

  /**
   * The dimensions in another order: {@code numpy.transpose(v, dimensions)}.
   *
   * @param dimensions for each new dimension, the old one; each stands once
   * @return the permuted view
   * @throws IllegalArgumentException if this is no permutation of the dimensions
   * @throws BufferException.Refused if a dimension would move across one of pointers
   */
  public final View permute(int... dimensions) {
    lease.check();
    Objects.requireNonNull(dimensions, "dimensions");
    return rearrange(layout -> layout.permute(dimensions));
  }

  /**
   * Two dimensions in each other's place.
   *
   * @param first a dimension
   * @param second another
   * @return the permuted view
   * @throws BufferException.Refused if one would move across a dimension of pointers
   */
  public final View swapAxes(int first, int second) {
    return rearrange(layout -> layout.swapAxes(first, second));
  }

  /**
   * One dimension in another place, the others in their order: {@code numpy.moveaxis(v, from, to)}.
   *
   * @param from where it is, from 0
   * @param to where it is to be
   * @return the permuted view
   * @throws BufferException.Refused if a dimension would move across one of pointers
   */
  public final View moveAxis(int from, int to) {
    return rearrange(layout -> layout.moveAxis(from, to));
  }

  /**
   * All dimensions walked from their end: {@code v[::-1, ::-1]}.
   *
   * @return the flipped view
   */
  public final View flip() {
    return rearrange(Layout::flip);
  }

  /**
   * Dimensions walked from their end: {@code v[::-1]}.
   *
   * @param dimensions which ones
   * @return the flipped view
   */
  public final View flip(int... dimensions) {
    return rearrange(layout -> layout.flip(dimensions));
  }

  /**
   * Dimensions of one item repeated, and new ones in front, without more memory: {@code
   * numpy.broadcast_to}. The view is read-only if items repeat.
   *
   * @param shape the extents wanted; aligned with this view's at the end
   * @return the repeated view
   * @throws IllegalArgumentException if an extent is neither 1 nor the one wanted
   */
  public final View broadcast(long... shape) {
    lease.check();
    Objects.requireNonNull(shape, "shape");
    return rearrange(layout -> layout.broadcast(shape));
  }

  /**
   * The same items in the same C order under another shape.
   *
   * @param shape the extents wanted; an empty array is no dimensions; one may be -1 and is computed
   * @return the reshaped view
   * @throws IllegalArgumentException if the number of items differs
   * @throws BufferException.Refused if no strides can express it: the items must be copied
   */
  public final View reshape(long... shape) {
    lease.check();
    Objects.requireNonNull(shape, "shape");
    return rearrange(layout -> layout.reshape(shape));
  }

  /**
   * The same items in the same C order in one dimension: {@code numpy.reshape(v, -1, copy=False)};
   * {@code numpy.ravel} copies where this refuses.
   *
   * @return the view of one dimension
   * @throws BufferException.Refused if the items have no single stride in C order: they must be
   *     copied, by {@link #toArray} or by {@link Contiguous#acquire}
   */
  public final View ravel() {
    return rearrange(Layout::ravel);
  }

  /**
   * Windows that slide over all dimensions, without more memory: {@code
   * numpy.lib.stride_tricks.sliding_window_view(v, window)}. The view is read-only if windows share
   * items.
   *
   * @param window the extent of a window in each dimension
   * @return a view of twice as many dimensions: the places of the window, then those in it
   * @throws IllegalArgumentException if there is not one extent for each dimension, or if one is
   *     negative or larger than its dimension
   * @throws BufferException.Refused if a dimension other than the last leads to pointers
   */
  public final View slidingWindows(long... window) {
    lease.check();
    Objects.requireNonNull(window, "window");
    return derive(region -> region.slidingWindows(window));
  }

  /**
   * Windows that slide over some dimensions, without more memory: {@code
   * numpy.lib.stride_tricks.sliding_window_view(v, window, axis)}. The view is read-only if windows
   * share items.
   *
   * @param window the extent of a window in each of the dimensions
   * @param dimensions which ones, from 0; one that stands twice gets windows of windows
   * @return a view with a dimension more for each one given: behind the places of the window those
   *     in it
   * @throws IllegalArgumentException if there is not one extent for each of the dimensions, or if
   *     one is negative or larger than its dimension
   * @throws BufferException.Refused if a dimension other than the last leads to pointers
   */
  public final View slidingWindows(long[] window, int... dimensions) {
    lease.check();
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(dimensions, "dimensions");
    return derive(region -> region.slidingWindows(window, dimensions));
  }

  /**
   * Without the dimensions that have one item and no pointers.
   *
   * @return the view with fewer dimensions
   */
  public final View squeeze() {
    return rearrange(Layout::squeeze);
  }

  /**
   * Without dimensions of one item.
   *
   * @param dimensions which ones to drop
   * @return the view with fewer dimensions
   * @throws IllegalArgumentException if a given dimension has not one item
   * @throws BufferException.Refused if a given dimension holds pointers
   */
  public final View squeeze(int... dimensions) {
    return rearrange(layout -> layout.squeeze(dimensions));
  }

  /**
   * One field of each record. The dimensions of a sub-array stand behind those of this view.
   *
   * @param name the field's name
   * @return the view of the field
   * @throws IllegalArgumentException if items are no records, or have no such field
   */
  public final View field(String name) {
    Objects.requireNonNull(name, "name");
    return derive(region -> region.field(name));
  }

  /**
   * All fields of each record that have a name, as columns: {@code {name: v[name] for name in
   * v.dtype.names}}. A field that is a record itself is a view of records, which has fields in
   * turn.
   *
   * @return the views by their fields' names, in the order of the fields; it cannot be changed
   * @throws IllegalArgumentException if items are no records
   */
  public final SequencedMap<String, View> fields() {
    lease.check();
    SequencedMap<String, View> columns = new LinkedHashMap<>();
    region.fields().forEach((name, column) -> columns.put(name, of(lease, column)));
    return Collections.unmodifiableSequencedMap(columns);
  }

  /**
   * The same items, not to be written: {@code memoryview.toreadonly}.
   *
   * @return a read-only view
   */
  public final View asReadOnly() {
    return derive(Region::asReadOnly);
  }

  /**
   * The same bytes as other items, between bytes and numbers, from one dimension to one or more and
   * back: {@code memoryview.cast(format, shape)}.
   *
   * @param format one native code, such as {@code "d"}; this view's or the new one is {@code B},
   *     {@code b} or {@code c}
   * @param shape the extents in new items; an empty array is one item without dimensions
   * @return the cast view
   * @throws BufferException.Refused if this view is not C contiguous
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the format is no native code, if neither side is bytes, if
   *     both have several dimensions, or if the sizes do not match
   */
  public final View cast(String format, long... shape) {
    lease.check();
    return cast(Reinterpret.oneCode(format), shape);
  }

  /**
   * The same bytes as other items, as {@link #cast(String, long...)} reads them.
   *
   * @param format one native code
   * @param shape the extents in new items; an empty array is one item without dimensions
   * @return the cast view
   * @throws BufferException.Refused if this view is not C contiguous
   * @throws IllegalArgumentException if the format is no native code, if neither side is bytes, if
   *     both have several dimensions, or if the sizes do not match
   */
  public final View cast(Format format, long... shape) {
    lease.check();
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(shape, "shape");
    return derive(region -> Reinterpret.cast(region, format, shape));
  }

  /**
   * The same bytes as other items, between bytes and numbers, in one dimension: {@code
   * memoryview.cast(format)}.
   *
   * @param format one native code, such as {@code "d"}; this view's or the new one is {@code B},
   *     {@code b} or {@code c}
   * @return the cast view
   * @throws BufferException.Refused if this view is not C contiguous
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the format is no native code, if neither side is bytes, or
   *     if the bytes are not a whole number of items
   */
  public final View cast(String format) {
    lease.check();
    return cast(Reinterpret.oneCode(format));
  }

  /**
   * The same bytes as other items in one dimension, as {@link #cast(String)} reads them.
   *
   * @param format one native code
   * @return the cast view
   * @throws BufferException.Refused if this view is not C contiguous
   * @throws IllegalArgumentException if the format is no native code, if neither side is bytes, or
   *     if the bytes are not a whole number of items
   */
  public final View cast(Format format) {
    lease.check();
    Objects.requireNonNull(format, "format");
    return derive(region -> Reinterpret.cast(region, format));
  }

  /**
   * The same bytes in C order as items of any format, byte order and shape: {@code
   * numpy.ndarray.view} and {@code reshape} in one. Goes further than {@link #cast(String,
   * long...)}: items of the same size may lie at any strides and behind pointers, items of another
   * size wherever strides can express them.
   *
   * @param format what an item is to be
   * @param shape the extents in new items; an empty array is one item without dimensions
   * @return the view of the new items
   * @throws BufferException.Refused if no strides can express it, as where items of another size
   *     would have gaps: the items must be copied
   * @throws IllegalArgumentException if the sizes do not match
   */
  public final View reinterpret(Format format, long... shape) {
    lease.check();
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(shape, "shape");
    return derive(region -> Reinterpret.reinterpret(region, format, shape));
  }

  /**
   * The same bytes as items of any format, as {@link #reinterpret(Format, long...)} reads them.
   *
   * @param format what an item is to be, as {@link Format#parse} reads it
   * @param shape the extents in new items; an empty array is one item without dimensions
   * @return the view of the new items
   * @throws BufferException.Refused if no strides can express it: the items must be copied
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the sizes do not match
   */
  public final View reinterpret(String format, long... shape) {
    lease.check();
    return reinterpret(Format.parse(format), shape);
  }

  /**
   * The same bytes as items of any format and byte order, in as many dimensions: {@code
   * numpy.ndarray.view(dtype)}. Items of the same size may lie at any strides and behind pointers.
   * Of items of another size the last dimension has more or fewer: it must be contiguous.
   *
   * @param format what an item is to be
   * @return the view of the new items
   * @throws BufferException.Refused if the sizes differ and the last dimension is not contiguous
   * @throws IllegalArgumentException if the bytes of an item, or those of the last dimension, are
   *     not a whole number of new items; or if the sizes differ and there are no dimensions
   */
  public final View reinterpret(Format format) {
    lease.check();
    Objects.requireNonNull(format, "format");
    return derive(region -> Reinterpret.reinterpret(region, format));
  }

  /**
   * The same bytes as items of any format, as {@link #reinterpret(Format)} reads them.
   *
   * @param format what an item is to be, as {@link Format#parse} reads it
   * @return the view of the new items
   * @throws BufferException.Refused if the sizes differ and the last dimension is not contiguous
   * @throws io.memview.format.FormatException if the format is bad
   * @throws IllegalArgumentException if the bytes of an item, or those of the last dimension, are
   *     not a whole number of new items; or if the sizes differ and there are no dimensions
   */
  public final View reinterpret(String format) {
    lease.check();
    return reinterpret(Format.parse(format));
  }

  /**
   * The bytes of a contiguous view as a segment, without a copy.
   *
   * <p>The segment does not know the lease: whoever keeps it beyond the release sees memory that
   * may have been moved. It is read-only if the view is. An {@link ExportCount.Keeper} may end it
   * with the last lease. Nor does it know the format: a {@code ByteBuffer} of it is big-endian,
   * where {@link #asByteBuffer} has the byte order of the format.
   *
   * <p><b>Files that are cut short.</b> Loops of one's own over a segment may be compiled to
   * instructions that HotSpot 25 does not survive on a page that is gone, such as {@code movslq}
   * (32-bit integers that are widened) and {@code vpternlogq} (two bitwise operations at once): the
   * process ends, whoever mapped the file. Views read items in another way. Who reads segments of
   * files that others may cut reads them through the view, or copies first ({@link
   * MemorySegment#copy}, {@link #toBytes}), which is safe.
   *
   * @return the bytes, in the order in which they lie in memory
   * @throws BufferException.Refused if the items are not contiguous in C or Fortran order
   * @throws BufferException.Released if the lease has been released, or the arena closed
   */
  public final MemorySegment asSegment() {
    return asSegment(Order.ANY);
  }

  /**
   * The bytes of a view that is contiguous in one order as a segment, without a copy: for code that
   * takes the items in that order, and would take those of a transposed view in the wrong one.
   *
   * @param order the order in which the items are to follow each other; {@code ANY} as for {@link
   *     #asSegment()}, which says what the segment knows and what it does not
   * @return the bytes, in that order
   * @throws BufferException.Refused if the items are not contiguous in that order
   * @throws BufferException.Released if the lease has been released, or the arena closed
   */
  public final MemorySegment asSegment(Order order) {
    Region memory = live();
    if (!memory.layout().isContiguous(Objects.requireNonNull(order, "order"))) {
      boolean isTurned = memory.layout().isContiguous(Order.ANY);
      throw new BufferException.Refused(
          "the view is not contiguous%s (%s); %scopy it to a segment"
              .formatted(
                  order == Order.ANY ? "" : " in %s order".formatted(order),
                  memory.describe(),
                  isTurned ? "transpose() of it is, asSegment() takes it as it lies, or " : ""));
    }
    return raw(memory.segment());
  }

  /**
   * The bytes of the items as a buffer, in C order and in the byte order of the format, without a
   * copy. {@link #asFloatBuffer} and the like give the items themselves.
   *
   * <p>There is one of memory off the heap and of {@code byte[]}: the platform has none of other
   * arrays. Its byte order is that of the format's codes of several bytes; records with codes of
   * both orders are refused. It is read-only if the view is. It knows the lease as little as a
   * segment does: what {@link #asSegment()} says of the release, and of files that are cut short,
   * holds for buffers as well.
   *
   * @return a new buffer, at position 0, with the view's bytes and no others
   * @throws BufferException.Refused if the items are not C contiguous, lie in another array than a
   *     {@code byte[]}, have fields of both byte orders, or take more than 2<sup>31</sup>-1 bytes
   * @throws BufferException.Released if the lease has been released, or the arena closed
   */
  public final ByteBuffer asByteBuffer() {
    return (ByteBuffer) buffer(BufferType.BYTE);
  }

  /**
   * The items as a buffer of characters, in C order, without a copy. What is said here holds for
   * the buffers of the other types, too.
   *
   * <p>There is one of memory off the heap and of {@code byte[]}, in the byte order of the format;
   * and of an array of the very type, if the byte order is native, which the buffer wraps then. It
   * is read-only if the view is. What {@link #asSegment()} says of the release, and of files that
   * are cut short, holds for buffers as well.
   *
   * @return a new buffer, at position 0, with the view's items and no others
   * @throws BufferException.Refused if items are none of {@code H} and {@code u}; if they are not C
   *     contiguous; if they lie in an array of another type, or in one in the other byte order; or
   *     if they take more bytes than such a buffer has, which off the heap is 2<sup>31</sup>-1
   * @throws BufferException.Released if the lease has been released, or the arena closed
   */
  public final CharBuffer asCharBuffer() {
    return (CharBuffer) buffer(BufferType.CHAR);
  }

  /**
   * The items as a buffer of 16-bit integers, as {@link #asCharBuffer} gives one of characters.
   * Unsigned ones show as signed.
   *
   * @return a new buffer, at position 0, with the view's items and no others
   * @throws BufferException.Refused if items are not 16-bit integers, or as {@link #asCharBuffer}
   *     says
   * @throws BufferException.Released if the lease has been released, or the arena closed
   */
  public final ShortBuffer asShortBuffer() {
    return (ShortBuffer) buffer(BufferType.SHORT);
  }

  /**
   * The items as a buffer of 32-bit integers, as {@link #asCharBuffer} gives one of characters.
   * Unsigned ones show as signed.
   *
   * @return a new buffer, at position 0, with the view's items and no others
   * @throws BufferException.Refused if items are not 32-bit integers, or as {@link #asCharBuffer}
   *     says
   * @throws BufferException.Released if the lease has been released, or the arena closed
   */
  public final IntBuffer asIntBuffer() {
    return (IntBuffer) buffer(BufferType.INT);
  }

  /**
   * The items as a buffer of 64-bit integers, as {@link #asCharBuffer} gives one of characters.
   * Unsigned ones show as signed.
   *
   * @return a new buffer, at position 0, with the view's items and no others
   * @throws BufferException.Refused if items are not 64-bit integers, or as {@link #asCharBuffer}
   *     says
   * @throws BufferException.Released if the lease has been released, or the arena closed
   */
  public final LongBuffer asLongBuffer() {
    return (LongBuffer) buffer(BufferType.LONG);
  }

  /**
   * The items as a buffer of 32-bit floats, as {@link #asCharBuffer} gives one of characters.
   *
   * @return a new buffer, at position 0, with the view's items and no others
   * @throws BufferException.Refused if items are not {@code f}, or as {@link #asCharBuffer} says
   * @throws BufferException.Released if the lease has been released, or the arena closed
   */
  public final FloatBuffer asFloatBuffer() {
    return (FloatBuffer) buffer(BufferType.FLOAT);
  }

  /**
   * The items as a buffer of 64-bit floats, as {@link #asCharBuffer} gives one of characters.
   *
   * @return a new buffer, at position 0, with the view's items and no others
   * @throws BufferException.Refused if items are not {@code d}, or as {@link #asCharBuffer} says
   * @throws BufferException.Released if the lease has been released, or the arena closed
   */
  public final DoubleBuffer asDoubleBuffer() {
    return (DoubleBuffer) buffer(BufferType.DOUBLE);
  }

  private Buffer buffer(BufferType type) {
    Region memory = live();
    type.check(memory);
    return type.of(raw(memory.segment(), false), memory);
  }

  /**
   * The bytes of one item as a segment, without a copy: {@code PyBuffer_GetPointer}, but checked.
   *
   * <p>The segment does not know the lease, as that of {@link #asSegment} does not, and the same
   * holds for it if a file is cut short. It is read-only if the view is.
   *
   * @param index one position for each dimension
   * @return the bytes of the item, as many as {@link Layout#itemSize}
   */
  public final MemorySegment itemSegment(long... index) {
    lease.check();
    return item(place(index));
  }

  final MemorySegment item(ItemAddress place) {
    lease.check();
    return raw(place.segment().asSlice(place.offset(), region.layout().itemSize()));
  }

  /** A segment as it is handed out: to somebody who may give its address away. */
  private MemorySegment raw(MemorySegment segment) {
    return raw(segment, isReadOnly());
  }

  private MemorySegment raw(MemorySegment segment, boolean asReadOnly) {
    if (!segment.scope().isAlive()) {
      throw failed(new IllegalStateException("Already closed"));
    }
    MemorySegment handedOut = asReadOnly ? segment.asReadOnly() : segment;
    ExportCount exports = lease.exports();
    // In an operation: else the memory might go while its keeper is asked.
    return exports.isKept() ? call(() -> exports.raw(handedOut), false) : handedOut;
  }

  // ---- the view for people

  /**
   * The items as NumPy prints them, with its own options: {@code numpy.array2string}.
   *
   * @return the text
   * @throws io.memview.format.ValueException if text items are no Unicode
   * @see #show(PrintOptions)
   */
  public final String show() {
    return show(PrintOptions.DEFAULT);
  }

  /**
   * The items as NumPy prints them: {@code numpy.array2string}. Numbers stand in columns; floats
   * have the fewest digits that their type needs, at most the precision, and are all in scientific
   * notation if the greatest is 10<sup>8</sup> or more (10<sup>6</sup> of {@code f}, 1000 of {@code
   * e}), the least below 0.0001, or one more than 1000 times another. Records are tuples, bytes and
   * text are written as in Python; what has no value here ({@code O}, pointers to functions) is
   * shown as its bytes.
   *
   * <p>Unlike in NumPy, a summary of many dimensions stays short: where it would have more than
   * 10000 items, the dimensions before the last two show their first item only. A {@code g} has at
   * most 19 digits.
   *
   * @param options precision, line width, and how much is shown
   * @return the text: a line for each row, and lines between the rows of different tables
   * @throws io.memview.format.ValueException if text items are no Unicode
   * @throws IllegalArgumentException if the options ask for more items than there could be room for
   */
  public final String show(PrintOptions options) {
    Objects.requireNonNull(options, "options");
    return call(() -> ArrayText.text(region, options.forText()));
  }

  /**
   * The items as a table for people.
   *
   * @return HTML
   * @throws io.memview.format.ValueException if text items are no Unicode
   * @see #showHtml(PrintOptions)
   */
  public final String showHtml() {
    return showHtml(PrintOptions.DEFAULT);
  }

  /**
   * The items as a table for people: of one or two dimensions, with the positions at its sides;
   * more than 16 items of one dimension are in rows of ten, and records have a row each and a
   * column for each field. What has no or more dimensions is as {@link #show(PrintOptions)} has it.
   * As much is shown, and numbers have as many digits, as there.
   *
   * @param options precision and how much is shown
   * @return HTML: an element that holds the table and its style, or a {@code pre}; no document of
   *     its own
   * @throws io.memview.format.ValueException if text items are no Unicode
   * @throws IllegalArgumentException if the options ask for more items than there could be room for
   */
  public final String showHtml(PrintOptions options) {
    Objects.requireNonNull(options, "options");
    return call(() -> ArrayTables.html(region, options.forText()));
  }

  /**
   * A picture of the memory, in the order of addresses: which of it this view reaches, how far the
   * steps of its dimensions are and where its pointers lead. Views of at most 200 items are drawn
   * cell by cell, with the index in each; lines of which nothing is reached are left out. Of larger
   * views each block is a band, the darker the more of it is reached. Reads no item.
   *
   * @return SVG 1.1, a document of its own
   * @throws BufferException.Released if the view has been released
   * @see #layoutHtml()
   */
  public final String layoutSvg() {
    return MemoryDiagram.of(live());
  }

  /**
   * A page on which a person points at an item and sees where it lies, or at a byte and sees whose
   * it is, with the pointer or the arrow keys: the items as tables, and under them the memory, byte
   * by byte, with steps and pointers as {@link #layoutSvg} draws them. Shows the bytes of this
   * view's items and no others, and the addresses of native memory.
   *
   * <p>Views of at most 4096 bytes in all items are there in full; of larger ones the tables are
   * those of {@link #show}, whose items tell their addresses, and each block is a band.
   *
   * @return HTML, a document of its own, which loads nothing
   * @throws io.memview.format.ValueException if text items are no Unicode
   * @throws BufferException.Released if the view has been released
   */
  public final String layoutHtml() {
    return call(() -> MemoryPage.of(region, PrintOptions.DEFAULT.forText(), describe()));
  }

  /**
   * What kind of memory this is, for people: format, shape, strides, suboffsets, order, access, and
   * whose it is, with the number of open leases on it. Never throws, and reads no item.
   *
   * @return a line for each
   */
  public final String describe() {
    return ViewDescription.of(region, owner(), lease.exports().get(), isReleased());
  }

  /** The format, the layout, and whether the view is read-only or released; never throws. */
  @Override
  public final String toString() {
    return "View[%s%s]".formatted(region.describe(), isReleased() ? ", released" : "");
  }
}
