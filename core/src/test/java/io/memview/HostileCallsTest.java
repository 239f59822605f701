package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.contract.Fixture;
import io.memview.contract.Seeds;
import io.memview.fixture.Fixtures;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls without sense, on every exporter: what comes back is an answer or a refusal of a kind that
 * is documented, never another error, and never memory beyond the exporter's own.
 */
class HostileCallsTest {
  private static final List<Class<? extends Throwable>> REFUSALS =
      List.of(
          BufferException.class,
          IllegalArgumentException.class,
          IndexOutOfBoundsException.class,
          ArithmeticException.class,
          UnsupportedOperationException.class);

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    -2,
    3,
    7,
    8,
    64,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1
  };

  private static final String[] FORMATS = {
    "B",
    "b",
    "c",
    "?",
    "h",
    ">h",
    "i",
    "q",
    ">Q",
    "d",
    "f",
    "e",
    "3s",
    "0s",
    "(2,2)B",
    "T{b:x:h:y:}"
  };

  @TempDir private Path folder;

  private static long number(Random random) {
    return random.nextInt(3) > 0 ? random.nextInt(5) - 1 : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private static long[] numbers(Random random) {
    int most = random.nextInt(20) == 0 ? 70 : 5;
    return random.longs(random.nextInt(most), 0, 1).map(zero -> number(random)).toArray();
  }

  private static int[] dimensions(Random random) {
    return Arrays.stream(numbers(random)).mapToInt(n -> (int) n).toArray();
  }

  private static Index index(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Index.at(number(random));
      case 1 -> Index.ellipsis();
      case 2 -> Index.newAxis();
      case 3 -> Index.every(number(random));
      default -> Index.range(number(random), number(random), number(random));
    };
  }

  private static Format format(Random random) {
    return Format.parse(FORMATS[random.nextInt(FORMATS.length)]);
  }

  /** A view of the same memory, made in a way that may make no sense. */
  private static View derived(View view, Random random) {
    return switch (random.nextInt(13)) {
      case 0, 1, 2 -> {
        Index[] indices = new Index[random.nextInt(view.ndim() + 3)];
        Arrays.setAll(indices, i -> index(random));
        yield view.slice(indices);
      }
      case 3 -> view.at(numbers(random));
      case 4 -> view.transpose();
      case 5 -> view.permute(dimensions(random));
      case 6 -> view.swapAxes((int) number(random), (int) number(random));
      case 7 -> view.flip(dimensions(random));
      case 8 -> view.broadcast(numbers(random));
      case 9 -> view.reshape(numbers(random));
      case 10 -> view.squeeze(dimensions(random));
      case 11 -> view.cast(FORMATS[random.nextInt(FORMATS.length)], numbers(random));
      default -> view.reinterpret(format(random), numbers(random));
    };
  }

  private static void use(View view, Random random) {
    long items = view.itemCount();
    switch (random.nextInt(12)) {
      case 0 -> view.getObject(numbers(random));
      case 1 -> view.getLong(number(random), number(random));
      case 2 -> view.getDouble(numbers(random));
      case 3 -> view.setLong(numbers(random), number(random));
      case 4 ->
          view.setObject(numbers(random), random.nextBoolean() ? (Object) number(random) : "text");
      case 5 -> view.copyFrom(MemoryExporter.allocate(format(random), random.nextInt(4)));
      case 6 -> view.asSegment();
      case 7 -> view.acquire(Request.of(random.nextInt(512))).close();
      case 8 -> assertTrue(!view.toString().isEmpty());
      default -> {
        if (items > 10_000 || Arrays.stream(view.shape()).anyMatch(extent -> extent > 10_000)) {
          return; // broadcast to something large: right, but it takes its time
        }
        Order order = Order.values()[random.nextInt(3)];
        switch (random.nextInt(12)) {
          case 4 -> view.forEachLong(order, value -> {});
          case 5 -> view.forEachDouble(order, value -> {});
          case 6 -> view.doubleStatistics();
          case 7 -> view.forEachRun(order, (run, count) -> assertTrue(run.byteSize() <= 1 << 20));
          case 8 -> view.toHex((char) number(random), (int) number(random));
          case 9 -> Contiguous.acquire(view, Request.of(random.nextInt(512)), order).close();
          case 10 -> Mirror.doWithView(view, order, mirror -> mirror.copyBytesFrom(view));
          case 11 -> walk(Cursor.over(order, view, view.flip()), random);
          case 0 -> view.toList();
          case 1 -> view.toBytes(Order.ANY);
          case 2 -> view.assign(view.asReadOnly());
          default -> view.fill(random.nextBoolean() ? (Object) number(random) : 0.5);
        }
      }
    }
  }

  private static void walk(Cursor at, Random random) {
    while (at.next()) {
      switch (random.nextInt(5)) {
        case 0 -> at.getLong((int) number(random));
        case 1 -> at.setLong(0, number(random));
        case 2 -> at.setDouble(1, number(random));
        case 3 -> at.setObject(0, at.getObject(1));
        default -> at.itemSegment(0);
      }
    }
  }

  /** Does something; true unless it was refused. */
  private static boolean attempt(Runnable action) {
    try {
      action.run();
      return true;
    } catch (RuntimeException refusal) {
      assertTrue(
          REFUSALS.stream().anyMatch(type -> type.isInstance(refusal)),
          () -> "no documented refusal: " + refusal);
      assertTrue(refusal.getMessage() != null, () -> "no message: " + refusal);
      return false;
    }
  }

  @Test
  void answersOrRefusals() {
    AtomicInteger folders = new AtomicInteger();
    AtomicInteger answers = new AtomicInteger();
    for (Fixtures.Named named : Fixtures.all()) {
      Seeds.forEach(
          HostileCallsTest.class,
          20,
          random -> {
            Path own = Files.createDirectory(folder.resolve("f" + folders.getAndIncrement()));
            try (Fixture fixture = named.open(own)) {
              try (Lease lease = fixture.exporter().acquire(Request.FULL_RO)) {
                View[] view = {lease.view()};
                for (int call = 0; call < 60; call++) {
                  if (attempt(() -> view[0] = derived(view[0], random))) {
                    answers.incrementAndGet();
                  }
                  attempt(() -> use(view[0], random));
                  if (random.nextInt(8) == 0) {
                    view[0] = lease.view();
                  }
                }
              }
              if (fixture.isCounted()) {
                assertEquals(0, fixture.exports());
              }
            }
          });
    }
    assertTrue(
        !Seeds.areAll() || answers.get() > 10_000, () -> "only %s answers".formatted(answers));
  }
}
