package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which views share memory, and which of their own indices do. */
class SharingTest {
  /** The bytes that a view shows, found by writing its items. */
  private static Set<Long> marked(View view, byte[] bytes) {
    Set<Long> places = new HashSet<>();
    for (long[] index : TestMemory.indices(view.shape())) {
      view.setLong(index, -1);
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] != 0) {
          places.add((long) i);
          bytes[i] = 0;
        }
      }
    }
    return places;
  }

  private static View part(View whole, Random random) {
    View view = whole;
    if (random.nextBoolean()) {
      view =
          view.slice(Index.range(random.nextInt(4), 4 + random.nextInt(4), 1 + random.nextInt(3)));
    }
    if (random.nextBoolean()) {
      view = view.slice(Index.all(), Index.range(random.nextInt(3), 9, 1 + random.nextInt(4)));
    }
    if (random.nextInt(3) == 0) {
      List<Long> rows = new ArrayList<>();
      for (long i = 0; i < view.shape(0); i++) {
        rows.add(i);
      }
      Collections.shuffle(rows, random);
      view = view.rows(rows.stream().limit(3).mapToLong(Long::longValue).toArray());
    }
    return view;
  }

  @Test
  void isThatOfBytes() {
    int[] found = new int[3];
    Seeds.forEach(
        SharingTest.class,
        600,
        random -> {
          byte[] bytes = new byte[8 * 9 * 2];
          View whole = TestMemory.view(MemoryExporter.of(MemorySegment.ofArray(bytes), "h", 8, 9));
          View a = part(whole, random);
          View b = part(whole, random);
          Set<Long> shared = marked(a, bytes);
          shared.retainAll(marked(b, bytes));
          assertEquals(!shared.isEmpty(), a.sharesMemory(b), () -> a + " and " + b);
          assertEquals(!shared.isEmpty(), b.asReadOnly().sharesMemory(a), () -> a + " and " + b);
          if (!shared.isEmpty()) {
            assertTrue(a.mayShareMemory(b));
          }
          found[shared.isEmpty() ? (a.mayShareMemory(b) ? 1 : 0) : 2]++;
        });
    assertTrue(
        !Seeds.areAll() || IntStream.of(found).allMatch(count -> count > 5),
        () -> found[0] + " " + found[1]);
  }

  @Test
  void otherMemoryIsNotShared() {
    View heap = TestMemory.zeros("i", 4);
    assertFalse(heap.mayShareMemory(TestMemory.zeros("i", 4)));
    assertTrue(heap.sharesMemory(heap));
    try (Arena arena = Arena.ofConfined()) {
      View off = TestMemory.view(MemoryExporter.of(arena.allocate(16), "i"));
      assertFalse(off.sharesMemory(heap));
      assertTrue(off.sharesMemory(off.at(3)));
      assertFalse(off.slice(Index.every(2)).sharesMemory(off.slice(Index.range(1, 4, 2))));
      assertTrue(off.slice(Index.every(2)).mayShareMemory(off.slice(Index.range(1, 4, 2))));
    }
    assertFalse(TestMemory.zeros("i", 0).sharesMemory(heap));
  }

  @Test
  void readOnlySegmentsAreCompared() {
    MemorySegment array = MemorySegment.ofArray(new long[8]).asReadOnly();
    View whole = TestMemory.view(MemoryExporter.of(array, "h", 4, 8));
    View even = whole.slice(Index.all(), Index.every(2));
    View odd = whole.slice(Index.all(), Index.range(1, 8, 2));
    assertFalse(even.sharesMemory(odd));
    assertTrue(even.sharesMemory(whole.rows(3)));
    assertFalse(even.rows(0, 2).sharesMemory(whole.rows(1, 3)));
  }

  // ---- tables

  private static Memory row(MemorySegment all, long at, long count) {
    return Memory.of(all.asSlice(2 * at, 2 * count), "h");
  }

  @Test
  void tablesWithBlocksThatOverlapAreReadOnly() {
    MemorySegment all = MemorySegment.ofArray(new short[40]);
    Memory first = row(all, 0, 4);
    assertTrue(Memory.ofBlocks(List.of(first, first)).isReadOnly());
    assertTrue(Memory.ofBlocks(List.of(first, row(all, 20, 4), first)).isReadOnly());
    assertTrue(Memory.ofBlocks(List.of(first, row(all, 3, 4))).isReadOnly());
    assertTrue(Memory.ofBlocks(List.of(row(all, 9, 4), row(all, 6, 4), first)).isReadOnly());
    assertFalse(Memory.ofBlocks(List.of(row(all, 9, 4), row(all, 4, 4), first)).isReadOnly());
    assertFalse(Memory.ofBlocks(List.of(first, row(all, 4, 4), row(all, 8, 4))).isReadOnly());
    Memory other = row(MemorySegment.ofArray(new short[4]), 0, 4);
    assertFalse(Memory.ofBlocks(List.of(first, other, row(all, 4, 4))).isReadOnly());
    assertTrue(Memory.ofBlocks(List.of(other, first, other)).isReadOnly());
    Memory table = Memory.ofBlocks(List.of(first, other));
    assertTrue(Memory.ofBlocks(List.of(table, table)).isReadOnly());
    assertFalse(
        Memory.ofBlocks(List.of(table, Memory.ofBlocks(List.of(row(all, 4, 4), row(all, 9, 4)))))
            .isReadOnly());
  }

  @Test
  void columnsBetweenEachOtherAreWritable() {
    int count = 3000;
    MemorySegment all = MemorySegment.ofArray(new short[count * 3]);
    List<Memory> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Layout column = Layout.strided(0, 2, new long[] {3}, new long[] {2L * count});
      columns.add(Memory.of(all.asSlice(2L * i), "h", column));
    }
    assertFalse(Memory.ofBlocks(columns).isReadOnly());
    columns.set(7, columns.get(9));
    assertTrue(Memory.ofBlocks(columns.subList(0, 20)).isReadOnly());
  }

  @Test
  void stridesThatOverlapAreReadOnly() {
    short[] items = new short[20];
    Layout windows = Layout.strided(0, 2, new long[] {5, 3}, new long[] {4, 2});
    assertTrue(Memory.ofArray(items, "h", windows).isReadOnly());
    Layout apart = Layout.strided(0, 2, new long[] {5, 3}, new long[] {6, 2});
    assertFalse(Memory.ofArray(items, "h", apart).isReadOnly());
    assertTrue(
        Memory.ofArray(items, "i", Layout.strided(0, 4, new long[] {5}, new long[] {2}))
            .isReadOnly());
  }

  // ---- windows

  @Test
  void windowsAreReadOnlyWhereTheyShareItems() {
    View view = TestMemory.longs("i", i -> i, 3, 4);
    View windows = view.slidingWindows(2, 2);
    assertTrue(windows.isReadOnly());
    for (long[] at : TestMemory.indices(windows.shape())) {
      assertEquals(view.getLong(at[0] + at[2], at[1] + at[3]), windows.getLong(at));
    }
    assertFalse(view.slidingWindows(3, 4).isReadOnly());
    assertFalse(view.slidingWindows(1, 1).isReadOnly());
    assertFalse(view.slidingWindows(new long[] {4}, 1).isReadOnly());
    assertTrue(view.slidingWindows(new long[] {2, 2}, 1, 1).isReadOnly());
    assertThrows(BufferException.ReadOnly.class, () -> windows.setLong(new long[4], 1));
    assertThrows(IllegalArgumentException.class, () -> view.slidingWindows(2));
    assertThrows(IllegalArgumentException.class, () -> view.slidingWindows(4, 1));
  }

  @Test
  void windowsOverPointersAreThoseOfOneDimension() {
    View items = TestMemory.longs("i", i -> i, 6).rows(5, 3, 1, 0);
    View windows = items.slidingWindows(3);
    assertTrue(windows.isReadOnly());
    assertEquals("[[5, 3, 1], [3, 1, 0]]", windows.toList().toString());
    View rows = TestMemory.longs("i", i -> i, 3, 4).rows(2, 0);
    assertEquals(
        "[[[8, 9], [9, 10], [10, 11]], [[0, 1], [1, 2], [2, 3]]]",
        rows.slidingWindows(new long[] {2}, 1).toList().toString());
    assertThrows(BufferException.Refused.class, () -> rows.slidingWindows(new long[] {2}, 0));
    View table = TestMemory.view(TestMemory.blocks("i", 2, 3, 2, 4));
    assertEquals(
        "[[[0, 1], [1, 2], [2, 3]], [[4, 5], [5, 6], [6, 7]]]",
        table.slidingWindows(new long[] {2}, 2).at(0).toList().toString());
  }

  // ---- one dimension, and columns

  @Test
  void ravelRefusesWhatItWouldCopy() {
    View view = TestMemory.longs("i", i -> i, 3, 4);
    assertEquals(12, view.ravel().shape(0));
    assertEquals(
        "[0, 2, 4, 6, 8, 10]", view.slice(Index.all(), Index.every(2)).ravel().toList().toString());
    View turned = view.transpose();
    BufferException.Refused e = assertThrows(BufferException.Refused.class, turned::ravel);
    assertTrue(e.getMessage().contains("Contiguous.acquire"), e::getMessage);
    try (Lease copy = Contiguous.acquire(turned, Request.FULL_RO, Order.C)) {
      assertEquals("[0, 4, 8, 1]", copy.view().ravel().slice(Index.upTo(4)).toList().toString());
    }
    assertEquals(1, view.at(1, 1).ravel().shape(0));
    assertEquals(0, TestMemory.zeros("i", 3, 0).ravel().shape(0));
  }

  @Test
  void fieldsAreColumns() {
    View view = TestMemory.view(MemoryExporter.allocate("T{i:x:T{h:a:h:b:}:pair:(2)d:y:}", 4));
    Map<String, View> columns = view.fields();
    assertEquals(List.of("x", "pair", "y"), List.copyOf(columns.keySet()));
    columns.get("x").setLong(2, 7);
    assertEquals(7L, view.field("x").getLong(2));
    assertEquals(List.of("a", "b"), List.copyOf(columns.get("pair").fields().keySet()));
    assertEquals(2, columns.get("y").ndim());
    assertThrows(UnsupportedOperationException.class, () -> columns.clear());
    assertThrows(IllegalArgumentException.class, () -> columns.get("x").fields());
    assertTrue(columns.get("x").mayShareMemory(columns.get("y")));
    assertFalse(columns.get("x").sharesMemory(columns.get("y")));
  }
}
