package io.memview.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text in a language of ours or of others. */
abstract class TextTarget implements Target {
  /** A message shows a window of a long text. */
  private static final int LONGEST_MESSAGE = 1000;

  private static final int TRAIT = 60;
  private static final int ANSWER = 16;

  /** Some texts that are right, and some that nearly are. */
  abstract List<String> texts() throws Exception;

  /**
   * Reads the text and checks what it became.
   *
   * @return what is remarkable of the answer
   */
  abstract @Nullable String answer(String text);

  /** Whether this is how a text is refused. */
  abstract boolean isRefusal(RuntimeException thrown);

  @Override
  public final List<byte[]> seeds() throws Exception {
    return texts().stream().map(text -> text.getBytes(UTF_8)).toList();
  }

  @Override
  public final @Nullable String check(byte[] input) {
    String text = new String(input, UTF_8);
    try {
      String trait = answer(text);
      return trait == null || trait.length() <= ANSWER ? trait : trait.substring(0, ANSWER);
    } catch (RuntimeException e) {
      if (!isRefusal(e)) {
        throw e;
      }
      return checkedRefusal(e);
    }
  }

  /** That a refusal tells something, and not too much; what kind it is. */
  static String checkedRefusal(Throwable refusal) {
    String message = refusal.getMessage();
    assertNotNull(message, refusal::toString);
    assertFalse(message.isBlank(), refusal::toString);
    assertTrue(
        message.length() <= LONGEST_MESSAGE,
        () -> "a message of %d characters: %s".formatted(message.length(), message));
    return refusal.getClass().getSimpleName() + shape(message);
  }

  /** A text without what differs from case to case: of its beginning the letters and signs. */
  static String shape(String text) {
    StringBuilder shape = new StringBuilder(TRAIT);
    boolean quoted = false;
    for (int i = 0; i < text.length() && shape.length() < TRAIT; i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        break;
      }
      quoted ^= c == '\'';
      if (!quoted && (c < '0' || c > '9')) {
        shape.append(c);
      }
    }
    return shape.toString();
  }
}
