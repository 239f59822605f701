package io.memview.internal.copy;

import io.memview.internal.HiddenClasses;
import io.memview.internal.memory.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Copies bytes from the last to the first, and those of pixels to planes, a vector at a time, and
 * leaves the rest to the class that does without. A template of the classes that {@link Kernel}
 * defines where {@link Vectors} finds the module that this one needs.
 *
 * <p>Until the JIT compiler has compiled such a loop, each of its instructions is many calls, and a
 * thousand times slower. So it is on trial first: it does one item of some thousands, until that
 * turns out to be fast.
 */
final class VectorKernel extends Kernel {
  private static final KernelKind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), KernelKind.class);

  private static final @Nullable Class<?> FROM = KIND.from();
  private static final @Nullable Class<?> TO = KIND.to();

  /** The bytes of a pixel, or that bytes go backwards. */
  private static final long STRIDE = KIND.fromStride();

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final VectorSpecies<Byte> ANY = ByteVector.SPECIES_PREFERRED;
  private static final int LENGTH = ANY.length();
  private static final VectorShuffle<Byte> BACKWARDS =
      VectorShuffle.fromOp(ANY, lane -> LENGTH - 1 - lane);

  // Pixels: vectors that every processor with vectors has.
  private static final VectorSpecies<Byte> SIXTEEN = ByteVector.SPECIES_128;
  private static final int PIXELS = SIXTEEN.length();

  /** Whether there are such instructions: all is done by calls if not. */
  private static final boolean IS_FAST = LENGTH >= PIXELS;

  // Three bytes: byte c of pixel p is byte 3 * p + c of three vectors, whose lanes differ, so that
  // the bytes of a plane can be joined before they are put in order.
  private static final VectorMask<Byte> SECOND_RED = mask(lane -> thirds(lane, 0) == 1);
  private static final VectorMask<Byte> THIRD_RED = mask(lane -> thirds(lane, 0) == 2);
  private static final VectorMask<Byte> SECOND_GREEN = mask(lane -> thirds(lane, 1) == 1);
  private static final VectorMask<Byte> THIRD_GREEN = mask(lane -> thirds(lane, 1) == 2);
  private static final VectorMask<Byte> SECOND_BLUE = mask(lane -> thirds(lane, 2) == 1);
  private static final VectorMask<Byte> THIRD_BLUE = mask(lane -> thirds(lane, 2) == 2);
  private static final VectorShuffle<Byte> RED = shuffle(lane -> 3 * lane);
  private static final VectorShuffle<Byte> GREEN = shuffle(lane -> 3 * lane + 1);
  private static final VectorShuffle<Byte> BLUE = shuffle(lane -> 3 * lane + 2);

  // Four bytes: the lanes of each vector are turned by one quarter more, so that they differ too.
  private static final VectorShuffle<Byte> SORTED = shuffle(lane -> 4 * lane + quarter(lane));
  private static final VectorShuffle<Byte> SORTED_1 = shuffle(lane -> 4 * lane + quarter(lane - 4));
  private static final VectorShuffle<Byte> SORTED_2 = shuffle(lane -> 4 * lane + quarter(lane - 8));
  private static final VectorShuffle<Byte> SORTED_3 = shuffle(lane -> 4 * lane + quarter(lane + 4));
  private static final VectorMask<Byte> FIRST = mask(lane -> quarter(lane) == 0);
  private static final VectorMask<Byte> SECOND = mask(lane -> quarter(lane) == 1);
  private static final VectorMask<Byte> THIRD = mask(lane -> quarter(lane) == 2);
  private static final VectorMask<Byte> FOURTH = mask(lane -> quarter(lane) == 3);
  private static final VectorShuffle<Byte> TURNED_1 = shuffle(lane -> lane + 4);
  private static final VectorShuffle<Byte> TURNED_2 = shuffle(lane -> lane + 8);
  private static final VectorShuffle<Byte> TURNED_3 = shuffle(lane -> lane + 12);

  /** The items of which one is done by vectors during the trial: that takes half of the time. */
  private static final int SHARE = 1 << 12;

  /** The items that are done at once during the trial: a loop that ends at once is no loop. */
  private static final int DOSE = 256;

  /** How often it is tried: there are JVMs whose compiler knows no such instructions. */
  private static final int TRIALS = 20_000;

  /** The nanoseconds for each item of which compiled code needs a tenth, and other code tens. */
  private static final int FAST = 1;

  private final Kernel others;

  // Threads may lose what others have counted.
  private boolean isOnTrial = IS_FAST;
  private boolean isTrusted;
  private int trials;
  private long waiting;

  /** For {@link HiddenClasses}. */
  VectorKernel() {
    others = Kernels.of(KIND.withoutVectors(), KindCounts.EARNED);
  }

  /** Which of three vectors has the byte of a color that lies in this lane. */
  private static int thirds(int lane, int color) {
    int at = lane;
    while (at % 3 != color) {
      at += PIXELS;
    }
    return at / PIXELS;
  }

  private static int quarter(int lane) {
    return (lane & (PIXELS - 1)) / 4;
  }

  private static VectorMask<Byte> mask(IntPredicate isSet) {
    boolean[] lanes = new boolean[PIXELS];
    for (int lane = 0; lane < PIXELS; lane++) {
      lanes[lane] = isSet.test(lane);
    }
    return VectorMask.fromArray(SIXTEEN, lanes, 0);
  }

  private static VectorShuffle<Byte> shuffle(IntUnaryOperator source) {
    return VectorShuffle.fromOp(SIXTEEN, lane -> source.applyAsInt(lane) & (PIXELS - 1));
  }

  @Override
  void endTrial() {
    isTrusted = IS_FAST;
    isOnTrial = false;
  }

  /** How many of some items are done by vectors. */
  private int share(int items) {
    if (!isOnTrial) {
      return isTrusted ? items : 0;
    }
    waiting += items;
    long some = waiting / SHARE;
    if (some < DOSE) {
      return 0;
    }
    waiting = 0;
    return (int) Math.min(some, items);
  }

  private void judge(int items, long nanoseconds) {
    if (items >= DOSE / 2 && nanoseconds < (long) items * FAST) {
      endTrial();
    } else if (++trials >= TRIALS) {
      isOnTrial = false;
    }
  }

  @Override
  void row(
      MemorySegment from,
      long fromAt,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toItem,
      int items) {
    int done = 0;
    int share = fromItem == -1 && toItem == 1 ? share(items) : 0;
    if (share > 0) {
      long start = isOnTrial ? System.nanoTime() : 0;
      done = backwards(from, fromAt, to, toAt, share);
      if (isOnTrial) {
        judge(done, System.nanoTime() - start);
      }
    }
    if (done < items) {
      long x = fromAt + done * fromItem;
      others.row(from, x, fromItem, to, toAt + done * toItem, toItem, items - done);
    }
  }

  @Override
  void rows(
      MemorySegment from,
      long fromAt,
      long fromRow,
      long fromItem,
      MemorySegment to,
      long toAt,
      long toRow,
      long toItem,
      long rows,
      int items) {
    if (STRIDE < 0) {
      super.rows(from, fromAt, fromRow, fromItem, to, toAt, toRow, toItem, rows, items);
      return;
    }
    int done = 0;
    int share = rows == STRIDE ? share(items) : 0;
    if (share > 0) {
      long start = isOnTrial ? System.nanoTime() : 0;
      done =
          STRIDE == 3
              ? three(from, fromAt, to, toAt, toRow, share)
              : four(from, fromAt, to, toAt, toRow, share);
      if (isOnTrial) {
        judge(done, System.nanoTime() - start);
      }
    }
    if (done < items) {
      long x = fromAt + done * fromItem;
      long y = toAt + done;
      others.rows(from, x, fromRow, fromItem, to, y, toRow, toItem, rows, items - done);
    }
  }

  /** Each of these does what whole vectors are, and says how many items that was. */
  private static int backwards(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, int items) {
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    long last = fromAt - (LENGTH - 1);
    int i = 0;
    for (; i < items - (LENGTH - 1); i += LENGTH) {
      load(ANY, from, last - i).rearrange(BACKWARDS).intoMemorySegment(to, toAt + i, ORDER);
    }
    return i;
  }

  private static int three(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, long toRow, int items) {
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    int i = 0;
    for (; i < items - (PIXELS - 1); i += PIXELS) {
      long x = fromAt + 3L * i;
      long y = toAt + i;
      ByteVector a = load(SIXTEEN, from, x);
      ByteVector b = load(SIXTEEN, from, x + PIXELS);
      ByteVector c = load(SIXTEEN, from, x + 2L * PIXELS);
      ByteVector red = a.blend(b, SECOND_RED).blend(c, THIRD_RED).rearrange(RED);
      ByteVector green = a.blend(b, SECOND_GREEN).blend(c, THIRD_GREEN).rearrange(GREEN);
      ByteVector blue = a.blend(b, SECOND_BLUE).blend(c, THIRD_BLUE).rearrange(BLUE);
      red.intoMemorySegment(to, y, ORDER);
      green.intoMemorySegment(to, y + toRow, ORDER);
      blue.intoMemorySegment(to, y + 2 * toRow, ORDER);
    }
    return i;
  }

  private static int four(
      MemorySegment from, long fromAt, MemorySegment to, long toAt, long toRow, int items) {
    from = Storage.castExact(FROM, from);
    to = Storage.castExact(TO, to);
    int i = 0;
    for (; i < items - (PIXELS - 1); i += PIXELS) {
      long x = fromAt + 4L * i;
      long y = toAt + i;
      ByteVector a = load(SIXTEEN, from, x).rearrange(SORTED);
      ByteVector b = load(SIXTEEN, from, x + PIXELS).rearrange(SORTED_1);
      ByteVector c = load(SIXTEEN, from, x + 2L * PIXELS).rearrange(SORTED_2);
      ByteVector d = load(SIXTEEN, from, x + 3L * PIXELS).rearrange(SORTED_3);
      ByteVector red = a.blend(b, SECOND).blend(c, THIRD).blend(d, FOURTH);
      ByteVector green = a.blend(b, THIRD).blend(c, FOURTH).blend(d, FIRST).rearrange(TURNED_1);
      ByteVector blue = a.blend(b, FOURTH).blend(c, FIRST).blend(d, SECOND).rearrange(TURNED_2);
      ByteVector alpha = a.blend(b, FIRST).blend(c, SECOND).blend(d, THIRD).rearrange(TURNED_3);
      red.intoMemorySegment(to, y, ORDER);
      green.intoMemorySegment(to, y + toRow, ORDER);
      blue.intoMemorySegment(to, y + 2 * toRow, ORDER);
      alpha.intoMemorySegment(to, y + 3 * toRow, ORDER);
    }
    return i;
  }

  private static ByteVector load(VectorSpecies<Byte> species, MemorySegment from, long at) {
    return ByteVector.fromMemorySegment(species, from, at, ORDER);
  }
}
