package io.memview.format;

import io.memview.internal.Texts;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/**
 * DLPack's {@code DLDataType}, and formats as such and back.
 *
 * <p>Refused, since DLPack has no such type: byte orders other than the machine's, bytes and
 * records. The floats of 8, 6 and 4 bits of DLPack have no format here and are refused, by their
 * names, in the other direction.
 *
 * <p>Source: {@code dlpack.h}, version 1.0.
 *
 * @param code {@code kDLInt} 0, {@code kDLUInt} 1, {@code kDLFloat} 2, {@code kDLBfloat} 4, {@code
 *     kDLComplex} 5, {@code kDLBool} 6
 * @param bits the width of a lane in bits
 * @param lanes the number of lanes, 1 for plain numbers
 */
public record DlpackType(int code, int bits, int lanes) {
  private static final List<ScalarType> TYPES =
      List.of(
          ScalarType.INT8,
          ScalarType.INT16,
          ScalarType.INT32,
          ScalarType.INT64,
          ScalarType.UINT8,
          ScalarType.UINT16,
          ScalarType.UINT32,
          ScalarType.UINT64,
          ScalarType.FLOAT16,
          ScalarType.FLOAT32,
          ScalarType.FLOAT64,
          ScalarType.BFLOAT16,
          ScalarType.COMPLEX32,
          ScalarType.COMPLEX64,
          ScalarType.COMPLEX128,
          ScalarType.BOOL);

  /** The codes of {@code dlpack.h}, version 1.1. */
  private static final String[] NAMES = {
    "Int",
    "UInt",
    "Float",
    "OpaqueHandle",
    "Bfloat",
    "Complex",
    "Bool",
    "Float8_e3m4",
    "Float8_e4m3",
    "Float8_e4m3b11fnuz",
    "Float8_e4m3fn",
    "Float8_e4m3fnuz",
    "Float8_e5m2",
    "Float8_e5m2fnuz",
    "Float8_e8m0fnu",
    "Float6_e2m3fn",
    "Float6_e3m2fn",
    "Float4_e2m1fn"
  };

  private static final int MAX_LANES = (1 << 16) - 1;

  /**
   * The type of a format.
   *
   * @param format a number or truth value in native byte order, or a sub-array of one dimension of
   *     such, whose items become lanes
   * @return the type
   * @throws UnsupportedOperationException if DLPack has no such type
   */
  public static DlpackType of(Format format) {
    Format lane = Objects.requireNonNull(format, "format");
    long lanes = 1;
    if (format instanceof SubArray array && array.shape().size() == 1) {
      lane = array.element();
      lanes = array.shape().getFirst();
    }
    if (lane instanceof Scalar scalar && !scalar.isSwapped() && lanes >= 1 && lanes <= MAX_LANES) {
      for (ScalarType type : TYPES) {
        if (new Scalar(type).equals(scalar)) {
          return new DlpackType(code(type), 8 * type.size(ByteMode.NATIVE), (int) lanes);
        }
      }
    }
    throw new UnsupportedOperationException(
        "DLPack has no type for format '%s'; numbers and truth values have one, in %s order"
            .formatted(Texts.shownValue(format), ByteOrder.nativeOrder()));
  }

  /**
   * The format of this type.
   *
   * @return a number or truth value in native byte order; a sub-array if there are several lanes
   * @throws UnsupportedOperationException if no format has such items
   */
  public Format toFormat() {
    for (ScalarType type : TYPES) {
      if (code(type) == code && 8 * type.size(ByteMode.NATIVE) == bits && lanes >= 1) {
        Scalar scalar = new Scalar(type);
        return lanes == 1 ? scalar : new SubArray(scalar, List.of((long) lanes));
      }
    }
    throw new UnsupportedOperationException("no format has the items of " + name());
  }

  /** The type as DLPack has it, by its name if that is known. */
  private String name() {
    String name = code >= 0 && code < NAMES.length ? NAMES[code] : "";
    return name.isEmpty()
        ? toString()
        : "kDL%s of %d bits, lanes %d: take them as bytes (kDLUInt) where the tensor is made"
            .formatted(name, bits, lanes);
  }

  private static int code(ScalarType type) {
    return switch (type.kind()) {
      case SIGNED -> 0;
      case UNSIGNED -> 1;
      case FLOAT -> type == ScalarType.BFLOAT16 ? 4 : 2;
      case COMPLEX -> 5;
      default -> 6;
    };
  }
}
