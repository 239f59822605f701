package io.memview;

import io.memview.format.RecordType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes records by handles that are constants of its class. The template of the classes
 * that {@link RecordClasses} defines.
 */
final class BoundRecords extends RecordView<Object> {
  private static final RecordClasses.@Nullable Kind KIND =
      HiddenClasses.constants(MethodHandles.lookup(), RecordClasses.Kind.class);
  private static final boolean FLAT = KIND != null && KIND.path() == Path.FLAT;
  private static final long STRIDE = KIND == null ? 0 : KIND.stride();
  private static final Class<?> SEGMENT = KIND == null ? MemorySegment.class : KIND.segment();
  private static final @Nullable MethodHandle GETTER = KIND == null ? null : KIND.getter();
  private static final @Nullable MethodHandle SETTER = KIND == null ? null : KIND.setter();

  private final Lease lease;
  private final Layout layout;
  private final MemorySegment segment;

  // Of a line of records; what is no position in it goes the general way, and is refused there.
  private final long base;
  private final long count;
  private final long stride;

  @SuppressWarnings("NullAway") // the prototype of the class has no view
  BoundRecords(View view, RecordType<Object> type) {
    super(view, type);
    lease = view == null ? null : view.lease;
    layout = view == null ? null : view.layout();
    segment =
        view != null && view.memory.storage() instanceof Storage.Flat flat
            ? flat.segment()
            : MemorySegment.NULL;
    boolean line = FLAT && layout != null && layout.ndim() == 1;
    base = line ? layout.offset() : 0;
    stride = line ? layout.stride(0) : 0;
    count = line ? layout.shape(0) : 0;
  }

  @Override
  RecordView<Object> make(View newView) {
    return new BoundRecords(newView, type());
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
    Place place = view.place(index);
    return read(place.segment(), place.offset());
  }

  @Override
  public void set(Object value, long i) {
    Objects.requireNonNull(value, "value");
    view.checkWritable();
    if (Long.compareUnsigned(i, count) < 0) {
      write(segment, place(i), value);
    } else {
      set(value, new long[] {i});
    }
  }

  @Override
  public void set(Object value, long... index) {
    Objects.requireNonNull(value, "value");
    view.checkWritable();
    if (FLAT) {
      write(segment, layout.offsetOf(index), value);
    } else {
      Place place = view.place(index);
      write(place.segment(), place.offset(), value);
    }
  }

  @Override
  Object getAt(MemorySegment from, long at) {
    lease.check();
    return read(from, at);
  }

  @Override
  void setAt(Object value, MemorySegment to, long at) {
    view.checkWritable();
    write(to, at, value);
  }

  private long place(long i) {
    return base + i * (STRIDE == 0 ? stride : STRIDE);
  }

  private Object read(MemorySegment memory, long offset) {
    try {
      return GETTER == null
          ? type().get(memory, offset)
          : (Object) GETTER.invokeExact((MemorySegment) SEGMENT.cast(memory), offset);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private void write(MemorySegment memory, long offset, Object value) {
    try {
      if (SETTER == null) {
        type().set(memory, offset, value);
      } else {
        SETTER.invokeExact((MemorySegment) SEGMENT.cast(memory), offset, value);
      }
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private RuntimeException unchecked(Throwable thrown) {
    return switch (thrown) {
      case IllegalStateException _, InternalError _, WrongThreadException _ ->
          view.translated(thrown);
      case RuntimeException exception -> exception;
      case Error error -> throw error;
      default -> new UndeclaredThrowableException(thrown);
    };
  }
}
