package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Any layout for any memory: it is refused where the memory is described, or every access works
 * from then on. That nothing is checked twice rests on it.
 */
class AnyLayoutTest {
  private static final List<Class<? extends RuntimeException>> REFUSALS =
      List.of(
          BufferException.class,
          IllegalArgumentException.class,
          IndexOutOfBoundsException.class,
          UnsupportedOperationException.class);

  private static final List<Format> FORMATS =
      List.of(
          Format.parse("i"),
          Format.parse("B"),
          Format.parse("<d"),
          Format.parse("?"),
          Format.parse("0s"),
          Format.parse("3s"),
          Format.parse("T{h:a:(2)B:b:5t:c:3t:d:}"));

  /** What is done with the formats' items, for the objects of a record view. */
  private record Item(short a, List<Object> b, byte c, byte d) {}

  // ---- layouts: of any memory, derived in any way

  private static Layout layout(Random random) {
    Layout layout =
        switch (random.nextInt(3)) {
          case 0 -> {
            long[] shape = numbers(random, random.nextInt(4), 0, 4);
            yield Layout.contiguous(random.nextInt(9), Order.values()[random.nextInt(3)], shape);
          }
          case 1 -> {
            int ndim = random.nextInt(4);
            yield Layout.strided(
                random.nextInt(100),
                random.nextInt(9),
                numbers(random, ndim, 0, 4),
                numbers(random, ndim, -12, 13));
          }
          default -> table(random, 1 + random.nextInt(3), FORMATS.get(random.nextInt(7))).layout();
        };
    for (int step = random.nextInt(4); step > 0; step--) {
      Layout before = layout;
      Layout after = attempt(() -> derived(before, random));
      layout = after == null ? before : after;
    }
    return layout;
  }

  private static Layout derived(Layout layout, Random random) {
    int ndim = layout.ndim();
    return switch (random.nextInt(9)) {
      case 0 -> layout.transpose();
      case 1 -> layout.flip();
      case 2 -> layout.slice(Index.range(random.nextInt(5) - 2, random.nextInt(5), 1));
      case 3 -> layout.slice(Index.ellipsis(), Index.every(random.nextBoolean() ? 2 : -1));
      case 4 -> layout.slice(Index.at(0));
      case 5 -> layout.slice(Index.newAxis());
      case 6 -> layout.broadcast(numbers(random, ndim + random.nextInt(2), 0, 4));
      case 7 -> layout.reshape(layout.itemCount() == 0 ? new long[] {3, 0, 2} : new long[] {-1});
      default -> layout.subItem(random.nextInt(3), 1, new long[] {2});
    };
  }

  private static long[] numbers(Random random, int count, int low, int high) {
    return random.longs(count, low, high).toArray();
  }

  // ---- memory of any kind

  private static Memory memory(Random random, Arena arena) {
    Format format = FORMATS.get(random.nextInt(FORMATS.size()));
    Layout layout = layout(random);
    return switch (random.nextInt(6)) {
      case 0 -> Memory.ofArray(new int[random.nextInt(40)], format, layout);
      case 1 -> Memory.ofArray(new double[random.nextInt(40)], format, layout);
      case 2 -> {
        List<Memory> blocks = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          blocks.add(Memory.of(segment(random, arena), format, layout));
        }
        yield Memory.ofBlocks(blocks);
      }
      case 3 -> {
        // Rows of all kinds whose layouts are equal, by whatever way they became so.
        Memory row = table(random, random.nextInt(3), format);
        Memory other = table(random, random.nextInt(3), format);
        yield Memory.ofBlocks(List.of(emptied(row, random), emptied(other, random)));
      }
      case 4 -> table(random, 1 + random.nextInt(3), format);
      default -> Memory.of(segment(random, arena), format, layout);
    };
  }

  private static Memory emptied(Memory memory, Random random) {
    return random.nextBoolean()
        ? memory
        : new Memory(memory.region.slice(Index.upTo(0))).withShape(0, 2);
  }

  private static MemorySegment segment(Random random, Arena arena) {
    int size = random.nextInt(160);
    MemorySegment segment =
        random.nextBoolean() ? arena.allocate(size) : MemorySegment.ofArray(new byte[size]);
    return random.nextInt(4) == 0 ? segment.asReadOnly() : segment;
  }

  private static Memory table(Random random, int levels, Format format) {
    if (levels == 0) {
      long[] shape = numbers(random, 1 + random.nextInt(2), 0, 4);
      Layout layout = Layout.contiguous(format.itemSize(), Order.C, shape);
      return Memory.of(MemorySegment.ofArray(new byte[160]), format, layout);
    }
    Memory first = table(random, levels - 1, format);
    List<Memory> rows = new ArrayList<>(List.of(first));
    while (random.nextBoolean()) {
      rows.add(first);
    }
    return Memory.ofBlocks(rows);
  }

  // ---- every access

  private static <T> @Nullable T attempt(Supplier<T> action) {
    try {
      return action.get();
    } catch (RuntimeException refusal) {
      assertTrue(
          REFUSALS.stream().anyMatch(type -> type.isInstance(refusal)),
          () -> "no documented refusal: " + refusal);
      assertTrue(
          refusal.getMessage() != null && refusal.getMessage().length() > 20,
          () -> "no message: " + refusal);
      return null;
    }
  }

  /** What must not be refused: the indices are right, and the memory is there. */
  private static void readAll(View view) {
    long count = 0;
    for (Object item : view.items()) {
      assertTrue(item != null);
      count++;
    }
    assertEquals(view.itemCount(), count);
    Cursor at = Cursor.over(Order.ANY, view);
    while (at.next()) {
      assertTrue(at.getObject(0) != null);
      assertEquals(view.layout().itemSize(), at.itemSegment(0).byteSize());
      count--;
    }
    assertEquals(0, count);
    for (Order order : Order.values()) {
      long[] runs = {0};
      view.forEachRun(order, (run, items) -> runs[0] += items);
      assertEquals(view.itemCount(), runs[0]);
      assertEquals(view.layout().byteLength(), view.toBytes(order).length);
    }
    assertTrue(view.toList() != null);
    assertTrue(view.contentEquals(view));
    assertTrue(view.hashCode() == view.hashCode());
    assertTrue(!view.show().isEmpty() && !view.showHtml().isEmpty());
    assertTrue(!view.layoutSvg().isEmpty() && !view.describe().isEmpty());
    view.acquire(Request.FULL_RO).close();
    Contiguous.acquire(view, Request.CONTIG_RO, Order.C).close();
    view.doWithView(Request.FULL_RO, same -> assertEquals(view.itemCount(), same.itemCount()));
  }

  private static void write(View view) {
    Object item = view.itemCount() == 0 ? null : view.items().iterator().next();
    if (item != null) {
      view.fill(item);
      view.setObject(new long[view.ndim()], item);
    }
    view.copyFrom(view);
    view.parallelCopyFrom(view);
    view.assign(view);
    view.copyBytesFrom(view.asReadOnly());
    Mirror.doWithView(view, Order.FORTRAN, mirror -> mirror.copyFrom(view));
  }

  @Test
  void isRefusedWhereItIsMadeOrWorks() {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Seeds.forEach(
        AnyLayoutTest.class,
        8000,
        random -> {
          try (Arena arena = Arena.ofConfined()) {
            Memory memory = attempt(() -> memory(random, arena));
            if (memory == null) {
              refused.incrementAndGet();
              return;
            }
            made.incrementAndGet();
            try (Lease lease = MemoryExporter.of(memory).acquire(Request.FULL_RO)) {
              View view = lease.view();
              readAll(view);
              if (!view.isReadOnly()) {
                write(view);
              }
              for (int i = 0; i < 12; i++) {
                use(view, random);
              }
            }
          }
        });
    assertTrue(!Seeds.areAll() || made.get() > 2000, () -> "made " + made);
    assertTrue(!Seeds.areAll() || refused.get() > 1000, () -> "refused " + refused);
  }

  private static void use(View view, Random random) {
    View other =
        attempt(
            () ->
                switch (random.nextInt(8)) {
                  case 0 -> view.slice(Index.at(-1));
                  case 1 -> view.slice(Index.ellipsis(), Index.every(-2));
                  case 2 -> view.transpose();
                  case 3 -> view.reshape(view.itemCount() == 0 ? new long[2] : new long[] {-1});
                  case 4 -> view.reinterpret(Format.parse("B"));
                  case 5 -> view.field(random.nextBoolean() ? "b" : "a");
                  case 6 -> view.broadcast(numbers(random, view.ndim() + 1, 0, 3));
                  default -> view.flip();
                });
    if (other != null) {
      readAll(other);
      if (!other.isReadOnly()) {
        write(other);
      }
    }
    attempt(
        () -> {
          view.acquire(Request.of(random.nextInt(512)).scoped()).close();
          return view;
        });
    attempt(() -> view.getLong(new long[view.ndim()]));
    attempt(() -> view.getDouble(0, 0));
    attempt(() -> view.getLong(0));
    attempt(() -> view.getBoolean(new long[view.ndim()]));
    attempt(() -> view.longStatistics());
    attempt(() -> view.doubleSum());
    attempt(() -> RecordView.of(view, Item.class).iterator().hasNext());
    attempt(() -> view.asSegment());
  }

  // ---- what is said

  @Test
  void pointersNeedATable() {
    Layout layout = TestMemory.blocks("i", 1, 2, 3).layout();
    for (Supplier<Memory> made :
        List.<Supplier<Memory>>of(
            () -> Memory.of(MemorySegment.ofArray(new byte[64]), Format.parse("i"), layout),
            () -> Memory.ofArray(new int[16], Format.parse("i"), layout))) {
      String message = assertThrows(IllegalArgumentException.class, made::get).getMessage();
      assertTrue(message.contains("suboffsets (0, -1)"), message);
      assertTrue(message.contains("Memory.ofBlocks"), message);
    }
  }
}
