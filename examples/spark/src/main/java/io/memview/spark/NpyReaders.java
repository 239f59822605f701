package io.memview.spark;

import io.memview.View;
import io.memview.layout.Index;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Reads parts in tasks. */
record NpyReaders(NpyFiles files, StructType schema) implements PartitionReaderFactory {
  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return true;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    throw new UnsupportedOperationException("columns are read, not rows");
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    NpyScan.Part part = (NpyScan.Part) partition;
    NpyColumns file = files.open(Path.of(part.path()));
    try {
      if (part.to() > file.rows()) {
        throw new IllegalArgumentException(
            "%s has %d rows now, and had %d when the query was planned"
                .formatted(part.path(), file.rows(), part.to()));
      }
      return new Batches(file, schema, part.from(), part.to(), files.batch());
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** A part, some rows at a time. */
  private static final class Batches implements PartitionReader<ColumnarBatch> {
    private final NpyColumns file;
    private final List<TimedView> columns = new ArrayList<>();
    private final StructField[] fields;
    private final int size;
    private final long end;
    private long from;
    private long next;

    Batches(NpyColumns file, StructType schema, long from, long end, int size) {
      this.file = file;
      this.fields = schema.fields();
      this.size = size;
      this.end = end;
      this.next = from;
      for (StructField field : fields) {
        columns.add(file.column(field.name(), field.dataType()));
      }
    }

    @Override
    public boolean next() {
      from = next;
      next = Math.min(end, from + size);
      return from < next;
    }

    @Override
    public ColumnarBatch get() {
      ColumnVector[] vectors = new ColumnVector[fields.length];
      for (int c = 0; c < vectors.length; c++) {
        TimedView column = columns.get(c);
        View rows = column.view().slice(Index.range(from, next));
        vectors[c] = new ViewColumn(fields[c].dataType(), column.with(rows), 1);
      }
      return new ColumnarBatch(vectors, (int) (next - from));
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
