package io.memview.format;

/**
 * A value cannot be written as an item of a format: its type is wrong or it is out of range. The
 * message names the value, the code and the range. Counterpart of {@code struct.error} and
 * memoryview's "invalid value for format".
 */
public final class ValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  ValueException(String message) {
    super(message);
  }
}
