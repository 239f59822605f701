package io.memview.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Writes a shard for each task, which all appear when the job is committed.
 *
 * <p>Until then all that the tasks write is in one hidden folder. A job that is given up deletes
 * it, although Spark does not wait for the tasks that still run: those find no folder any more, so
 * nothing can appear behind the deletion.
 */
final class NpyWriteBuilder implements SupportsTruncate, Write, BatchWrite {
  private static final int ATTEMPTS = 100;
  private static final long PAUSE = 20_000_000;

  private final NpyFiles files;
  private final StructType schema;
  private final String query;
  private final Path folder;
  private final Path hidden;
  private boolean isOverwriting;

  NpyWriteBuilder(NpyFiles files, StructType schema, String query) {
    this.files = files;
    this.schema = schema;
    this.query = query;
    this.folder = files.folder();
    this.hidden = folder.resolve(".writing-" + query);
  }

  /** The name of what a task has written; null if there were no rows. */
  record Shard(@Nullable String name) implements WriterCommitMessage {}

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
      Files.createDirectories(hidden);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write shards to " + folder, e);
    }
    return new NpyWriters(files, schema, hidden.toString(), query);
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    try {
      List<Path> old = isOverwriting ? NpyFiles.inFolder(folder) : List.of();
      for (WriterCommitMessage message : messages) {
        String name = ((Shard) message).name();
        if (name != null) {
          Files.move(hidden.resolve(name), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      for (Path file : old) {
        Files.delete(file);
      }
      deleteHidden();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void abort(WriterCommitMessage[] messages) {
    try {
      deleteHidden();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Again while tasks that still run make files. A file that they hold open is gone for all but
   * network file systems, which keep the folder then: that it is hidden has to be enough.
   */
  private void deleteHidden() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS && Files.exists(hidden); attempt++) {
      try (DirectoryStream<Path> left = Files.newDirectoryStream(hidden)) {
        for (Path file : left) {
          Files.deleteIfExists(file);
        }
      }
      try {
        Files.delete(hidden);
      } catch (DirectoryNotEmptyException e) {
        LockSupport.parkNanos(PAUSE);
      }
    }
  }
}
