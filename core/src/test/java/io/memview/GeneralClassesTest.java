package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Seeds;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The general classes give the answers, and the refusals, of the classes that are specialised. */
class GeneralClassesTest {
  record Half(int x, float y) {}

  private static List<Scalar> numbers() {
    List<Scalar> all = new ArrayList<>();
    for (String code : List.of("?", "b", "B", "h", "H", "i", "I", "q", "Q", "e", "f", "d")) {
      for (String order : List.of("", "<", ">")) {
        all.add((Scalar) Format.parse(order + code));
      }
    }
    return all;
  }

  /** What comes out: a value, or what is thrown. */
  private static String outcome(Supplier<?> call) {
    try {
      return String.valueOf(call.get());
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  private static Supplier<?> of(Runnable action) {
    return () -> {
      action.run();
      return "done";
    };
  }

  private static void fill(View view, Random random) {
    view.memory
        .storage()
        .forEachSegment(
            segment -> {
              byte[] bytes = new byte[(int) segment.byteSize()];
              random.nextBytes(bytes);
              MemorySegment.copy(MemorySegment.ofArray(bytes), 0, segment, 0, bytes.length);
            });
  }

  /** The same items, of 8 bytes, of which a code takes the first ones. */
  private static View as(View view, Scalar number) {
    return view.memory.as(number, view.memory.layout()).view(view.lease);
  }

  private static View general(View view) {
    return new GeneralView().make(view.lease, view.memory);
  }

  @Test
  void items() {
    Random random = new Random(1);
    for (Scalar number : numbers()) {
      List<Geometry> left = Geometry.ofOneShape("q");
      List<Geometry> right = Geometry.ofOneShape("q");
      for (int i = 0; i < left.size(); i++) {
        Geometry geometry = left.get(i);
        View special = as(geometry.view(), number);
        View other = as(right.get(i).view(), number);
        View general = new GeneralView().make(other.lease, other.memory);
        long seed = random.nextLong();
        fill(special, new Random(seed));
        fill(general, new Random(seed));
        String name = "'%s' %s".formatted(number, geometry.name());
        assertEquals(all(special), all(general), name);
        for (int round = 0; round < 20; round++) {
          long[] at = {random.nextInt(-1, 3), random.nextInt(-1, 4), random.nextInt(-1, 5)};
          long value = random.nextLong() >> random.nextInt(64);
          double real = random.nextBoolean() ? value : random.nextGaussian();
          boolean truth = random.nextBoolean();
          String name2 = name + Layout.tuple(at);
          assertEquals(
              set(special, at, value, real, truth), set(general, at, value, real, truth), name2);
          assertEquals(get(special, at), get(general, at), name2);
        }
        assertEquals(all(special), all(general), name);
      }
    }
  }

  private static List<String> get(View v, long[] at) {
    return List.of(
        outcome(() -> v.getLong(at)),
        outcome(() -> v.getLong(at[0], at[1], at[2])),
        outcome(() -> v.getLong(at[0], at[1])),
        outcome(() -> v.getDouble(at)),
        outcome(() -> v.getDouble(at[0], at[1], at[2])),
        outcome(() -> v.getBoolean(at)),
        outcome(() -> v.at(0, 1).getLong(at[2])),
        outcome(() -> v.get(at)));
  }

  /** Reads between the writes, so that each is seen. */
  private static List<String> set(View v, long[] at, long value, double real, boolean truth) {
    return List.of(
        outcome(of(() -> v.setLong(value, at))),
        outcome(() -> v.get(at)),
        outcome(of(() -> v.setLong(value + 1, at[0], at[1], at[2]))),
        outcome(() -> v.get(at)),
        outcome(of(() -> v.setDouble(real, at))),
        outcome(() -> v.get(at)),
        outcome(of(() -> v.setDouble(-real, at[0], at[1], at[2]))),
        outcome(() -> v.get(at)),
        outcome(of(() -> v.setBoolean(truth, at))),
        outcome(() -> v.get(at)),
        outcome(of(() -> v.asReadOnly().setLong(0, at))));
  }

  /** What loops over all items give, and what a cursor does. */
  private static List<String> all(View v) {
    List<Object> each = new ArrayList<>();
    Supplier<Object> longs =
        () -> {
          v.forEachLong(Order.FORTRAN, each::add);
          return each;
        };
    Supplier<Object> doubles =
        () -> {
          v.forEachDouble(Order.ANY, each::add);
          return each;
        };
    Supplier<Object> cursor =
        () -> {
          for (Cursor c = Cursor.over(Order.FORTRAN, v); c.next(); ) {
            each.add(outcome(() -> c.getLong(0)));
            each.add(outcome(() -> c.getDouble(0)));
            each.add(outcome(() -> c.getBoolean(0)));
          }
          return each;
        };
    return List.of(
        outcome(longs),
        outcome(doubles),
        outcome(cursor),
        outcome(v::longStatistics),
        outcome(v::doubleStatistics),
        outcome(v::doubleSum),
        outcome(v::toList));
  }

  /** The sum of many floats depends on the order in which they are added. */
  @Test
  void longSums() {
    Random random = new Random(2);
    for (int count : new int[] {0, 1, 7, 8, 9, 127, 128, 129, 136, 1000, 4099}) {
      View view = TestMemory.zeros("d", count);
      for (int i = 0; i < count; i++) {
        view.setDouble(random.nextGaussian() * Math.pow(10, random.nextInt(-20, 20)), i);
      }
      assertEquals(view.doubleSum(), general(view).doubleSum(), 0.0, () -> count + " items");
      assertEquals(view.doubleStatistics().toString(), general(view).doubleStatistics().toString());
    }
  }

  @Test
  void kernels() {
    List<Scalar> numbers = numbers();
    List<Kernel.Operation> operations = new ArrayList<>();
    for (int size : new int[] {1, 2, 4, 8}) {
      operations.add(new Kernel.Move(size, false));
      operations.add(new Kernel.Move(size, true));
    }
    for (Scalar source : numbers) {
      for (Scalar target : numbers) {
        if (source.type().kind() == target.type().kind()
            || (source.isInteger() && target.type().kind() != ScalarType.Kind.BOOL)) {
          operations.add(new Kernel.Convert(source, target, false));
          operations.add(new Kernel.Convert(source, target, true));
        }
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      Seeds.forEach(
          GeneralClassesTest.class,
          3,
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
    long fromItem = transposed ? rows * fromSize + fromGap : fromSize + fromGap;
    long fromRow = transposed ? fromSize : items * fromItem;
    long toItem = toSize + toGap;
    long toRow = items * toItem;
    long bytes = (rows + 4L) * (items + 4L) * 16;
    MemorySegment from =
        random.nextBoolean() ? MemorySegment.ofArray(new byte[(int) bytes]) : arena.allocate(bytes);
    boolean small = random.nextBoolean();
    byte[] noise = new byte[(int) bytes];
    random.nextBytes(noise);
    MemorySegment.copy(MemorySegment.ofArray(noise), 0, from, 0, bytes);
    if (small && operation instanceof Kernel.Convert(Scalar source, Scalar _, boolean _)) {
      for (long at = 0; at + fromSize <= bytes; at += fromSize) {
        boolean truth = source.type().kind() == ScalarType.Kind.BOOL;
        source.set(from, at, truth ? (Object) random.nextBoolean() : (Object) random.nextInt(100));
      }
    }
    MemorySegment expected = MemorySegment.ofArray(new byte[(int) bytes]);
    MemorySegment actual = MemorySegment.ofArray(new byte[(int) bytes]);
    for (Kernel.Loops loops : Kernel.Loops.values()) {
      boolean fits =
          switch (loops) {
            case ITEMS -> true;
            case BLOCKS ->
                operation instanceof Kernel.Move(int size, boolean swap)
                    && !swap
                    && size < 8
                    && transposed
                    && toGap == 0;
            case STAGED ->
                operation instanceof Kernel.Convert convert
                    && convert.isRounding()
                    && convert.source().type() != convert.target().type();
          };
      if (!fits) {
        continue;
      }
      boolean strides = random.nextBoolean();
      Kernel special =
          Kernel.of(
              new Kernel.Kind(
                  loops,
                  from.getClass(),
                  expected.getClass(),
                  random.nextBoolean(), // files may be behind any memory
                  operation,
                  strides ? fromItem : 0,
                  strides ? toItem : 0));
      Kernel general = new GeneralKernel(operation);
      assertEquals(
          outcome(
              of(
                  () ->
                      special
                          .fresh()
                          .plane(
                              from, 0, fromRow, fromItem, expected, 0, toRow, toItem, rows,
                              items))),
          outcome(
              of(
                  () ->
                      general.plane(
                          from, 0, fromRow, fromItem, actual, 0, toRow, toItem, rows, items))),
          () -> loops + " " + operation);
      assertEquals(-1, expected.mismatch(actual), () -> loops + " " + operation);
    }
  }

  /** A record view starts in general, and is handed to a class of its own while it is used. */
  @Test
  void records() {
    Random random = new Random(3);
    for (Geometry geometry : Geometry.ofOneShape("i")) {
      View view = TestMemory.zeros("=T{i:x:f:y:}", geometry.view().shape());
      RecordView<Half> records = view.records(Half.class);
      for (int round = 0; round < 1500; round++) {
        long[] at = {random.nextInt(-1, 3), random.nextInt(-1, 4), random.nextInt(-1, 5)};
        boolean inside =
            at[0] >= 0 && at[1] >= 0 && at[2] >= 0 && at[0] < 2 && at[1] < 3 && at[2] < 4;
        Half half = new Half(random.nextInt(), random.nextFloat());
        if (inside) {
          records.set(half, at);
          assertEquals(half, records.get(at));
          assertEquals((long) half.x(), view.field("x").getLong(at));
        } else {
          assertThrows(IndexOutOfBoundsException.class, () -> records.set(half, at));
          assertThrows(IndexOutOfBoundsException.class, () -> records.get(at));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> records.get(1));
        assertThrows(NullPointerException.class, () -> records.set(null, at));
      }
      RecordView<Half> readOnly = view.asReadOnly().records(Half.class);
      assertThrows(BufferException.ReadOnly.class, () -> readOnly.set(new Half(1, 1), 0, 0, 0));
    }
  }

  /** Under the profile "fallback" they are all there is. */
  @Test
  void theyServeWhereClassFilesCannotBeRead() {
    boolean readable = ItemView.class.getResource("ItemView.class") != null;
    String loader = System.getProperty("java.system.class.loader", "");
    assertEquals(loader.endsWith("WithoutClassFiles"), !readable);
    assertEquals(!readable, TestMemory.zeros("i", 1).getClass() == GeneralView.class);
    assertEquals(readable, TestMemory.zeros("i", 1).getClass().isHidden());
  }

  /** A template has no constants of its own, and so no wrong ones. */
  @Test
  void templatesCannotBeUsed() {
    Throwable thrown = assertThrows(ExceptionInInitializerError.class, ItemKernel::new);
    assertInstanceOf(IllegalStateException.class, thrown.getCause());
    assertTrue(thrown.getCause().getMessage().contains("ItemKernel"), thrown.getCause()::toString);
  }
}
