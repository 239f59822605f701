package io.memview;

import io.memview.layout.LayoutException;
import java.util.Objects;

/**
 * The protocol says no. Counterpart of Python's {@code BufferError}. Each way to be refused is a
 * nested class; the message says what was asked, what is there, and what would work.
 */
public abstract sealed class BufferException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private BufferException(String message, Throwable cause) {
    super(message, cause);
  }

  private BufferException(String message) {
    super(message);
  }

  /** The exporter cannot meet the request, or a view cannot express the operation. */
  public static final class Refused extends BufferException {
    private static final long serialVersionUID = 1;

    /**
     * A refusal.
     *
     * @param message what was asked, what is there, what would work
     */
    public Refused(String message) {
      super(message);
    }

    /**
     * A refusal because something else has failed.
     *
     * @param message what was asked, what is there, what would work
     * @param cause what has failed
     */
    public Refused(String message, Throwable cause) {
      super(message, cause);
    }

    /** In the words of a layout that cannot be expressed. */
    Refused(LayoutException cause) {
      this(Objects.requireNonNull(cause.getMessage(), "message"), cause);
    }
  }

  /** The memory cannot be moved or freed while leases on it are open. */
  public static final class Exported extends BufferException {
    private static final long serialVersionUID = 1;

    /** How many exports stood in the way. */
    private final long exports;

    /**
     * Leases stand in the way.
     *
     * @param whereabouts where they were acquired, or how to find out: the end of the message
     */
    Exported(String operation, long exports, String whereabouts) {
      super(
          "cannot %s: %d %s outstanding; release %s first%s"
              .formatted(
                  operation,
                  exports,
                  exports == 1 ? "export is" : "exports are",
                  exports == 1 ? "it" : "them",
                  whereabouts));
      this.exports = exports;
    }

    /** No lease stands in the way, but a segment that the platform has not finished with. */
    Exported(String operation, Throwable cause) {
      super(
          "cannot %s: a segment of the memory is in use by I/O or a native call; wait for its end, then %s again"
              .formatted(operation, operation),
          cause);
      this.exports = 1;
    }

    /**
     * How many exports stood in the way.
     *
     * @return the number, 1 or more; 1 if it is the platform that uses the memory
     */
    public long exports() {
      return exports;
    }
  }

  /** The lease has been released, and everything that was derived from it with it. */
  public static final class Released extends BufferException {
    private static final long serialVersionUID = 1;

    Released(String message) {
      super(message);
    }

    Released(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The memory is read-only. */
  public static final class ReadOnly extends BufferException {
    private static final long serialVersionUID = 1;

    ReadOnly(String message) {
      super(message);
    }
  }

  /** The memory itself failed, as a mapped file does that was cut short under the view. */
  public static final class StorageFailure extends BufferException {
    private static final long serialVersionUID = 1;

    /**
     * A failure of the memory.
     *
     * @param message what was being done, and what has become of the memory
     * @param cause what has failed
     */
    public StorageFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
