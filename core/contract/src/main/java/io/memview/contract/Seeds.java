package io.memview.contract;

import java.util.Random;

/**
 * Runs a random test with many seeds, the same ones each time. A failure names its seed; {@code
 * -Dmemview.seed=N} runs that one alone.
 */
public final class Seeds {
  private static final String ONE = "memview.seed";

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
    long first = Long.getLong(ONE, 1);
    long last = Long.getLong(ONE, runs);
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

  /**
   * Whether all seeds run, so that they reach what a test means them to.
   *
   * @return false if one was asked for
   */
  public static boolean areAll() {
    return Long.getLong(ONE) == null;
  }
}
