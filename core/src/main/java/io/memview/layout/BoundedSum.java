package io.memview.layout;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a sum of multiples of some numbers, each taken a bounded number of times, can be another
 * number: what it comes to whether two items share a byte. The bounded Diophantine equation of
 * NumPy's {@code mem_overlap.c}, which is hard in general (NP) and easy for layouts as they are:
 * large steps are tried first, and few of them leave a rest that the smaller ones can make up.
 */
final class BoundedSum {
  /** So many multiples are tried; what is undecided then is taken for possible. */
  private static final int STEPS = 1 << 16;

  /** How often each number may be taken at most; equal ones are one. */
  private final TreeMap<Long, Long> terms = new TreeMap<>();

  /** What the sum has to be. */
  private long target;

  private long[] numbers = {};
  private long[] limits = {};

  /** What a number and those behind it can make up at most. */
  private long[] reach = {};

  /** What divides a number and those behind it. */
  private long[] divisors = {};

  private int steps = STEPS;

  /** Takes a number, which may be negative, 0 to {@code limit} times. */
  void add(long number, long limit) {
    if (number == 0 || limit == 0) {
      return;
    }
    if (number < 0) { // taken from the other end
      moveTarget(Math.multiplyExact(-number, limit));
    }
    terms.merge(Math.absExact(number), limit, Math::addExact);
  }

  /** Adds to what the sum has to be. */
  void moveTarget(long difference) {
    target = Math.addExact(target, difference);
  }

  /** Whether the sum can be reached; true when in doubt. */
  boolean isPossible() {
    int count = terms.size();
    numbers = new long[count];
    limits = new long[count];
    reach = new long[count + 1];
    divisors = new long[count + 1];
    int next = count;
    for (Map.Entry<Long, Long> term : terms.entrySet()) { // the smallest stands last
      next--;
      numbers[next] = term.getKey();
      limits[next] = term.getValue();
      reach[next] = Math.addExact(reach[next + 1], Math.multiplyExact(numbers[next], limits[next]));
      divisors[next] = divisor(numbers[next], divisors[next + 1]);
    }
    return isPossible(0, target);
  }

  private boolean isPossible(int term, long left) {
    if (left <= 0 || left >= reach[term]) {
      return left == 0 || left == reach[term];
    }
    if (left % divisors[term] != 0) {
      return false;
    }
    if (term == numbers.length - 1) {
      return true; // a multiple, and not too many
    }
    long number = numbers[term];
    long most = Math.min(limits[term], left / number);
    long least = Math.max(0, Math.ceilDiv(left - reach[term + 1], number));
    // Only every so many leave a rest that the divisor of the others divides.
    long every = divisors[term + 1] / divisors[term];
    long first = least + Math.floorMod(remainder(term, left, every) - least % every, every);
    for (long times = first; times <= most && times >= 0; times += every) {
      if (--steps < 0 || isPossible(term + 1, left - times * number)) {
        return true;
      }
    }
    return false;
  }

  /** How often a number is to be taken, but for multiples, so that the rest can be divided. */
  private long remainder(int term, long left, long modulus) {
    if (modulus == 1) {
      return 0;
    }
    BigInteger m = BigInteger.valueOf(modulus);
    return BigInteger.valueOf(numbers[term] / divisors[term])
        .modInverse(m)
        .multiply(BigInteger.valueOf(left / divisors[term]))
        .mod(m)
        .longValueExact();
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }
}
