package io.memview.fuzz;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** What earlier runs found or reached, and a little of what {@link Fuzz} does, always the same. */
@Tag("class-files") // asks the class files what is public
class TargetsTest {
  private static final int EXECUTIONS = 300;
  private static final int OF_SEQUENCES = 50;

  @TestFactory
  Stream<DynamicTest> everyTargetIsRight() {
    return Targets.all().stream().map(target -> dynamicTest(target.name(), () -> run(target)));
  }

  private static void run(Target target) throws Throwable {
    List<byte[]> seeds = new ArrayList<>(target.seeds());
    seeds.addAll(Inputs.kept(target));
    Corpus corpus = new Corpus(seeds);
    for (byte[] seed : corpus.all()) {
      check(target, seed);
    }
    int executions = target instanceof RandomTarget ? OF_SEQUENCES : EXECUTIONS;
    for (int seed = 1; seed <= executions; seed++) {
      check(target, target.input(corpus, new SplittableRandom(seed)));
    }
  }

  private static void check(Target target, byte[] input) throws Throwable {
    try {
      Execution.of(target, input);
    } catch (Throwable wrong) {
      throw new AssertionError("%s: %s".formatted(target.name(), Inputs.line(input)), wrong);
    }
  }
}
