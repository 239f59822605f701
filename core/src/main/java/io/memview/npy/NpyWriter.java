package io.memview.npy;

import io.memview.Exporter;
import io.memview.Request;
import io.memview.Timed;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.format.TimeType;
import io.memview.internal.Texts;
import io.memview.layout.Order;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Map;

/** Writes a view as {@code .npy} bytes, as often as it is asked. */
final class NpyWriter {
  private final byte[] header;
  private final View items;

  /** Asks an exporter for its items, and its times if it has some. */
  static void with(Exporter source, IoConsumer<NpyWriter> body) throws IOException {
    Map<String, TimeType> times = source instanceof Timed timed ? timed.times() : Map.of();
    source.doWithView(Request.FULL_RO, view -> body.accept(new NpyWriter(view, times)));
  }

  /** What writes may fail. */
  interface IoConsumer<T> {
    void accept(T value) throws IOException;
  }

  /** A view in the order in which its items will lie. */
  NpyWriter(View view, Map<String, TimeType> times) {
    Format format = format(view);
    boolean fortran =
        !view.layout().isContiguous(Order.C)
            && view.layout().isContiguous(Order.FORTRAN)
            && !(format instanceof SubArray);
    header = NpyHeader.bytes(format, fortran ? Order.FORTRAN : Order.C, times, view.shape());
    items = fortran ? view.transpose() : view;
  }

  /** The format with all bytes that an item has in memory. */
  private static Format format(View view) {
    Format format = view.format();
    long size = view.layout().itemSize();
    if (size == format.itemSize()) {
      return format;
    }
    if (format instanceof Struct struct) {
      return struct.withItemSize(size);
    }
    throw new IllegalArgumentException(
        "items of %d bytes have %d bytes of format '%s': the rest has no description, copy them"
            .formatted(size, format.itemSize(), Texts.shownValue(format)));
  }

  /** How many bytes are written. */
  long length() {
    return Math.addExact(header.length, items.layout().byteLength());
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(header);
    items.writeTo(out);
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    Channels.newOutputStream(channel).write(header);
    items.writeTo(channel);
  }
}
