package io.memview.format;

/**
 * A format as a key for what refuses values. Codes that are equal may differ there: {@code f}
 * rounds what is too large to infinity, and {@code <f} refuses it.
 *
 * @param format any format
 */
record ExactFormat(Format format) {
  @Override
  public boolean equals(Object other) {
    return other instanceof ExactFormat(Format that)
        && (format == that || (format.equals(that) && refuseAlike(format, that)));
  }

  /** Of formats that are equal. */
  private static boolean refuseAlike(Format a, Format b) {
    // No switch by type, which each program would pay for at its start.
    if (a instanceof Scalar x && b instanceof Scalar y) {
      return x.type() == y.type() && x.mode() == y.mode();
    }
    if (a instanceof SubArray x && b instanceof SubArray y) {
      return refuseAlike(x.element(), y.element());
    }
    if (a instanceof Struct x && b instanceof Struct y) {
      for (int i = 0; i < x.fields().size(); i++) {
        if (!refuseAlike(x.fields().get(i).format(), y.fields().get(i).format())) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return format.hashCode();
  }
}
