package io.memview;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Bad input and what its one message must say. */
public final class Refusals {
  private Refusals() {}

  /** The action throws, and the message has all these words. */
  @SuppressWarnings("exports") // JUnit is not for users
  public static void assertRefused(
      Class<? extends Exception> type, Executable action, String... words) {
    String message = String.valueOf(assertThrows(type, action).getMessage());
    for (String word : words) {
      assertTrue(message.contains(word), () -> "'%s' misses '%s'".formatted(message, word));
    }
  }
}
