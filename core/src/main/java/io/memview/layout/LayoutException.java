package io.memview.layout;

/**
 * No strides and suboffsets can express what was asked for, so that the items would have to be
 * copied. Where a view was asked, it says so by {@code BufferException.Refused}.
 */
public final class LayoutException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /**
   * Says why.
   *
   * @param message what was asked, what is there, and what would work
   */
  public LayoutException(String message) {
    super(message);
  }
}
