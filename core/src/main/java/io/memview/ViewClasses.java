package io.memview;

import io.memview.format.Scalar;
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
   * @param mayBeMapped whether a file may be behind the memory
   */
  record Kind(
      @Nullable Class<?> segment, @Nullable Scalar scalar, Path path, boolean mayBeMapped) {}

  /** There are some ten kinds of memory, twenty different codes and three ways: not too many. */
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
        Path.of(memory.layout()),
        memory.storage().mayBeMapped());
  }

  private static View define(Kind kind) {
    View made = HiddenClasses.define(View.class, ItemView.class, kind);
    return made == null ? new GeneralView() : made;
  }
}
