package io.memview.cpython;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/** The struct {@code Py_buffer} of 64-bit CPython: where its fields lie, in bytes. */
final class PyBuffer {
  private static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("buf"),
          JAVA_LONG.withName("obj"),
          JAVA_LONG.withName("len"),
          JAVA_LONG.withName("itemsize"),
          JAVA_INT.withName("readonly"),
          JAVA_INT.withName("ndim"),
          JAVA_LONG.withName("format"),
          JAVA_LONG.withName("shape"),
          JAVA_LONG.withName("strides"),
          JAVA_LONG.withName("suboffsets"),
          JAVA_LONG.withName("internal"));

  static final long SIZE = LAYOUT.byteSize();
  static final long BUF = offset("buf");
  static final long OBJ = offset("obj");
  static final long LEN = offset("len");
  static final long ITEM_SIZE = offset("itemsize");
  static final long READ_ONLY = offset("readonly");
  static final long NDIM = offset("ndim");
  static final long FORMAT = offset("format");
  static final long SHAPE = offset("shape");
  static final long STRIDES = offset("strides");
  static final long SUBOFFSETS = offset("suboffsets");
  static final long INTERNAL = offset("internal");

  private PyBuffer() {}

  private static long offset(String field) {
    return LAYOUT.byteOffset(PathElement.groupElement(field));
  }

  /** A pointer or a size. */
  static long get(long buffer, long field) {
    return CApi.MEMORY.get(JAVA_LONG, buffer + field);
  }

  static int getInt(long buffer, long field) {
    return CApi.MEMORY.get(JAVA_INT, buffer + field);
  }

  static void set(long buffer, long field, long value) {
    CApi.MEMORY.set(JAVA_LONG, buffer + field, value);
  }

  static void setInt(long buffer, long field, int value) {
    CApi.MEMORY.set(JAVA_INT, buffer + field, value);
  }
}
