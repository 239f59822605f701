package io.memview.format;

import io.memview.internal.Platform;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table of scalar codes: one row a code, with its kind and its sizes. This is the only list of
 * primitive types in the library.
 *
 * <p>Source: the {@code struct} module's table of format characters; native sizes are those of C on
 * this machine, where it has 64 bits: {@code l L g Zg} differ between machines.
 */
public enum ScalarType {
  /** {@code ?}: a C {@code _Bool}. Any non-zero byte reads as true. */
  BOOL('?', Kind.BOOL, 1, 1),
  /** {@code c}: one byte that is text. */
  CHAR('c', Kind.CHAR, 1, 1),
  /** {@code b}: signed char. */
  INT8('b', Kind.SIGNED, 1, 1),
  /** {@code B}: unsigned char. The format of a byte buffer. */
  UINT8('B', Kind.UNSIGNED, 1, 1),
  /** {@code h}: short. */
  INT16('h', Kind.SIGNED, 2, 2),
  /** {@code H}: unsigned short. */
  UINT16('H', Kind.UNSIGNED, 2, 2),
  /** {@code i}: int. */
  INT32('i', Kind.SIGNED, 4, 4),
  /** {@code I}: unsigned int. */
  UINT32('I', Kind.UNSIGNED, 4, 4),
  /** {@code l}: long, 8 bytes native (on Windows 4) and 4 bytes standard. */
  LONG('l', Kind.SIGNED, Platform.current().longSize(), 4),
  /** {@code L}: unsigned long, 8 bytes native (on Windows 4) and 4 bytes standard. */
  ULONG('L', Kind.UNSIGNED, Platform.current().longSize(), 4),
  /** {@code q}: long long. */
  INT64('q', Kind.SIGNED, 8, 8),
  /** {@code Q}: unsigned long long. */
  UINT64('Q', Kind.UNSIGNED, 8, 8),
  /** {@code n}: ssize_t; native sizes only. */
  SSIZE('n', Kind.SIGNED, 8, 0),
  /** {@code N}: size_t; native sizes only. */
  SIZE('N', Kind.UNSIGNED, 8, 0),
  /** {@code P}: void pointer, read as an unsigned integer; native sizes only. */
  POINTER('P', Kind.UNSIGNED, 8, 0),
  /** {@code e}: IEEE 754 binary16. */
  FLOAT16('e', Kind.FLOAT, 2, 2),
  /** {@code f}: IEEE 754 binary32. */
  FLOAT32('f', Kind.FLOAT, 4, 4),
  /** {@code d}: IEEE 754 binary64. */
  FLOAT64('d', Kind.FLOAT, 8, 8),
  /**
   * {@code g}: long double; native sizes only. It is the x87's 80 bits in 16 bytes on x64, IEEE 754
   * binary128 on Linux for arm64, and a double by another name, of kind {@link Kind#FLOAT}, on
   * Windows and on macOS for arm64.
   */
  LONG_DOUBLE('g', longDoubleKind(), Platform.current().longDouble().size(), 0),
  /** {@code Ze}: two {@code e}, the real and the imaginary part. */
  COMPLEX32(FLOAT16),
  /** {@code Zf}, also written {@code F}: two {@code f}. */
  COMPLEX64(FLOAT32),
  /** {@code Zd}, also written {@code D}: two {@code d}. */
  COMPLEX128(FLOAT64),
  /** {@code Zg}: two {@code g}; native sizes only. */
  LONG_COMPLEX(LONG_DOUBLE),
  /** {@code s}: bytes; a count before it is the length. Zero-padded or cut to the length. */
  BYTES('s', Kind.BYTES, 1, 1),
  /** {@code p}: Pascal string; a count before it is the length, its own length byte included. */
  PASCAL('p', Kind.PASCAL, 1, 1),
  /** {@code u}: text in units of 2 bytes (UCS-2); a count before it is the number of units. */
  UCS2('u', Kind.TEXT, 2, 2),
  /** {@code w}: text in units of 4 bytes (UCS-4); a count before it is the number of units. */
  UCS4('w', Kind.TEXT, 4, 4),
  /**
   * {@code x} with a name: opaque bytes; a count before it is the length. It is a field of a
   * record; without the name it would be padding. By itself, as the type {@code V8} of a file, it
   * prints as {@code 8x}, which NumPy writes of it, too: and reads, as is done here, as a record
   * without fields.
   */
  VOID('x', Kind.VOID, 1, 1),
  /** {@code O}: a pointer to a Python object, which only Python can follow. */
  OBJECT('O', Kind.OBJECT, 8, 8),
  /**
   * bfloat16: the upper half of a binary32. No format string has a code for it; it prints as {@code
   * H}, whose bytes it has, and is said by name: {@code new Scalar(ScalarType.BFLOAT16)}.
   */
  BFLOAT16('H', Kind.FLOAT, 2, 2);

  /** What the bytes of a scalar mean. */
  public enum Kind {
    /** Truth. */
    BOOL,
    /** A byte that is text. */
    CHAR,
    /** A two's complement integer. */
    SIGNED,
    /** An integer without a sign. */
    UNSIGNED,
    /** An IEEE 754 number. */
    FLOAT,
    /** A number that is wider than a double. */
    EXTENDED,
    /** Two numbers, the real part first. */
    COMPLEX,
    /** Bytes of a fixed length. */
    BYTES,
    /** A length byte, then bytes. */
    PASCAL,
    /** Text of a fixed length. */
    TEXT,
    /** Bytes without a meaning. */
    VOID,
    /** A reference that only another language can follow. */
    OBJECT
  }

  private static final @Nullable ScalarType[] BY_CODE = new ScalarType[128];

  static {
    for (ScalarType type : values()) {
      if (type.part == null && type != BFLOAT16) {
        BY_CODE[type.code] = type;
      }
    }
  }

  private static final Map<ScalarType, Class<?>> JAVA_TYPES = javaTypes();

  /** In this order. Not an {@code EnumMap}: it finds out by reflection what there is. */
  private static Map<ScalarType, Class<?>> javaTypes() {
    Map<ScalarType, Class<?>> types = new LinkedHashMap<>();
    types.put(INT8, byte.class);
    types.put(INT16, short.class);
    types.put(UINT16, char.class);
    types.put(INT32, int.class);
    types.put(INT64, long.class);
    types.put(FLOAT32, float.class);
    types.put(FLOAT64, double.class);
    return types;
  }

  private final char code;
  private final Kind kind;
  private final int nativeSize;
  private final int standardSize;
  private final @Nullable ScalarType part;

  ScalarType(char code, Kind kind, int nativeSize, int standardSize) {
    this.code = code;
    this.kind = kind;
    this.nativeSize = nativeSize;
    this.standardSize = standardSize;
    this.part = null;
  }

  ScalarType(ScalarType part) {
    this.code = 'Z';
    this.kind = Kind.COMPLEX;
    this.nativeSize = 2 * part.nativeSize;
    this.standardSize = 2 * part.standardSize;
    this.part = part;
  }

  private static Kind longDoubleKind() {
    return Platform.current().longDouble() == Platform.LongDouble.BINARY64
        ? Kind.FLOAT
        : Kind.EXTENDED;
  }

  /**
   * The character of the code; that of a complex number is {@code Z}, and the code of its {@link
   * #part} follows.
   *
   * @return a format character
   */
  public char code() {
    return code;
  }

  /**
   * What the bytes mean.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The parts of a complex number.
   *
   * @return the row of the real and of the imaginary part, if the kind is {@link Kind#COMPLEX}
   */
  public Optional<ScalarType> part() {
    return Optional.ofNullable(part);
  }

  /**
   * Whether the code exists in a byte order: {@code n N P g Zg} have no standard size.
   *
   * @param mode the byte order
   * @return true if it does
   */
  public boolean existsIn(ByteMode mode) {
    return mode.nativeSizes() || standardSize != 0;
  }

  /**
   * The size of one item in a byte order, which for {@code s p u w x} is that of length 1.
   *
   * @param mode the byte order
   * @return the size in bytes
   * @throws IllegalArgumentException if the code does not exist in that byte order
   */
  public int size(ByteMode mode) {
    if (!existsIn(mode)) {
      throw new IllegalArgumentException(
          "'%s' has a native size only and cannot stand after '%c'".formatted(text(), mode.code()));
    }
    return mode.nativeSizes() ? nativeSize : standardSize;
  }

  /**
   * The code of a Java primitive type: {@code b H h i q f d}.
   *
   * @param primitive such as {@code double.class}
   * @return its row
   * @throws IllegalArgumentException if it is {@code boolean}, {@code void} or no primitive type; a
   *     {@code boolean[]} has no memory that the platform would show
   */
  public static ScalarType of(Class<?> primitive) {
    for (ScalarType type : JAVA_TYPES.keySet()) {
      if (JAVA_TYPES.get(type) == primitive) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "no format code for %s; there is one for each of %s"
            .formatted(primitive.getSimpleName(), JAVA_TYPES.values()));
  }

  /** Whether a count before the code is a length and not a number of items. */
  boolean hasLength() {
    return switch (kind) {
      case BYTES, PASCAL, TEXT, VOID -> true;
      default -> false;
    };
  }

  /** Where an item may start under a byte order that aligns. */
  int alignment() {
    return part == null ? nativeSize : part.nativeSize;
  }

  /** The code as it is written. */
  String text() {
    return part == null ? String.valueOf(code) : "Z" + part.code;
  }

  /** The complex number of two floats, or null. */
  static @Nullable ScalarType complexOf(char part) {
    return switch (part) {
      case 'e' -> COMPLEX32;
      case 'f' -> COMPLEX64;
      case 'd' -> COMPLEX128;
      case 'g' -> LONG_COMPLEX;
      default -> null;
    };
  }

  /** The row of a code, or an exception that {@link #isCode} foresees. */
  static ScalarType ofCode(char code) {
    return Objects.requireNonNull(BY_CODE[code]);
  }

  static boolean isCode(char code) {
    return code < BY_CODE.length && BY_CODE[code] != null;
  }

  /** All codes of one character, for messages. */
  static String codes() {
    StringBuilder all = new StringBuilder();
    Arrays.stream(BY_CODE).filter(Objects::nonNull).forEach(type -> all.append(type.code));
    return all.toString();
  }
}
