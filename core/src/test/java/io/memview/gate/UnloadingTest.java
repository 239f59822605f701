package io.memview.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Cursor;
import io.memview.MemoryExporter;
import io.memview.RecordView;
import io.memview.Request;
import io.memview.View;
import io.memview.fixture.ManyKinds;
import io.memview.format.Format;
import io.memview.format.RecordType;
import io.memview.layout.Order;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes that are defined for what comes from outside are bounded, and go with their loader. */
class UnloadingTest {
  private static final Path TESTS = Path.of("target/test-classes");

  @TempDir private Path folder;

  /** Without bounds this takes five times the memory. */
  @Test
  void classesAreBounded() throws Exception {
    Path output = folder.resolve("output");
    Process java =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:MaxMetaspaceSize=64m",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx128m",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    Classes.root() + File.pathSeparator + TESTS,
                    ManyKinds.class.getName(),
                    "500"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(java.waitFor(180, TimeUnit.SECONDS));
    assertEquals("done", Files.readString(output).strip());
    assertEquals(0, java.exitValue());
  }

  /** A loader of one class, as a script's. */
  private static final class Loader extends ClassLoader {
    Class<?> define(Class<?> known) throws IOException {
      byte[] bytes =
          Files.readAllBytes(TESTS.resolve(known.getName().replace('.', '/') + ".class"));
      return defineClass(known.getName(), bytes, 0, bytes.length);
    }
  }

  /** With views that are read in general, and with those that have a class of their own. */
  @ParameterizedTest
  @ValueSource(longs = {2, 5000})
  void aLoaderIsCollected(long count) throws Exception {
    List<WeakReference<Class<?>>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(use(count));
    }
    for (int i = 0; i < 100 && all.stream().anyMatch(type -> type.get() != null); i++) {
      System.gc();
      Thread.sleep(50);
    }
    for (WeakReference<Class<?>> type : all) {
      assertNull(type.get());
    }
  }

  private static WeakReference<Class<?>> use(long count) throws IOException {
    Class<?> type = new Loader().define(Throwaway.class);
    assertNotSame(Throwaway.class, type);
    Format format = Format.parse("=T{i:id:d:value:}");
    View view = MemoryExporter.allocate(format, count).acquire(Request.FULL.scoped()).view();
    copyFirst(RecordView.of(view, type));
    for (Cursor cursor = Cursor.over(Order.C, view); cursor.next(); ) {
      assertEquals(type, cursor.getRecord(0, type).getClass());
    }
    assertEquals(type, RecordType.of(type).type());
    return new WeakReference<>(type);
  }

  private static <R> void copyFirst(RecordView<R> records) {
    records.set(1, records.get(0));
    records.fill(records.get(1));
  }
}
