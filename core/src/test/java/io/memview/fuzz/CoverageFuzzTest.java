package io.memview.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/**
 * The targets that read bytes, for a fuzzer that sees which branches an input takes, and is slower
 * for that: Jazzer read 3,600 formats a second where {@link Fuzz} read 9,400, both with one thread
 * on the same busy machine. What it kept is run as a test; {@code JAZZER_FUZZ=1 mvn -pl core -am
 * test -Dtest=CoverageFuzzTest#format -Dsurefire.failIfNoSpecifiedTests=false} looks for more.
 */
@Tag("fuzz")
class CoverageFuzzTest {
  private static final String LONGEST = "3m";

  @FuzzTest(maxDuration = LONGEST)
  void format(byte[] input) throws Throwable {
    new FormatTarget().check(input);
  }

  @FuzzTest(maxDuration = LONGEST)
  void slice(byte[] input) throws Throwable {
    new SliceTarget().check(input);
  }

  @FuzzTest(maxDuration = LONGEST)
  void descr(byte[] input) throws Throwable {
    new DescrTarget().check(input);
  }

  @FuzzTest(maxDuration = LONGEST)
  void literal(byte[] input) throws Throwable {
    new LiteralTarget().check(input);
  }

  @FuzzTest(maxDuration = LONGEST)
  void arrow(byte[] input) throws Throwable {
    new ArrowTarget().check(input);
  }

  @FuzzTest(maxDuration = LONGEST)
  void npy(byte[] input) throws Throwable {
    new NpyTarget().check(input);
  }

  @FuzzTest(maxDuration = LONGEST)
  void npz(byte[] input) throws Throwable {
    new NpzTarget().check(input);
  }
}
