package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Parts of unequal length as one array, against the same items in one piece. */
class CompositeTest {
  /** Parts of one array, each in memory and with a first stride of its own. */
  private static List<Exporter> parts(View whole, Random random) {
    List<Exporter> parts = new ArrayList<>();
    long rows = whole.shape(0);
    for (long first = 0; first < rows || parts.isEmpty(); ) {
      long end = Math.min(rows, first + random.nextInt(4));
      View part = whole.slice(Index.range(first, end));
      long[] shape = part.shape();
      shape[0] = 2 * shape[0];
      View own = TestMemory.zeros("i", shape);
      View place =
          switch (random.nextInt(3)) {
            case 0 -> own.slice(Index.upTo(end - first));
            case 1 -> own.slice(Index.every(2));
            default -> own.slice(Index.every(-2)).rows(LongStream.range(0, end - first).toArray());
          };
      place.copyFrom(part);
      parts.add(place);
      first = end;
    }
    return parts;
  }

  private static Index index(Random random, long extent, boolean mayBePosition) {
    return switch (random.nextInt(mayBePosition && extent > 0 ? 5 : 4)) {
      case 0 -> Index.all();
      case 1 -> Index.every(1 + random.nextInt(3));
      case 2 -> Index.every(-1 - random.nextInt(3));
      case 3 -> Index.range(random.nextInt(5), random.nextInt(12));
      default -> Index.at(random.nextLong(-extent, extent));
    };
  }

  private static void verify(View wanted, View seen) {
    assertEquals(Arrays.toString(wanted.shape()), Arrays.toString(seen.shape()));
    assertEquals(wanted.toList(), seen.toList());
    for (Order order : Order.values()) {
      assertEquals(items(wanted, order), items(seen, order));
    }
    View copy = TestMemory.zeros("q", seen.shape());
    copy.copyFrom(seen);
    assertTrue(copy.contentEquals(wanted));
    assertTrue(seen.contentEquals(wanted));
    assertEquals(wanted.longStatistics().getSum(), seen.longStatistics().getSum());
  }

  private static List<Long> items(View view, Order order) {
    List<Long> items = new ArrayList<>();
    view.forEachLong(order, items::add);
    if (order == Order.ANY) {
      Collections.sort(items);
    }
    return items;
  }

  @Test
  void showsWhatOneArrayShows() {
    Seeds.forEach(
        CompositeTest.class,
        150,
        random -> {
          long[] shape = random.longs(1 + random.nextInt(3), 1, 5).toArray();
          shape[0] = random.nextInt(12);
          View whole = TestMemory.longs("i", i -> i, shape);
          Composite composite = Composite.of(parts(whole, random));
          composite.doWithView(
              Request.FULL,
              all -> {
                verify(whole, all);
                Index[] region = new Index[shape.length];
                for (int d = 0; d < region.length; d++) {
                  region[d] = index(random, shape[d], true);
                }
                View wanted = whole.slice(region);
                View part = all.slice(region);
                verify(wanted, part);
                composite.copy(region).doWithView(Request.FULL, c -> verify(wanted, c));
                if (all.shape(0) > 0) {
                  long[] rows = random.longs(4, 0, all.shape(0)).toArray();
                  verify(whole.rows(rows), all.rows(rows));
                }
                // Written through, in one call and by items.
                View values = TestMemory.longs("h", i -> 100 + i, part.shape());
                part.copyFrom(values);
                wanted.copyFrom(values);
                for (long[] index : TestMemory.indices(part.shape())) {
                  part.setLong(index, part.getLong(index) + 1);
                  wanted.setLong(index, wanted.getLong(index) + 1);
                }
                all.slice(Index.every(-1)).copyFrom(TestMemory.zeros("b", shape).asReadOnly());
                whole.fill(0);
                verify(whole, all);
              });
        });
  }

  @Test
  void ringIsOneLine() {
    long[] ring = {7, 8, 9, 0, 0, 0, 1, 2, 3, 4, 5, 6};
    MemorySegment all = MemorySegment.ofArray(ring);
    Composite line =
        Composite.of(
            List.of(
                MemoryExporter.of(all.asSlice(48), "q"),
                MemoryExporter.of(all.asSlice(0, 24), "q")));
    line.doWithView(
        Request.FULL,
        v -> {
          assertEquals("[1, 2, 3, 4, 5, 6, 7, 8, 9]", v.toList().toString());
          v.setLong(8, 10);
          assertEquals(46, v.longStatistics().getSum());
          View end = v.slice(Index.from(6));
          assertFalse(end.layout().hasPointers());
          assertTrue(end.isContiguous(Order.C));
        });
    assertEquals(10, ring[2]);
  }

  @Test
  void sliceInOnePartHasNoPointers() {
    View strips = TestMemory.view(Composite.of(strips(8, 3)));
    assertTrue(strips.layout().hasPointers());
    assertTrue(strips.slice(Index.range(1, 9)).layout().hasPointers());
    View first = strips.slice(Index.range(1, 8));
    assertEquals("shape (7, 4), strides (4, 1), offset 4, item size 1", first.layout().toString());
    assertEquals(
        "shape (3, 4), strides (-4, 1), offset 8, item size 1",
        strips.slice(Index.range(10, 7, -1)).layout().toString());
  }

  private static List<Exporter> strips(int... rows) {
    return Arrays.stream(rows).<Exporter>mapToObj(n -> MemoryExporter.allocate("B", n, 4)).toList();
  }

  @Test
  void partsAreLeasedAsLongAsTheComposite() {
    MemoryExporter first = MemoryExporter.allocate("i", 3);
    MemoryExporter second = MemoryExporter.allocate("i", 2);
    Composite both = Composite.of(List.of(first, second));
    assertEquals(0, first.exports());
    Lease lease = both.acquire(Request.FULL);
    try (Lease again = lease.view().at(4).acquire(Request.FULL)) {
      assertEquals(1, first.exports());
      assertEquals(both, lease.owner());
      lease.close();
      assertEquals(1, second.exports());
      again.view().setLong(new long[0], 5);
    }
    assertEquals(0, first.exports() + second.exports());
    assertEquals("[0, 5]", second.withView(Request.FULL_RO, v -> v.toList().toString()));
    assertTrue(both.toString().contains("2 parts"), both::toString);
  }

  @Test
  void unlikePartsAreRefusedOrCopied() {
    Exporter rows = TestMemory.longs("i", i -> i, 2, 3);
    Exporter columns = TestMemory.longs("i", i -> 6 + i, 3, 2).transpose();
    Composite mixed = Composite.of(List.of(rows, columns));
    BufferException.Refused e =
        assertThrows(BufferException.Refused.class, () -> mixed.acquire(Request.FULL_RO));
    assertTrue(e.getMessage().contains("only a copy joins them"), e::getMessage);
    assertEquals(
        "[[1, 2], [4, 5], [8, 10], [9, 11]]",
        mixed.copy(Index.all(), Index.from(1)).withView(Request.FULL_RO, View::toList).toString());
    for (Exporter other :
        List.of(
            TestMemory.zeros("i", 2, 2),
            TestMemory.zeros("h", 2, 3),
            TestMemory.zeros("i", 3),
            TestMemory.zeros("i"))) {
      Composite unlike = Composite.of(List.of(rows, other));
      String message =
          assertThrows(BufferException.Refused.class, () -> unlike.acquire(Request.FULL_RO))
              .getMessage();
      assertTrue(message.contains("part 1"), message);
      assertThrows(BufferException.Refused.class, unlike::copy);
    }
    assertThrows(IllegalArgumentException.class, () -> Composite.of(List.of()));
    assertThrows(IllegalArgumentException.class, () -> Memory.ofParts(List.of()));
  }

  @Test
  void partsThatShareItemsAreReadOnly() {
    MemorySegment all = MemorySegment.ofArray(new int[9]);
    Memory first = Memory.of(all.asSlice(0, 20), "i");
    assertTrue(Memory.ofParts(List.of(first, Memory.of(all.asSlice(16), "i"))).isReadOnly());
    assertFalse(Memory.ofParts(List.of(first, Memory.of(all.asSlice(20), "i"))).isReadOnly());
    assertTrue(
        Memory.ofParts(List.of(first, Memory.ofArray(new int[3]).asReadOnly())).isReadOnly());
    assertEquals(first.toString(), Memory.ofParts(List.of(first)).toString());
  }

  @Test
  void formatsOfAllSizesAreCopiedInParallel() {
    View strips = TestMemory.view(Composite.of(strips(1 << 18, 3, 1 << 17)));
    View target = TestMemory.zeros("B", strips.shape());
    strips.fill(7L);
    target.parallelCopyFrom(strips);
    assertEquals(7L * target.itemCount(), target.longStatistics().getSum());
    target.fill(9L);
    strips.parallelCopyFrom(target);
    assertEquals(9L * target.itemCount(), strips.longStatistics().getSum());
    strips.slice(Index.from(1)).copyFrom(strips.slice(Index.upTo(-1)));
  }
}
