package io.memview.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.CopyOption;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file in the place of one that is mapped, on a system that is played. */
final class ReplacementTest {
  @TempDir private Path folder;

  /** What Windows refuses: to replace or delete a file that is mapped. It can be renamed. */
  private static final class Windows extends Replacement.Aside {
    final Set<Object> mapped = new HashSet<>();
    boolean refusesNew;

    private static Object key(Path file) throws IOException {
      return Files.readString(file); // who it is, whatever its name
    }

    @Override
    void move(Path from, Path to, CopyOption... options) throws IOException {
      if (Files.exists(to) && mapped.contains(key(to))) {
        throw new FileSystemException(to.toString(), null, "a user-mapped section is open");
      }
      if (refusesNew && key(from).equals("new")) {
        throw new AccessDeniedException(from.toString());
      }
      super.move(from, to, options);
    }

    @Override
    void delete(Path file) throws IOException {
      if (mapped.contains(key(file))) {
        throw new FileSystemException(file.toString(), null, "a user-mapped section is open");
      }
      super.delete(file);
    }
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void eachSystemHasItsWay() {
    assertInstanceOf(Replacement.Aside.class, Replacement.of(Platform.of("windows-x64")));
    assertEquals(Replacement.class, Replacement.of(Platform.of("macos-arm64")).getClass());
    assertEquals(Replacement.class, Replacement.of(Platform.of("linux-x64")).getClass());
  }

  @Test
  void whatNobodyHasMappedIsReplacedAtOnce() throws IOException {
    Windows windows = new Windows();
    Path target = file("a", "old");
    windows.put(file("next", "new"), target);
    assertEquals("new", Files.readString(target));
    assertEquals(List.of("a"), names());
    windows.put(target, folder.resolve("b"));
    assertEquals(List.of("b"), names());
  }

  @Test
  void whatIsMappedMakesRoom() throws IOException {
    Windows windows = new Windows();
    Path target = file("a", "1");
    windows.mapped.addAll(Set.of("1", "2"));
    windows.put(file("next", "2"), target);
    assertEquals("2", Files.readString(target));
    assertEquals(2, names().size());
    assertTrue(names().getFirst().matches("\\.a\\.memview-[0-9a-f]{16}\\.old"), names()::toString);
    assertEquals("1", Files.readString(folder.resolve(names().getFirst())));
    // The first is no longer mapped when the second makes room.
    windows.mapped.remove("1");
    windows.put(file("next", "3"), target);
    assertEquals("3", Files.readString(target));
    assertEquals(2, names().size());
    assertEquals("2", Files.readString(folder.resolve(names().getFirst())));
    file(".b.memview-0000000000000000.old", "another's");
    windows.mapped.clear();
    windows.mapped.add("3");
    windows.put(file("next", "4"), target);
    windows.mapped.clear();
    assertEquals(3, names().size());
    assertTrue(names().contains(".b.memview-0000000000000000.old"));
  }

  @Test
  void aFailureLeavesTheOldOne() throws IOException {
    Windows windows = new Windows();
    Path target = file("a", "old");
    windows.mapped.add("old");
    windows.refusesNew = true;
    Path next = file("next", "new");
    assertThrows(AccessDeniedException.class, () -> windows.put(next, target));
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("a", "next"), names());
    Path none = folder.resolve("none");
    assertThrows(AccessDeniedException.class, () -> windows.put(next, none));
    assertEquals(List.of("a", "next"), names());
  }
}
