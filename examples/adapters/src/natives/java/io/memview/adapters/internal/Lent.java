package io.memview.adapters.internal;

import io.memview.BufferException;
import io.memview.HeldMemory;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * A lease on memory whose address a native library has been told. The library knows nothing of
 * leases: whoever holds its object holds this, and closes it when the library is done.
 *
 * <p>What lies where is remembered while this can be reached, so that an object that the library
 * derives from the one it was given (a part, a reshaped one) can be exported with a lease of its
 * own on the memory that it lies in: {@link #memoryAt}.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Lent implements AutoCloseable {
  private static final Set<Lent> ALL =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final Lease lease;

  /** The first byte that items reach, and the one behind the last. */
  private final long start;

  private final long end;

  private Lent(Lease lease, long start, long end) {
    this.lease = lease;
    this.start = start;
    this.end = end;
  }

  /**
   * Acquires native memory for a library.
   *
   * @param items what is in the memory
   * @param library who is to be told the address, for messages
   * @param writes whether it may write there
   * @return a new object, which the caller must close
   * @throws BufferException.Refused if the items are no numbers in native byte order, lie on the
   *     heap or behind pointers, or are read-only and may be written
   */
  public static Lent of(View items, String library, boolean writes) {
    Lease lease = items.acquire(Request.FULL_RO);
    try {
      View view = lease.view();
      type(view, library);
      if (writes && view.isReadOnly()) {
        throw new BufferException.Refused(
            "%s may write to what it is given, and the memory is read-only (%s); the method for inputs (asInput...) takes it, or %s"
                .formatted(library, view, copied(view)));
      }
      if (view.itemCount() == 0) {
        return new Lent(lease, 0, 0);
      }
      MemorySegment first = first(view, library);
      long base = first.address() - view.layout().offset();
      long[] range = view.layout().byteRange();
      Lent lent = new Lent(lease, base + range[0], base + range[1]);
      ALL.add(lent);
      return lent;
    } catch (Throwable failure) {
      lease.close();
      throw failure;
    }
  }

  /** The bytes of the first item, which has an address. */
  private static MemorySegment first(View view, String library) {
    if (view.layout().hasPointers()) {
      throw new BufferException.Refused(
          "the items lie behind pointers, and %s has one address for all (%s); %s"
              .formatted(library, view, copied(view)));
    }
    MemorySegment first = view.itemSegment(new long[view.ndim()]);
    if (!first.isNative()) {
      throw new BufferException.Refused(
          "the items lie on the heap, where they have no address that %s could keep (%s); %s"
              .formatted(library, view, copied(view)));
    }
    return first;
  }

  /**
   * What an item is.
   *
   * @param view the items
   * @param library who is to read them, for messages
   * @return the row of its code
   * @throws BufferException.Refused if it is no scalar in native byte order
   */
  public static ScalarType type(View view, String library) {
    Format format = view.format();
    if (!(format instanceof Scalar scalar) || scalar.length() != 1) {
      throw new BufferException.Refused(
          "%s has numbers, and items are '%s'; of records, field(name) gives the numbers of one field"
              .formatted(library, format));
    }
    if (scalar.isSwapped()) {
      throw new BufferException.Refused(
          "%s has numbers in the machine's byte order, and items are '%s'; %s"
              .formatted(library, format, copied(view)));
    }
    return scalar.type();
  }

  /**
   * A refusal because the library has no such type.
   *
   * @param view the items
   * @param library who is to read them
   * @param types what it has, by their codes
   * @return the exception
   */
  public static BufferException.Refused unknown(View view, String library, String types) {
    return new BufferException.Refused(
        "%s has no type for items of '%s'; it has those of %s: copy(format) converts, and native memory of such a format takes the items by copyFrom"
            .formatted(library, view.format(), types));
  }

  /** What works of nearly everything. */
  private static String copied(View view) {
    Format format = view.format();
    Object code = format instanceof Scalar scalar ? new Scalar(scalar.type()) : format;
    return "copyFrom takes the items to native memory: OwnedMemory.allocate(\"%s\", shape)"
        .formatted(code);
  }

  /**
   * What a library has at an address, for an exporter of its object: with a lease of its own on the
   * memory there, if that is lent.
   *
   * @param address of the first item
   * @param format what the items are
   * @param layout how they lie from the address on
   * @param hold of the exporter, whose arena the memory ends with
   * @return the described memory; read-only if what is lent there is
   */
  public static Memory memoryAt(long address, Format format, Layout layout, HeldMemory.Hold hold) {
    Optional<Lent> lent = at(address);
    return lent.isPresent()
        ? lent.get().memory(address, format, layout, hold)
        : held(address, format, layout, hold);
  }

  /**
   * A part of this memory, for an exporter of what a library has there: it stays for as long as
   * that exporter is leased.
   *
   * @param address of the first item
   * @param format what the items are
   * @param layout how they lie from the address on
   * @param hold of the exporter, whose arena the memory ends with
   * @return the described memory; read-only if this is
   * @throws BufferException.Released if this has been closed
   */
  public Memory memory(long address, Format format, Layout layout, HeldMemory.Hold hold) {
    View all = hold.closing(view().acquire(Request.FULL_RO)).view();
    Memory memory = held(address, format, layout, hold);
    return all.isReadOnly() ? memory.asReadOnly() : memory;
  }

  @SuppressWarnings("restricted") // an address has no segment
  private static Memory held(long address, Format format, Layout layout, HeldMemory.Hold hold) {
    return Memory.of(
        MemorySegment.ofAddress(address).reinterpret(layout.byteRange()[1], hold.arena(), null),
        format,
        layout);
  }

  /**
   * The memory that holds an address, if it is lent.
   *
   * @param address where an object of a library has its items
   * @return the lease, if it is still open
   */
  public static Optional<Lent> at(long address) {
    synchronized (ALL) {
      return ALL.stream()
          .filter(lent -> lent.start <= address && address < lent.end && !lent.isReleased())
          .findAny();
    }
  }

  /**
   * The leased items.
   *
   * @return the view, which dies with this
   */
  public View view() {
    return lease.view();
  }

  /**
   * Whether the memory has been given back.
   *
   * @return true after {@link #close}
   */
  public boolean isReleased() {
    return lease.isReleased();
  }

  /**
   * All bytes as a buffer, for a library that takes one.
   *
   * @param library who is to be given the buffer, for messages
   * @return a direct buffer
   * @throws BufferException.Refused if the items are not C contiguous, or more than a buffer holds
   */
  public ByteBuffer buffer(String library) {
    if (view().itemCount() == 0) {
      return ByteBuffer.allocateDirect(0);
    }
    try {
      return view().asByteBuffer();
    } catch (BufferException.Refused refusal) {
      throw new BufferException.Refused(
          "%s has numbers that follow each other, at most %d bytes; %s: %s"
              .formatted(library, Integer.MAX_VALUE, copied(view()), refusal.getMessage()),
          refusal);
    }
  }

  /**
   * The address of the first item, as a buffer of no more than that item.
   *
   * @return a direct buffer
   */
  public ByteBuffer first() {
    return view().itemSegment(new long[view().ndim()]).asByteBuffer();
  }

  /** The library is done with the memory. */
  @Override
  public void close() {
    ALL.remove(this);
    lease.close();
  }
}
