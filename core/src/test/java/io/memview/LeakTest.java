package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Leases that were forgotten: reported once, and given back. */
@Isolated
final class LeakTest {
  private static final Logger LOGGER = Logger.getLogger("io.memview");

  private final List<LogRecord> reports = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord report) {
          reports.add(report);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.setUseParentHandlers(false);
    collected(); // what other tests forgot is not ours
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void restore() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
    LeakTracker.setMode(LeakTracker.Mode.SAMPLED);
  }

  private static MemoryExporter exporter() {
    return MemoryExporter.of(Memory.ofArray(new int[4]));
  }

  private static void waitFor(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "still not collected");
      System.gc();
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /**
   * Waits until whatever could be collected has been: a lease forgotten last is the witness. A
   * second one, since what one collection finds is told of in any order.
   */
  private static void collected() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    for (int i = 0; i < 2; i++) {
      MemoryExporter witness = exporter();
      forget(witness);
      waitFor(() -> witness.exports() == 0);
    }
  }

  private static void forget(Exporter exporter) {
    exporter.acquire(Request.FULL).view().setLong(0, 1);
  }

  /** The reports of leases that a method of this name acquired, without the witnesses. */
  private List<LogRecord> reportsOf(String method) {
    return reports.stream()
        .filter(report -> passed(report, method) && !passed(report, "collected"))
        .toList();
  }

  private static boolean passed(LogRecord report, String method) {
    return Stream.ofNullable(report.getThrown())
        .flatMap(thrown -> Arrays.stream(thrown.getStackTrace()))
        .anyMatch(
            frame ->
                frame.getMethodName().equals(method)
                    && frame.getClassName().equals(LeakTest.class.getName()));
  }

  @Test
  void forgottenLeaseIsReportedOnceAndGivenBack() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    MemoryExporter exporter = exporter();
    forget(exporter);
    assertEquals(1, exporter.exports());
    waitFor(() -> exporter.exports() == 0 && !reports.isEmpty());
    collected();
    List<LogRecord> mine = reportsOf("forgottenLeaseIsReportedOnceAndGivenBack");
    assertEquals(1, mine.size());
    LogRecord report = mine.getFirst();
    assertSame(Level.WARNING, report.getLevel());
    assertTrue(report.getMessage().contains("without being closed"), report.getMessage());
    assertNotNull(report.getThrown());
    assertEquals("acquired here", report.getThrown().getMessage());
    assertEquals(0, exporter.exports());
  }

  @Test
  void everyLeaseIsGivenBackThoughFewKnowWhereTheyWereAcquired() {
    LeakTracker.setMode(LeakTracker.Mode.EVERY);
    MemoryExporter exporter = exporter();
    for (int i = 0; i < 500; i++) {
      forget(exporter);
    }
    waitFor(() -> exporter.exports() == 0);
    collected();
    List<String> unlocated =
        reports.stream()
            .filter(report -> report.getThrown() == null)
            .map(LogRecord::getMessage)
            .toList();
    assertEquals(3, unlocated.size(), unlocated::toString); // the first, the tenth, the hundredth
    assertTrue(unlocated.getFirst().startsWith("a lease on 16 bytes ('i', shape (4,), "));
    assertTrue(
        unlocated.getLast().startsWith("100 leases of such exporters, the last one on 16 bytes "),
        unlocated.getLast());
    String exporterOfAll =
        "io.memview.MemoryExporter@%x".formatted(System.identityHashCode(exporter));
    for (String message : unlocated) {
      assertTrue(message.contains(exporterOfAll), message);
      assertTrue(message.contains("-Dio.memview.leaks=traced tells where"), message);
    }
  }

  @Test
  void manyForgottenLeasesDoNotFloodTheLog() {
    LeakTracker.setMode(LeakTracker.Mode.EVERY);
    MemoryExporter exporter = exporter();
    for (int i = 0; i < 20_000; i++) {
      forget(exporter);
    }
    waitFor(() -> exporter.exports() == 0);
    collected();
    assertTrue(reports.size() < 12, () -> "reports: " + reports.size());
    assertTrue(
        reports.stream()
            .anyMatch(report -> report.getMessage().startsWith("10000 leases of such")));
  }

  @Test
  void reportsFromOnePlaceAreMerged() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    for (int i = 0; i < 25; i++) {
      forget(exporter());
    }
    forget(MemoryExporter.of(Memory.ofArray(new double[2])));
    waitFor(() -> reportsOf("reportsFromOnePlaceAreMerged").size() == 3);
    List<String> messages =
        reportsOf("reportsFromOnePlaceAreMerged").stream().map(LogRecord::getMessage).toList();
    assertEquals(
        1,
        messages.stream().filter(m -> m.startsWith("10 leases from one place, the last")).count());
    String doubles = "a lease on 16 bytes ('d', shape (2,)";
    assertEquals(1, messages.stream().filter(m -> m.startsWith(doubles)).count());
    for (String message : messages) {
      assertTrue(
          message.contains("it was acquired at io.memview.LeakTest.forget(LeakTest.java:"),
          message);
      assertTrue(message.contains(", called by io.memview.LeakTest.reportsFromOnePlaceAreMerged("));
    }
  }

  // ---- leases that are in the way

  private static String refusal(ByteStore store) {
    return assertThrows(BufferException.Exported.class, store::clear).getMessage();
  }

  private static Lease one(ByteStore store) {
    return store.acquire(Request.FULL);
  }

  private static Lease another(Exporter exporter) {
    return Contiguous.acquire(exporter, Request.FULL, Order.C);
  }

  @Test
  void refusalSaysWhereTheLeasesWereAcquired() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    ByteStore store = new ByteStore(1);
    ByteStore other = new ByteStore(1);
    List<Lease> leases = new ArrayList<>(List.of(one(other)));
    for (int i = 0; i < 38; i++) {
      leases.add(one(store));
    }
    leases.add(another(leases.getLast().view()));
    store.doWithView(
        Request.FULL,
        view -> {
          List<String> lines = refusal(store).lines().toList();
          assertEquals(
              "cannot clear: 40 exports are outstanding; release them first", lines.get(0));
          assertTrue(
              lines.get(1).startsWith("  38 acquired at io.memview.LeakTest.one(LeakTest.java:"),
              lines.get(1));
          assertTrue(
              lines.get(1).contains("LeakTest.refusalSaysWhereTheLeasesWereAcquired("),
              lines.get(1));
          assertTrue(
              lines.get(2).startsWith("  1 acquired at io.memview.LeakTest.another("),
              lines.get(2));
          assertEquals("  1 of scopes (withView, use) that are still running", lines.get(3));
          assertEquals(4, lines.size());
        });
    leases.forEach(Lease::close);
    store.clear();
    store.doWithView(
        Request.FULL,
        view ->
            assertEquals(
                "cannot clear: 1 export is outstanding; release it first: 1 of scopes (withView,"
                    + " use) that are still running",
                refusal(store)));
    other.clear();
  }

  private static Lease third(Exporter exporter) {
    return exporter.hold();
  }

  private static Lease fourth(Exporter exporter) {
    return new ByteSlice(exporter, 0, 1).acquire(Request.SIMPLE);
  }

  @Test
  void refusalNamesAFewPlaces() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    ByteStore store = new ByteStore(1);
    List<Lease> leases =
        List.of(one(store), one(store), another(store), third(store), fourth(store));
    List<String> lines = refusal(store).lines().toList();
    assertEquals(5, lines.size(), lines::toString);
    assertEquals("  and more at 1 other place", lines.get(4));
    leases.forEach(Lease::close);
    store.clear();
  }

  @Test
  void refusalSaysHowToFindOut() {
    for (LeakTracker.Mode mode : List.of(LeakTracker.Mode.OFF, LeakTracker.Mode.EVERY)) {
      LeakTracker.setMode(mode);
      ByteStore store = new ByteStore(1);
      try (Lease lease = one(store);
          Lease second = one(store)) {
        assertEquals(lease.owner(), second.owner());
        String message = refusal(store);
        assertTrue(
            message.contains("-Dio.memview.leaks=traced tells where"), message); // some are sampled
      }
      store.clear();
    }
  }

  @Test
  void forgottenMirrorIsReportedOnceAndNotWrittenBack() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    MemoryExporter exporter = exporter();
    forgetMirror(exporter);
    assertEquals(1, exporter.exports());
    waitFor(() -> exporter.exports() == 0 && !reports.isEmpty());
    collected();
    assertEquals(1, reportsOf("forgetMirror").size());
    assertEquals(
        List.of(0L, 0L, 0L, 0L), exporter.withView(Request.FULL_RO, view -> view.toList()));
  }

  private static void forgetMirror(Exporter exporter) {
    exporter.doWithView(Request.FULL, view -> Mirror.of(view.flip(), Order.C).view().fill(-1L));
  }

  @Test
  void givingBackLetsTheMemoryMove() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    ByteStore store = new ByteStore(4);
    forget(store);
    waitFor(() -> store.exports() == 0);
    store.resize(100);
    assertEquals(100, store.size());
  }

  @Test
  void viewKeepsItsLease() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    MemoryExporter exporter = exporter();
    View view = exporter.acquire(Request.FULL).view().slice(Index.every(2));
    collected();
    assertEquals(List.of(), reportsOf("viewKeepsItsLease"));
    assertEquals(1, exporter.exports());
    assertFalse(view.isReleased());
    assertEquals(0, view.getLong(0));
  }

  @Test
  void closedLeaseIsNotReported() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    MemoryExporter exporter = exporter();
    for (int i = 0; i < 100; i++) {
      exporter.acquire(Request.FULL).close();
    }
    assertEquals(0, exporter.exports());
    collected();
    assertEquals(List.of(), reportsOf("closedLeaseIsNotReported"));
    assertEquals(0, exporter.exports());
  }

  @Test
  void leaseClosedDuringAnOperationIsNotReported() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    MemoryExporter exporter = exporter();
    Lease lease = exporter.acquire(Request.FULL);
    lease.view().forEachRun(run -> lease.close());
    assertEquals(0, exporter.exports());
    collected();
    assertEquals(List.of(), reportsOf("leaseClosedDuringAnOperationIsNotReported"));
    assertEquals(0, exporter.exports());
  }

  @Test
  void scopedLeaseIsNeverTracked() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    MemoryExporter exporter = exporter();
    // The promise is broken here; nobody may notice.
    assertNotNull(exporter.acquire(Request.FULL.scoped()).view());
    exporter.withView(Request.FULL, view -> view.getLong(0));
    collected();
    assertEquals(List.of(), reportsOf("scopedLeaseIsNeverTracked"));
    assertEquals(1, exporter.exports());
  }

  @Test
  void offTracksNone() {
    LeakTracker.setMode(LeakTracker.Mode.OFF);
    MemoryExporter exporter = exporter();
    for (int i = 0; i < 500; i++) {
      forget(exporter);
    }
    collected();
    assertEquals(List.of(), reportsOf("offTracksNone"));
    assertEquals(500, exporter.exports());
  }

  @Test
  void sampledTracksSome() {
    LeakTracker.setMode(LeakTracker.Mode.SAMPLED);
    MemoryExporter exporter = exporter();
    int all = 8000; // none sampled: one chance in 10^27
    for (int i = 0; i < all; i++) {
      forget(exporter);
    }
    collected();
    waitFor(() -> exporter.exports() < all);
    long tracked = all - exporter.exports();
    assertTrue(tracked > 0 && tracked < all / 8, "tracked: " + tracked);
    waitFor(() -> !reportsOf("sampledTracksSome").isEmpty());
    assertTrue(reportsOf("sampledTracksSome").size() < 4);
  }

  @Test
  void failureOfTheReleaseActionIsPartOfTheReport() {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    ExportCount[] count = new ExportCount[1];
    Exporter exporter =
        new Exporter() {
          final Memory memory = Memory.ofArray(new int[1]);

          @Override
          public Lease acquire(Request request) {
            return count[0].lease(memory, request);
          }
        };
    count[0] =
        new ExportCount(
            exporter,
            remaining -> {
              throw new UnsupportedOperationException("cannot release");
            });
    forget(exporter);
    waitFor(() -> !reportsOf("failureOfTheReleaseActionIsPartOfTheReport").isEmpty());
    Throwable thrown =
        reportsOf("failureOfTheReleaseActionIsPartOfTheReport").getFirst().getThrown();
    assertEquals("cannot release", thrown.getSuppressed()[0].getMessage());
    assertEquals(0, count[0].get());
  }

  @Test
  void forgottenOwnedMemoryGoesWithItsLeases() {
    LeakTracker.setMode(LeakTracker.Mode.OFF);
    boolean[] alive = {true};
    MemorySegment[] segment = new MemorySegment[1];
    forgetOwned(segment);
    waitFor(
        () -> {
          alive[0] = segment[0].scope().isAlive();
          return !alive[0];
        });
    assertFalse(alive[0]);
  }

  private static void forgetOwned(MemorySegment[] segment) {
    OwnedMemory.make(
        arena -> {
          segment[0] = arena.allocate(16);
          return Memory.of(segment[0], Format.parse("q"), 2);
        });
  }

  /** The tracker knows its own frames by name, and refers to none of these classes. */
  @Test
  void framesThatArePassedAreThoseOfClassesThatThereAre() throws ClassNotFoundException {
    for (String name : LeakTracker.PASSED) {
      assertEquals("io.memview", Class.forName(name).getPackageName());
    }
  }
}
