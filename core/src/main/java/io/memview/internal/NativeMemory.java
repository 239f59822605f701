package io.memview.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** What borders to C share: memory by address, and functions by pointer. Addresses are longs. */
public final class NativeMemory {
  private NativeMemory() {}

  /** Made when native access has been found to be allowed. */
  private static final class Allowed {
    static final MemorySegment ALL = everything();
    static final MethodHandle VOID_POINTER = voidPointer();

    private Allowed() {}

    @SuppressWarnings("restricted")
    private static MemorySegment everything() {
      return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle voidPointer() {
      return Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(JAVA_LONG));
    }
  }

  /**
   * Checks that memview may do what can end the process.
   *
   * @param what needs it: "calling C"
   * @throws IllegalStateException if not, with how to allow it
   */
  @SuppressWarnings("restricted")
  public static void check(String what) {
    try {
      if (MemorySegment.NULL.reinterpret(8).byteSize() != 8) {
        throw new AssertionError();
      }
    } catch (IllegalCallerException e) {
      Module own = NativeMemory.class.getModule();
      throw new IllegalStateException(
          "%s is native access, which %s has not got: start java with --enable-native-access=%s"
              .formatted(what, own, own.isNamed() ? own.getName() : "ALL-UNNAMED"),
          e);
    }
  }

  /** All memory, to read and write what pointers lead to. */
  public static MemorySegment all() {
    return Allowed.ALL;
  }

  /**
   * The address of a struct of C's that somebody has given as a segment.
   *
   * @param struct a pointer, which need not know its size
   * @param size the size of the struct
   * @param name for messages
   * @throws IllegalArgumentException if it is no pointer to so many bytes
   * @throws IllegalStateException if its arena has been closed
   */
  public static long address(MemorySegment struct, long size, String name) {
    if (!struct.isNative()
        || struct.address() == 0
        || (struct.byteSize() != 0 && struct.byteSize() < size)) {
      throw new IllegalArgumentException(
          "%s has %d bytes in native memory and cannot be %s".formatted(name, size, struct));
    }
    if (!struct.scope().isAlive()) {
      throw new IllegalStateException("the arena of %s has been closed".formatted(name));
    }
    return struct.address();
  }

  /** Several 64-bit numbers. */
  public static long[] longs(long address, int count) {
    long[] values = new long[count];
    MemorySegment.copy(all(), JAVA_LONG, address, values, 0, count);
    return values;
  }

  /** The bytes at an address, for as long as an arena is open. */
  @SuppressWarnings("restricted")
  public static MemorySegment segment(long address, long size, Arena arena) {
    return MemorySegment.ofAddress(address).reinterpret(size, arena, null);
  }

  /** Runs an action when an arena has been closed, and all access through it has ended. */
  @SuppressWarnings("restricted")
  public static void whenClosed(Arena arena, Runnable action) {
    MemorySegment.NULL.reinterpret(arena, nothing -> action.run());
  }

  /**
   * What items at strides reach: the first byte and the one behind the last, from the item at index
   * (0, 0, …) on. No extent is 0.
   *
   * @throws ArithmeticException if that does not fit 64 bits
   */
  public static long[] reach(long itemSize, long[] shape, long[] strides) {
    long low = 0;
    long high = itemSize;
    for (int d = 0; d < shape.length; d++) {
      long way = Math.multiplyExact(strides[d], shape[d] - 1);
      low = Math.addExact(low, Math.min(0, way));
      high = Math.addExact(high, Math.max(0, way));
    }
    return new long[] {low, high};
  }

  /** Calls a {@code void (*)(void *)}. */
  public static void call(long function, long argument) {
    try {
      Allowed.VOID_POINTER.invokeExact(MemorySegment.ofAddress(function), argument);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e); // C throws nothing
    }
  }

  /**
   * A function pointer, for good, to a method of an object, which must let no exception out.
   *
   * @param lookup of the object's class, which may see the method
   * @param result null for {@code void}
   */
  @SuppressWarnings("restricted")
  public static long function(
      MethodHandles.Lookup lookup,
      Object target,
      String method,
      @Nullable ValueLayout result,
      ValueLayout... arguments) {
    FunctionDescriptor descriptor =
        result == null
            ? FunctionDescriptor.ofVoid(arguments)
            : FunctionDescriptor.of(result, arguments);
    try {
      MethodHandle handle =
          lookup
              .findVirtual(lookup.lookupClass(), method, descriptor.toMethodType())
              .bindTo(target);
      return Linker.nativeLinker().upcallStub(handle, descriptor, Arena.global()).address();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method, e);
    }
  }

  /** Says what went wrong in a call from C, where nobody can catch it; throws nothing. */
  public static void log(String message, Throwable failure) {
    try {
      System.getLogger("io.memview").log(System.Logger.Level.ERROR, message, failure);
    } catch (Throwable e) {
      // Nobody is left who could be told, and nothing may leave a call from C.
      return;
    }
  }
}
