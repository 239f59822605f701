package io.memview.examples.exporters;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.Memory;
import io.memview.OwnedMemory;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;

/** A block that a library in C allocates, and wants back through a function of its own. */
public final class NativeBlock {
  private static final MethodHandle CALLOC =
      function("calloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(ADDRESS));

  private NativeBlock() {}

  @SuppressWarnings("restricted") // calls C
  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  /**
   * Zeros that go back to C once: by {@link OwnedMemory#free}, or when nobody has them any more.
   */
  public static OwnedMemory doubles(long count, Consumer<MemorySegment> deallocator) {
    return OwnedMemory.make(arena -> allocated(count, arena, deallocator));
  }

  @SuppressWarnings("restricted") // a pointer knows no size, and no end
  private static Memory allocated(long count, Arena arena, Consumer<MemorySegment> deallocator) {
    try {
      MemorySegment block = (MemorySegment) CALLOC.invokeExact(count, 8L);
      return Memory.of(block.reinterpret(8 * count, arena, deallocator), Format.parse("d"), count);
    } catch (Throwable e) {
      throw new IllegalStateException("calloc of %d doubles".formatted(count), e);
    }
  }

  /** Gives a block back to C. */
  public static void free(MemorySegment block) {
    try {
      FREE.invokeExact(block);
    } catch (Throwable e) {
      throw new IllegalStateException("free", e);
    }
  }
}
