package io.memview;

import io.memview.format.RecordType;
import io.memview.internal.HiddenClasses;
import io.memview.internal.memory.AccessPath;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.Storage;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes records by handles that are constants of its class. The template of the classes
 * that {@link SpecializedRecordViews} defines.
 */
final class RecordViewTemplate extends RecordView<Object> {
  private static final SpecializedRecordViews.Kind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), SpecializedRecordViews.Kind.class);
  private static final RecordType<Object> TYPE = KIND.objects();
  private static final boolean FLAT = KIND.path() == AccessPath.DIRECT;
  private static final long STRIDE = KIND.stride();
  private static final @Nullable Class<?> SEGMENT = KIND.segment();
  private static final MethodHandle GETTER = KIND.getter();
  private static final MethodHandle SETTER = KIND.setter();

  private final Lease lease;
  private final Layout layout;
  private final MemorySegment segment;

  // Of a line of records; what is no position in it goes the general way, and is refused there.
  private final long base;
  private final long count;
  private final long stride;

  /** The prototype of the class: it has no view. */
  @SuppressWarnings("NullAway")
  RecordViewTemplate() {
    super(null, TYPE);
    lease = null;
    layout = null;
    segment = MemorySegment.NULL;
    base = 0;
    stride = 0;
    count = 0;
  }

  private RecordViewTemplate(View view) {
    super(view, TYPE);
    lease = view.lease;
    layout = view.layout();
    segment =
        view.region.storage() instanceof Storage.Flat flat ? flat.segment() : MemorySegment.NULL;
    boolean line = FLAT && layout.ndim() == 1;
    base = line ? layout.offset() : 0;
    stride = line ? layout.stride(0) : 0;
    count = line ? layout.shape(0) : 0;
  }

  @Override
  RecordView<Object> make(View newView) {
    return new RecordViewTemplate(newView);
  }

  @Override
  public Object get(long i) {
    lease.check();
    return Long.compareUnsigned(i, count) < 0 ? read(segment, place(i)) : get(new long[] {i});
  }

  @Override
  public Object get(long... index) {
    lease.check();
    if (FLAT) {
      return read(segment, layout.offsetOf(index));
    }
    ItemAddress place = view.place(index);
    return read(place.segment(), place.offset());
  }

  @Override
  public void set(long i, Object value) {
    Objects.requireNonNull(value, "value");
    view.checkWritable();
    if (Long.compareUnsigned(i, count) < 0) {
      write(segment, place(i), value);
    } else {
      set(new long[] {i}, value);
    }
  }

  @Override
  public void set(long[] index, Object value) {
    Objects.requireNonNull(value, "value");
    view.checkWritable();
    if (FLAT) {
      write(segment, layout.offsetOf(index), value);
    } else {
      ItemAddress place = view.place(index);
      write(place.segment(), place.offset(), value);
    }
  }

  @Override
  Object getAt(MemorySegment from, long at) {
    lease.check();
    return read(from, at);
  }

  @Override
  void setAt(MemorySegment to, long at, Object value) {
    view.checkWritable();
    write(to, at, value);
  }

  private long place(long i) {
    return base + i * (STRIDE == 0 ? stride : STRIDE);
  }

  private Object read(MemorySegment from, long at) {
    try {
      return (Object) GETTER.invokeExact(Storage.castExact(SEGMENT, from), at);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private void write(MemorySegment to, long at, Object value) {
    try {
      SETTER.invokeExact(Storage.castExact(SEGMENT, to), at, value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }
}
