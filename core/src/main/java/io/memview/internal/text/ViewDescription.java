package io.memview.internal.text;

import io.memview.internal.Texts;
import io.memview.internal.memory.Region;
import io.memview.layout.Layout;
import io.memview.layout.Order;

/** A view in words. */
public final class ViewDescription {
  private ViewDescription() {}

  /** A line for each property. */
  public static String of(Region region, Object owner, long leases, boolean isReleased) {
    Layout layout = region.layout();
    return """
    format      '%s', items of %d bytes
    shape       %s, %d items, %d bytes
    strides     %s
    suboffsets  %s
    order       %s
    access      %s
    owner       %s, %d open %s
    lease       %s\
    """
        .formatted(
            region.format(),
            layout.itemSize(),
            region.shapeText(),
            layout.itemCount(),
            layout.byteLength(),
            Texts.tuple(layout.strides()),
            layout.hasPointers() ? Texts.tuple(layout.suboffsets()) : "none",
            order(layout),
            region.isReadOnly() ? "read-only" : "writable",
            owner.getClass().getTypeName(),
            leases,
            leases == 1 ? "lease" : "leases",
            isReleased ? "released" : "open");
  }

  private static String order(Layout layout) {
    boolean c = layout.isContiguous(Order.C);
    boolean fortran = layout.isContiguous(Order.FORTRAN);
    if (c && fortran) {
      return "C and Fortran contiguous";
    }
    return c ? "C contiguous" : fortran ? "Fortran contiguous" : "not contiguous";
  }
}
