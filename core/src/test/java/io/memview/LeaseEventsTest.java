package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.fixture.ForgetfulProgram;
import io.memview.fixture.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What a recording tells of leases. */
@Isolated
final class LeaseEventsTest {
  private static final String OPEN = "io.memview.OpenLeases";
  private static final String FORGOTTEN = "io.memview.ForgottenLease";

  @TempDir private Path folder;

  @AfterEach
  void restore() {
    LeakTracker.setMode(LeakTracker.Mode.SAMPLED);
  }

  /** The events of memory of this owner. */
  private List<RecordedEvent> events(Recording recording, String name, Object owner)
      throws IOException {
    Path file = folder.resolve("leases.jfr");
    if (recording.getState() == RecordingState.RUNNING) {
      recording.stop();
    }
    recording.dump(file);
    String identity = Integer.toHexString(System.identityHashCode(owner));
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .filter(event -> event.getString("identity").equals(identity))
        .toList();
  }

  private static Recording recording() {
    Recording recording = new Recording();
    recording.enable(OPEN).with("period", "endChunk");
    recording.enable(FORGOTTEN);
    recording.start();
    return recording;
  }

  private static void forget(MemoryExporter exporter) {
    exporter.acquire(Request.FULL).view().setLong(0, 1);
  }

  @Test
  void openLeasesAreCountedByOwner() throws IOException {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new int[6]).withShape(2, 3));
    MemoryExporter other = MemoryExporter.of(Memory.ofArray(new int[1]));
    try (Recording recording = recording();
        Lease lease = exporter.acquire(Request.FULL);
        Lease fromView = lease.view().acquire(Request.FULL)) {
      other.acquire(Request.FULL).close();
      exporter.doWithView(Request.FULL, view -> recording.stop());
      assertEquals(exporter, fromView.owner());
      List<RecordedEvent> events = events(recording, OPEN, exporter);
      assertEquals(1, events.size());
      RecordedEvent event = events.getFirst();
      assertEquals("io.memview.MemoryExporter", event.getString("owner"));
      assertEquals(3, event.getLong("leases"));
      assertEquals(2, event.getLong("watched"));
      assertEquals("i", event.getString("format"));
      assertEquals("(2, 3)", event.getString("shape"));
      assertEquals(24, event.getLong("bytes"));
      assertTrue(event.getString("acquiredAt").contains("LeaseEventsTest.openLeasesAre"));
      assertEquals(List.of(), events(recording, OPEN, other));
    }
  }

  @Test
  void forgottenLeaseIsRecordedOnce() throws Exception {
    LeakTracker.setMode(LeakTracker.Mode.TRACED);
    MemoryExporter exporter = MemoryExporter.of(Memory.ofArray(new double[2]));
    try (Recording recording = recording()) {
      forget(exporter);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (exporter.exports() > 0) {
        assertTrue(System.nanoTime() < deadline, "still not collected");
        System.gc();
        Thread.sleep(5);
      }
      forgetAnotherAndWait();
      List<RecordedEvent> events = events(recording, FORGOTTEN, exporter);
      assertEquals(1, events.size());
      assertEquals("d", events.getFirst().getString("format"));
      assertTrue(events.getFirst().getString("acquiredAt").contains("LeaseEventsTest.forget("));
      assertNull(events.getFirst().getStackTrace());
    }
  }

  /** A lease is given back before it is recorded, by one thread: so the one before is by now. */
  private static void forgetAnotherAndWait() throws InterruptedException {
    MemoryExporter another = MemoryExporter.of(Memory.ofArray(new double[2]));
    forget(another);
    while (another.exports() > 0) {
      System.gc();
      Thread.sleep(5);
    }
  }

  @Test
  void withoutTheModuleForgottenLeasesAreGivenBackAllTheSame() throws Exception {
    assertPrints("recordable: false, left: 0", "--limit-modules=java.base");
    assertPrints("recordable: true, left: 0", "-Xshare:auto");
  }

  /** Beside that, the report of the forgotten lease, which may come last. */
  private void assertPrints(String expected, String option) throws Exception {
    List<String> options = List.of(option, "-XX:TieredStopAtLevel=1", "-Dio.memview.leaks=traced");
    String printed = JavaProcess.run(folder, options, ForgetfulProgram.class);
    assertTrue(printed.contains(expected), printed);
  }
}
