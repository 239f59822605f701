package io.memview;

import io.memview.format.Scalar;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The class of views for each kind of memory: {@link ItemView}, defined once for each as a hidden
 * class, in which the width of an item, its byte order and the way to it are constant.
 */
final class ViewClasses {
  /**
   * What a class is specialised for.
   *
   * @param segment the class of the segments, which tells heap arrays, native and mapped memory
   *     apart; null if there are several
   * @param scalar the code, if items are numbers or truth values
   * @param path the way to an item
   */
  record Kind(@Nullable Class<?> segment, @Nullable Scalar scalar, Path path) {}

  private static final MethodType CONSTRUCTOR =
      MethodType.methodType(void.class, Lease.class, Memory.class);
  private static final Map<Kind, View> PROTOTYPES = new ConcurrentHashMap<>();

  private ViewClasses() {}

  /** A view of no lease and no memory whose {@code make} makes the views of a kind of memory. */
  static View prototype(Memory memory) {
    return PROTOTYPES.computeIfAbsent(kindOf(memory), ViewClasses::define);
  }

  private static Kind kindOf(Memory memory) {
    boolean numeric = memory.format() instanceof Scalar scalar && scalar.isNumeric();
    return new Kind(
        memory.storage().segmentClass(),
        numeric ? (Scalar) memory.format() : null,
        Path.of(memory.layout()));
  }

  private static View define(Kind kind) {
    return (View) HiddenClasses.define(ItemView.class, kind, CONSTRUCTOR, null, null);
  }

  /** The segments of a table whose slots all lead to segments. */
  static MemorySegment[] blocks(Storage storage) {
    return storage instanceof Storage.Blocks table ? table.blocks() : new MemorySegment[0];
  }
}
