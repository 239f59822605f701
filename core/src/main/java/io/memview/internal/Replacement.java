package io.memview.internal;

import io.memview.internal.Platform.OperatingSystem;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;

/** How a system puts a file in another's place. */
class Replacement {
  private static final Replacement AT_ONCE = new Replacement();

  Replacement() {}

  static Replacement of(Platform platform) {
    return platform.is(OperatingSystem.WINDOWS) ? new Aside() : AT_ONCE;
  }

  /** Moves a file to a place where another may be, which is there until the new one is. */
  void put(Path next, Path target) throws IOException {
    try {
      move(next, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException | UnsupportedOperationException e) {
      // Not the default file system, which can; the old file is replaced by a whole one all the
      // same.
      move(next, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  void move(Path from, Path to, CopyOption... options) throws IOException {
    Files.move(from, to, options);
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /**
   * Where a file that somebody has mapped can be renamed, but neither replaced nor deleted: on
   * Windows, where this was never run. The old file makes room, and for that moment there is none
   * of its name. It is deleted when its file is next replaced so, if it can be then.
   */
  static class Aside extends Replacement {
    private static final String SUFFIX = ".old";

    @Override
    void put(Path next, Path target) throws IOException {
      try {
        super.put(next, target);
      } catch (FileSystemException refused) {
        if (!Files.exists(target)) {
          throw refused;
        }
        deleteOld(target);
        Path old =
            target.resolveSibling(
                "%s%016x%s"
                    .formatted(
                        AtomicFile.start(target), ThreadLocalRandom.current().nextLong(), SUFFIX));
        try {
          move(target, old);
        } catch (IOException e) {
          refused.addSuppressed(e);
          throw refused;
        }
        putBeside(next, target, old);
        deleteOld(target);
      }
    }

    private void putBeside(Path next, Path target, Path old) throws IOException {
      try {
        move(next, target);
      } catch (IOException e) {
        try {
          move(old, target);
        } catch (IOException again) {
          e.addSuppressed(again);
        }
        throw e;
      }
    }

    private void deleteOld(Path target) throws IOException {
      String start = AtomicFile.start(target);
      Path folder = target.toAbsolutePath().getParent();
      if (folder == null) {
        return;
      }
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(
              folder,
              file -> {
                String name = String.valueOf(file.getFileName());
                return name.startsWith(start) && name.endsWith(SUFFIX);
              })) {
        for (Path file : files) {
          try {
            delete(file);
          } catch (FileSystemException stillMapped) {
            // Next time.
          }
        }
      }
    }
  }
}
