package io.memview.format;

import io.memview.internal.Texts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record: fields at offsets, and the padding between and behind them. {@code "ii"}, {@code
 * "T{i:x:d:y:}"} and {@code "3xb"} are records.
 *
 * <p>Immutable, thread-safe, value-based.
 *
 * @param fields the fields in order
 * @param itemSize the size of the record in bytes, trailing padding included
 * @param alignment the alignment in bytes
 */
public record Struct(List<Field> fields, long itemSize, long alignment) implements Format {

  /**
   * One field of a record.
   *
   * @param name the name, or null if it has none
   * @param format what the field is
   * @param offset where it starts, in bytes from the start of the record
   */
  @SuppressWarnings("exports") // Nullable, which users need not have
  public record Field(@Nullable String name, Format format, long offset) {
    /**
     * A field; whether it lies well is for the record to say.
     *
     * @throws IllegalArgumentException if the name has a colon or NUL in it, which a format string
     *     cannot say
     */
    public Field {
      Objects.requireNonNull(format, "format");
      if (name != null && (name.indexOf(':') >= 0 || name.indexOf('\0') >= 0)) {
        throw new IllegalArgumentException(
            "a field's name has no ':' and no NUL, unlike '%s'".formatted(Texts.shown(name)));
      }
    }

    // By hand: what a record has of itself is linked at each program's start.

    @Override
    public boolean equals(Object other) {
      return other instanceof Field that
          && offset == that.offset
          && Objects.equals(name, that.name)
          && format.equals(that.format);
    }

    @Override
    public int hashCode() {
      return (Objects.hashCode(name) * 31 + format.hashCode()) * 31 + Long.hashCode(offset);
    }
  }

  /**
   * A record.
   *
   * @throws IllegalArgumentException if a field does not lie inside the record at a multiple of its
   *     alignment, overlaps the one before it, has the name of another, is a record whose size is
   *     no multiple of its alignment, is padding without a name, or is bits inside of a byte that
   *     do not follow other bits; if the alignment is neither 1 nor that of the fields
   */
  public Struct {
    Objects.requireNonNull(fields, "fields");
    fields = List.copyOf(fields);
    long end = 0;
    long bitEnd = -1;
    ByteOrder bitOrder = ByteOrder.LITTLE_ENDIAN;
    long widest = 1;
    Set<String> names = HashSet.newHashSet(fields.size());
    for (Field field : fields) {
      Format format = field.format;
      boolean shares = false;
      if (format instanceof Bits bits) {
        long first = 8 * field.offset + bits.shift();
        shares = first == bitEnd && bits.shift() > 0 && bits.order() == bitOrder;
        bitOrder = bits.order();
        bitEnd = first + bits.width();
        if (bits.shift() > 0 && !shares) {
          throw new IllegalArgumentException(
              "field %s starts inside of a byte, but not behind other bits"
                  .formatted(Texts.shownValue(field)));
        }
      } else {
        bitEnd = -1;
      }
      long size = format.itemSize();
      long aligned = format.alignment();
      if (field.offset < (shares ? end - 1 : end) || size > itemSize - field.offset) {
        throw new IllegalArgumentException(
            "field %s does not fit a record of %d bytes behind byte %d"
                .formatted(Texts.shownValue(field), itemSize, end));
      }
      if (!isMultiple(field.offset, aligned)) {
        throw new IllegalArgumentException(
            "field %s is not aligned to %d bytes: use a packed byte order, such as '='"
                .formatted(Texts.shownValue(field), aligned));
      }
      if (!isMultiple(size, aligned)) {
        throw new IllegalArgumentException(
            "field %s has no trailing padding: take the padded() of its format"
                .formatted(Texts.shownValue(field)));
      }
      if (field.name != null && !names.add(field.name)) {
        throw new IllegalArgumentException(
            "two fields have the name '%s'".formatted(Texts.shown(field.name)));
      }
      if (field.name == null && Nesting.isPadding(format)) {
        throw new IllegalArgumentException(
            "field %s is padding: give it a name or leave a gap"
                .formatted(Texts.shownValue(field)));
      }
      Nesting.check(format);
      end = field.offset + size;
      widest = Math.max(widest, aligned);
    }
    if (end > itemSize || (alignment != 1 && alignment != widest)) {
      throw new IllegalArgumentException(
          "size %d and alignment %d do not fit fields of %d bytes that are aligned to %d"
              .formatted(itemSize, alignment, end, widest));
    }
    FormatParser.alignUp(itemSize, alignment); // overflows here and not later
  }

  /** Whether a size or an offset is a multiple of an alignment, which is a power of two. */
  private static boolean isMultiple(long bytes, long alignment) {
    return (bytes & (alignment - 1)) == 0;
  }

  /**
   * Looks a field up.
   *
   * @param name its name
   * @return the field, if the record has one of that name
   */
  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> name.equals(field.name)).findFirst();
  }

  /**
   * The same fields in a record of another size, for a format string that leaves its trailing
   * padding unsaid: NumPy writes {@code T{i:a:b:b:}} for records of 5, 8 and 12 bytes alike, and
   * tells the size apart.
   *
   * @param size the size of a record in bytes; if it is no multiple of the alignment, the record is
   *     a packed one
   * @return the record
   * @throws IllegalArgumentException if the fields do not fit into the size
   */
  public Struct withItemSize(long size) {
    return size == itemSize
        ? this
        : new Struct(fields, size, size % alignment == 0 ? alignment : 1);
  }

  @Override
  public Format padded() {
    return paddedSize() == itemSize ? this : new Struct(fields, paddedSize(), alignment);
  }

  @Override
  public Format flattened() {
    boolean isFlat = true;
    List<Field> flat = new ArrayList<>(fields.size());
    for (Field field : fields) {
      Format format = field.format.flattened();
      isFlat &= format == field.format;
      flat.add(new Field(field.name, format, field.offset));
    }
    return isFlat ? this : new Struct(flat, itemSize, alignment);
  }

  @Override
  public Object get(MemorySegment segment, long offset) {
    List<Object> values = new ArrayList<>(fields.size());
    for (Field field : fields) {
      values.add(field.format.get(segment, offset + field.offset));
    }
    return Collections.unmodifiableList(values);
  }

  @Override
  public void check(Object value) {
    if (!(value instanceof List<?> values) || values.size() != fields.size()) {
      throw new ValueException(
          "format '%s' takes a list of %d values, not %s"
              .formatted(Texts.shownValue(this), fields.size(), show(value)));
    }
    for (int i = 0; i < fields.size(); i++) {
      fields.get(i).format.check(values.get(i));
    }
  }

  @Override
  public void put(MemorySegment segment, long offset, Object value) {
    Objects.requireNonNull(value, "value");
    List<?> values = (List<?>) value;
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      field.format.put(segment, offset + field.offset, values.get(i));
    }
  }

  static String show(Object value) {
    return value instanceof List<?> list
        ? "a list of " + list.size()
        : value.getClass().getSimpleName();
  }

  /** Whether fields and size are equal; the alignment says only where a record may lie. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Struct that && itemSize == that.itemSize && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return Objects.hash(fields, itemSize);
  }

  /** The format string, with padding written out, so that it describes the record by itself. */
  @Override
  public String toString() {
    return FormatPrinter.print(this);
  }
}
