package io.memview.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One thing that takes any bytes, and what must be true of its answer or its refusal. */
interface Target {
  /** How it is asked for, and what its folder is called. */
  String name();

  /** Inputs to begin with, for the most part valid. */
  List<byte[]> seeds() throws Exception;

  /** Pieces that valid inputs are made of, for mutations to put in. */
  default List<String> words() {
    return List.of();
  }

  /** A new input, made of others or of nothing. */
  default byte[] input(Corpus corpus, RandomGenerator random) {
    return Mutations.of(corpus, words(), random);
  }

  /**
   * Calls and checks.
   *
   * @return what kind of answer or refusal it was: an input with another one than all before is
   *     kept, to be mutated in its turn; null if that tells nothing
   * @throws Throwable if anything is wrong; nobody expects any of these
   */
  @Nullable String check(byte[] input) throws Throwable;

  /** How many bytes of heap a call may take for an input of this length. */
  default long mostBytes(int length) {
    return (1 << 20) + 4096L * length;
  }
}
