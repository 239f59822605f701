package io.memview;

/** A view in words. */
final class Description {
  private Description() {}

  static String of(View view) {
    Layout layout = view.layout();
    long leases = view.lease.exports().get();
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
            view.format(),
            layout.itemSize(),
            Layout.tuple(layout.shape()),
            layout.itemCount(),
            layout.byteLength(),
            Layout.tuple(layout.strides()),
            layout.hasPointers() ? Layout.tuple(layout.suboffsets()) : "none",
            order(layout),
            view.isReadOnly() ? "read-only" : "writable",
            view.owner().getClass().getTypeName(),
            leases,
            leases == 1 ? "lease" : "leases",
            view.isReleased() ? "released" : "open");
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
