package io.memview.fuzz;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What is called with objects rather than bytes: the input is the seed they are made from. */
abstract class RandomTarget implements Target {
  abstract @Nullable String check(Random random) throws Throwable;

  @Override
  public final List<byte[]> seeds() {
    return List.of();
  }

  @Override
  public final byte[] input(Corpus corpus, RandomGenerator random) {
    return ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array();
  }

  @Override
  public final @Nullable String check(byte[] input) throws Throwable {
    return check(new Random(ByteBuffer.wrap(input).getLong()));
  }

  @Override
  public long mostBytes(int length) {
    return 64 << 20;
  }
}
