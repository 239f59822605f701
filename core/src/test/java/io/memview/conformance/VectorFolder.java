package io.memview.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where vectors are: the embedded ones, or those of a folder. */
final class VectorFolder {
  private final @Nullable Path folder;

  private VectorFolder(@Nullable Path folder) {
    this.folder = folder;
  }

  static VectorFolder embedded() {
    return new VectorFolder(null);
  }

  static VectorFolder of(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("no folder " + folder.toAbsolutePath());
    }
    return new VectorFolder(folder);
  }

  boolean isEmbedded() {
    return folder == null;
  }

  /** The lines of a file; the path is relative to the folder. */
  BufferedReader open(String path) throws IOException {
    return new BufferedReader(new InputStreamReader(stream(path), StandardCharsets.UTF_8));
  }

  /** A file that a vector names; the path is relative to the folder. */
  byte[] bytes(String path) throws IOException {
    try (InputStream in = stream(path)) {
      return in.readAllBytes();
    }
  }

  private InputStream stream(String path) throws IOException {
    if (folder != null) {
      return Files.newInputStream(folder.resolve(path));
    }
    InputStream in = VectorFolder.class.getResourceAsStream("/vectors/" + path);
    if (in == null) {
      throw new NoSuchFileException(path);
    }
    return in;
  }

  /** The names of the files of vectors in the folder itself; none of the embedded ones. */
  List<String> names() {
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jsonl"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
