package io.memview;

import io.memview.format.RecordType;
import io.memview.internal.HiddenClasses;
import io.memview.internal.memory.AccessPath;
import io.memview.internal.memory.Region;
import io.memview.layout.Layout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The class of record views for each bound type and kind of memory: {@link RecordViewTemplate}. */
final class SpecializedRecordViews {
  /**
   * What a class is specialised for.
   *
   * @param type the bound type, for objects of any class
   * @param segment the class of the segments; null if there are several
   * @param path the way to an item
   * @param stride how far apart the records of a line are; 0 if that is nothing to rely on
   */
  record Kind(RecordType<?> type, @Nullable Class<?> segment, AccessPath path, long stride) {
    // By hand: what a record has of itself is linked at each program's start.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Kind that
          && type.equals(that.type)
          && segment == that.segment
          && path == that.path
          && stride == that.stride;
    }

    @Override
    public int hashCode() {
      int ofSegment = segment == null ? 0 : segment.hashCode();
      return ((type.hashCode() * 31 + ofSegment) * 31 + path.ordinal()) * 31
          + Long.hashCode(stride);
    }

    @SuppressWarnings("unchecked") // the handles cast
    RecordType<Object> objects() {
      return (RecordType<Object>) type;
    }

    MethodHandle getter() {
      MethodHandle getter = type.getter();
      return getter.asType(getter.type().changeReturnType(Object.class));
    }

    MethodHandle setter() {
      MethodHandle setter = type.setter();
      return setter.asType(setter.type().changeParameterType(2, Object.class));
    }
  }

  /**
   * The class for a kind, once it pays to define it: that takes thousands of times as long as
   * reading a record, and what comes from outside may have a new format each time.
   */
  static final class Use {
    /** So many records are reached in general, by one object or one after the other. */
    private static final int FEW = 1000;

    private final Kind kind;
    private int uses;
    private @Nullable RecordView<?> prototype;

    private Use(Kind kind) {
      this.kind = kind;
    }

    /** A view of a class of its own; null as long as there is none. Races only count less. */
    @Nullable RecordView<?> used(View view, long records) {
      RecordView<?> known = prototype;
      if (known == null && (uses += (int) Math.min(records, FEW)) >= FEW) {
        known =
            HiddenClasses.define(
                MethodHandles.lookup(), RecordView.class, "RecordViewTemplate", kind);
        if (known == null) {
          uses = Integer.MIN_VALUE;
          return null;
        }
        prototype = known;
      }
      return known == null ? null : known.make(view);
    }
  }

  /** So many kinds of a class are remembered; then all are forgotten, with their classes. */
  private static final int MOST = 256;

  /** By the class of the record, so that it can be unloaded. */
  private static final ClassValue<Map<Kind, Use>> USES =
      new ClassValue<>() {
        @Override
        protected Map<Kind, Use> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private SpecializedRecordViews() {}

  @SuppressWarnings("unchecked") // views are of the type that they were made for
  static <R> RecordView<R> of(View view, RecordType<R> type) {
    Region region = view.region;
    Layout layout = region.layout();
    boolean dense = layout.ndim() == 1 && layout.stride(0) == layout.itemSize();
    Kind kind =
        new Kind(
            type,
            region.storage().segmentClass(),
            AccessPath.of(region.storage(), layout),
            dense ? layout.itemSize() : 0);
    Map<Kind, Use> uses = USES.get(type.type());
    Use use = uses.get(kind);
    if (use == null) {
      if (uses.size() >= MOST) {
        uses.clear();
      }
      use = uses.computeIfAbsent(kind, Use::new);
    }
    RecordView<?> special = use.used(view, layout.itemCount());
    return (RecordView<R>)
        (special == null ? new GeneralRecords(view, kind.objects(), use) : special);
  }
}
