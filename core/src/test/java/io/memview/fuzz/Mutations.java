package io.memview.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes inputs of others: small changes, many at a time now and then, and pieces put together. */
final class Mutations {
  private static final int LONGEST = 1 << 14;
  private static final int MOST_AT_ONCE = 6;
  private static final String[] NUMBERS = {
    "0",
    "1",
    "-1",
    "2",
    "64",
    "255",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999"
  };

  private Mutations() {}

  static byte[] of(Corpus corpus, List<String> words, RandomGenerator random) {
    byte[] input = corpus.any(random);
    if (!words.isEmpty() && random.nextInt(8) == 0) {
      input = sentence(words, random);
    }
    for (int left = 1 + random.nextInt(MOST_AT_ONCE); left > 0; left--) {
      input = mutated(input, corpus, words, random);
      if (random.nextInt(3) == 0) {
        break;
      }
    }
    return input.length <= LONGEST ? input : Arrays.copyOf(input, LONGEST);
  }

  /** Words in any order. */
  private static byte[] sentence(List<String> words, RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(12); left > 0; left--) {
      text.append(random.nextInt(6) == 0 ? number(random) : any(words, random));
    }
    return text.toString().getBytes(UTF_8);
  }

  private static byte[] mutated(
      byte[] input, Corpus corpus, List<String> words, RandomGenerator random) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + random.nextInt(1 << random.nextInt(7)));
    return switch (random.nextInt(9)) {
      case 0 -> replaced(input, from, to, new byte[0]);
      case 1 -> replaced(input, from, from, Arrays.copyOfRange(input, from, to));
      case 2 -> flipped(input, from, random);
      case 3 -> replaced(input, from, from, new byte[] {(byte) random.nextInt(256)});
      case 4 -> replaced(input, from, to, part(corpus.any(random), random));
      case 5 -> replaced(input, from, digits(input, from), number(random).getBytes(UTF_8));
      case 6 -> replaced(input, from, to, repeated(Arrays.copyOfRange(input, from, to), random));
      default ->
          words.isEmpty()
              ? flipped(input, from, random)
              : replaced(
                  input,
                  from,
                  random.nextBoolean() ? from : to,
                  any(words, random).getBytes(UTF_8));
    };
  }

  private static String any(List<String> words, RandomGenerator random) {
    return words.get(random.nextInt(words.size()));
  }

  private static String number(RandomGenerator random) {
    return random.nextBoolean()
        ? Integer.toString(random.nextInt(20))
        : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  /** Where the number ends that begins there. */
  private static int digits(byte[] input, int from) {
    int to = from;
    while (to < input.length && input[to] >= '0' && input[to] <= '9') {
      to++;
    }
    return to;
  }

  private static byte[] part(byte[] input, RandomGenerator random) {
    int from = random.nextInt(input.length + 1);
    return Arrays.copyOfRange(input, from, from + random.nextInt(input.length - from + 1));
  }

  private static byte[] flipped(byte[] input, int at, RandomGenerator random) {
    if (at == input.length) {
      return input;
    }
    byte[] changed = input.clone();
    changed[at] =
        (byte)
            switch (random.nextInt(4)) {
              case 0 -> changed[at] ^ 1 << random.nextInt(8);
              case 1 -> changed[at] + 1 - 2 * random.nextInt(2);
              case 2 -> random.nextInt(128);
              default -> new int[] {0, 1, 127, 128, 255}[random.nextInt(5)];
            };
    return changed;
  }

  /** Deep or long, seldom. */
  private static byte[] repeated(byte[] piece, RandomGenerator random) {
    int times = 1 << random.nextInt(random.nextInt(50) == 0 ? 11 : 4);
    byte[] all = new byte[Math.min(LONGEST, piece.length * times)];
    for (int i = 0; i < all.length; i++) {
      all[i] = piece[i % piece.length];
    }
    return all;
  }

  private static byte[] replaced(byte[] input, int from, int to, byte[] by) {
    byte[] result = new byte[input.length - (to - from) + by.length];
    System.arraycopy(input, 0, result, 0, from);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(input, to, result, from + by.length, input.length - to);
    return result;
  }
}
