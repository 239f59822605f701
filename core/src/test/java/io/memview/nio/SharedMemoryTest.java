package io.memview.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory under a name, in this process and with Python in another. */
class SharedMemoryTest {
  private static final Format INT = Format.parse("<i");

  private final String name = "memview-test-" + ProcessHandle.current().pid();

  @BeforeAll
  static void thereIsAFolder() {
    assumeTrue(
        Files.isDirectory(Path.of("/dev/shm")), "this system has no /dev/shm: nothing to share");
  }

  @AfterEach
  void removeName() throws IOException {
    Files.deleteIfExists(Path.of("/dev/shm", name));
  }

  @Test
  void createdAttachedAndUnlinked() throws IOException {
    OwnedMemory first = SharedMemory.create(name, INT, 2, 3);
    OwnedMemory second = SharedMemory.attach(name, INT, 3, 2);
    OwnedMemory third = SharedMemory.attachReadOnly(name, INT);
    try (Lease a = first.acquire(Request.FULL);
        Lease b = second.acquire(Request.FULL);
        Lease c = third.acquire(Request.FULL_RO)) {
      assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 0L), c.view().toList());
      a.view().setLong(1, 0, 7);
      assertEquals(7, b.view().getLong(1, 1));
      b.view().setLong(2, 1, 8);
      assertEquals(List.of(0L, 0L, 0L, 7L, 0L, 8L), c.view().toList());
      assertTrue(c.view().isReadOnly());
      assertThrows(BufferException.Exported.class, first::free);
    }
    first.free();
    SharedMemory.unlink(name);
    assertThrows(NoSuchFileException.class, () -> SharedMemory.attach(name, INT));
    assertThrows(NoSuchFileException.class, () -> SharedMemory.unlink(name));
    assertEquals(List.of(0L, 0L, 0L, 7L, 0L, 8L), third.withView(Request.FULL_RO, View::toList));
    second.free();
    third.free();
  }

  @Test
  void namesAreTakenOnceAndAreOfTheUserAlone() throws IOException {
    OwnedMemory memory = SharedMemory.create(name, INT);
    assertArrayEquals(new long[0], memory.withView(Request.FULL_RO, View::shape));
    assertThrows(FileAlreadyExistsException.class, () -> SharedMemory.create(name, INT, 9));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of("/dev/shm", name))));
    assertEquals(4, Files.size(Path.of("/dev/shm", name)), "the other's memory is as it was");
    memory.free();
  }

  @Test
  void sizesThatCannotBe() throws IOException {
    IOException e = assertThrows(IOException.class, () -> SharedMemory.create(name, INT, 1L << 50));
    assertTrue(e.getMessage().contains("left"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(name, INT, 3, 0));
    assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(name, INT, -1));
    assertThrows(
        IllegalArgumentException.class, () -> SharedMemory.create(name, INT, 1L << 40, 1L << 40));
    assertFalse(Files.exists(Path.of("/dev/shm", name)), "no name is left behind");
    OwnedMemory memory = SharedMemory.create(name, INT, 3);
    assertThrows(IOException.class, () -> SharedMemory.attach(name, INT, 4));
    assertThrows(
        IllegalArgumentException.class, () -> SharedMemory.attach(name, Format.parse("5s")));
    memory.free();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/a", "../tmp/a", "a\0b"})
  void wrongNames(String wrong) {
    assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(wrong, INT, 1));
    assertThrows(IllegalArgumentException.class, () -> SharedMemory.attach(wrong, INT));
    assertThrows(IllegalArgumentException.class, () -> SharedMemory.attachReadOnly(wrong, INT));
    assertThrows(IllegalArgumentException.class, () -> SharedMemory.unlink(wrong));
  }

  @Test
  void namesOfWhatIsNoMemory() throws IOException {
    Path place = Path.of("/dev/shm", name);
    Files.createSymbolicLink(place, Path.of("/dev/zero"));
    assertThrows(IOException.class, () -> SharedMemory.attach(name, INT, 1));
    assertThrows(IOException.class, () -> SharedMemory.unlink(name));
    assertThrows(FileAlreadyExistsException.class, () -> SharedMemory.create(name, INT, 1));
    assertTrue(Files.isSymbolicLink(place));
  }

  /** Whatever takes the name meanwhile, a link is not followed, and a pipe does not wait. */
  @ParameterizedTest
  @ValueSource(strings = {"link", "pipe"})
  void namesThatChangeHandsMeanwhile(String kind) throws Exception {
    Path place = Path.of("/dev/shm", name);
    Path memory = Files.write(Path.of("/dev/shm", name + "-memory"), new byte[] {1, 0, 0, 0});
    Path target = Files.write(Path.of("/dev/shm", name + "-target"), new byte[] {2, 0, 0, 0});
    Path next = Path.of("/dev/shm", name + "-next");
    Path pipe = Path.of("/dev/shm", name + "-pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    Files.createLink(place, memory);
    AtomicBoolean isOver = new AtomicBoolean();
    Thread swapping =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    // Memory first would be the name's own, which moving leaves where it is.
                    for (int i = 1; !isOver.get(); i++) {
                      if (i % 2 == 0) {
                        Files.createLink(next, memory);
                      } else if (kind.equals("link")) {
                        Files.createSymbolicLink(next, target);
                      } else {
                        Files.createLink(next, pipe);
                      }
                      Files.move(next, place, StandardCopyOption.ATOMIC_MOVE);
                    }
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    try {
      int[] attached = {0};
      int[] refused = {0};
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> {
            for (int i = 0; attached[0] < 200 || refused[0] < 200; i++) {
              assertTrue(swapping.isAlive());
              try {
                OwnedMemory one =
                    i % 2 == 0
                        ? SharedMemory.attach(name, INT)
                        : SharedMemory.attachReadOnly(name, INT);
                assertEquals(List.of(1L), one.withView(Request.FULL_RO, View::toList));
                one.free();
                attached[0]++;
              } catch (IOException e) {
                refused[0]++;
              }
            }
          });
    } finally {
      isOver.set(true);
      swapping.join();
      for (Path each : List.of(memory, target, next, pipe)) {
        Files.deleteIfExists(each);
      }
    }
  }

  @Test
  void memoryWithoutBytesIsNone() throws IOException {
    Files.createFile(Path.of("/dev/shm", name));
    for (long[] shape : new long[][] {{}, {1}, {0}}) {
      assertThrows(IOException.class, () -> SharedMemory.attach(name, INT, shape));
      assertThrows(IOException.class, () -> SharedMemory.attachReadOnly(name, INT, shape));
    }
  }

  /** The system counts bytes, not characters. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "名", "🐘"})
  void longNames(String character) throws IOException {
    int bytes = character.getBytes(StandardCharsets.UTF_8).length;
    String longest = name + character.repeat((255 - name.length()) / bytes);
    String longer = longest + character;
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(longer, INT, 1));
    assertTrue(e.getMessage().contains("1 to 255 bytes of UTF-8"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> SharedMemory.attach(longer, INT));
    assertThrows(IllegalArgumentException.class, () -> SharedMemory.unlink(longer));
    OwnedMemory memory = SharedMemory.create(longest, INT, 1);
    SharedMemory.unlink(longest);
    memory.free();
  }

  // ---- Python in another process

  /** A Python program that waits for a line before it goes on. */
  private static Process python(String program) throws IOException {
    return new ProcessBuilder("python3", "-u", "-c", program)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void pythonIsThere() throws InterruptedException {
    boolean is;
    try {
      Process process = python("import multiprocessing.shared_memory");
      is = process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      is = false;
    }
    assumeTrue(is, "python3 is not installed: no other process to share with");
  }

  @Test
  void pythonAttachesToOurs() throws Exception {
    pythonIsThere();
    OwnedMemory memory = SharedMemory.create(name, INT, 2, 3);
    Process process =
        python(
            """
            from multiprocessing import resource_tracker
            from multiprocessing.shared_memory import SharedMemory
            shm = SharedMemory("%s")
            resource_tracker.unregister(shm._name, "shared_memory")
            m = shm.buf[:24].cast("i", (2, 3))
            print(m.tolist())
            m[1, 2] = -6
            print("written")
            input()
            print(m[0, 1])
            m.release()
            shm.close()
            """
                .formatted(name));
    try (Lease lease = memory.acquire(Request.FULL);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
      View view = lease.view();
      assertEquals("[[0, 0, 0], [0, 0, 0]]", out.readLine());
      assertEquals("written", out.readLine());
      assertEquals(-6, view.getLong(1, 2));
      view.setLong(0, 1, 42);
      in.write("go on\n");
      in.flush();
      assertEquals("42", out.readLine());
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
    } finally {
      process.destroy();
    }
    memory.free();
    SharedMemory.unlink(name);
  }

  @Test
  void weAttachToPythons() throws Exception {
    pythonIsThere();
    Process process =
        python(
            """
            from multiprocessing.shared_memory import SharedMemory
            shm = SharedMemory("%s", create=True, size=16)
            shm.buf[:4] = bytes([1, 2, 3, 4])
            print(shm.name)
            input()
            print(list(shm.buf[:6]))
            shm.close()
            shm.unlink()
            """
                .formatted(name));
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
      String theirs = out.readLine();
      assertEquals(name, theirs);
      OwnedMemory memory = SharedMemory.attach(theirs, Format.parse("B"), 6);
      memory.doWithView(
          Request.FULL,
          view -> {
            assertEquals(List.of(1L, 2L, 3L, 4L, 0L, 0L), view.toList());
            view.setLong(5, 200);
          });
      in.write("go on\n");
      in.flush();
      assertEquals("[1, 2, 3, 4, 0, 200]", out.readLine());
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
      assertThrows(NoSuchFileException.class, () -> SharedMemory.attach(name, INT));
      assertEquals(
          200L, memory.<Long, RuntimeException>withView(Request.FULL_RO, v -> v.getLong(5)));
      memory.free();
    } finally {
      process.destroy();
    }
  }
}
