package io.memview.internal.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.fixture.Outcomes;
import io.memview.format.Scalar;
import io.memview.internal.NumberCodec;
import io.memview.internal.NumberCodecs;
import io.memview.internal.copy.Arithmetic.Rule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The general kernel gives the answers, and the refusals, of those that are specialised. */
class GeneralKernelTest {
  @Test
  void kernels() {
    List<Scalar> numbers = Outcomes.numbers();
    List<Kernel.Operation> operations = new ArrayList<>();
    for (int size : new int[] {1, 2, 4, 8}) {
      operations.add(new Kernel.Move(size, false));
      operations.add(new Kernel.Move(size, true));
    }
    for (Scalar source : numbers) {
      for (Scalar target : numbers) {
        for (Rule rule : Rule.values()) {
          for (boolean scaled : new boolean[] {false, true}) {
            Convert convert =
                new Convert(
                    NumberCodecs.ofNumber(source),
                    NumberCodecs.ofNumber(target),
                    rule,
                    scaled,
                    false);
            if (convert.isAllowed()) {
              operations.add(convert);
              operations.add(convert.asDry());
            }
          }
        }
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      Seeds.forEach(
          GeneralKernelTest.class,
          4,
          random -> {
            for (Kernel.Operation operation : operations) {
              check(operation, arena, random);
            }
          });
    }
  }

  private static void check(Kernel.Operation operation, Arena arena, Random random) {
    long fromSize = operation.fromSize();
    long toSize = operation.toSize();
    int rows = 1 + random.nextInt(9);
    int items = 1 + random.nextInt(70);
    boolean transposed = random.nextBoolean();
    long fromGap = random.nextBoolean() ? 0 : random.nextInt(4);
    long toGap = random.nextBoolean() ? 0 : random.nextInt(4);
    long apart = transposed ? rows * fromSize + fromGap : fromSize + fromGap;
    long fromRow = transposed ? fromSize : items * apart;
    boolean backwards = random.nextInt(3) == 0;
    long fromItem = backwards ? -apart : apart;
    long fromAt = backwards ? (items - 1) * apart : 0;
    long toItem = toSize + toGap;
    long toRow = items * toItem;
    long bytes = (rows + 4L) * (items + 4L) * 16;
    MemorySegment from =
        random.nextBoolean() ? MemorySegment.ofArray(new byte[(int) bytes]) : arena.allocate(bytes);
    boolean small = random.nextBoolean();
    byte[] noise = new byte[(int) bytes];
    random.nextBytes(noise);
    MemorySegment.copy(MemorySegment.ofArray(noise), 0, from, 0, bytes);
    if (small && operation instanceof Convert convert) {
      NumberCodec source = convert.source();
      for (long at = 0; at + fromSize <= bytes; at += fromSize) {
        boolean truth = source.kind() == NumberCodec.Kind.TRUTH;
        source.store(
            from,
            at,
            truth ? source.ofBoolean(random.nextBoolean()) : source.ofLong(random.nextInt(100)));
      }
      for (int odd = random.nextInt(3); odd > 0; odd--) {
        source.store(from, fromSize * random.nextLong(bytes / fromSize), odd(source, random));
      }
    }
    MemorySegment expected = MemorySegment.ofArray(new byte[(int) bytes]);
    MemorySegment actual = MemorySegment.ofArray(new byte[(int) bytes]);
    for (KernelKind.Loops loops : KernelKind.Loops.values()) {
      boolean fits =
          switch (loops) {
            case ITEMS -> true;
            case TRANSPOSE ->
                operation instanceof Kernel.Move(int size, boolean swap)
                    && !swap
                    && size < 8
                    && transposed
                    && toGap == 0;
            case CONVERT ->
                operation instanceof Convert convert
                    && convert.isByArrays()
                    && (convert.scaled()
                        || convert.source().width() != convert.target().width()
                        || convert.source().isInteger());
            case VECTORS -> false; // see VectorsTest
          };
      if (!fits) {
        continue;
      }
      boolean strides = random.nextBoolean();
      double scale = random.nextGaussian();
      double shift = 100 * random.nextGaussian();
      Kernel special =
          Kernels.of(
                  new KernelKind(
                      loops,
                      from.getClass(),
                      expected.getClass(),
                      random.nextBoolean(), // files may be behind any memory
                      operation,
                      strides ? fromItem : 0,
                      strides ? toItem : 0),
                  KindCounts.EARNED)
              .fresh(scale, shift);
      Kernel general = new GeneralKernel(operation).fresh(scale, shift);
      assertEquals(
          Outcomes.outcome(
              Outcomes.of(
                  () ->
                      special.plane(
                          from, fromAt, fromRow, fromItem, expected, 0, toRow, toItem, rows,
                          items))),
          Outcomes.outcome(
              Outcomes.of(
                  () ->
                      general.plane(
                          from, fromAt, fromRow, fromItem, actual, 0, toRow, toItem, rows, items))),
          () -> loops + " " + operation);
      assertEquals(-1, expected.mismatch(actual), () -> loops + " " + operation);
    }
  }

  /** The bits of a number that may not fit, or only just. */
  private static long odd(NumberCodec source, Random random) {
    if (!source.isFloat()) {
      return random.nextLong() >> random.nextInt(Long.SIZE);
    }
    double[] limits = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      0x1p63,
      0x1p64,
      0x1p53 + 2,
      0x1p31,
      0x1p24 + 1,
      65519,
      65520,
      Float.MAX_VALUE,
      0x1.ffffffp127,
      Double.MAX_VALUE,
      255.5,
      0.0,
      1e-8,
      Double.MIN_VALUE
    };
    double limit = limits[random.nextInt(limits.length)];
    return source.roundedBits(random.nextBoolean() ? limit : -limit);
  }

  /** A template has no constants of its own, and so no wrong ones. */
  @Test
  void templatesCannotBeUsed() {
    Throwable thrown = assertThrows(ExceptionInInitializerError.class, ItemKernel::new);
    assertInstanceOf(IllegalStateException.class, thrown.getCause());
    assertTrue(thrown.getCause().getMessage().contains("ItemKernel"), thrown.getCause()::toString);
  }
}
