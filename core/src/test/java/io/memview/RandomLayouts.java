package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.memview.LayoutModel.Cell;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Random sequences of operations on random memory, against a model that knows no strides. What is
 * refused must be what no strides can express.
 */
public final class RandomLayouts {
  private static final int MAX_ITEMS = 400;
  private static final int MAX_RANK = 6;

  /** {@code id} is the value of a cell; {@code sub[k]} is that plus k. */
  private static final Format RECORD = Format.parse("T{h:before:i:id:(2,3)i:sub:h:behind:}");

  /** Memory and what it should show. */
  private record Base(Memory memory, LayoutModel model) {}

  /** A view and what it should show. */
  private record State(View view, LayoutModel model, boolean records) {}

  private RandomLayouts() {}

  /**
   * Makes memory and derives from it.
   *
   * @param levels how many dimensions of pointers the memory has
   * @param records whether its items are records
   */
  public static void run(Random random, int levels, boolean records) {
    long[] next = {random.nextInt(1000)};
    Base base = base(random, levels, records, next);
    View whole = TestMemory.view(base.memory);
    State state = new State(whole, base.model, records);
    verify(state);
    for (int i = random.nextInt(6); i >= 0; i--) {
      state = step(state, random);
      verify(state);
    }
    write(state, new State(whole, base.model, records), random);
  }

  // ---- memory

  /** A view of memory with up to three dimensions of pointers. */
  static View view(Random random) {
    return TestMemory.view(base(random, random.nextInt(4), false, new long[1]).memory);
  }

  private static Base base(Random random, int levels, boolean records, long[] next) {
    if (levels == 0) {
      return flat(random, records, next);
    }
    long seed = random.nextLong();
    List<Memory> blocks = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    long[] shape = {};
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      // The same seed for each block: they must be alike.
      Base block = base(new Random(seed), levels - 1, records, next);
      if ((seed & 7) < 3 && block.model.shape.length > 0) {
        // So that the pointers of the block are not in its first dimension.
        Index[] indices = {Index.newAxis(), Index.every(-1)};
        block =
            new Base(new Memory(block.memory.region.slice(indices)), block.model.slice(indices));
      }
      blocks.add(block.memory);
      for (Cell cell : block.model.cells) {
        long[] path = new long[cell.path().length + 1];
        path[0] = 8L * i;
        System.arraycopy(cell.path(), 0, path, 1, cell.path().length);
        cells.add(new Cell(cell.value(), path));
      }
      shape = new long[block.model.shape.length + 1];
      shape[0] = count;
      System.arraycopy(block.model.shape, 0, shape, 1, shape.length - 1);
    }
    return new Base(Memory.ofBlocks(blocks), new LayoutModel(shape, cells, false));
  }

  /** Dimensions in any order in memory, with gaps, some of them backwards. */
  private static Base flat(Random random, boolean records, long[] next) {
    int ndim = random.nextInt(records ? 3 : 5);
    long[] shape = new long[ndim];
    long[] strides = new long[ndim];
    boolean mayBeEmpty = random.nextInt(8) == 0;
    for (int d = 0; d < ndim; d++) {
      shape[d] = mayBeEmpty ? random.nextInt(4) : 1 + random.nextInt(4);
    }
    Format format = records ? RECORD : Format.parse("i");
    long size = format.itemSize();
    boolean gaps = random.nextInt(3) == 0;
    long extent = size * (gaps ? 1 + random.nextInt(2) : 1);
    long offset = random.nextInt(3) * 4L;
    for (int d : shuffled(ndim, random)) {
      strides[d] = random.nextInt(4) == 0 ? -extent : extent;
      if (strides[d] < 0) {
        offset += extent * Math.max(0, shape[d] - 1);
      }
      extent *= Math.max(1, shape[d] + (gaps ? random.nextInt(2) : 0));
    }
    MemorySegment segment = MemorySegment.ofArray(new byte[(int) (extent + offset + size)]);
    List<Cell> cells = new ArrayList<>();
    for (long[] index : TestMemory.indices(shape)) {
      long at = offset;
      for (int d = 0; d < ndim; d++) {
        at += index[d] * strides[d];
      }
      long value = next[0]++ * 10;
      if (records) {
        segment.set(ValueLayout.JAVA_INT_UNALIGNED, at + 4, (int) value);
        for (int k = 0; k < 6; k++) {
          segment.set(ValueLayout.JAVA_INT_UNALIGNED, at + 8 + 4L * k, (int) value + k);
        }
      } else {
        segment.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) value);
      }
      cells.add(new Cell(value, new long[] {at}));
    }
    return new Base(
        Memory.of(segment, format, Layout.strided(offset, size, shape, strides)),
        new LayoutModel(shape, cells, false));
  }

  private static int[] shuffled(int count, Random random) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(all, random);
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  // ---- operations

  private static State step(State state, Random random) {
    return switch (random.nextInt(state.records ? 13 : 12)) {
      case 0, 1, 2 -> slice(state, random);
      case 3 -> permute(state, random);
      case 4 -> flip(state, random);
      case 5 -> broadcast(state, random);
      case 6 -> reshape(state, random);
      case 7 -> squeeze(state, random);
      case 8 -> at(state, random);
      case 9 -> swapAxes(state, random);
      case 10 -> transpose(state);
      case 11 -> random.nextInt(4) == 0 ? asReadOnly(state) : state;
      default -> field(state, random);
    };
  }

  private static int pointers(View view) {
    return (int) IntStream.range(0, view.ndim()).filter(view.layout()::isPointer).count();
  }

  /** The view that an operation gives, or the old state if it was refused, as it had to be. */
  private static State refusedIf(
      boolean inexpressible,
      State state,
      Supplier<View> operation,
      Supplier<LayoutModel> model,
      String what) {
    if (inexpressible) {
      BufferException.Refused e =
          assertThrows(
              BufferException.Refused.class, operation::get, () -> what + " on " + state.view);
      assertFalse(e.getMessage().isEmpty());
      return state;
    }
    return new State(operation.get(), model.get(), state.records);
  }

  private static State slice(State state, Random random) {
    View view = state.view;
    List<Index> all = new ArrayList<>();
    boolean kept = false;
    boolean refused = false;
    int given = random.nextInt(4) == 0 ? random.nextInt(view.ndim() + 1) : view.ndim();
    int ellipsis = random.nextInt(3) == 0 ? random.nextInt(view.ndim() + 1) : -1;
    int rank = view.ndim();
    for (int d = 0; d < given; d++) {
      if (rank < MAX_RANK && random.nextInt(6) == 0) {
        all.add(Index.newAxis());
        rank++;
      }
      if (d == ellipsis) {
        all.add(Index.ellipsis());
        // It stands for some dimensions; those behind it count from the end.
        int skipped = random.nextInt(given - d + 1);
        for (int e = d; e < d + skipped + view.ndim() - given; e++) {
          kept = true;
        }
        d += skipped - 1;
        given = Math.min(given, view.ndim());
        ellipsis = -1;
        if (given < view.ndim()) {
          // Left out dimensions are the ellipsis's, too: continue behind them.
          d += view.ndim() - given;
          given = view.ndim();
        }
        continue;
      }
      long extent = view.shape(d);
      int what = random.nextInt(5);
      if (what == 0 && extent > 0) {
        all.add(Index.at(random.nextInt((int) (2 * extent)) - extent));
        refused |= kept && view.layout().isPointer(d);
      } else if (what < 3) {
        long step = 1L + random.nextInt(3);
        all.add(
            Index.range(
                random.nextInt(9) - 4L,
                random.nextInt(9) - 4L,
                random.nextBoolean() ? step : -step));
        kept = true;
      } else {
        all.add(
            what == 3
                ? Index.every(random.nextBoolean() ? -1 - random.nextInt(2) : 1)
                : Index.all());
        kept = true;
      }
    }
    Index[] indices = all.toArray(Index[]::new);
    return refusedIf(
        refused,
        state,
        () -> view.slice(indices),
        () -> state.model.slice(finite(indices)),
        "slice " + all);
  }

  /** The same ranges without ends that are far away: the model counts. */
  private static Index[] finite(Index[] indices) {
    return Arrays.stream(indices)
        .map(
            index ->
                index instanceof Index.Range r
                    ? Index.range(
                        Math.clamp(r.start(), -1000, 1000),
                        Math.clamp(r.stop(), -1000, 1000),
                        r.step())
                    : index)
        .toArray(Index[]::new);
  }

  private static State permute(State state, Random random) {
    Layout layout = state.view.layout();
    int[] dimensions = shuffled(layout.ndim(), random);
    if (random.nextBoolean() && layout.ndim() > 1) {
      // Moves that stay between pointers are rare among all permutations.
      dimensions = IntStream.range(0, layout.ndim()).toArray();
      int d = random.nextInt(layout.ndim() - 1);
      dimensions[d] = d + 1;
      dimensions[d + 1] = d;
    }
    int[] places = dimensions;
    boolean crosses = crosses(layout, places);
    LayoutModel model = state.model.permute(places);
    if (crosses && isPlain(model) && !state.model.readOnly) {
      assertFalse(
          model.isExpressible(pointers(state.view)),
          () -> "%s could permute %s".formatted(state.view, Arrays.toString(places)));
    }
    return refusedIf(
        crosses,
        state,
        () -> state.view.permute(places),
        () -> model,
        "permute " + Arrays.toString(places));
  }

  private static State swapAxes(State state, Random random) {
    int ndim = state.view.ndim();
    if (ndim == 0) {
      return state;
    }
    int first = random.nextInt(ndim);
    int second = random.nextInt(ndim);
    int[] places = IntStream.range(0, ndim).toArray();
    places[first] = second;
    places[second] = first;
    return refusedIf(
        crosses(state.view.layout(), places),
        state,
        () -> state.view.swapAxes(first, second),
        () -> state.model.permute(places),
        "swapAxes %d %d".formatted(first, second));
  }

  private static State transpose(State state) {
    int ndim = state.view.ndim();
    int[] places = IntStream.range(0, ndim).map(d -> ndim - 1 - d).toArray();
    return refusedIf(
        crosses(state.view.layout(), places),
        state,
        state.view::transpose,
        () -> state.model.permute(places),
        "transpose");
  }

  private static State at(State state, Random random) {
    int given = random.nextInt(state.view.ndim() + 1);
    long[] positions = new long[given];
    Index[] indices = new Index[given];
    for (int d = 0; d < given; d++) {
      int extent = (int) state.view.shape(d);
      if (extent == 0) {
        return state;
      }
      positions[d] = random.nextLong(2L * extent) - extent;
      indices[d] = Index.at(positions[d]);
    }
    return new State(state.view.at(positions), state.model.slice(indices), state.records);
  }

  private static State asReadOnly(State state) {
    LayoutModel model = new LayoutModel(state.model.shape, state.model.cells, true);
    return new State(state.view.asReadOnly(), model, state.records);
  }

  private static boolean crosses(Layout layout, int[] places) {
    return IntStream.range(0, places.length)
        .anyMatch(d -> pointersBefore(layout, places[d]) != pointersBefore(layout, d));
  }

  private static int pointersBefore(Layout layout, int dimension) {
    return (int) IntStream.range(0, dimension).filter(layout::isPointer).count();
  }

  /** No dimensions of one item, which could lie anywhere. */
  private static boolean isPlain(LayoutModel model) {
    return Arrays.stream(model.shape).allMatch(extent -> extent > 1);
  }

  private static State flip(State state, Random random) {
    Set<Integer> dimensions = new TreeSet<>();
    for (int d = 0; d < state.view.ndim(); d++) {
      if (random.nextBoolean()) {
        dimensions.add(d);
      }
    }
    boolean all = random.nextInt(4) == 0;
    View view =
        all
            ? state.view.flip()
            : state.view.flip(dimensions.stream().mapToInt(Integer::intValue).toArray());
    if (all) {
      IntStream.range(0, state.view.ndim()).forEach(dimensions::add);
    }
    return new State(view, state.model.flip(dimensions), state.records);
  }

  private static State broadcast(State state, Random random) {
    long[] old = state.view.shape();
    int added = random.nextInt(Math.max(1, Math.min(3, MAX_RANK + 1 - old.length)));
    long[] shape = new long[added + old.length];
    boolean fits = true;
    long items = 1;
    for (int d = 0; d < shape.length; d++) {
      long extent = d < added ? 1 : old[d - added];
      shape[d] = extent != 1 || random.nextBoolean() ? extent : random.nextInt(4);
      if (random.nextInt(20) == 0) {
        shape[d] = random.nextInt(4);
      }
      fits &= extent == 1 || shape[d] == extent;
      items *= shape[d];
    }
    if (!fits) {
      assertThrows(IllegalArgumentException.class, () -> state.view.broadcast(shape));
      return state;
    }
    return items > MAX_ITEMS
        ? state
        : new State(state.view.broadcast(shape), state.model.broadcast(shape), state.records);
  }

  private static State reshape(State state, Random random) {
    long items = state.view.itemCount();
    List<Long> shape = new ArrayList<>();
    if (items == 0) {
      for (int d = 1 + random.nextInt(3); d > 0; d--) {
        shape.add((long) random.nextInt(4));
      }
    } else {
      long left = items;
      while (left > 1) {
        List<Long> divisors = new ArrayList<>();
        for (long k = 2; k <= left; k++) {
          if (left % k == 0) {
            divisors.add(k);
          }
        }
        shape.add(divisors.get(random.nextInt(divisors.size())));
        left /= shape.getLast();
      }
      while (shape.size() < MAX_RANK && random.nextInt(3) == 0) {
        shape.add(random.nextInt(shape.size() + 1), 1L);
      }
    }
    long[] wanted = shape.stream().mapToLong(Long::longValue).toArray();
    if (wanted.length > MAX_RANK + 1) {
      return state;
    }
    long product = shape.stream().reduce(1L, (a, b) -> a * b);
    if (product != items) {
      assertThrows(IllegalArgumentException.class, () -> state.view.reshape(wanted));
      return state;
    }
    long[] asked = wanted.clone();
    if (asked.length > 0 && random.nextInt(4) == 0) {
      int open = random.nextInt(asked.length);
      asked[open] = -1;
      long known = shape.stream().reduce(1L, (a, b) -> a * b) / Math.max(1, wanted[open]);
      if (items == 0 && (known == 0 || wanted[open] != 0)) {
        asked[open] = wanted[open];
      }
      for (int d = 0; d < wanted.length; d++) {
        if (d != open && wanted[d] == 0) {
          asked[open] = wanted[open];
        }
      }
    }
    LayoutModel model = state.model.reshape(wanted);
    int pointers = pointers(state.view);
    if (pointers > 0 && model.readOnly) {
      // Items that repeat may be expressible by strides of 0 that only a search would find.
      try {
        return new State(state.view.reshape(asked), model, state.records);
      } catch (BufferException.Refused e) {
        return state;
      }
    }
    return refusedIf(
        items > 0 && !model.isExpressible(pointers),
        state,
        () -> state.view.reshape(asked),
        () -> model,
        "reshape " + Arrays.toString(asked));
  }

  private static State squeeze(State state, Random random) {
    View view = state.view;
    Layout layout = view.layout();
    List<Integer> dropped = new ArrayList<>();
    boolean all = random.nextBoolean();
    boolean fits = true;
    boolean pointers = false;
    for (int d = 0; d < layout.ndim(); d++) {
      boolean one = layout.shape(d) == 1;
      if (all ? one && !layout.isPointer(d) : random.nextInt(one ? 2 : 12) == 0) {
        dropped.add(d);
        fits &= one;
        pointers |= layout.isPointer(d);
      }
    }
    if (!all && dropped.isEmpty()) {
      return state;
    }
    int[] asked = dropped.stream().mapToInt(Integer::intValue).toArray();
    if (!fits) {
      assertThrows(IllegalArgumentException.class, () -> view.squeeze(asked));
      return state;
    }
    long[] shape =
        IntStream.range(0, layout.ndim())
            .filter(d -> !dropped.contains(d))
            .mapToLong(layout::shape)
            .toArray();
    return refusedIf(
        pointers,
        state,
        () -> all ? view.squeeze() : view.squeeze(asked),
        () -> state.model.reshape(shape),
        "squeeze " + dropped);
  }

  private static State field(State state, Random random) {
    if (random.nextBoolean() || state.view.ndim() + 2 > MAX_RANK) {
      return new State(state.view.field("id"), state.model.part(4, 4), false);
    }
    return new State(state.view.field("sub"), state.model.part(8, 4, 2, 3), false);
  }

  // ---- checks

  private static long value(State state, long[] index) {
    return state.records
        ? (Long) ((List<?>) state.view.getObject(index)).get(1)
        : state.view.getLong(index);
  }

  private static void verify(State state) {
    View view = state.view;
    LayoutModel model = state.model;
    assertArrayEquals(model.shape, view.shape(), () -> "shape of " + view);
    assertEquals(model.cells.size(), view.itemCount());
    assertEquals(model.readOnly, view.isReadOnly(), () -> "read-only: " + view);
    for (long[] index : TestMemory.indices(model.shape)) {
      Cell cell = model.cell(index);
      long expected = cell.value();
      checkWay(view.layout(), index, cell);
      assertEquals(
          expected,
          value(state, index),
          () -> "item %s of %s".formatted(Arrays.toString(index), view));
      if (!state.records) {
        checkCarriers(view, index, expected);
      }
    }
    long size = view.layout().itemSize();
    for (boolean fortran : new boolean[] {false, true}) {
      assertEquals(
          model.isContiguous(fortran, pointers(view), size),
          view.layout().isContiguous(fortran ? Order.FORTRAN : Order.C),
          () -> "contiguous (Fortran: %s): %s".formatted(fortran, view));
    }
    if (!state.records) {
      checkBytes(view, model);
    }
    for (int d = 0; d < view.ndim(); d++) {
      for (long outside : new long[] {-1, view.shape(d)}) {
        long[] index = new long[view.ndim()];
        index[d] = outside;
        assertThrows(IndexOutOfBoundsException.class, () -> view.getObject(index));
      }
    }
  }

  /** Offset, strides and suboffsets lead to the cell: the rule of {@code PyBuffer_GetPointer}. */
  private static void checkWay(Layout layout, long[] index, Cell cell) {
    long[] way = new long[layout.ndim() + 1];
    int pointers = 0;
    long at = layout.offset();
    for (int d = 0; d < index.length; d++) {
      at += index[d] * layout.stride(d);
      if (layout.isPointer(d)) {
        way[pointers++] = at;
        at = layout.suboffset(d);
      }
    }
    way[pointers++] = at;
    // Pointers that were followed to make the view are not on the way any more.
    int all = cell.path().length;
    assertArrayEquals(
        Arrays.copyOfRange(cell.path(), all - pointers, all),
        Arrays.copyOf(way, pointers),
        () -> "way to %s of %s".formatted(Arrays.toString(index), layout));
  }

  /** The bytes in both orders, and those that a consumer of plain bytes is given or refused. */
  private static void checkBytes(View view, LayoutModel model) {
    int[] places = IntStream.range(0, view.ndim()).map(d -> view.ndim() - 1 - d).toArray();
    byte[] inC = bytes(model);
    assertArrayEquals(inC, view.toBytes(Order.C), () -> "bytes of " + view);
    assertArrayEquals(
        bytes(model.permute(places)), view.toBytes(Order.FORTRAN), () -> "bytes of " + view);
    if (model.isContiguous(false, pointers(view), view.layout().itemSize())) {
      assertArrayEquals(inC, view.withView(Request.SIMPLE, plain -> plain.toBytes(Order.C)));
    } else {
      assertThrows(BufferException.Refused.class, () -> view.acquire(Request.SIMPLE));
    }
  }

  private static byte[] bytes(LayoutModel model) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * model.cells.size()).order(ByteOrder.nativeOrder());
    model.cells.forEach(cell -> bytes.putInt((int) cell.value()));
    return bytes.array();
  }

  private static void checkCarriers(View view, long[] index, long expected) {
    switch (index.length) {
      case 1 -> {
        assertEquals(expected, view.getLong(index[0]));
        assertEquals(expected, view.getDouble(index[0]));
      }
      case 2 -> {
        assertEquals(expected, view.getLong(index[0], index[1]));
        assertEquals(expected, view.getDouble(index[0], index[1]));
      }
      case 3 -> {
        assertEquals(expected, view.getLong(index[0], index[1], index[2]));
        assertEquals(expected, view.getDouble(index[0], index[1], index[2]));
      }
      default -> assertEquals(expected, view.getDouble(index));
    }
  }

  /** What is written to an item is seen there in the base and nowhere else. */
  private static void write(State state, State base, Random random) {
    if (state.records || state.model.cells.isEmpty()) {
      return;
    }
    List<long[]> indices = TestMemory.indices(state.model.shape);
    long[] index = indices.get(random.nextInt(indices.size()));
    long old = state.model.cell(index).value();
    if (state.model.readOnly) {
      assertThrows(BufferException.ReadOnly.class, () -> state.view.setLong(index, -1));
      assertThrows(BufferException.ReadOnly.class, () -> state.view.setObject(index, -1));
      verify(base);
      return;
    }
    switch (index.length) {
      case 1 -> state.view.setLong(index[0], -7);
      case 2 -> state.view.setLong(index[0], index[1], -7);
      case 3 -> state.view.setLong(index[0], index[1], index[2], -7);
      default -> state.view.setLong(index, -7);
    }
    assertEquals(-7, state.view.getLong(index));
    state.view.setObject(index, old);
    verify(state);
    verify(base);
    if (!base.records) {
      state.view.setLong(index, -7);
      for (long[] place : TestMemory.indices(base.model.shape)) {
        Cell cell = base.model.cell(place);
        boolean same = cell.equals(state.model.cell(index));
        assertEquals(same ? -7 : cell.value(), base.view.getLong(place));
      }
    }
  }
}
