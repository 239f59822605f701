package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.array.PrimitiveArrays;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exporters of any object. */
class ExportersTest {
  @TempDir private Path folder;

  @Test
  void everyKindOfObjectByItsType() {
    Map<Object, String> expected = new LinkedHashMap<>();
    expected.put(new byte[6], "b [6]");
    expected.put(new char[2], "H [2]");
    expected.put(new double[3], "d [3]");
    expected.put(new int[2][3], "i [2, 3]");
    expected.put(new short[0][][], "h [0, 0, 0]");
    expected.put(ByteBuffer.allocate(5), "b [5]");
    expected.put(IntBuffer.allocate(4), "i [4]");
    expected.put(MemorySegment.ofArray(new long[2]), "B [16]");
    expected.put(new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR), "B [2, 3, 3]");
    expected.put(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY).getRaster(), "B [2, 3]");
    expected.forEach(
        (object, description) -> {
          View view = TestMemory.view(Exporters.of(object));
          String ours = view.format() + " " + Arrays.toString(view.shape());
          assertEquals(description, ours, object.getClass().getTypeName());
        });
    ByteStore store = new ByteStore(3);
    assertSame(store, Exporters.of(store));
  }

  @Test
  void theObjectItselfIsWritten() {
    int[] array = new int[3];
    TestMemory.view(Exporters.of(array)).setLong(1, 9);
    assertArrayEquals(new int[] {0, 9, 0}, array);
  }

  @Test
  void whatIsSupportedIsSaid() {
    for (Object object : List.of("text", new String[1], 5)) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Exporters.of(object)).getMessage();
      for (String word :
          List.of(
              "a " + object.getClass().getTypeName(), "arrays", "NIO buffers", "BufferedImage")) {
        assertTrue(message.contains(word), message);
      }
    }
  }

  @Test
  void objectsWithoutALayoutSayWhy() {
    int[][] ragged = {{1}, {2, 3}};
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Exporters.of(ragged))
            .getMessage()
            .contains("row [1] has length 2"));
  }

  @Test
  void booleansSayThatTheyAreCopied() {
    for (Object object : List.of(new boolean[3], new boolean[2][2])) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Exporters.of(object)).getMessage();
      assertTrue(message.contains("a " + object.getClass().getTypeName()), message);
      assertTrue(message.contains("PrimitiveArrays.exportCopy"), message);
    }
  }

  /** Knows what another provider refuses. */
  public static final class Booleans implements ExporterProvider {
    @Override
    public String supports() {
      return ""; // as if there were nothing to support
    }

    @Override
    public Optional<Exporter> exporterOf(Object object) {
      return object instanceof boolean[] array
          ? Optional.of(PrimitiveArrays.exportCopy(array))
          : Optional.empty();
    }
  }

  /** A library of its own, which is in no module: its provider is not that of the tests' module. */
  private final class Library extends ClassLoader {
    Library(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Booleans.class.getName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in =
          ExportersTest.class.getResourceAsStream("ExportersTest$Booleans.class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
      Path services = folder.resolve("services");
      Files.writeString(services, Booleans.class.getName());
      return name.equals("META-INF/services/" + ExporterProvider.class.getName())
          ? Collections.enumeration(List.of(services.toUri().toURL()))
          : Collections.emptyEnumeration();
    }
  }

  @Test
  @Tag("class-files") // loads class files again
  void aRefusalLetsOthersExport() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(new Library(before));
      View view = TestMemory.view(Exporters.of(new boolean[] {true, false}));
      assertEquals(List.of(true, false), view.toList());
      assertThrows(IllegalArgumentException.class, () -> Exporters.of(new boolean[1][1]));
      String message =
          assertThrows(IllegalArgumentException.class, () -> Exporters.of("text")).getMessage();
      assertTrue(message.endsWith("memory segments"), "nothing is not named: " + message);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** A provider that cannot be loaded is in nobody's way, and is named when nobody else helps. */
  @Test
  void brokenProviders() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(ExporterProvider.class.getName()), "no.such.Provider\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      assertEquals(1, TestMemory.view(Exporters.of(new int[1])).itemCount());
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Exporters.of("text"));
      assertEquals(1, e.getSuppressed().length);
      assertTrue(e.getSuppressed()[0] instanceof ServiceConfigurationError);
      assertTrue(e.getMessage().contains("providers that failed: 1"), e.getMessage());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void aLoaderThatCannotBeRead() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(
          new ClassLoader(null) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
              throw new IOException("unreadable");
            }
          });
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Exporters.of("text"));
      assertEquals(100, e.getSuppressed().length);
      thread.setContextClassLoader(new ClassLoader(null) {});
      assertEquals(1, TestMemory.view(Exporters.of(new int[1])).itemCount());
      thread.setContextClassLoader(null);
      assertEquals(1, TestMemory.view(Exporters.of(new int[1])).itemCount());
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
