package io.memview.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.ByteStore;
import io.memview.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown to users forgets no lease: the code of the pages is that of these programs. */
class LeaksTest {
  @TempDir private Path folder;

  /** All programs, with each lease watched; at the end one is forgotten, as the proof. */
  static final class Programs {
    private Programs() {}

    public static void main(String[] args) throws Exception {
      FirstSteps.main(args);
      GrowingLog.main(args);
      Interop.main(args);
      Records.main(args);
      Threads.main(args);
      Measurements measurements = new Measurements();
      measurements.add(1);
      measurements.doWithView(Request.FULL, view -> view.setDouble(0, 2));
      FirstStepsKt.firstSteps();
      GrowingLogKt.growingLog();
      InteropKt.interop();
      SlicingKt.slicing();
      ThreadsKt.fillInThreads(10, 10, 3);
      ByteStore witness = new ByteStore(3);
      forget(witness);
      while (witness.exports() > 0) {
        System.gc();
        Thread.sleep(20);
      }
      Thread.sleep(100); // what was collected with it is reported with it
    }

    private static void forget(ByteStore store) {
      store.acquire(Request.FULL).view().setLong(0, 1);
    }
  }

  @Test
  void programsForgetNoLease() throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dio.memview.leaks=traced",
            "-cp",
            System.getProperty("java.class.path"),
            Programs.class.getName());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    } finally {
      process.destroyForcibly();
    }
    String told = Files.readString(errors);
    assertEquals(0, process.exitValue(), told);
    List<String> reports =
        told.lines().filter(line -> line.contains("without being closed")).toList();
    assertEquals(1, reports.size(), told);
    assertTrue(reports.getFirst().contains("a lease on 3 bytes ('B', shape (3,)"), told);
    assertTrue(reports.getFirst().contains("LeaksTest$Programs.forget(LeaksTest.java:"), told);
  }
}
