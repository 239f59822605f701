package io.memview.spark;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * {@code .npy} and {@code .npz} files as tables: {@code spark.read().format("npy").load(path)},
 * where the path is a file, a folder or a glob. Each executor maps the files; a column is a view of
 * a field, and nothing is copied. Files must be seen by the driver and all executors under one
 * path.
 *
 * <p><b>Columns.</b> The fields of records; of a plain array of two dimensions its columns ({@code
 * c0}, {@code c1}, …); of any other array one column, {@code value}, whose items are arrays where
 * the array has more dimensions; of a {@code .npz} file its members, if they are of one length.
 *
 * <table>
 * <caption>Types</caption>
 * <tr><th>NumPy</th><th>Spark</th></tr>
 * <tr><td>{@code bool}</td><td>{@code BOOLEAN}</td></tr>
 * <tr><td>{@code i1 i2 i4 i8}, of any byte order</td><td>{@code TINYINT SMALLINT INT BIGINT}</td></tr>
 * <tr><td>{@code u1 u2 u4 u8}</td><td>{@code SMALLINT INT BIGINT DECIMAL(20, 0)}</td></tr>
 * <tr><td>{@code f2 f4 f8}</td><td>{@code FLOAT FLOAT DOUBLE}</td></tr>
 * <tr><td>{@code c8 c16}</td><td>{@code STRUCT<re, im>} of {@code FLOAT}, {@code DOUBLE}</td></tr>
 * <tr><td>{@code U}</td><td>{@code STRING}</td></tr>
 * <tr><td>{@code S V}</td><td>{@code BINARY}</td></tr>
 * <tr><td>{@code M8} of days and weeks; of months and years</td><td>{@code DATE}</td></tr>
 * <tr><td>{@code M8} of shorter units</td><td>{@code TIMESTAMP_NTZ}, in microseconds, rounded
 * down</td></tr>
 * <tr><td>{@code m8}; of months and years</td><td>{@code INTERVAL DAY TO SECOND}; {@code INTERVAL
 * YEAR TO MONTH}</td></tr>
 * <tr><td>sub-arrays; records</td><td>{@code ARRAY}; {@code STRUCT}</td></tr>
 * </table>
 *
 * {@code NaT} is null; nothing else is. What has no type here is refused by name, unless {@code
 * columns} leaves it out.
 *
 * <p><b>Options of reading.</b> {@code columns}: names, separated by commas; which fields or
 * members there are to be, or how the columns of a plain array are called. {@code member}: the one
 * array of {@code .npz} files that is meant. {@code parts}: how many partitions a file makes; else
 * one for each 128 MiB. {@code batch}: rows at a time, 65,536 without it.
 *
 * <p><b>What is pushed down.</b> Which columns are read, {@code LIMIT}, and {@code COUNT(*)}, which
 * the headers answer. The files keep nothing that would let filters skip rows.
 *
 * <p><b>Writing.</b> {@code df.write().format("npy").mode("append")} (or {@code "overwrite"})
 * {@code .save(folder)} makes a file of records for each task, {@code part-NNNNN-….npy}. They
 * appear when the job is committed, and not at all if it fails. {@code width} is the length of text
 * (in characters) and binary (in bytes) columns, {@code width.NAME} that of one column; they have
 * no width of their own, and longer values are refused. So is null, but for times.
 */
public final class NpySource implements TableProvider, DataSourceRegister {
  /** Made by Spark, by name. */
  public NpySource() {}

  @Override
  public String shortName() {
    return "npy";
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return new NpyFiles(options).schema();
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> options) {
    return new NpyTable(new NpyFiles(new CaseInsensitiveStringMap(options)), schema);
  }

  /** Whether a schema may be given: what is written brings one. */
  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }
}
