package io.memview.contract;

import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** What can be made of an exporter and must keep the contract as it does. */
enum Transformation {
  SLICED("sliced", f -> has(f, 2)) {
    @Override
    Fixture apply(Fixture f) {
      long[] first = Arrays.stream(f.shape()).map(extent -> extent > 1 ? 1 : 0).toArray();
      return part(f, Arrays.stream(first).mapToObj(Index::from).toArray(Index[]::new), first, 1);
    }
  },
  STEPPED("stepped", f -> has(f, 3)) {
    @Override
    Fixture apply(Fixture f) {
      Index[] every = new Index[f.shape().length];
      Arrays.fill(every, Index.every(2));
      return part(f, every, new long[every.length], 2);
    }
  },
  REVERSED("reversed", f -> has(f, 2)) {
    @Override
    Fixture apply(Fixture f) {
      long[] last = Arrays.stream(f.shape()).map(extent -> Math.max(0, extent - 1)).toArray();
      return derived(f, View::flip, f.format(), f.shape(), index -> sum(last, index, -1));
    }
  },
  TRANSPOSED("transposed", f -> f.shape().length > 1 && !f.hasPointers()) {
    @Override
    Fixture apply(Fixture f) {
      return derived(f, View::transpose, f.format(), turned(f.shape()), Transformation::turned);
    }
  },
  EMPTY("empty", f -> f.shape().length > 0) {
    @Override
    Fixture apply(Fixture f) {
      long[] shape = f.shape();
      shape[0] = 0;
      return derived(f, v -> v.slice(Index.range(0, 0)), f.format(), shape, Function.identity());
    }
  },
  WITHOUT_DIMENSIONS("without dimensions", f -> f.shape().length > 0 && f.itemCount() > 0) {
    @Override
    Fixture apply(Fixture f) {
      long[] first = new long[f.shape().length];
      return derived(f, v -> v.at(first), f.format(), new long[0], index -> first);
    }
  },
  READ_ONLY("read-only", Fixture::isWritable) {
    @Override
    Fixture apply(Fixture f) {
      return derived(f, View::asReadOnly, f.format(), f.shape(), Function.identity()).readOnly();
    }
  },
  RE_EXPORTED("re-exported", f -> true) {
    @Override
    Fixture apply(Fixture f) {
      Lease first = f.exporter().acquire(request(f));
      Lease second = first.view().acquire(request(f));
      first.close();
      return on(f, second, second.view(), f.format(), f.shape()).peek(f::peek).poke(into(f));
    }
  },
  OTHER_BYTE_ORDER("other byte order", f -> f.isCContiguous() && isSwappable(f)) {
    @Override
    Fixture apply(Fixture f) {
      Scalar own = (Scalar) Format.parse(f.format());
      boolean big = own.mode().order() == ByteOrder.BIG_ENDIAN;
      String format = (big ? "<" : ">") + f.format().charAt(f.format().length() - 1);
      return derived(
              f,
              v -> v.reinterpret(Format.parse(format)).reshape(f.shape()),
              format,
              f.shape(),
              Function.identity())
          .peek(index -> number(own, bytes(own, f.peek(index), big), !big))
          .poke((index, value) -> f.poke(number(own, bytes(own, value, !big), big), index));
    }
  },
  ODD_OFFSET("odd offset", f -> f.isCContiguous() && isInteger(f) && f.itemCount() > 1) {
    @Override
    Fixture apply(Fixture f) {
      Scalar own = (Scalar) Format.parse(f.format());
      boolean big = own.mode().order() == ByteOrder.BIG_ENDIAN;
      int size = (int) own.itemSize();
      long count = f.itemCount() - 1;
      return derived(
              f,
              v ->
                  v.reinterpret(Format.parse("B"), v.layout().byteLength())
                      .slice(Index.range(1, 1 + count * size))
                      .reinterpret(own),
              f.format(),
              new long[] {count},
              Function.identity())
          .peek(index -> number(own, Arrays.copyOfRange(pair(f, own, index[0]), 1, 1 + size), big))
          .poke(
              (index, value) -> {
                byte[] both = pair(f, own, index[0]);
                System.arraycopy(bytes(own, value, big), 0, both, 1, size);
                byte[] second = Arrays.copyOfRange(both, size, 2 * size);
                f.poke(number(own, Arrays.copyOf(both, size), big), at(f, index[0]));
                f.poke(number(own, second, big), at(f, index[0] + 1));
              });
    }

    private byte[] pair(Fixture f, Scalar own, long i) {
      boolean big = own.mode().order() == ByteOrder.BIG_ENDIAN;
      int size = (int) own.itemSize();
      byte[] both = Arrays.copyOf(bytes(own, f.peek(at(f, i)), big), 2 * size);
      System.arraycopy(bytes(own, f.peek(at(f, i + 1)), big), 0, both, size, size);
      return both;
    }

    private long[] at(Fixture f, long i) {
      return f.indices().get((int) i);
    }
  };

  private final String title;
  private final Predicate<Fixture> applies;

  Transformation(String title, Predicate<Fixture> applies) {
    this.title = title;
    this.applies = applies;
  }

  boolean appliesTo(Fixture fixture) {
    return applies.test(fixture);
  }

  /** The transformed exporter; closing it closes what it was made of. */
  abstract Fixture apply(Fixture f);

  @Override
  public String toString() {
    return title;
  }

  // ---- conditions

  private static boolean has(Fixture f, long extent) {
    return f.itemCount() > 0 && Arrays.stream(f.shape()).anyMatch(each -> each >= extent);
  }

  /** Integers only: a float that passes through a double need not keep the bits of a NaN. */
  private static boolean isInteger(Fixture f) {
    return f.kind()
        .filter(kind -> kind == ScalarType.Kind.SIGNED || kind == ScalarType.Kind.UNSIGNED)
        .isPresent();
  }

  private static boolean isSwappable(Fixture f) {
    return isInteger(f) && "hHiIqQ".indexOf(f.format().charAt(f.format().length() - 1)) >= 0;
  }

  // ---- fixtures on views

  private static Request request(Fixture f) {
    return f.isWritable() ? Request.FULL : Request.FULL_RO;
  }

  /** A part with the same first position and step in each dimension. */
  private static Fixture part(Fixture f, Index[] indices, long[] first, long step) {
    long[] shape = f.shape();
    for (int d = 0; d < shape.length; d++) {
      shape[d] = (shape[d] - first[d] + step - 1) / step;
    }
    return derived(f, v -> v.slice(indices), f.format(), shape, index -> sum(first, index, step));
  }

  /** A view; the item at an index of it is the one at {@code place} of the index in the base. */
  private static Fixture derived(
      Fixture f,
      Function<View, View> derivation,
      String format,
      long[] shape,
      Function<long[], long[]> place) {
    Lease lease = f.exporter().acquire(request(f));
    return on(f, lease, derivation.apply(lease.view()), format, shape)
        .peek(index -> f.peek(place.apply(index)))
        .poke((index, value) -> f.poke(value, place.apply(index)));
  }

  private static Fixture on(Fixture f, Lease lease, View view, String format, long[] shape) {
    Fixture made =
        Fixture.of(view, format, shape)
            .contiguous(
                isContiguous(view.layout(), shape, false), isContiguous(view.layout(), shape, true))
            .managedBy(f.owner())
            .values(f::value)
            .cleanup(f::close)
            .cleanup(lease::close);
    if (f.hasPointers() && shape.length > 0) {
      made.behindPointers();
    }
    if (f.isCounted()) {
      made.counts(() -> f.exports() - 1);
    }
    return f.isWritable() ? made : made.readOnly();
  }

  private static BiConsumer<long[], Object> into(Fixture f) {
    return (index, value) -> f.poke(value, index);
  }

  /** By the definition: each stride is the size of what lies inside. */
  private static boolean isContiguous(Layout layout, long[] shape, boolean fortran) {
    long size = layout.itemSize();
    boolean contiguous = true;
    for (int n = 0; n < shape.length; n++) {
      int d = fortran ? n : shape.length - 1 - n;
      contiguous &= shape[d] == 1 || layout.stride(d) == size;
      size *= shape[d];
    }
    return contiguous || size == 0;
  }

  private static long[] sum(long[] first, long[] index, long step) {
    long[] place = first.clone();
    for (int d = 0; d < place.length; d++) {
      place[d] += step * index[d];
    }
    return place;
  }

  private static long[] turned(long[] index) {
    long[] turned = new long[index.length];
    Arrays.setAll(turned, d -> index[index.length - 1 - d]);
    return turned;
  }

  // ---- the bytes of integers, without the library

  private static byte[] bytes(Scalar scalar, Object number, boolean big) {
    int size = (int) scalar.itemSize();
    BigInteger value = new BigInteger(number.toString());
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[big ? size - 1 - i : i] = value.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }

  private static Object number(Scalar scalar, byte[] bytes, boolean big) {
    byte[] ordered = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ordered[i] = bytes[big ? i : bytes.length - 1 - i];
    }
    if (scalar.type().kind() == ScalarType.Kind.SIGNED) {
      return new BigInteger(ordered).longValue();
    }
    BigInteger value = new BigInteger(1, ordered);
    return bytes.length == Long.BYTES ? (Object) value : (Object) value.longValue();
  }
}
