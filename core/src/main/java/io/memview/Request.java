package io.memview;

import java.util.ArrayList;
import java.util.List;

/**
 * What a consumer asks of an exporter: which fields it can deal with and whether it wants to write.
 * Counterpart of the {@code PyBUF_*} flags; the bits are CPython's.
 *
 * <p>A request is an upper bound on what the answer may need: {@link #SIMPLE} takes one block of
 * bytes only, {@link #FULL_RO} takes anything. An exporter refuses what cannot be described within
 * that bound.
 *
 * <p>A request can also promise that its lease is released in the scope that acquires it: see
 * {@link #scoped()}.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * <p>Source: PEP 3118, "Access flags"; CPython's {@code object.h} / {@code pybuffer.h}.
 */
public final class Request {
  /** One C contiguous block of bytes; shape, strides and format are not asked for. */
  public static final Request SIMPLE = new Request(0);

  /** The memory must be writable. Combines with every other request. */
  public static final Request WRITABLE = new Request(0x1);

  /** The format is asked for. Combines with every request that asks for the shape. */
  public static final Request FORMAT = new Request(0x4);

  /** The shape is asked for; the items must be C contiguous. */
  public static final Request ND = new Request(0x8);

  /** Shape and strides are asked for. */
  public static final Request STRIDES = new Request(0x10 | 0x8);

  /** Shape and strides are asked for; the items must be C contiguous. */
  public static final Request C_CONTIGUOUS = new Request(0x20 | 0x18);

  /** Shape and strides are asked for; the items must be Fortran contiguous. */
  public static final Request F_CONTIGUOUS = new Request(0x40 | 0x18);

  /** Shape and strides are asked for; the items must be contiguous in either order. */
  public static final Request ANY_CONTIGUOUS = new Request(0x80 | 0x18);

  /** Shape, strides and suboffsets are asked for. */
  public static final Request INDIRECT = new Request(0x100 | 0x18);

  /** {@link #ND}, writable. */
  public static final Request CONTIG = new Request(0x9);

  /** {@link #ND}. */
  public static final Request CONTIG_RO = ND;

  /** {@link #STRIDES}, writable. */
  public static final Request STRIDED = new Request(0x19);

  /** {@link #STRIDES}. */
  public static final Request STRIDED_RO = STRIDES;

  /** {@link #STRIDES} and {@link #FORMAT}, writable. */
  public static final Request RECORDS = new Request(0x1d);

  /** {@link #STRIDES} and {@link #FORMAT}. */
  public static final Request RECORDS_RO = new Request(0x1c);

  /** {@link #INDIRECT} and {@link #FORMAT}, writable. */
  public static final Request FULL = new Request(0x11d);

  /** {@link #INDIRECT} and {@link #FORMAT}: every exporter can meet it. */
  public static final Request FULL_RO = new Request(0x11c);

  private static final int KNOWN = 0x1fd;
  private static final int SCOPED = 1 << 31;
  private static final String[] NAMES = {
    "WRITABLE",
    "",
    "FORMAT",
    "ND",
    "STRIDES",
    "C_CONTIGUOUS",
    "F_CONTIGUOUS",
    "ANY_CONTIGUOUS",
    "INDIRECT"
  };

  private final int bits;

  /** The same request with the promise; scoped acquisition must not allocate it each time. */
  private final Request scoped;

  private Request(int bits) {
    this.bits = bits;
    this.scoped = bits < 0 ? this : new Request(bits | SCOPED);
  }

  /**
   * The request of CPython's flags.
   *
   * @param flags an or of {@code PyBUF_*} bits
   * @return the request
   * @throws IllegalArgumentException if a bit is unknown (as {@code PyBUF_WRITE}, 0x200, is: it is
   *     an argument of other functions and not a request), or if a bit lacks those it builds on
   */
  public static Request of(int flags) {
    if ((flags & ~KNOWN) != 0) {
      throw new IllegalArgumentException(
          "unknown request bits 0x%x in 0x%x; the known ones are 0x%x"
              .formatted(flags & ~KNOWN, flags, KNOWN));
    }
    if (((flags & 0x1f0) != 0 && (flags & 0x18) != 0x18) || (flags & 0x18) == 0x10) {
      throw new IllegalArgumentException(
          "request 0x%x asks for strides or more without the shape: those bits include 0x18 (STRIDES)"
              .formatted(flags));
    }
    return new Request(flags);
  }

  /**
   * CPython's flags for this request.
   *
   * @return an or of {@code PyBUF_*} bits
   */
  public int toInt() {
    return bits & ~SCOPED;
  }

  /**
   * A request for all that this one and another ask for.
   *
   * @param other the other request
   * @return both together
   */
  public Request and(Request other) {
    return ofBits(bits | other.bits);
  }

  /**
   * This request without asking to write.
   *
   * @return the read-only request
   */
  public Request readOnly() {
    return ofBits(bits & ~0x1);
  }

  /**
   * Whether this request asks for all that another asks for.
   *
   * @param other the other request
   * @return true if every bit of the other is set here
   */
  public boolean includes(Request other) {
    return (toInt() & other.toInt()) == other.toInt();
  }

  /**
   * This request with the promise that the lease is closed in the scope that acquires it, so that
   * it cannot be forgotten: the lease is not watched for leaks. {@link Exporter#withView} and
   * Kotlin's {@code use} make the promise and keep it.
   *
   * @return the same request, promised
   */
  public Request scoped() {
    return scoped;
  }

  /**
   * Whether the request carries the promise of {@link #scoped()}.
   *
   * @return true if it does
   */
  public boolean isScoped() {
    return bits < 0;
  }

  private static Request ofBits(int bits) {
    Request plain = new Request(bits & ~SCOPED);
    return bits < 0 ? plain.scoped : plain;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Request that && bits == that.bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  /** The names of the flags, such as {@code STRIDES|FORMAT}. */
  @Override
  public String toString() {
    List<String> names = new ArrayList<>();
    int left = toInt();
    for (int bit = NAMES.length - 1; bit >= 0; bit--) {
      int flag = 1 << bit;
      if ((left & flag) != 0) {
        names.add(NAMES[bit]);
        left &= bit > 4 ? ~(flag | 0x18) : bit == 4 ? ~0x18 : ~flag;
      }
    }
    return names.isEmpty() ? "SIMPLE" : String.join("|", names);
  }
}
