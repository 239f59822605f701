package io.memview.arrow;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.internal.NativeMemory;

/** The structs of Arrow's C data interface: where their fields lie, in bytes. */
final class ArrowStructs {
  static final long SCHEMA_SIZE = 72;
  static final long SCHEMA_FORMAT = 0;
  static final long SCHEMA_NAME = 8;
  static final long SCHEMA_CHILD_COUNT = 32;
  static final long SCHEMA_CHILDREN = 40;
  static final long SCHEMA_DICTIONARY = 48;
  static final long SCHEMA_RELEASE = 56;
  static final long SCHEMA_PRIVATE = 64;

  static final long ARRAY_SIZE = 80;
  static final long ARRAY_LENGTH = 0;
  static final long ARRAY_NULL_COUNT = 8;
  static final long ARRAY_OFFSET = 16;
  static final long ARRAY_BUFFER_COUNT = 24;
  static final long ARRAY_CHILD_COUNT = 32;
  static final long ARRAY_BUFFERS = 40;
  static final long ARRAY_CHILDREN = 48;
  static final long ARRAY_DICTIONARY = 56;
  static final long ARRAY_RELEASE = 64;
  static final long ARRAY_PRIVATE = 72;

  private ArrowStructs() {}

  static long get(long struct, long field) {
    return NativeMemory.all().get(JAVA_LONG, struct + field);
  }

  static void set(long struct, long field, long value) {
    NativeMemory.all().set(JAVA_LONG, struct + field, value);
  }

  /** Calls a struct's release callback, if it has not been called. */
  static void release(long struct, long field) {
    long callback = get(struct, field);
    if (callback != 0) {
      NativeMemory.call(callback, struct);
    }
  }
}
