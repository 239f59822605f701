package io.memview.spark;

import io.memview.View;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Index;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A column that is a view. Its rows are the first dimensions of the view, counted as one in C
 * order: one dimension of a table's column, more of what lies in its arrays.
 */
final class ViewColumn extends ColumnVector {
  private final TimedView column;
  private final View view;
  private final int rank;
  private final boolean isText;
  private final @Nullable TimeReader times;
  private final ColumnVector[] children;

  /**
   * A column.
   *
   * @param rank how many dimensions the rows are
   */
  ViewColumn(DataType type, TimedView column, int rank) {
    super(type);
    this.column = column;
    this.view = column.view();
    this.rank = rank;
    this.isText = view.format() instanceof Scalar scalar && scalar.type() == ScalarType.BYTES;
    boolean isItem = rank == view.ndim();
    this.times = isItem && column.time() != null ? TimeReader.of(column.time()) : null;
    this.children =
        switch (type) {
          case ArrayType array ->
              new ColumnVector[] {new ViewColumn(array.elementType(), column, rank + 1)};
          case StructType struct -> children(struct);
          default -> new ColumnVector[0];
        };
  }

  private ColumnVector[] children(StructType struct) {
    ColumnVector[] fields = new ColumnVector[struct.size()];
    Optional<ScalarType> part =
        view.format() instanceof Scalar scalar ? scalar.type().part() : Optional.empty();
    for (int f = 0; f < fields.length; f++) {
      TimedView field =
          part.isPresent()
              ? column.with(partOfComplex((Scalar) view.format(), part.get(), f))
              : column.field(struct.apply(f).name());
      fields[f] = new ViewColumn(struct.apply(f).dataType(), field, rank);
    }
    return fields;
  }

  /** The real parts, or the imaginary ones. */
  private View partOfComplex(Scalar complex, ScalarType part, int which) {
    long[] shape = Arrays.copyOf(view.shape(), view.ndim() + 1);
    shape[view.ndim()] = 2;
    return view.reinterpret(new Scalar(part, complex.mode()), shape)
        .slice(Index.ellipsis(), Index.at(which));
  }

  @Override
  public void close() {
    // The memory is the reader's, which closes it behind the last batch.
  }

  @Override
  public boolean hasNull() {
    return times != null;
  }

  @Override
  public int numNulls() {
    if (times == null) {
      return 0;
    }
    int count = 0;
    for (int i = 0; i < view.itemCount(); i++) {
      count += isNullAt(i) ? 1 : 0;
    }
    return count;
  }

  @Override
  public boolean isNullAt(int row) {
    return times != null && TimeReader.isNull(integer(row));
  }

  private long integer(int row) {
    return switch (rank) {
      case 1 -> view.getLong(row);
      case 2 -> view.getLong(row / view.shape(1), row % view.shape(1));
      default -> view.getLong(position(row));
    };
  }

  private double real(int row) {
    return switch (rank) {
      case 1 -> view.getDouble(row);
      case 2 -> view.getDouble(row / view.shape(1), row % view.shape(1));
      default -> view.getDouble(position(row));
    };
  }

  private long[] position(int row) {
    long[] position = new long[rank];
    long rest = row;
    for (int d = rank - 1; d > 0; d--) {
      position[d] = rest % view.shape(d);
      rest /= view.shape(d);
    }
    position[0] = rest;
    return position;
  }

  @Override
  public boolean getBoolean(int row) {
    return view.getBoolean(position(row));
  }

  @Override
  public byte getByte(int row) {
    return (byte) integer(row);
  }

  @Override
  public short getShort(int row) {
    return (short) integer(row);
  }

  @Override
  public int getInt(int row) {
    return (int) getLong(row);
  }

  @Override
  public long getLong(int row) {
    long item = integer(row);
    return times == null ? item : times.read(item);
  }

  @Override
  public float getFloat(int row) {
    return (float) real(row);
  }

  @Override
  public double getDouble(int row) {
    return real(row);
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    long item = view.getUnsignedLong(position(row));
    return Decimal.apply(new BigDecimal(Long.toUnsignedString(item)), precision, scale);
  }

  @Override
  public UTF8String getUTF8String(int row) {
    return UTF8String.fromString((String) view.getObject(position(row)));
  }

  @Override
  public byte[] getBinary(int row) {
    return switch (view.getObject(position(row))) {
      case byte[] bytes when isText -> withoutZeros(bytes);
      case byte[] bytes -> bytes;
      case Object character -> new byte[] {((Number) character).byteValue()};
    };
  }

  /** As NumPy has its bytes. */
  private static byte[] withoutZeros(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public ColumnarArray getArray(int row) {
    int length = Math.toIntExact(view.shape(rank));
    return new ColumnarArray(children[0], Math.multiplyExact(row, length), length);
  }

  @Override
  public ColumnarMap getMap(int row) {
    throw new UnsupportedOperationException("no item is a map");
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return children[ordinal];
  }
}
