package io.memview.contract;

import java.util.Random;

/**
 * Runs a random test with many seeds, the same ones each time. A failure names its seed; {@code
 * -Dmemview.seed=N} runs that one alone.
 */
public final class Seeds {
  private Seeds() {}

  /** One random run. */
  @FunctionalInterface
  public interface Run {
    /**
     * Runs once.
     *
     * @param random of one seed
     * @throws Exception if it fails
     */
    void accept(Random random) throws Exception;
  }

  /**
   * Runs with the seeds from 1 on.
   *
   * @param test what failures say is to be repeated
   * @param runs how many seeds
   * @param run runs with one of them
   */
  public static void forEach(Class<?> test, int runs, Run run) {
    Long only = Long.getLong("memview.seed");
    long first = only == null ? 1 : only;
    long last = only == null ? runs : only;
    System.out.printf("%s: seeds %d to %d%n", test.getSimpleName(), first, last);
    for (long seed = first; seed <= last; seed++) {
      try {
        run.accept(new Random(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            "seed %d: %s%nto repeat: mvn test -Dtest=%s -Dmemview.seed=%d"
                .formatted(seed, e, test.getSimpleName(), seed),
            e);
      }
    }
  }
}
