package io.memview.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Json;
import io.memview.TestMemory;
import io.memview.contract.Seeds;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Layouts that are derived, and bytes that they share, as NumPy says and as counting says. */
class ShapesTest {
  private static long[] longs(Object list) {
    return ((List<?>) list).stream().mapToLong(item -> (Long) item).toArray();
  }

  private static int[] ints(Object list) {
    return ((List<?>) list).stream().mapToInt(item -> ((Long) item).intValue()).toArray();
  }

  private static Layout layout(Object numbers) {
    List<?> all = (List<?>) numbers;
    return Layout.strided(
        (Long) all.get(0), (Long) all.get(1), longs(all.get(2)), longs(all.get(3)));
  }

  private static Object answer(String operation, Layout layout, List<?> arguments) {
    try {
      return switch (operation) {
        case "shares_memory" -> layout.overlaps(layout(arguments));
        case "may_share_memory" -> mayOverlap(layout, layout(arguments));
        case "ravel" -> layout.ravel();
        case "moveaxis" -> {
          int[] places = ints(arguments);
          yield layout.moveAxis(places[0], places[1]);
        }
        case "windows" ->
            arguments.size() == 1
                ? layout.slidingWindows(longs(arguments.get(0)))
                : layout.slidingWindows(longs(arguments.get(0)), ints(arguments.get(1)));
        default -> throw new AssertionError(operation);
      };
    } catch (IllegalArgumentException e) {
      return "refused";
    }
  }

  private static boolean mayOverlap(Layout a, Layout b) {
    long[] first = a.byteRange();
    long[] second = b.byteRange();
    return a.itemCount() > 0 && b.itemCount() > 0 && first[0] < second[1] && second[0] < first[1];
  }

  /** What may be said of a layout: where each item lies. */
  private static Object items(Object answer) {
    return answer instanceof Layout layout
        ? TestMemory.indices(layout.shape()).stream().map(layout::offsetOf).toList()
        : answer;
  }

  @Test
  void areThoseOfNumpy() throws Exception {
    int asked = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    ShapesTest.class.getResourceAsStream("/shapes/shapes.jsonl")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Map<?, ?> vector = (Map<?, ?>) Json.parse(line);
        Object wanted = vector.get("answer");
        wanted = wanted == null ? "refused" : wanted instanceof List ? layout(wanted) : wanted;
        Object seen =
            answer(
                (String) vector.get("operation"),
                layout(vector.get("view")),
                (List<?>) vector.get("arguments"));
        assertEquals(items(wanted), items(seen), line);
        if (wanted instanceof Layout layout) {
          assertTrue(layout.hasShapeOf((Layout) seen), line);
        }
        asked++;
      }
    }
    assertTrue(asked > 1000, () -> "too few vectors");
  }

  // ---- against sets of bytes

  private static Layout random(Random random) {
    int ndim = random.nextInt(4);
    long[] shape = random.longs(ndim, 0, random.nextInt(9) == 0 ? 4 : 5).toArray();
    long[] strides = random.longs(ndim, -24, 25).toArray();
    for (int d = 0; d < ndim; d++) {
      shape[d] = Math.max(shape[d], random.nextInt(12) == 0 ? 0 : 1);
    }
    return Layout.strided(400 + random.nextInt(60), random.nextInt(6), shape, strides);
  }

  private static List<Long> bytes(Layout layout) {
    List<Long> bytes = new ArrayList<>();
    for (long[] index : TestMemory.indices(layout.shape())) {
      for (long i = 0; i < layout.itemSize(); i++) {
        bytes.add(layout.offsetOf(index) + i);
      }
    }
    return bytes;
  }

  @Test
  void overlapIsThatOfBytes() {
    int[] found = new int[4];
    Seeds.forEach(
        ShapesTest.class,
        3000,
        random -> {
          Layout a = random(random);
          Layout b = random(random);
          List<Long> first = bytes(a);
          Set<Long> shared = new HashSet<>(first);
          boolean itself = shared.size() < first.size();
          assertEquals(itself, a.overlapsItself(), a::toString);
          shared.retainAll(new HashSet<>(bytes(b)));
          assertEquals(!shared.isEmpty(), a.overlaps(b), () -> a + " and " + b);
          assertEquals(!shared.isEmpty(), b.overlaps(a), () -> a + " and " + b);
          found[itself ? 0 : 1]++;
          found[shared.isEmpty() ? 2 : 3]++;
        });
    assertTrue(
        !Seeds.areAll() || IntStream.of(found).allMatch(count -> count > 200),
        () -> Arrays.toString(found));
  }

  private static void overlapIsThatOfBytes(Layout layout) {
    List<Long> bytes = bytes(layout);
    assertEquals(
        new HashSet<>(bytes).size() < bytes.size(), layout.overlapsItself(), layout::toString);
  }

  @Test
  void overlapOfEverySmallLayout() {
    for (long size = 0; size <= 3; size++) {
      for (long[] shape : TestMemory.indices(4, 4)) {
        for (long[] strides : TestMemory.indices(11, 11)) {
          overlapIsThatOfBytes(
              Layout.strided(100, size, shape, new long[] {strides[0] - 5, strides[1] - 5}));
        }
      }
      for (long[] less : TestMemory.indices(3, 2, 3)) {
        for (long[] strides : TestMemory.indices(5, 5, 5)) {
          for (int d = 0; d < 3; d++) {
            strides[d] = 3 * strides[d] - 5;
          }
          overlapIsThatOfBytes(
              Layout.strided(
                  100, size, new long[] {less[0] + 1, less[1] + 1, less[2] + 1}, strides));
        }
      }
    }
  }

  /** In truth, none of these share a byte; the sums of their steps are more than 64 bits. */
  @Test
  void whatIsFurtherApartThan64BitsIsInDoubt() {
    long far = Long.MAX_VALUE - 1;
    Layout first = Layout.strided(0, 1, new long[] {2}, new long[] {far});
    Layout second = Layout.strided(1, 1, new long[] {2}, new long[] {far - 2});
    assertTrue(first.overlaps(second));
    assertTrue(second.overlaps(first));
    long step = 1L << 61;
    assertTrue(
        Layout.strided(0, 1, new long[] {2, 3}, new long[] {step + 1, step}).overlapsItself());
  }

  /** Where each step goes over what the smaller ones reach, no sums are needed to see it. */
  @Test
  void stepsOverAllThatSmallerOnesReachAreNeverInDoubt() {
    long[] shape = {2, 1, 2};
    assertFalse(Layout.strided(0, 4, shape, new long[] {4, 1, 1L << 62}).overlapsItself());
    assertFalse(Layout.strided(8, 4, shape, new long[] {-4, 0, 1L << 62}).overlapsItself());
  }

  @Test
  void largeLayoutsAreDecidedAtOnce() {
    Layout table = Layout.contiguous(8, Order.C, 1 << 20, 1 << 20);
    Layout even = table.slice(Index.all(), Index.every(2));
    Layout odd = table.slice(Index.all(), Index.range(1, 1 << 20, 2));
    assertFalse(even.overlaps(odd));
    assertTrue(even.overlaps(table));
    assertFalse(table.transpose().overlapsItself());
    assertTrue(table.slidingWindows(3, 3).overlapsItself());
    assertFalse(table.slidingWindows(1, 1).overlapsItself());
    // Steps that are no multiples of each other, 1000 times 1001 apart at most.
    Layout coprime = Layout.strided(0, 1, new long[] {1000, 1000}, new long[] {1001, 1000});
    assertFalse(coprime.overlapsItself());
    assertTrue(
        Layout.strided(0, 1, new long[] {1001, 1002}, new long[] {1001, 1000}).overlapsItself());
  }

  @Test
  void whatWasMadeToBeHardIsInDoubt() {
    long[] shape = new long[40];
    long[] strides = new long[40];
    Random random = new Random(1);
    for (int d = 0; d < shape.length; d++) {
      shape[d] = 2;
      strides[d] = (1L << 40) + 2 * random.nextLong(1L << 39);
    }
    Layout sums = Layout.strided(0, 1, shape, strides);
    assertTrue(sums.overlaps(sums.withOffset(20L << 40 | 2)));
    assertFalse(sums.overlaps(sums.withOffset(20L << 40 | 1)));
  }

  @Test
  void pointersAreRefused() {
    Layout rows = Layout.contiguous(4, Order.C, 3).behindPointers(2);
    assertThrows(IllegalArgumentException.class, rows::overlapsItself);
    Layout flat = Layout.contiguous(4, Order.C, 3);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> flat.overlaps(rows))
            .getMessage()
            .contains("sharesMemory"));
    assertThrows(LayoutException.class, () -> rows.slidingWindows(1, 1));
    assertThrows(LayoutException.class, rows::ravel);
    assertThrows(LayoutException.class, () -> rows.moveAxis(0, 1));
  }
}
