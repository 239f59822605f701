package io.memview.adapters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Exporters;
import io.memview.View;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.spi.ToolProvider;
import kotlin.Unit;
import org.jetbrains.kotlinx.multik.ndarray.data.NDArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that are there are known, and those that are not cost nothing and are not named. */
class AdaptersTest {
  private static final Path CORE = place(View.class);
  private static final List<Path> MULTIK = List.of(place(NDArray.class), place(Unit.class));

  private static final String MODULE = "module app { requires io.memview.core; exports app; %s}";

  /** What is known without a library, and how what is unknown is refused. */
  private static final String KNOWN =
      """
      package app;

      import io.memview.Exporters;
      import io.memview.Request;
      import io.memview.View;
      import java.nio.ByteBuffer;

      public class Main implements java.util.concurrent.Callable<String> {
        @Override
        public String call() {
          var array = Exporters.of(new double[] {1, 2}).withView(Request.FULL, View::toList);
          var buffer = Exporters.of(ByteBuffer.allocate(2)).withView(Request.FULL, View::toList);
          try {
            Exporters.of(this);
            return "exported";
          } catch (IllegalArgumentException e) {
            return array + ", " + buffer + ", " + e.getMessage() + ", " + e.getSuppressed().length;
          }
        }
      }
      """;

  private static final String OF_MULTIK =
      """
      package app;

      import io.memview.Exporters;
      import io.memview.Request;
      import org.jetbrains.kotlinx.multik.ndarray.data.D1;
      import org.jetbrains.kotlinx.multik.ndarray.data.MemoryViewIntArray;
      import org.jetbrains.kotlinx.multik.ndarray.data.NDArray;

      public class Main implements java.util.concurrent.Callable<String> {
        @Override
        public String call() {
          var numbers = new MemoryViewIntArray(new int[] {1, 2, 3});
          var array =
              new NDArray<>(numbers, 0, new int[] {3}, new int[] {1}, D1.Companion, null);
          var exporter = Exporters.of(array);
          try (var lease = exporter.acquire(Request.FULL)) {
            return getClass().getModule() + ": " + lease.view().flip().toList();
          }
        }
      }
      """;

  @TempDir private Path folder;
  private Path adapters;

  /** A jar of this module, with its name: tests run before there is one. */
  @BeforeEach
  void pack() throws IOException {
    adapters = folder.resolve("adapters.jar");
    Path manifest =
        Files.writeString(
            folder.resolve("manifest"), "Automatic-Module-Name: io.memview.adapters\n");
    run("jar", "cfm", adapters + "", manifest + "", "-C", place(Adapters.class) + "", ".");
  }

  @Test
  void whatIsThereIsNamed() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Exporters.of("text"));
    String message = refusal.getMessage();
    assertTrue(message.contains("ByteBuf") && message.contains("NDArray"), message);
    assertTrue(message.contains("NIO buffers"), message);
    assertEquals(List.of(), Arrays.asList(refusal.getSuppressed()));
  }

  @Test
  void withoutLibrariesAllIsAsWithoutAdapters() throws Exception {
    for (boolean isModule : new boolean[] {false, true}) {
      String alone = answer(isModule, KNOWN, CORE);
      assertTrue(alone.startsWith("[1.0, 2.0], [0, 0], no provider exports a app.Main"), alone);
      assertTrue(alone.endsWith(", 0"), alone);
      assertEquals(alone, answer(isModule, KNOWN, CORE, adapters));
      assertNotEquals(
          alone, answer(isModule, KNOWN, CORE, adapters, MULTIK.getFirst(), MULTIK.getLast()));
    }
  }

  @Test
  void aLibraryIsKnownAsSoonAsItIsThere() throws Exception {
    String numbers = ": [3, 2, 1]";
    assertTrue(
        answer(false, OF_MULTIK, CORE, adapters, MULTIK.getFirst(), MULTIK.getLast())
            .endsWith(numbers));
    assertEquals(
        "module app" + numbers,
        answer(true, OF_MULTIK, CORE, adapters, MULTIK.getFirst(), MULTIK.getLast()));
  }

  /** What a program says that has these places on its module path, or on its class path. */
  private String answer(boolean isModule, String program, Path... places) throws Exception {
    Path sources = Files.createTempDirectory(folder, "sources");
    Path classes = Files.createTempDirectory(folder, "classes");
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes + ""));
    arguments.addAll(List.of(isModule ? "-p" : "-cp", path(places)));
    arguments.add(Files.writeString(sources.resolve("Main.java"), program) + "");
    if (isModule) {
      String library =
          places.length > 2 ? "requires multik.core.jvm; requires kotlin.stdlib; " : "";
      Path declaration = sources.resolve("module-info.java");
      arguments.add(Files.writeString(declaration, MODULE.formatted(library)) + "");
    }
    run("javac", arguments.toArray(String[]::new));
    List<Path> all = new ArrayList<>(List.of(places));
    all.add(classes);
    ClassLoader loader = isModule ? moduleLoader(all) : classLoader(all);
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Object main = loader.loadClass("app.Main").getConstructor().newInstance();
      return (String) ((Callable<?>) main).call();
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  private static ClassLoader classLoader(List<Path> places) throws MalformedURLException {
    URL[] urls = new URL[places.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = places.get(i).toUri().toURL();
    }
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static ClassLoader moduleLoader(List<Path> places) {
    ModuleLayer boot = ModuleLayer.boot();
    Configuration modules =
        boot.configuration()
            .resolveAndBind(
                ModuleFinder.of(places.toArray(Path[]::new)), ModuleFinder.of(), Set.of("app"));
    return boot.defineModulesWithOneLoader(modules, ClassLoader.getPlatformClassLoader())
        .findLoader("app");
  }

  private static String path(Path... places) {
    return String.join(
        File.pathSeparator, Arrays.stream(places).map(Path::toString).toArray(String[]::new));
  }

  private static Path place(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private static void run(String tool, String... arguments) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int result = ToolProvider.findFirst(tool).orElseThrow().run(out, out, arguments);
    assertEquals(0, result, said::toString);
  }
}
