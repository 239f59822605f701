package io.memview.spark;

import java.util.stream.LongStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What of a table is read. */
final class NpyScanBuilder
    implements SupportsPushDownRequiredColumns, SupportsPushDownLimit, SupportsPushDownAggregates {
  private final NpyFiles files;
  private StructType wanted;
  private long limit = Long.MAX_VALUE;
  private int counts;

  NpyScanBuilder(NpyFiles files, StructType schema) {
    this.files = files;
    this.wanted = schema;
  }

  @Override
  public void pruneColumns(StructType schema) {
    wanted = schema;
  }

  /** Each task reads no more; Spark takes so many of what all of them read. */
  @Override
  public boolean pushLimit(int rows) {
    limit = rows;
    return true;
  }

  @Override
  public boolean isPartiallyPushed() {
    return true;
  }

  /** The headers know how many rows there are, and nothing else. */
  @Override
  public boolean supportCompletePushDown(Aggregation aggregation) {
    for (AggregateFunc function : aggregation.aggregateExpressions()) {
      if (!(function instanceof CountStar)) {
        return false;
      }
    }
    return aggregation.groupByExpressions().length == 0;
  }

  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    if (!supportCompletePushDown(aggregation)) {
      return false;
    }
    counts = aggregation.aggregateExpressions().length;
    return true;
  }

  @Override
  public Scan build() {
    NpyScan scan = NpyScan.of(files, wanted, limit);
    return counts == 0 ? scan : new Count(scan.rows(), counts);
  }

  /** A row that is known without reading. */
  private record Count(long count, int columns) implements LocalScan {
    @Override
    public StructType readSchema() {
      StructType schema = new StructType();
      for (int i = 0; i < columns; i++) {
        schema = schema.add("count" + i, DataTypes.LongType, false);
      }
      return schema;
    }

    @Override
    public InternalRow[] rows() {
      return new InternalRow[] {
        new GenericInternalRow(LongStream.generate(() -> count).limit(columns).boxed().toArray())
      };
    }
  }
}
