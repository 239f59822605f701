package io.memview.spark;

import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.format.TimeType;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What Spark takes items for. */
final class SparkTypes {
  private SparkTypes() {}

  /**
   * The type of a column.
   *
   * @param column its first dimension are the rows, and each further one an array
   * @throws UnsupportedOperationException if there is none
   */
  static DataType of(TimedView column) {
    return arrays(column.view().ndim() - 1, ofItem(column.view().format(), column.times()));
  }

  private static DataType arrays(int dimensions, DataType item) {
    DataType type = item;
    for (int d = 0; d < dimensions; d++) {
      type = DataTypes.createArrayType(type, isNullable(type));
    }
    return type;
  }

  /** Whether there may be nulls: among times. */
  static boolean isNullable(DataType type) {
    return type == DataTypes.DateType
        || type == DataTypes.TimestampNTZType
        || type.equals(DataTypes.createDayTimeIntervalType())
        || type.equals(DataTypes.createYearMonthIntervalType());
  }

  /** Whether a type has what another one has, which may be fewer fields of its structures. */
  static boolean hasAllOf(DataType type, DataType wanted) {
    return switch (wanted) {
      case StructType some when type instanceof StructType all ->
          Arrays.stream(some.fields())
              .allMatch(
                  field ->
                      all.getFieldIndex(field.name()).isDefined()
                          && hasAllOf(all.apply(field.name()).dataType(), field.dataType()));
      case ArrayType some when type instanceof ArrayType all ->
          hasAllOf(all.elementType(), some.elementType());
      default -> type.equals(wanted);
    };
  }

  private static DataType ofItem(Format format, Map<String, TimeType> times) {
    TimeType time = times.get("");
    return switch (format) {
      case Scalar scalar when time != null -> ofTime(time);
      case Scalar scalar -> ofScalar(scalar);
      case SubArray array -> arrays(array.shape().size(), ofItem(array.element(), times));
      case Struct struct -> {
        StructType type = new StructType();
        for (Struct.Field field : struct.fields()) {
          if (field.name() == null) {
            throw refused("a field without a name");
          }
          DataType inner = ofItem(field.format(), TimedView.timesOf(times, field.name()));
          type = type.add(field.name(), inner, isNullable(inner));
        }
        yield type;
      }
      default -> throw refused("'%s'".formatted(format));
    };
  }

  private static DataType ofScalar(Scalar scalar) {
    return switch (scalar.type()) {
      case BOOL -> DataTypes.BooleanType;
      case INT8 -> DataTypes.ByteType;
      case UINT8, INT16 -> DataTypes.ShortType;
      case UINT16, INT32 -> DataTypes.IntegerType;
      case FLOAT16, FLOAT32, BFLOAT16 -> DataTypes.FloatType;
      case FLOAT64 -> DataTypes.DoubleType;
      case UCS2, UCS4 -> DataTypes.StringType;
      case BYTES, VOID, CHAR -> DataTypes.BinaryType;
      case COMPLEX64 -> complex(DataTypes.FloatType);
      case COMPLEX128 -> complex(DataTypes.DoubleType);
      default -> {
        boolean isLong = scalar.itemSize() == 8;
        yield switch (scalar.type().kind()) {
          case SIGNED -> isLong ? DataTypes.LongType : DataTypes.IntegerType;
          case UNSIGNED -> isLong ? DataTypes.createDecimalType(20, 0) : DataTypes.LongType;
          default -> throw refused("'%s'".formatted(scalar));
        };
      }
    };
  }

  private static StructType complex(DataType part) {
    return new StructType().add("re", part, false).add("im", part, false);
  }

  private static DataType ofTime(TimeType time) {
    boolean isOfCalendar =
        time.unit() == TimeType.Unit.MONTHS || time.unit() == TimeType.Unit.YEARS;
    boolean isOfDays = time.unit() == TimeType.Unit.DAYS || time.unit() == TimeType.Unit.WEEKS;
    if (time.unit() == TimeType.Unit.GENERIC) {
      throw refused("times without a unit");
    }
    return switch (time.kind()) {
      case DATE, DATE_TIME ->
          isOfCalendar || isOfDays ? DataTypes.DateType : DataTypes.TimestampNTZType;
      case DURATION, TIME_OF_DAY ->
          isOfCalendar
              ? DataTypes.createYearMonthIntervalType()
              : DataTypes.createDayTimeIntervalType();
    };
  }

  private static UnsupportedOperationException refused(String what) {
    return new UnsupportedOperationException("Spark has no type for " + what);
  }
}
