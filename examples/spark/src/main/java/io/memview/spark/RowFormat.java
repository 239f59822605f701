package io.memview.spark;

import io.memview.View;
import io.memview.format.ByteMode;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.format.TimeType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.jspecify.annotations.Nullable;

/** Rows of Spark as packed, little-endian records. */
final class RowFormat {
  /** Puts an item of a row where a record has it. */
  private interface Put {
    void put(SpecializedGetters row, int ordinal, Target field, long record);
  }

  /**
   * A field of all records that are written.
   *
   * @param parts its own fields, if it is a structure
   */
  record Target(View view, List<Target> parts) {}

  /**
   * A column as records have it.
   *
   * @param time what its integers mean, if they are times
   * @param parts what it consists of, if it is a structure
   */
  private record Column(
      String name, Format format, @Nullable TimeType time, @Nullable RowFormat parts, Put put) {

    Target in(View records) {
      View field = records.field(name);
      return new Target(field, parts == null ? List.of() : parts.fields(field));
    }
  }

  private final List<Column> columns;
  private final Struct format;
  private final Map<String, TimeType> times = new LinkedHashMap<>();

  private RowFormat(List<Column> columns) {
    this.columns = columns;
    List<Struct.Field> fields = new ArrayList<>();
    long offset = 0;
    for (Column column : columns) {
      fields.add(new Struct.Field(column.name(), column.format(), offset));
      offset += column.format().itemSize();
      if (column.time() != null) {
        times.put(column.name().replace(".", "\\."), column.time());
      }
    }
    format = new Struct(fields, offset, 1);
  }

  /**
   * The records of a schema.
   *
   * @param files knows the width of texts
   * @throws IllegalArgumentException if a column has no counterpart; the message names it
   */
  static RowFormat of(StructType schema, NpyFiles files) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : schema.fields()) {
      columns.add(column(field.name(), field.dataType(), files));
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("rows without columns are no records");
    }
    return new RowFormat(columns);
  }

  Struct format() {
    return format;
  }

  /** As {@link io.memview.Timed#times}. */
  Map<String, TimeType> times() {
    return times;
  }

  /** The fields of records, in the order of the columns. */
  List<Target> fields(View records) {
    return columns.stream().map(column -> column.in(records)).toList();
  }

  /**
   * Writes a row.
   *
   * @throws IllegalArgumentException if there is a null, or what is longer than its field; the
   *     message names the column
   */
  void write(SpecializedGetters row, List<Target> fields, long record) {
    for (int c = 0; c < columns.size(); c++) {
      Column column = columns.get(c);
      if (!row.isNullAt(c)) {
        column.put().put(row, c, fields.get(c), record);
      } else if (column.time() != null) {
        fields.get(c).view().setLong(record, TimeType.NOT_A_TIME);
      } else {
        throw new IllegalArgumentException(
            "column '%s' is null in a row, and .npy files have no nulls but for times; na().fill(…) or na().drop() replaces them"
                .formatted(column.name()));
      }
    }
  }

  private static Column column(String name, DataType type, NpyFiles files) {
    return switch (type) {
      case BooleanType t ->
          number(
              name,
              ScalarType.BOOL,
              (row, c, field, i) -> field.view().setBoolean(i, row.getBoolean(c)));
      case ByteType t ->
          number(
              name, ScalarType.INT8, (row, c, field, i) -> field.view().setLong(i, row.getByte(c)));
      case ShortType t ->
          number(
              name,
              ScalarType.INT16,
              (row, c, field, i) -> field.view().setLong(i, row.getShort(c)));
      case IntegerType t ->
          number(
              name, ScalarType.INT32, (row, c, field, i) -> field.view().setLong(i, row.getInt(c)));
      case LongType t ->
          number(
              name,
              ScalarType.INT64,
              (row, c, field, i) -> field.view().setLong(i, row.getLong(c)));
      case FloatType t ->
          number(
              name,
              ScalarType.FLOAT32,
              (row, c, field, i) -> field.view().setDouble(i, row.getFloat(c)));
      case DoubleType t ->
          number(
              name,
              ScalarType.FLOAT64,
              (row, c, field, i) -> field.view().setDouble(i, row.getDouble(c)));
      case DecimalType t when t.precision() == 20 && t.scale() == 0 ->
          number(
              name,
              ScalarType.UINT64,
              (row, c, field, i) ->
                  field
                      .view()
                      .setObject(
                          i, row.getDecimal(c, 20, 0).toJavaBigDecimal().toBigIntegerExact()));
      case DateType t ->
          time(
              name,
              TimeType.of(TimeType.Kind.DATE_TIME, TimeType.Unit.DAYS),
              (row, c, field, i) -> field.view().setLong(i, row.getInt(c)));
      case TimestampType t -> micros(name, TimeType.Kind.DATE_TIME);
      case TimestampNTZType t -> micros(name, TimeType.Kind.DATE_TIME);
      case DayTimeIntervalType t -> micros(name, TimeType.Kind.DURATION);
      case YearMonthIntervalType t ->
          time(
              name,
              TimeType.of(TimeType.Kind.DURATION, TimeType.Unit.MONTHS),
              (row, c, field, i) -> field.view().setLong(i, row.getInt(c)));
      case StringType t -> text(name, width(name, "characters", files));
      case BinaryType t -> bytes(name, width(name, "bytes", files));
      case StructType t -> struct(name, of(t, files));
      default ->
          throw new IllegalArgumentException(
              "column '%s' of type %s has no counterpart in .npy records; select others, or its parts"
                  .formatted(name, type.sql()));
    };
  }

  private static Column number(String name, ScalarType type, Put put) {
    return new Column(name, new Scalar(type, ByteMode.LITTLE), null, null, put);
  }

  private static Column time(String name, TimeType time, Put put) {
    return new Column(name, new Scalar(ScalarType.INT64, ByteMode.LITTLE), time, null, put);
  }

  private static Column micros(String name, TimeType.Kind kind) {
    return time(
        name,
        TimeType.of(kind, TimeType.Unit.MICROSECONDS),
        (row, c, field, i) -> field.view().setLong(i, row.getLong(c)));
  }

  private static int width(String name, String unit, NpyFiles files) {
    int width = files.width(name);
    if (width == 0) {
      throw new IllegalArgumentException(
          "column '%s' has no width in Spark, and needs one in a .npy file: option width, or width.%s, says it in %s"
              .formatted(name, name, unit));
    }
    return width;
  }

  private static Column text(String name, int width) {
    return new Column(
        name,
        new Scalar(ScalarType.UCS4, ByteMode.LITTLE, width),
        null,
        null,
        (row, c, field, i) -> {
          String text = row.getUTF8String(c).toString();
          check(name, text.codePointCount(0, text.length()), width, "characters");
          field.view().setObject(i, text);
        });
  }

  private static Column bytes(String name, int width) {
    return new Column(
        name,
        new Scalar(ScalarType.BYTES, ByteMode.LITTLE, width),
        null,
        null,
        (row, c, field, i) -> {
          byte[] bytes = row.getBinary(c);
          check(name, bytes.length, width, "bytes");
          field.view().setObject(i, bytes);
        });
  }

  private static void check(String name, int length, int width, String unit) {
    if (length > width) {
      throw new IllegalArgumentException(
          "column '%s' has a value of %d %s, and is %d wide; option width.%s makes it wider"
              .formatted(name, length, unit, width, name));
    }
  }

  private static Column struct(String name, RowFormat inner) {
    if (!inner.times.isEmpty()) {
      throw new IllegalArgumentException(
          "column '%s' is a structure with times; select its parts".formatted(name));
    }
    return new Column(
        name,
        inner.format,
        null,
        inner,
        (row, c, field, i) ->
            inner.write(row.getStruct(c, inner.columns.size()), field.parts(), i));
  }
}
