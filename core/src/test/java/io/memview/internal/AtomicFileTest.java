package io.memview.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.fixture.JavaProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is there as a whole or not at all, whatever happens on the way. */
class AtomicFileTest {
  @TempDir private Path folder;

  private static final byte[] OLD = {1, 2, 3};
  private static final byte[] NEW = {4, 5, 6, 7};

  private static void write(SeekableByteChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap(NEW));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.npy", "no suffix", ".hidden", "x", "LONG", "LONG é", "LONG 🐘"})
  void theTemporaryFileNamesWhatItIsFor(String kind) throws IOException {
    String name = kind;
    if (kind.startsWith("LONG")) {
      String last = kind.substring(4).strip();
      String character = last.isEmpty() ? "n" : last;
      name = character.repeat(255 / character.getBytes(StandardCharsets.UTF_8).length);
    }
    Path file = folder.resolve(name);
    String start =
        "."
            + name.substring(
                0, name.offsetByCodePoints(0, Math.min(20, name.codePointCount(0, name.length()))));
    for (int i = 0; i < 2; i++) {
      AtomicFile.write(
          file,
          channel -> {
            write(channel);
            List<String> temporary = names().stream().filter(n -> n.endsWith(".tmp")).toList();
            assertEquals(1, temporary.size());
            assertTrue(temporary.getFirst().startsWith(start), temporary::toString);
            assertTrue(temporary.getFirst().matches(".*\\.memview-[0-9a-f]{16}\\.tmp"));
          });
      assertArrayEquals(NEW, Files.readAllBytes(file));
      assertEquals(List.of(name), names());
    }
  }

  @Test
  void aFailureLeavesNothing() throws IOException {
    Path file = folder.resolve("old");
    for (boolean isThere : new boolean[] {false, true}) {
      if (isThere) {
        Files.write(file, OLD);
      }
      for (Throwable failure :
          List.of(new IOException("disk"), new IllegalStateException(), new StackOverflowError())) {
        Throwable thrown =
            assertThrows(
                failure.getClass(),
                () ->
                    AtomicFile.write(
                        file,
                        channel -> {
                          write(channel);
                          switch (failure) {
                            case IOException e -> throw e;
                            case RuntimeException e -> throw e;
                            default -> throw (Error) failure;
                          }
                        }));
        assertEquals(failure, thrown);
        assertEquals(isThere ? List.of("old") : List.of(), names());
      }
    }
    assertArrayEquals(OLD, Files.readAllBytes(file));
  }

  @Test
  void whatIsForced() throws IOException {
    Path file = folder.resolve("a");
    for (OpenOption option : List.of(StandardOpenOption.SYNC, StandardOpenOption.DSYNC)) {
      Files.write(file, OLD);
      AtomicFile.write(file, AtomicFileTest::write, option);
      assertArrayEquals(NEW, Files.readAllBytes(file));
      AtomicFile.write(
          file,
          channel -> {
            write(channel);
            channel.close();
          },
          option);
      assertArrayEquals(NEW, Files.readAllBytes(file));
    }
    Files.write(file, OLD);
    for (OpenOption option :
        List.of(StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS, StandardOpenOption.SPARSE)) {
      assertTrue(
          assertThrows(
                  IllegalArgumentException.class,
                  () -> AtomicFile.write(file, AtomicFileTest::write, option))
              .getMessage()
              .contains(option.toString()));
    }
    assertArrayEquals(OLD, Files.readAllBytes(file));
  }

  /** What strace says, where it is installed. Not all machines have each call that renames. */
  @Test
  void theDiskIsAskedBeforeTheNameIsTaken() throws Exception {
    Path log = folder.resolve("log");
    Process process =
        run(
            "strace",
            "-f",
            "-e",
            "trace=fsync,fdatasync,?rename,?renameat,?renameat2",
            "-o",
            log.toString(),
            java(),
            "-cp",
            JavaProcess.classPath(),
            Writer.class.getName(),
            folder.resolve("a").toString(),
            "10",
            "SYNC");
    assumeTrue(process != null && process.exitValue() == 0, "strace cannot be run");
    List<String> calls =
        Files.readAllLines(log).stream()
            .filter(line -> line.matches(".*(sync|rename[a-z0-9]*)\\(.*= 0"))
            .map(line -> line.replaceAll("^[0-9]+ +(rename|[a-z]+).*", "$1"))
            .toList();
    assertEquals(List.of("fsync", "rename", "fsync"), calls);
  }

  /** A process that may not write so much, as on a full disk. */
  @Test
  void aFullDisk() throws Exception {
    Path file = folder.resolve("a");
    Files.write(file, OLD);
    Process process =
        run(
            "sh",
            "-c",
            "ulimit -f 100; exec \"$@\"",
            "sh",
            java(),
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-cp",
            JavaProcess.classPath(),
            Writer.class.getName(),
            file.toString(),
            "1000000");
    assumeTrue(process != null, "there is no shell");
    assertEquals(3, process.exitValue());
    assertEquals(List.of("a"), names());
    assertArrayEquals(OLD, Files.readAllBytes(file));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static Process run(String... command) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return null;
    }
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process does not end");
    return process;
  }

  /** Writes so many bytes to a file; the status is 3 if that cannot be. */
  static final class Writer {
    private Writer() {}

    public static void main(String... args) {
      OpenOption[] options =
          Stream.of(args).skip(2).map(StandardOpenOption::valueOf).toArray(OpenOption[]::new);
      byte[] bytes = new byte[Integer.parseInt(args[1])];
      try {
        AtomicFile.write(
            Path.of(args[0]), channel -> Channels.newOutputStream(channel).write(bytes), options);
      } catch (IOException e) {
        System.exit(3);
      }
    }
  }

  @Test
  void otherFileSystems() throws IOException {
    Path zip = folder.resolve("files.zip");
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path file = files.getPath("/a");
      Files.write(file, OLD);
      AtomicFile.write(file, AtomicFileTest::write);
      AtomicFile.write(files.getPath("b"), AtomicFileTest::write);
      assertArrayEquals(NEW, Files.readAllBytes(file));
      assertThrows(
          UnsupportedOperationException.class,
          () -> AtomicFile.write(file, AtomicFileTest::write, StandardOpenOption.SYNC));
      assertThrows(
          IllegalStateException.class,
          () ->
              AtomicFile.write(
                  file,
                  channel -> {
                    throw new IllegalStateException();
                  }));
    }
    try (FileSystem files = FileSystems.newFileSystem(zip);
        Stream<Path> all = Files.list(files.getPath("/"))) {
      assertEquals(List.of("/a", "/b"), all.map(Path::toString).sorted().toList());
      assertArrayEquals(NEW, Files.readAllBytes(files.getPath("a")));
    }
  }

  @Test
  void nobodyElseReadsWhatReplaces() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    Path file = Files.write(folder.resolve("a"), OLD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    AtomicFile.write(
        file,
        channel -> {
          try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
              assertEquals(
                  "rw-------",
                  PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
                  each.toString());
            }
          }
        });
  }
}
