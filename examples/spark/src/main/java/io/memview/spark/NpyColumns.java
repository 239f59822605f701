package io.memview.spark;

import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Struct;
import io.memview.layout.Index;
import io.memview.npy.NpyArray;
import io.memview.npy.NpyFile;
import io.memview.npy.NpzFile;
import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** One file, open: its columns are views, whose first dimension are the rows. */
final class NpyColumns implements AutoCloseable {
  private final Path path;
  private final List<OwnedMemory> memories = new ArrayList<>();
  private final List<Lease> leases = new ArrayList<>();
  private final SequencedMap<String, TimedView> columns = new LinkedHashMap<>();
  private long rows = -1;

  private NpyColumns(Path path) {
    this.path = path;
  }

  /**
   * Opens a file.
   *
   * @param member which array of an archive; null for all
   * @param names which columns, or how those of a plain array are called; null for all
   * @throws IllegalArgumentException if it cannot be read, or is no table; the message names it
   */
  static NpyColumns open(Path path, @Nullable String member, @Nullable List<String> names) {
    NpyColumns file = new NpyColumns(path);
    try {
      file.read(member, names);
      return file;
    } catch (NoSuchFileException e) {
      file.close();
      throw new IllegalArgumentException("%s: no such file".formatted(path), e);
    } catch (IOException | RuntimeException e) {
      file.close();
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          message.contains(path.toString()) ? message : "%s: %s".formatted(path, message), e);
    }
  }

  private void read(@Nullable String member, @Nullable List<String> names) throws IOException {
    if (!path.toString().endsWith(".npz")) {
      if (member != null) {
        throw new IllegalArgumentException(
            "a .npy file has no members, and none is '" + member + "'");
      }
      addArray(lend(NpyFile.open(path, MapMode.READ_ONLY, 0)), names);
      return;
    }
    NpzFile archive = NpzFile.open(path);
    if (member != null) {
      addArray(lend(archive.array(member)), names);
      return;
    }
    for (String name : names == null ? archive.names() : names) {
      addColumn(name, lend(archive.array(name)));
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("an archive without arrays has no columns");
    }
  }

  private TimedView lend(NpyArray array) {
    memories.add(array.memory());
    Lease lease = array.acquire(Request.FULL_RO);
    leases.add(lease);
    return new TimedView(lease.view(), array.times());
  }

  private void addArray(TimedView array, @Nullable List<String> names) {
    View view = array.view();
    if (view.format() instanceof Struct struct) {
      if (view.ndim() != 1) {
        throw new IllegalArgumentException(
            "records of %d dimensions are no table; one has one".formatted(view.ndim()));
      }
      for (Struct.Field field : struct.fields()) {
        if (field.name() != null && (names == null || names.contains(field.name()))) {
          addColumn(field.name(), array.field(field.name()));
        }
      }
      for (String name : names == null ? List.<String>of() : names) {
        if (!columns.containsKey(name)) {
          throw new IllegalArgumentException(
              "there is no column '%s', but %s".formatted(name, String.join(", ", fields(struct))));
        }
      }
    } else if (view.ndim() == 2) {
      long count = view.shape(1);
      if (names != null && names.size() != count) {
        throw new IllegalArgumentException(
            "%d names for %d columns: %s".formatted(names.size(), count, names));
      }
      for (int c = 0; c < count; c++) {
        String name = names == null ? "c" + c : names.get(c);
        addColumn(name, array.with(view.slice(Index.all(), Index.at(c))));
      }
    } else {
      if (names != null && names.size() != 1) {
        throw new IllegalArgumentException("%d names for one column".formatted(names.size()));
      }
      addColumn(names == null ? "value" : names.getFirst(), array);
    }
  }

  private static List<String> fields(Struct struct) {
    return struct.fields().stream()
        .map(field -> field.name() == null ? "(no name)" : field.name())
        .toList();
  }

  private void addColumn(String name, TimedView column) {
    if (column.view().ndim() == 0) {
      throw new IllegalArgumentException(
          "'%s' is a single item, and no column; option member names one array".formatted(name));
    }
    long length = column.view().shape(0);
    if (rows >= 0 && length != rows) {
      throw new IllegalArgumentException(
          "columns of different lengths: '%s' has %d rows, '%s' has %d; option member names one array"
              .formatted(columns.lastEntry().getKey(), rows, name, length));
    }
    rows = length;
    if (columns.put(name, column) != null) {
      throw new IllegalArgumentException("two columns are called '%s'".formatted(name));
    }
  }

  long rows() {
    return Math.max(0, rows);
  }

  /** How many bytes some columns have. */
  long bytes(Iterable<String> names) {
    long bytes = 0;
    for (String name : names) {
      View view = column(name).view();
      bytes += view.itemCount() * view.format().itemSize();
    }
    return bytes;
  }

  StructType schema() {
    StructType schema = new StructType();
    for (Map.Entry<String, TimedView> column : columns.entrySet()) {
      DataType type = type(column.getKey());
      schema = schema.add(column.getKey(), type, SparkTypes.isNullable(type));
    }
    return schema;
  }

  TimedView column(String name) {
    TimedView column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "%s has no column '%s', but %s"
              .formatted(path, name, String.join(", ", columns.keySet())));
    }
    return column;
  }

  private DataType type(String name) {
    try {
      return SparkTypes.of(column(name));
    } catch (UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          "%s: column '%s': %s; option columns can leave it out"
              .formatted(path, name, e.getMessage()),
          e);
    }
  }

  /**
   * Checks that a column is what the table promises: the first file decides for all.
   *
   * @throws IllegalArgumentException if it is not; the message names the file
   */
  TimedView column(String name, DataType expected) {
    TimedView column = column(name);
    DataType type = type(name);
    if (!SparkTypes.hasAllOf(type, expected)) {
      throw new IllegalArgumentException(
          "%s: column '%s' is %s, and %s in the table"
              .formatted(path, name, type.sql(), expected.sql()));
    }
    return column;
  }

  @Override
  public void close() {
    leases.forEach(Lease::close);
    leases.clear();
    memories.forEach(OwnedMemory::free);
    memories.clear();
  }
}
