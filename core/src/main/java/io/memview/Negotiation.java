package io.memview;

import io.memview.internal.memory.Region;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request can be met and how: the checks of CPython's {@code memory_getbuf}, and words
 * for what would work instead.
 */
final class Negotiation {
  private static final int ORDER = ~Request.STRIDES.toInt();
  private static final Request KEPT = Request.WRITABLE.and(Request.FORMAT);

  private Negotiation() {}

  /** A region as a request allows it to be described. */
  static Region grant(Region region, Request request) {
    int known = grantMask(region);
    int asked = request.toInt();
    boolean asItIs = (asked & known >>> Short.SIZE) == 0 && (asked & known) == (short) known;
    return asItIs ? region : granted(region, request);
  }

  /**
   * What requests must not ask for (the upper half) and what they have to (the lower half), so that
   * they get the region as it is: computed once for each.
   */
  private static int grantMask(Region region) {
    int known = region.grantMask();
    if (known == 0) {
      known = newGrantMask(region);
      region.noteGrantMask(known);
    }
    return known;
  }

  private static int newGrantMask(Region region) {
    Layout layout = region.layout();
    boolean c = layout.isContiguous(Order.C);
    boolean fortran = layout.isContiguous(Order.FORTRAN);
    int refused =
        (region.isReadOnly() ? Request.WRITABLE.toInt() : 0)
            | (c ? 0 : ORDER & Request.C_CONTIGUOUS.toInt())
            | (fortran ? 0 : ORDER & Request.F_CONTIGUOUS.toInt())
            | (c || fortran ? 0 : ORDER & Request.ANY_CONTIGUOUS.toInt());
    Request needed = layout.hasPointers() ? Request.INDIRECT : c ? Request.ND : Request.STRIDES;
    return refused << Short.SIZE | needed.toInt();
  }

  /** The same, or why not. */
  private static Region granted(Region region, Request request) {
    String obstacle = obstacle(region, request);
    if (obstacle != null) {
      throw new BufferException.Refused(
          "request %s cannot be met: %s (%s); request %s would be%s"
              .formatted(
                  request,
                  obstacle,
                  region.describe(),
                  nearest(region, request),
                  copies(region, request)));
    }
    if (request.includes(Request.ND)) {
      return region;
    }
    return region.isBytes() ? region : region.asBytes();
  }

  /**
   * Why a request cannot be met, or null if it can. The checks and their order are those of
   * CPython's {@code memory_getbuf}.
   */
  private static @Nullable String obstacle(Region region, Request request) {
    Layout layout = region.layout();
    boolean readOnly = region.isReadOnly();
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
  private static Request nearest(Region region, Request request) {
    Layout layout = region.layout();
    Request allowed = region.isReadOnly() ? request.readOnly() : request;
    if (obstacle(region, allowed) == null) {
      return allowed;
    }
    Request described =
        layout.hasPointers()
            ? Request.INDIRECT
            : layout.isContiguous(Order.C) ? Request.ND : Request.STRIDES;
    return described.and(Request.of(allowed.toInt() & KEPT.toInt()));
  }

  /** How a copy meets a request that the geometry does not, in words. */
  private static String copies(Region region, Request request) {
    boolean writes = request.includes(Request.WRITABLE);
    boolean fortran = request.includes(Request.F_CONTIGUOUS);
    boolean hasNoOrder = fortran && request.includes(Request.C_CONTIGUOUS);
    boolean hasNoShape = !request.includes(Request.ND) && request.includes(Request.FORMAT);
    if (hasNoOrder || hasNoShape || (writes && region.isReadOnly())) {
      return "";
    }
    return (writes
            ? "; Mirror.of(exporter, Order.%s) gives a copy that is written back"
            : "; Contiguous.acquire(exporter, request, Order.%s) gives a copy to read")
        .formatted(fortran ? Order.FORTRAN : Order.C);
  }
}
