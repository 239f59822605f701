package io.memview;

import io.memview.SpecializedRecordViews.Use;
import io.memview.format.RecordType;
import io.memview.internal.memory.ItemAddress;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records of any type in any memory: what there is without a class for both. It leaves its work to
 * one as soon as there is one.
 */
final class GeneralRecords extends RecordView<Object> {
  private final Use use;
  private @Nullable RecordView<Object> special;

  GeneralRecords(View view, RecordType<Object> type, Use use) {
    super(view, type);
    this.use = use;
  }

  @SuppressWarnings("unchecked") // it has the type of this one
  private @Nullable RecordView<Object> special() {
    RecordView<Object> known = special;
    if (known == null) {
      known = (RecordView<Object>) use.used(view, 1);
      special = known;
    }
    return known;
  }

  @Override
  RecordView<Object> make(View newView) {
    return new GeneralRecords(newView, type(), use);
  }

  @Override
  public Object get(long i) {
    RecordView<Object> known = special();
    return known == null ? read(i) : known.get(i);
  }

  @Override
  public Object get(long... index) {
    RecordView<Object> known = special();
    return known == null ? read(index) : known.get(index);
  }

  private Object read(long... index) {
    view.lease.check();
    ItemAddress place = view.place(index);
    return read(place.segment(), place.offset());
  }

  @Override
  public void set(long i, Object value) {
    RecordView<Object> known = special();
    if (known == null) {
      write(new long[] {i}, value);
    } else {
      known.set(i, value);
    }
  }

  @Override
  public void set(long[] index, Object value) {
    RecordView<Object> known = special();
    if (known == null) {
      write(index, value);
    } else {
      known.set(index, value);
    }
  }

  private void write(long[] index, Object value) {
    Objects.requireNonNull(value, "value");
    view.checkWritable();
    ItemAddress place = view.place(index);
    write(place.segment(), place.offset(), value);
  }

  @Override
  Object getAt(MemorySegment from, long at) {
    RecordView<Object> known = special();
    if (known != null) {
      return known.getAt(from, at);
    }
    view.lease.check();
    return read(from, at);
  }

  @Override
  void setAt(MemorySegment to, long at, Object value) {
    RecordView<Object> known = special();
    if (known != null) {
      known.setAt(to, at, value);
      return;
    }
    view.checkWritable();
    write(to, at, value);
  }

  private Object read(MemorySegment from, long at) {
    try {
      return (Object) type().getter().invoke(from, at);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private void write(MemorySegment to, long at, Object value) {
    try {
      type().setter().invoke(to, at, value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }
}
