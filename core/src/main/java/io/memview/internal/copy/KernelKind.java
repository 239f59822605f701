package io.memview.internal.copy;

import io.memview.internal.copy.Kernel.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What a class of copy loops is specialised for.
 *
 * @param loops which loops
 * @param from the class of the segments that are read
 * @param to the class of the segments that are written
 * @param fromMayBeMapped whether a file may be behind the memory that is read
 * @param operation what is done
 * @param fromStride how far apart the items of a row are that is read
 * @param toStride how far apart those are that are written; 0 if neither is known
 */
record KernelKind(
    Loops loops,
    Class<?> from,
    Class<?> to,
    boolean fromMayBeMapped,
    Operation operation,
    long fromStride,
    long toStride) {

  /** The strides, in bytes, that are small. */
  static final int NEAR = 64;

  /** Which loops: a template for each. */
  enum Loops {
    /** Item by item, whatever the operation. */
    ITEMS("ItemKernel"),
    /** Blocks of small items turned in registers: rows that lie closer together than items do. */
    TRANSPOSE("TransposeKernel"),
    /** Conversions through arrays. */
    CONVERT("ConvertKernel"),
    /** Bytes from the last to the first, and those of pixels to planes, by vector instructions. */
    VECTORS("VectorKernel");

    private final String template;

    Loops(String template) {
      this.template = template;
    }

    String template() {
      return template;
    }
  }

  /** Whether strides are known that can be any number: small ones are few. */
  boolean hasFarStrides() {
    return Math.abs(fromStride) > NEAR || Math.abs(toStride) > NEAR;
  }

  KernelKind ofAnyStride() {
    return new KernelKind(loops, from, to, fromMayBeMapped, operation, 0, 0);
  }

  KernelKind itemByItem() {
    return by(Loops.ITEMS);
  }

  KernelKind byVectors() {
    return by(Loops.VECTORS);
  }

  /** What {@link Loops#VECTORS} are used instead of: see {@link Vectors}. */
  KernelKind withoutVectors() {
    return by(fromStride < 0 ? Loops.ITEMS : Loops.TRANSPOSE);
  }

  private KernelKind by(Loops other) {
    return new KernelKind(other, from, to, fromMayBeMapped, operation, fromStride, toStride);
  }

  // By hand: what a record has of itself is linked at each program's start.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KernelKind that
        && loops == that.loops
        && from == that.from
        && to == that.to
        && fromMayBeMapped == that.fromMayBeMapped
        && fromStride == that.fromStride
        && toStride == that.toStride
        && operation.equals(that.operation);
  }

  @Override
  public int hashCode() {
    int classes = (loops.ordinal() * 31 + from.hashCode()) * 31 + to.hashCode();
    int strides = Long.hashCode(fromStride) * 31 + Long.hashCode(toStride);
    return (classes * 31 + operation.hashCode()) * 31 + strides;
  }
}
