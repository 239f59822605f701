package io.memview.spark;

import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.Timed;
import io.memview.layout.Index;
import io.memview.nio.MappedFiles;
import io.memview.npy.NpyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;

/** Writes shards in tasks, to a folder that is gone once the job is given up. */
record NpyWriters(NpyFiles files, StructType schema, String folder, String query)
    implements DataWriterFactory {
  private static final int ROWS = 4096;

  @Override
  public DataWriter<InternalRow> createWriter(int partition, long task) {
    String name = "part-%05d-%s.npy".formatted(partition, query);
    try {
      return new Shard(RowFormat.of(schema, files), Path.of(folder, name), task);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a shard to " + folder, e);
    }
  }

  /**
   * A shard as it grows: its rows first, since a header says how many there are; then the file,
   * which takes its name when it is complete.
   */
  private static final class Shard implements DataWriter<InternalRow> {
    private final RowFormat rows;
    private final Path file;
    private final Path growing;
    private final FileChannel channel;
    private final Lease block;
    private final List<RowFormat.Target> fields;
    private long count;

    Shard(RowFormat rows, Path file, long task) throws IOException {
      this.rows = rows;
      this.file = file;
      this.growing = file.resolveSibling(file.getFileName() + "." + task);
      this.block = MemoryExporter.allocate(rows.format(), ROWS).acquire(Request.FULL);
      this.fields = rows.fields(block.view());
      this.channel =
          FileChannel.open(
              growing,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    }

    @Override
    public void write(InternalRow row) throws IOException {
      rows.write(row, fields, count % ROWS);
      count++;
      if (count % ROWS == 0) {
        block.view().writeTo(channel);
      }
    }

    @Override
    public WriterCommitMessage commit() throws IOException {
      if (count == 0) {
        abort();
        return new NpyWriteBuilder.Shard(null);
      }
      block.view().slice(Index.range(0, count % ROWS)).writeTo(channel);
      channel.close();
      try {
        OwnedMemory written = MappedFiles.map(growing, rows.format(), count);
        try {
          NpyFile.save(file, Timed.of(written, rows.times()));
        } finally {
          written.free();
        }
        Files.delete(growing);
      } catch (NoSuchFileException e) {
        throw new IOException("the job was given up while %s was written".formatted(file), e);
      }
      return new NpyWriteBuilder.Shard(file.getFileName().toString());
    }

    @Override
    public void abort() throws IOException {
      channel.close();
      Files.deleteIfExists(growing);
    }

    @Override
    public void close() throws IOException {
      channel.close();
      block.close();
    }
  }
}
