package io.memview;

import io.memview.format.Format;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Memory and views for tests. */
public final class TestMemory {
  private TestMemory() {}

  /** A view whose lease lasts as long as it is reachable. */
  public static View view(Memory memory) {
    return view(MemoryExporter.of(memory));
  }

  /** A view whose lease lasts as long as it is reachable; writable if the exporter is. */
  public static View view(Exporter exporter) {
    return exporter.acquire(Request.FULL_RO.scoped()).view();
  }

  /** A view of new memory in C order. */
  public static View zeros(String format, long... shape) {
    return view(MemoryExporter.allocate(Format.parse(format), shape));
  }

  /** A view of new integers in C order whose values are those of a function of their position. */
  public static View longs(String format, LongUnaryOperator value, long... shape) {
    View view = zeros(format, shape);
    long position = 0;
    for (long[] index : indices(shape)) {
      view.setLong(index, value.applyAsLong(position++));
    }
    return view;
  }

  /** Integers counted from 0 in blocks behind as many levels of pointers as the shape allows. */
  public static Memory blocks(String format, int levels, long... shape) {
    return blocks(Format.parse(format), levels, shape, new long[1]);
  }

  private static Memory blocks(Format format, int levels, long[] shape, long[] next) {
    if (levels == 0) {
      Layout layout = Layout.contiguous(format.itemSize(), Order.C, shape);
      MemorySegment segment = MemorySegment.ofArray(new byte[(int) layout.byteLength()]);
      for (long at = 0; at < layout.byteLength(); at += format.itemSize()) {
        format.set(segment, at, next[0]++);
      }
      return Memory.of(segment, format, layout);
    }
    List<Memory> all = new ArrayList<>();
    for (long i = 0; i < shape[0]; i++) {
      all.add(blocks(format, levels - 1, Arrays.copyOfRange(shape, 1, shape.length), next));
    }
    return Memory.ofBlocks(all);
  }

  /** All indices of a shape in C order. */
  public static List<long[]> indices(long... shape) {
    List<long[]> all = new ArrayList<>();
    all.add(new long[0]);
    for (long extent : shape) {
      List<long[]> longer = new ArrayList<>();
      for (long[] index : all) {
        for (long i = 0; i < extent; i++) {
          long[] next = Arrays.copyOf(index, index.length + 1);
          next[index.length] = i;
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }
}
