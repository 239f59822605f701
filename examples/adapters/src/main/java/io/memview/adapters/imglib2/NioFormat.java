package io.memview.adapters.imglib2;

import io.memview.format.Format;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** What the items of a NIO buffer are: a code, in the byte order of the buffer. */
final class NioFormat {
  private NioFormat() {}

  static Format of(String code, Buffer buffer) {
    ByteOrder order =
        switch (buffer) {
          case ByteBuffer b -> b.order();
          case CharBuffer b -> b.order();
          case ShortBuffer b -> b.order();
          case IntBuffer b -> b.order();
          case LongBuffer b -> b.order();
          case FloatBuffer b -> b.order();
          case DoubleBuffer b -> b.order();
          default -> throw new IllegalArgumentException("unknown kind of buffer: " + buffer);
        };
    if (order == ByteOrder.nativeOrder()) {
      return Format.parse(code);
    }
    return Format.parse((order == ByteOrder.BIG_ENDIAN ? ">" : "<") + code);
  }
}
