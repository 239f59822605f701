package io.memview.benchmarks;

import io.memview.Exporter;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.array.NestedArrays;
import io.memview.array.PrimitiveArrays;
import io.memview.format.Format;
import io.memview.format.ScalarType;
import io.memview.nio.MappedFiles;
import io.memview.nio.NioBuffers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The same square matrix of doubles in every kind of memory, and of other numbers in arrays. */
final class Kinds {
  final int size;
  final double[] doubles;
  final double[][] rows;
  final float[] floats;
  final int[] ints;
  final short[] shorts;
  final byte[] bytes;
  final MemorySegment segment;
  private final Map<String, Exporter> exporters = new LinkedHashMap<>();

  Kinds(int size) {
    this.size = size;
    doubles = new double[size * size];
    rows = new double[size][size];
    floats = new float[size * size];
    ints = new int[size * size];
    shorts = new short[size * size];
    bytes = new byte[size * size];
    for (int i = 0; i < doubles.length; i++) {
      int value = i * 31 % 251;
      doubles[i] = value;
      rows[i / size][i % size] = value;
      floats[i] = value;
      ints[i] = value;
      shorts[i] = (short) value;
      bytes[i] = (byte) value;
    }
    MemorySegment source = MemorySegment.ofArray(doubles);
    exporters.put("double[]", PrimitiveArrays.export(doubles, size, size));
    exporters.put("byte[]", segment(MemorySegment.ofArray(source.toArray(ValueLayout.JAVA_BYTE))));
    exporters.put("long[]", segment(MemorySegment.ofArray(source.toArray(ValueLayout.JAVA_LONG))));
    segment = Arena.ofAuto().allocate(8L * size * size).copyFrom(source);
    exporters.put("native", segment(segment));
    ByteBuffer direct = ByteBuffer.allocateDirect(8 * size * size).order(ByteOrder.nativeOrder());
    direct.asDoubleBuffer().put(doubles);
    exporters.put("direct", NioBuffers.export(direct, ScalarType.FLOAT64, size, size));
    exporters.put("mapped", mapped(source));
    exporters.put("double[][]", NestedArrays.export(rows));
    exporters.put("pointers", pointers());
    exporters.put("f4", PrimitiveArrays.export(floats, size, size));
    exporters.put("i4", PrimitiveArrays.export(ints, size, size));
    exporters.put("i2", PrimitiveArrays.export(shorts, size, size));
    exporters.put("u1", MemoryExporter.of(MemorySegment.ofArray(bytes), "B", size, size));
  }

  private MemoryExporter segment(MemorySegment segment) {
    return MemoryExporter.of(segment, "d", size, size);
  }

  /** A table of pointers to native rows, each allocated by itself. */
  private Exporter pointers() {
    Format item = Format.parse("d");
    return MemoryExporter.of(
        Memory.ofBlocks(
            Arrays.stream(rows)
                .map(MemorySegment::ofArray)
                .map(row -> Arena.ofAuto().allocate(row.byteSize()).copyFrom(row))
                .map(row -> Memory.of(row, item))
                .toList()));
  }

  private Exporter mapped(MemorySegment source) {
    try {
      Path file = Files.createTempFile("memview", ".f8");
      file.toFile().deleteOnExit();
      Files.write(file, source.toArray(ValueLayout.JAVA_BYTE));
      return MappedFiles.mapWritable(file, Format.parse("d"), size, size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A view for the rest of the run, which nobody releases. */
  View view(String kind) {
    Exporter exporter = exporters.get(kind);
    if (exporter == null) {
      throw new IllegalArgumentException(kind);
    }
    return exporter.acquire(Request.FULL.scoped()).view();
  }

  /** The sum of the matrix, by a plain loop over the plain array. */
  double sum() {
    double sum = 0;
    for (double item : doubles) {
      sum += item;
    }
    return sum;
  }

  /** Makes this a mixed program: one method that has read and written items of every kind. */
  double pollute() {
    double sum = 0;
    for (int round = 0; round < 20; round++) {
      for (String kind : exporters.keySet()) {
        View view = view(kind);
        boolean floating = "efd".indexOf(view.format().toString().charAt(0)) >= 0;
        for (int i = 0; i < size; i++) {
          double item = view.getDouble(i, i);
          if (floating) {
            view.setDouble(i, i, item);
          } else {
            view.setLong(i, i, (long) item);
          }
          sum += item;
        }
      }
    }
    return sum;
  }
}
