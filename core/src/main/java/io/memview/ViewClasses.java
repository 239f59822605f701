package io.memview;

import io.memview.format.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Defines {@link ItemView}'s class file once for each kind of memory, as a hidden class.
 *
 * <p>The JIT compiler profiles bytecode, not objects: one class that reads heap, native and mapped
 * segments sees all their classes in one profile, inlines none of them and is ten times slower. A
 * class of its own has a profile of its own. What is the same for all views of a kind (the width of
 * an item, its byte order, the way to it) is constant in that class.
 */
final class ViewClasses {
  /**
   * What a class is specialised for.
   *
   * @param segment the class of the segments, which tells heap arrays, native and mapped memory
   *     apart
   * @param scalar the code, if items are numbers or truth values
   * @param path the way to an item
   */
  record Kind(Class<?> segment, @Nullable Scalar scalar, Path path) {}

  private static final Map<Kind, View> PROTOTYPES = new ConcurrentHashMap<>();

  private ViewClasses() {}

  /** A view of no lease and no memory whose {@code make} makes the views of a kind of memory. */
  static View prototype(Memory memory) {
    return PROTOTYPES.computeIfAbsent(kindOf(memory), ViewClasses::define);
  }

  private static Kind kindOf(Memory memory) {
    boolean numeric = memory.format() instanceof Scalar scalar && scalar.isNumeric();
    return new Kind(
        segmentClass(memory.storage()),
        numeric ? (Scalar) memory.format() : null,
        Path.of(memory.layout()));
  }

  private static Class<?> segmentClass(Storage storage) {
    return switch (storage) {
      case Storage.Flat flat -> flat.segment().getClass();
      case Storage.Blocks table -> table.blocks()[0].getClass();
      case Storage.Tables table -> segmentClass(table.tables()[0]);
    };
  }

  private static View define(Kind kind) {
    try (InputStream in = ViewClasses.class.getResourceAsStream("ItemView.class")) {
      if (in == null) {
        return general();
      }
      MethodHandles.Lookup hidden =
          MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), kind, true);
      MethodHandle constructor =
          hidden.findConstructor(
              hidden.lookupClass(), MethodType.methodType(void.class, Lease.class, Memory.class));
      return (View) constructor.invoke((Lease) null, (Memory) null);
    } catch (IOException | UnsupportedOperationException e) {
      return general();
    } catch (Throwable e) {
      throw new LinkageError("cannot define the views of " + kind, e);
    }
  }

  /** Where hidden classes are not to be had, as in a native image: right, and slower. */
  @SuppressWarnings("NullAway") // a prototype has no lease and no memory
  static View general() {
    return new ItemView(null, null);
  }

  /** What the calling class is specialised for; null for the template itself. */
  static @Nullable Kind kind(MethodHandles.Lookup caller) {
    try {
      return MethodHandles.classData(caller, "_", Kind.class);
    } catch (IllegalAccessException e) {
      throw new LinkageError("no class data", e);
    }
  }

  /** The segments of a table whose slots all lead to segments. */
  static MemorySegment[] blocks(Storage storage) {
    return storage instanceof Storage.Blocks table ? table.blocks() : new MemorySegment[0];
  }
}
