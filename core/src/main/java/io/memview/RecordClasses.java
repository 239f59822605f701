package io.memview;

import io.memview.format.RecordType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The class of record views for each bound type and kind of memory: {@link BoundRecords}. */
final class RecordClasses {
  /**
   * What a class is specialised for.
   *
   * @param type the bound type, for objects of any class
   * @param segment the class of the segments; null if there are several
   * @param path the way to an item
   * @param stride how far apart the records of a line are; 0 if that is nothing to rely on
   */
  record Kind(RecordType<?> type, @Nullable Class<?> segment, Path path, long stride) {

    MethodHandle getter() {
      MethodHandle getter = type.getter();
      return getter.asType(getter.type().changeReturnType(Object.class));
    }

    MethodHandle setter() {
      MethodHandle setter = type.setter();
      return setter.asType(setter.type().changeParameterType(2, Object.class));
    }
  }

  private static final MethodType CONSTRUCTOR =
      MethodType.methodType(void.class, View.class, RecordType.class);

  /** By the class of the record, so that it can be unloaded. */
  private static final ClassValue<Map<Kind, RecordView<?>>> PROTOTYPES =
      new ClassValue<>() {
        @Override
        protected Map<Kind, RecordView<?>> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private RecordClasses() {}

  @SuppressWarnings("unchecked") // a prototype makes views of the type it was made for
  static <R> RecordView<R> of(View view, RecordType<R> type) {
    Memory memory = view.memory;
    Layout layout = memory.layout();
    boolean dense = layout.ndim() == 1 && layout.stride(0) == layout.itemSize();
    Kind kind =
        new Kind(
            type, memory.storage().segmentClass(), Path.of(layout), dense ? layout.itemSize() : 0);
    return (RecordView<R>)
        PROTOTYPES.get(type.type()).computeIfAbsent(kind, RecordClasses::define).make(view);
  }

  private static RecordView<?> define(Kind kind) {
    return (RecordView<?>)
        HiddenClasses.define(BoundRecords.class, kind, CONSTRUCTOR, null, kind.type());
  }
}
