package io.memview.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Writes a shard for each task, which all appear when the job is committed. */
final class NpyWriteBuilder implements SupportsTruncate, Write, BatchWrite {
  private final NpyFiles files;
  private final StructType schema;
  private final String query;
  private final Path folder;
  private boolean isOverwriting;

  NpyWriteBuilder(NpyFiles files, StructType schema, String query) {
    this.files = files;
    this.schema = schema;
    this.query = query;
    this.folder = files.folder();
  }

  /** The name of what a task has written, which starts with a dot; null if there were no rows. */
  record Shard(@Nullable String hidden) implements WriterCommitMessage {}

  @Override
  public WriteBuilder truncate() {
    isOverwriting = true;
    return this;
  }

  @Override
  public Write build() {
    RowFormat.of(schema, files); // refuses before a task starts
    return this;
  }

  @Override
  public String description() {
    return "npy " + folder;
  }

  @Override
  public BatchWrite toBatch() {
    return this;
  }

  @Override
  public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
    try {
      Files.createDirectories(folder);
      Files.createFile(sign(folder, query));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write shards to " + folder, e);
    }
    return new NpyWriters(files, schema, folder.toString(), query);
  }

  /** A file that is there while the job runs: a task that ends later takes back what it wrote. */
  static Path sign(Path folder, String query) {
    return folder.resolve(".writing-" + query);
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    try {
      List<Path> old = isOverwriting ? NpyFiles.inFolder(folder) : List.of();
      for (WriterCommitMessage message : messages) {
        String name = ((Shard) message).hidden();
        if (name != null) {
          Path hidden = folder.resolve(name);
          Files.move(hidden, folder.resolve(name.substring(1)), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      for (Path file : old) {
        Files.delete(file);
      }
      Files.delete(sign(folder, query));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void abort(WriterCommitMessage[] messages) {
    try {
      Files.deleteIfExists(sign(folder, query));
      try (DirectoryStream<Path> left =
          Files.newDirectoryStream(folder, ".part-*-" + query + ".*")) {
        for (Path file : left) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
