package io.memview.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/** Which files a table has, and how they are read: the options of a table, which tasks get, too. */
final class NpyFiles implements Serializable {
  private static final long BYTES_OF_A_PART = 128L << 20;
  private static final int DEFAULT_BATCH = 1 << 16;

  private final List<String> paths;
  private final @Nullable List<String> columns;
  private final @Nullable String member;
  private final long parts;
  private final int batch;
  private final Map<String, String> widths = new LinkedHashMap<>();

  NpyFiles(CaseInsensitiveStringMap options) {
    paths = paths(options);
    String names = options.get("columns");
    columns = names == null ? null : Arrays.stream(names.split(",", -1)).map(String::trim).toList();
    member = options.get("member");
    parts = positive(options, "parts", 0);
    batch = (int) Math.min(Integer.MAX_VALUE, positive(options, "batch", DEFAULT_BATCH));
    options.forEach(
        (key, value) -> {
          if (key.equals("width") || key.startsWith("width.")) {
            widths.put(key, Long.toString(positive(options, key, 0)));
          }
        });
  }

  private static List<String> paths(CaseInsensitiveStringMap options) {
    List<String> all = new ArrayList<>();
    String several = options.get("paths"); // Spark's own way to hand over more than one
    if (several != null) {
      try {
        all.addAll(List.of(new ObjectMapper().readValue(several, String[].class)));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("'paths' is no list in JSON: " + several, e);
      }
    }
    String one = options.get("path");
    if (one != null) {
      all.add(one);
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "a table of .npy files needs a file, a folder or a glob: load(path) or save(path)");
    }
    return all;
  }

  private static long positive(CaseInsensitiveStringMap options, String key, long without) {
    String text = options.get(key);
    if (text == null) {
      return without;
    }
    try {
      long value = Long.parseLong(text);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException("%s is a positive number, not '%s'".formatted(key, text));
  }

  /** What the file with the first name has; the others must have the same. */
  StructType schema() {
    Path first = list().getFirst();
    try (NpyColumns file = open(first)) {
      return file.schema();
    }
  }

  NpyColumns open(Path path) {
    return NpyColumns.open(path, member, columns);
  }

  /** How many rows a column batch has. */
  int batch() {
    return batch;
  }

  /** The folder that is written to. */
  Path folder() {
    if (paths.size() != 1) {
      throw new IllegalArgumentException("one folder can be written to, not " + paths);
    }
    return path(paths.getFirst());
  }

  /** The width of a column of text or bytes, or 0 if it was not said. */
  int width(String column) {
    for (String key : List.of("width." + column.toLowerCase(java.util.Locale.ROOT), "width")) {
      String width = widths.get(key);
      if (width != null) {
        return Integer.parseInt(width);
      }
    }
    return 0;
  }

  /** How many partitions a file makes. */
  long parts(Path path, long rows, long bytes) {
    boolean isWhole = path.toString().endsWith(".npz"); // what is compressed has one beginning
    long wanted = parts > 0 ? parts : isWhole ? 1 : Math.ceilDiv(bytes, BYTES_OF_A_PART);
    return Math.clamp(wanted, 1, Math.max(1, rows));
  }

  /**
   * All files, by name.
   *
   * @throws IllegalArgumentException if there is none
   */
  List<Path> list() {
    List<Path> files = new ArrayList<>();
    for (String text : paths) {
      try {
        Path path = path(text);
        if (Files.isDirectory(path)) {
          files.addAll(inFolder(path));
        } else if (Files.exists(path)) {
          files.add(path);
        } else if (text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0)) {
          files.addAll(matching(path));
        } else {
          throw new NoSuchFileException(text);
        }
      } catch (NoSuchFileException e) {
        throw new IllegalArgumentException("%s: no such file or folder".formatted(e.getFile()), e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no .npy or .npz file in " + String.join(", ", paths));
    }
    return files;
  }

  /** A path as Spark's users write it: with or without {@code file:} before it. */
  private static Path path(String text) {
    if (text.startsWith("file:")) {
      return Path.of(URI.create(text).getPath());
    }
    if (text.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
      throw new IllegalArgumentException(
          "%s: only files of a file system that can be mapped are read".formatted(text));
    }
    return Path.of(text);
  }

  static List<Path> inFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(NpyFiles::isArray).sorted().toList();
    }
  }

  /**
   * All that match a glob: from its longest folder without a pattern on, and in no folder that is
   * hidden.
   */
  private static List<Path> matching(Path glob) throws IOException {
    Path all = glob.toAbsolutePath().normalize();
    Path folder = all;
    while (folder.getParent() != null
        && (!Files.isDirectory(folder) || folder.toString().matches(".*[*?\\[{].*"))) {
      folder = folder.getParent();
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + all);
    boolean isDeep = all.toString().contains("**");
    int depth = isDeep ? Integer.MAX_VALUE : all.getNameCount() - folder.getNameCount();
    Path root = folder;
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        Set.of(),
        depth,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
            return !inner.equals(root) && isHidden(inner)
                ? FileVisitResult.SKIP_SUBTREE // what a job writes there may go at any moment
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (matcher.matches(file) && isArray(file)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }

  private static boolean isArray(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(".npy") || name.endsWith(".npz"))
        && !isHidden(file)
        && Files.isRegularFile(file);
  }

  /** As elsewhere in Spark, what starts with a dot or a line is not meant. */
  private static boolean isHidden(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") || name.startsWith("_");
  }

  @Override
  public String toString() {
    return String.join(", ", paths);
  }
}
