package io.memview.cpython;

import java.util.Set;

/**
 * An exception that Python code raised and did not handle. The message is the name of its class and
 * its text, as the last line of Python's traceback has them.
 *
 * <p>A {@code BufferError} of an object that was asked for its buffer is a {@link
 * io.memview.BufferException.Refused} instead, with this as its cause.
 */
public final class PythonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What exporters raise that cannot meet a request; NumPy and ctypes differ from the protocol. */
  private static final Set<String> REFUSALS = Set.of("BufferError", "ValueError", "TypeError");

  /** The name of the class. */
  private final String type;

  /** The lines that Python would print. */
  private final String traceback;

  PythonException(String type, String text, String traceback) {
    super(text.isEmpty() ? type : type + ": " + text);
    this.type = type;
    this.traceback = traceback;
  }

  /**
   * The name of the exception's class in Python.
   *
   * @return such as {@code ZeroDivisionError}, without its module
   */
  public String type() {
    return type;
  }

  /**
   * What Python would have printed: where the exception was raised, in Python's lines.
   *
   * @return several lines; empty if Python could not say
   */
  public String traceback() {
    return traceback;
  }

  boolean isRefusal() {
    return REFUSALS.contains(type);
  }
}
