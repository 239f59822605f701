package io.memview.internal.copy;

import io.memview.internal.copy.Kernel.Operation;

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
    CONVERT("ConvertKernel");

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
    return new KernelKind(Loops.ITEMS, from, to, fromMayBeMapped, operation, fromStride, toStride);
  }
}
