package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Exporters whose own release action fails, or wants something. */
final class ReleaseTest {
  /** An exporter whose release action throws what it is told to. */
  private static final class Failing implements Exporter {
    final Memory memory = Memory.ofArray(new double[4]);
    final ExportCount exports;

    Failing(LongConsumer onRelease) {
      exports = new ExportCount(this, onRelease);
    }

    Failing(RuntimeException failure) {
      this(
          remaining -> {
            throw failure;
          });
    }

    @Override
    public Lease acquire(Request request) {
      return exports.lease(memory, request);
    }
  }

  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message);
    }
  }

  @Test
  void failureLeavesCloseAndTheLeaseIsReleased() {
    Failure failure = new Failure("release");
    Failing exporter = new Failing(failure);
    Lease lease = exporter.acquire(Request.FULL);
    assertSame(failure, assertThrows(Failure.class, lease::close));
    assertTrue(lease.isReleased());
    assertEquals(0, exporter.exports.get());
    lease.close();
    assertEquals(0, exporter.exports.get());
    assertThrows(BufferException.Released.class, lease::view);
  }

  @Test
  void failureJoinsThatOfTheBody() {
    Failure failure = new Failure("release");
    Failing exporter = new Failing(failure);
    Failure body = new Failure("body");
    Failure thrown =
        assertThrows(
            Failure.class,
            () ->
                exporter.withView(
                    Request.FULL,
                    view -> {
                      throw body;
                    }));
    assertSame(body, thrown);
    assertArrayEquals(new Throwable[] {failure}, thrown.getSuppressed());
    assertEquals(0, exporter.exports.get());
    assertSame(
        failure,
        assertThrows(Failure.class, () -> exporter.withView(Request.FULL, view -> "result")));
  }

  @Test
  void nestedScopesReleaseAllAndKeepEveryFailure() {
    Failure one = new Failure("one");
    Failure two = new Failure("two");
    List<Failing> exporters = List.of(new Failing(one), new Failing(two));
    Failure body = new Failure("body");
    Failure thrown =
        assertThrows(
            Failure.class,
            () ->
                exporters
                    .getFirst()
                    .doWithView(
                        Request.FULL,
                        outer ->
                            exporters
                                .getLast()
                                .doWithView(
                                    Request.FULL,
                                    inner -> {
                                      throw body;
                                    })));
    assertSame(body, thrown);
    assertArrayEquals(new Throwable[] {two, one}, thrown.getSuppressed());
    exporters.forEach(exporter -> assertEquals(0, exporter.exports.get()));

    Failure first =
        assertThrows(
            Failure.class,
            () ->
                exporters
                    .getFirst()
                    .withView(
                        Request.FULL,
                        outer -> exporters.getLast().withView(Request.FULL, inner -> "result")));
    assertSame(two, first); // the last acquired is released first
    assertArrayEquals(new Throwable[] {one}, first.getSuppressed());
    exporters.forEach(exporter -> assertEquals(0, exporter.exports.get()));
  }

  @Test
  void acquireAllThatIsRefusedHalfwayReleasesTheEarlierOnes() {
    List<String> released = new ArrayList<>();
    Failure failure = new Failure("release");
    Failing one = new Failing(remaining -> released.add("one"));
    Failing two = new Failing(failure);
    Failing three = new Failing(remaining -> released.add("three"));
    Exporter refuses = MemoryExporter.of(Memory.ofArray(new int[2]).asReadOnly());
    Failing never = new Failing(remaining -> released.add("never"));
    BufferException.Refused refusal =
        assertThrows(
            BufferException.Refused.class,
            () -> Exporter.acquireAll(Request.FULL, one, two, three, refuses, never));
    assertTrue(refusal.getMessage().contains("read-only"), refusal.getMessage());
    assertArrayEquals(new Throwable[] {failure}, refusal.getSuppressed());
    assertEquals(List.of("three", "one"), released);
    for (Failing exporter : List.of(one, two, three, never)) {
      assertEquals(0, exporter.exports.get());
    }
  }

  /** Kotlin knows no checked exceptions, so a release action can throw any. */
  @Test
  void checkedFailuresAreNoDifferent() {
    IOException checked = new IOException("disk");
    Failing one = new Failing(remaining -> {});
    Failing two = new Failing(remaining -> ReleaseTest.<RuntimeException>sneak(checked));
    assertSame(
        checked,
        assertThrows(
            IOException.class,
            () ->
                one.withView(
                    Request.FULL, outer -> two.withView(Request.FULL, inner -> "result"))));
    assertEquals(0, one.exports.get());
    assertEquals(0, two.exports.get());
  }

  @SuppressWarnings("unchecked") // the point of it
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void failureReachesWhoeverEndsTheLastOperation() {
    Failure failure = new Failure("release");
    Failing exporter = new Failing(failure);
    Lease lease = exporter.acquire(Request.FULL);
    List<String> seen = new ArrayList<>();
    Failure thrown =
        assertThrows(
            Failure.class,
            () ->
                lease
                    .view()
                    .forEachRun(
                        run -> {
                          lease.close();
                          seen.add("closed");
                        }));
    assertSame(failure, thrown);
    assertEquals(List.of("closed"), seen);
    assertEquals(0, exporter.exports.get());
  }

  @Test
  void failureOfAnOperationIsNotLostToThatOfTheRelease() {
    Failure failure = new Failure("release");
    Failing exporter = new Failing(failure);
    Lease lease = exporter.acquire(Request.FULL);
    Failure operation = new Failure("operation");
    Failure thrown =
        assertThrows(
            Failure.class,
            () ->
                lease
                    .view()
                    .forEachRun(
                        run -> {
                          lease.close();
                          throw operation;
                        }));
    assertSame(operation, thrown);
    assertArrayEquals(new Throwable[] {failure}, thrown.getSuppressed());
    assertEquals(0, exporter.exports.get());
  }

  @Test
  void releaseActionMayMoveTheMemory() {
    long[] told = {-1};
    ExportCount[] count = new ExportCount[1];
    Exporter exporter =
        new Exporter() {
          final Memory memory = Memory.ofArray(new double[4]);
          final ExportCount exports =
              new ExportCount(
                  this,
                  remaining -> {
                    if (remaining == 0) {
                      count[0].exclusively("move", () -> told[0] = remaining);
                    }
                  });

          @Override
          public Lease acquire(Request request) {
            count[0] = exports;
            return exports.lease(memory, request);
          }
        };
    Lease one = exporter.acquire(Request.FULL);
    Lease two = exporter.acquire(Request.FULL);
    one.close();
    assertEquals(-1, told[0]);
    two.close();
    assertEquals(0, told[0]);
  }

  @Test
  void failureInAMoveLeavesTheMemoryAcquirable() {
    Failing exporter = new Failing(remaining -> {});
    Failure failure = new Failure("out of memory");
    assertSame(
        failure,
        assertThrows(
            Failure.class,
            () ->
                exporter.exports.exclusively(
                    "grow",
                    () -> {
                      throw failure;
                    })));
    Lease lease = exporter.acquire(Request.FULL);
    assertEquals(1, exporter.exports.get());
    boolean[] ran = new boolean[1];
    assertThrows(
        BufferException.Exported.class,
        () -> exporter.exports.exclusively("grow", () -> ran[0] = true));
    assertFalse(ran[0]);
    lease.close();
    exporter.exports.exclusively("grow", () -> ran[0] = true);
    assertTrue(ran[0]);
  }

  @Test
  void refusalOfTheCurrentMemoryIsNotCounted() {
    Failure failure = new Failure("gone");
    Failing exporter = new Failing(remaining -> {});
    assertSame(
        failure,
        assertThrows(
            Failure.class,
            () ->
                exporter.exports.lease(
                    () -> {
                      throw failure;
                    },
                    Request.FULL)));
    assertEquals(0, exporter.exports.get());
    exporter.exports.exclusively("move", () -> {});
  }
}
