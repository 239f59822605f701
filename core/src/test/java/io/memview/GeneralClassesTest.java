package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.fixture.Outcomes;
import io.memview.format.Scalar;
import io.memview.internal.Texts;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The general classes give the answers, and the refusals, of the classes that are specialised. */
class GeneralClassesTest {
  record Half(int x, float y) {}

  private static void fill(View view, Random random) {
    view.region
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
    return View.of(view.lease, view.region.withFormat(number, view.layout()));
  }

  private static View general(View view) {
    return new View().make(view.lease, view.region);
  }

  @Test
  void items() {
    Random random = new Random(1);
    for (Scalar number : Outcomes.numbers()) {
      List<Geometry> left = Geometry.ofOneShape("q");
      List<Geometry> right = Geometry.ofOneShape("q");
      for (int i = 0; i < left.size(); i++) {
        Geometry geometry = left.get(i);
        View special = as(geometry.view(), number);
        View other = as(right.get(i).view(), number);
        View general = new View().make(other.lease, other.region);
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
          String name2 = name + Texts.tuple(at);
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
        Outcomes.outcome(() -> v.getLong(at)),
        Outcomes.outcome(() -> v.getLong(at[0], at[1], at[2])),
        Outcomes.outcome(() -> v.getLong(at[0], at[1])),
        Outcomes.outcome(() -> v.getDouble(at)),
        Outcomes.outcome(() -> v.getDouble(at[0], at[1], at[2])),
        Outcomes.outcome(() -> v.getBoolean(at)),
        Outcomes.outcome(() -> v.at(0, 1).getLong(at[2])),
        Outcomes.outcome(() -> v.getObject(at)));
  }

  /** Reads between the writes, so that each is seen. */
  private static List<String> set(View v, long[] at, long value, double real, boolean truth) {
    return List.of(
        Outcomes.outcome(Outcomes.of(() -> v.setLong(at, value))),
        Outcomes.outcome(() -> v.getObject(at)),
        Outcomes.outcome(Outcomes.of(() -> v.setLong(at[0], at[1], at[2], value + 1))),
        Outcomes.outcome(() -> v.getObject(at)),
        Outcomes.outcome(Outcomes.of(() -> v.setDouble(at, real))),
        Outcomes.outcome(() -> v.getObject(at)),
        Outcomes.outcome(Outcomes.of(() -> v.setDouble(at[0], at[1], at[2], -real))),
        Outcomes.outcome(() -> v.getObject(at)),
        Outcomes.outcome(Outcomes.of(() -> v.setBoolean(at, truth))),
        Outcomes.outcome(() -> v.getObject(at)),
        Outcomes.outcome(Outcomes.of(() -> v.asReadOnly().setLong(at, 0))));
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
            each.add(Outcomes.outcome(() -> c.getLong(0)));
            each.add(Outcomes.outcome(() -> c.getDouble(0)));
            each.add(Outcomes.outcome(() -> c.getBoolean(0)));
          }
          return each;
        };
    return List.of(
        Outcomes.outcome(longs),
        Outcomes.outcome(doubles),
        Outcomes.outcome(cursor),
        Outcomes.outcome(v::longStatistics),
        Outcomes.outcome(v::doubleStatistics),
        Outcomes.outcome(v::doubleSum),
        Outcomes.outcome(v::toList));
  }

  /** The sum of many floats depends on the order in which they are added. */
  @Test
  void longSums() {
    Random random = new Random(2);
    for (int count : new int[] {0, 1, 7, 8, 9, 127, 128, 129, 136, 1000, 4099}) {
      View view = TestMemory.zeros("d", count);
      for (int i = 0; i < count; i++) {
        view.setDouble(i, random.nextGaussian() * Math.pow(10, random.nextInt(-20, 20)));
      }
      assertEquals(view.doubleSum(), general(view).doubleSum(), 0.0, () -> count + " items");
      assertEquals(view.doubleStatistics().toString(), general(view).doubleStatistics().toString());
    }
  }

  /** What an action writes into the items that are still to come, it is given then. */
  @Test
  void actionsAreGivenWhatTheyHaveWritten() {
    for (String format : List.of("q", "<i", ">i", "H", "B", "d", ">d", "f", "e")) {
      View line = TestMemory.zeros(format, 6000);
      List<View> views =
          List.of(
              TestMemory.zeros(format, 5),
              line,
              line.slice(Index.every(3)),
              line.slice(Index.every(-2)),
              TestMemory.zeros(format, 70, 3).transpose(),
              TestMemory.view(TestMemory.blocks(format, 1, 2, 100)));
      for (View view : views) {
        for (View v : List.of(view, general(view))) {
          boolean isFloat = "d>dfe".contains(format);
          List<Long> seen = seenWhileWriting(v, isFloat);
          List<Long> expected = new ArrayList<>();
          for (long k = 0; k < v.itemCount(); k++) {
            expected.add(k % 2);
          }
          assertEquals(expected, seen, () -> "'%s' %s".formatted(format, v));
        }
      }
    }
  }

  /** Makes zeros of all items, and of each, when it is reached, the opposite of the one before. */
  private static List<Long> seenWhileWriting(View v, boolean isFloat) {
    v.fill(0);
    List<Long> seen = new ArrayList<>();
    long[] shape = v.shape();
    LongConsumer action =
        value -> {
          seen.add(value);
          if (seen.size() == v.itemCount()) {
            return;
          }
          long[] next = new long[shape.length];
          long left = seen.size();
          for (int d = shape.length - 1; d >= 0; d--) {
            next[d] = left % shape[d];
            left /= shape[d];
          }
          v.setLong(next, 1 - value);
        };
    if (isFloat) {
      v.forEachDouble(Order.C, value -> action.accept((long) value));
    } else {
      v.forEachLong(Order.C, action);
    }
    return seen;
  }

  /** A record view starts in general, and is handed to a class of its own while it is used. */
  @Test
  void records() {
    Random random = new Random(3);
    for (Geometry geometry : Geometry.ofOneShape("i")) {
      View view = TestMemory.zeros("=T{i:x:f:y:}", geometry.view().shape());
      RecordView<Half> records = RecordView.of(view, Half.class);
      for (int round = 0; round < 1500; round++) {
        long[] at = {random.nextInt(-1, 3), random.nextInt(-1, 4), random.nextInt(-1, 5)};
        boolean inside =
            at[0] >= 0 && at[1] >= 0 && at[2] >= 0 && at[0] < 2 && at[1] < 3 && at[2] < 4;
        Half half = new Half(random.nextInt(), random.nextFloat());
        if (inside) {
          records.set(at, half);
          assertEquals(half, records.get(at));
          assertEquals((long) half.x(), view.field("x").getLong(at));
        } else {
          assertThrows(IndexOutOfBoundsException.class, () -> records.set(at, half));
          assertThrows(IndexOutOfBoundsException.class, () -> records.get(at));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> records.get(1));
        assertThrows(NullPointerException.class, () -> records.set(at, null));
      }
      RecordView<Half> readOnly = RecordView.of(view.asReadOnly(), Half.class);
      assertThrows(BufferException.ReadOnly.class, () -> readOnly.set(0, 0, 0, new Half(1, 1)));
    }
  }

  /** Under the profile "fallback" they are all there is. */
  @Test
  void theyServeWhereClassFilesCannotBeRead() {
    boolean readable = ViewTemplate.class.getResource("ViewTemplate.class") != null;
    String loader = System.getProperty("java.system.class.loader", "");
    assertEquals(loader.endsWith("WithoutClassFiles"), !readable);
    assertEquals(!readable, TestMemory.zeros("i", 1).getClass() == View.class);
    assertEquals(readable, TestMemory.zeros("i", 1).getClass().isHidden());
  }

  /** A template has no constants of its own, and so no wrong ones. */
  @Test
  void templatesCannotBeUsed() {
    Throwable thrown = assertThrows(ExceptionInInitializerError.class, ViewTemplate::new);
    assertInstanceOf(IllegalStateException.class, thrown.getCause());
    assertTrue(
        thrown.getCause().getMessage().contains("ViewTemplate"), thrown.getCause()::toString);
  }

  /** A template overrides all that there is in general: nothing stays slow by being forgotten. */
  @Test
  void theTemplateOverridesEachAccess() {
    Set<String> general = new TreeSet<>();
    Set<String> special = new TreeSet<>();
    collect(ItemAccess.class, general);
    general.removeIf(
        name -> name.matches("(getObject|setObject|.*[uU]nsigned.*|getAt|setAt)\\[.*")); // boxed
    collect(ViewTemplate.class, special);
    assertTrue(general.size() > 20, general::toString);
    general.removeAll(special);
    assertEquals(Set.of(), general);
  }

  private static void collect(Class<?> type, Set<String> into) {
    for (Method method : type.getDeclaredMethods()) {
      int modifiers = method.getModifiers();
      if (!Modifier.isPrivate(modifiers)
          && !Modifier.isStatic(modifiers)
          && !Modifier.isFinal(modifiers)
          && !Modifier.isAbstract(modifiers)) {
        into.add(method.getName() + Arrays.toString(method.getParameterTypes()));
      }
    }
  }
}
