package io.memview.image;

import java.io.EOFException;
import java.io.IOException;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** What readers of the platform's believe in a header, to take memory for it, without a look. */
final class FileFaults {
  private static final int SIGNATURE = 8;
  private static final int AROUND = 12;
  private static final int END = 0x49454E44; // IEND

  private FileFaults() {}

  /** Says of a PNG file that a chunk is longer than the file. */
  static @Nullable String ofPng(ImageInputStream in) throws IOException {
    long at = SIGNATURE;
    int type = 0;
    while (type != END && at + AROUND <= in.length()) {
      in.seek(at);
      long length = number(in);
      type = (int) number(in);
      at += length + AROUND;
      if (at > in.length()) {
        return "it ends too early, after %d bytes".formatted(in.length());
      }
    }
    return null;
  }

  /** Says of a BMP file that it holds a file of another kind, which would be copied to a disk. */
  static @Nullable String ofBmp(ImageInputStream in) throws IOException {
    int oldest = 12;
    int jpeg = 4;
    int png = 5;
    try {
      in.seek(14);
      boolean hasKind = in.readUnsignedByte() > oldest;
      in.seek(30);
      int kind = in.readUnsignedByte();
      return hasKind && (kind == jpeg || kind == png)
          ? "it is a BMP file around a JPEG or PNG file; take that out of it"
          : null;
    } catch (EOFException e) {
      return null; // the reader says it
    }
  }

  /** Four bytes, whatever order a reader has set. */
  private static long number(ImageInputStream in) throws IOException {
    long number = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      number = number << 8 | in.readUnsignedByte();
    }
    return number;
  }
}
