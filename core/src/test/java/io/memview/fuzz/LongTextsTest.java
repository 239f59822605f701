package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.format.FormatException;
import io.memview.nio.SharedMemory;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is called with texts of 100,000 characters, or on items of such formats, refuses briefly.
 */
@Tag("class-files") // asks the class files what is public
class LongTextsTest {
  private static final int ROUNDS = 4;

  /** {@link Call} measures them. */
  @Test
  void messagesQuoteTheirBeginnings() throws IOException {
    List<Executable> calls = PublicCalls.all();
    for (int seed = 1; seed <= ROUNDS; seed++) {
      Random random = new Random(seed);
      for (Executable call : calls) {
        Pool pool = new Pool(random);
        Arguments arguments = new Arguments(pool, random, calls, Arguments.LONG_TEXTS);
        CallsTarget.begin(pool, arguments.format(), random);
        CallsTarget.call(call, pool, arguments);
        pool.close();
        pool.free();
      }
    }
  }

  @Test
  void namesOfSharedMemoryAreQuotedSo() {
    String name = "long".repeat(25_000);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(name, "i", 2));
    TextTarget.checkedRefusal(refusal);
  }

  @Test
  void thePlaceIsNamed() {
    String format = "T{" + "i".repeat(50_000) + "é}";
    FormatException refusal = assertThrows(FormatException.class, () -> Format.parse(format));
    TextTarget.checkedRefusal(refusal);
    assertTrue(refusal.getMessage().contains("column 50003"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("iié}"), refusal.getMessage());
  }
}
