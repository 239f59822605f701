package io.memview.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;

/**
 * Which rows of which files are read: known from their headers.
 *
 * @param bytes of the columns that are read
 */
record NpyScan(NpyFiles files, StructType readSchema, List<Part> parts, long rows, long bytes)
    implements Scan, Batch, SupportsReportStatistics {
  /** Rows of one file, for one task. */
  record Part(String path, long from, long to) implements InputPartition {}

  static NpyScan of(NpyFiles files, StructType wanted, long limit) {
    List<String> names = Arrays.asList(wanted.fieldNames());
    List<Part> parts = new ArrayList<>();
    long rows = 0;
    long bytes = 0;
    for (Path path : files.list()) {
      long count;
      long size;
      try (NpyColumns file = files.open(path)) {
        count = file.rows();
        size = file.bytes(names);
      }
      long some = Math.min(count, limit);
      long n = files.parts(path, some, count == 0 ? 0 : size / count * some);
      for (long i = 0; i < n; i++) {
        parts.add(new Part(path.toString(), part(some, i, n), part(some, i + 1, n)));
      }
      rows += count;
      bytes += size;
    }
    return new NpyScan(files, wanted, parts, rows, bytes);
  }

  /** Where a part of many starts; no product of large numbers is formed. */
  private static long part(long rows, long i, long n) {
    return rows / n * i + Math.min(i, rows % n);
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public String description() {
    return "npy %s, %d parts, %s".formatted(files, parts.size(), readSchema.simpleString());
  }

  @Override
  public Statistics estimateStatistics() {
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(bytes);
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.of(rows);
      }
    };
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return parts.toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new NpyReaders(files, readSchema);
  }
}
