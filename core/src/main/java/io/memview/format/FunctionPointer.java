package io.memview.format;

import io.memview.internal.Texts;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a function, as 8 bytes, with the function's signature: {@code X{}}, {@code
 * X{id->d}}. It is carried, copied and printed; a value of it can be neither read nor written.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param arguments what the function takes
 * @param returned what it returns, or null if nothing is said
 * @param mode the byte order of the address itself
 */
@SuppressWarnings("exports") // Nullable, which users need not have
public record FunctionPointer(List<Format> arguments, @Nullable Format returned, ByteMode mode)
    implements Format {
  /**
   * A function pointer.
   *
   * @throws IllegalArgumentException if an argument or the result is padding, or nested more than
   *     64 deep
   */
  public FunctionPointer {
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(mode, "mode");
    arguments = List.copyOf(arguments);
    for (Format argument : arguments) {
      Nesting.checkAlone(argument);
    }
    if (returned != null) {
      Nesting.checkAlone(returned);
    }
  }

  /**
   * What the function returns.
   *
   * @return the format, if the signature says one
   */
  public Optional<Format> result() {
    return Optional.ofNullable(returned);
  }

  @Override
  public long itemSize() {
    return 8;
  }

  @Override
  public long alignment() {
    return mode.aligned() ? 8 : 1;
  }

  /**
   * Refused: a function is no value.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Object get(MemorySegment segment, long offset) {
    Objects.requireNonNull(segment, "segment");
    throw refusal();
  }

  /**
   * Refused: a function is no value.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void check(Object value) {
    Objects.requireNonNull(value, "value");
    throw refusal();
  }

  /**
   * Refused: a function is no value.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void put(MemorySegment segment, long offset, Object value) {
    Objects.requireNonNull(segment, "segment");
    check(value);
  }

  private UnsupportedOperationException refusal() {
    return new UnsupportedOperationException(
        "a '%s' item is a function pointer, which has no value here: read the address as 'P'"
            .formatted(Texts.shownValue(this)));
  }

  /** Whether signatures and the orders of the bytes are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FunctionPointer that
        && arguments.equals(that.arguments)
        && Objects.equals(returned, that.returned)
        && mode.order() == that.mode.order();
  }

  @Override
  public int hashCode() {
    return Objects.hash(arguments, returned, mode.order());
  }

  /** The format string, such as {@code X{id->d}}. */
  @Override
  public String toString() {
    return FormatPrinter.print(this);
  }
}
