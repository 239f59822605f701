package io.memview.internal.copy;

import java.lang.foreign.MemorySegment;

/**
 * Which copies go by {@link KernelKind.Loops#VECTORS}: those that win by it, where the program was
 * started with the incubating module {@code jdk.incubator.vector}. Nothing but the template names
 * what is in it.
 */
final class Vectors {
  private static final String MODULE = "jdk.incubator.vector";

  /** Whether the program has the module. */
  static final boolean ARE_THERE = find();

  /**
   * The memory of byte arrays, and no other: a load by vector instructions that meets a page that
   * was cut off its file ends the process (JDK 25), and a file may be behind all that is not on the
   * heap.
   */
  private static final Class<?> BYTES = MemorySegment.ofArray(new byte[0]).getClass();

  private Vectors() {}

  private static boolean find() {
    Module ours = Vectors.class.getModule();
    return ModuleLayer.boot()
        .findModule(MODULE)
        .map(module -> ours.addReads(module).canRead(module))
        .orElse(false);
  }

  /** The same by vectors, if they are there and do that. */
  static KernelKind of(KernelKind kind) {
    if (!ARE_THERE || kind.from() != BYTES || kind.to() != BYTES || !isOfBytes(kind.operation())) {
      return kind;
    }
    boolean fits =
        switch (kind.loops()) {
          case ITEMS -> kind.fromStride() == -1 && kind.toStride() == 1;
          case TRANSPOSE -> kind.fromStride() == 3 || kind.fromStride() == 4;
          case CONVERT, VECTORS -> false;
        };
    return fits ? kind.byVectors() : kind;
  }

  private static boolean isOfBytes(Kernel.Operation operation) {
    return operation instanceof Kernel.Move(int size, boolean swap) && size == 1 && !swap;
  }
}
