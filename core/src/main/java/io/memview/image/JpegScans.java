package io.memview.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a JPEG file without decoding it. The platform's decoder makes up what is missing,
 * goes over the whole picture in each scan, however short, and keeps all of a progressive picture.
 */
final class JpegScans {
  /** Encoders make about ten. */
  private static final int MOST_SCANS = 100;

  private static final int MARKER = 0xFF;
  private static final int START_OF_IMAGE = 0xD8;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int START_OF_SCAN = 0xDA;
  private static final int START_OF_FRAME = 0xC0;
  private static final int PROGRESSIVE = 0xC2;

  /** The bytes of the numbers of a block. */
  private static final int BLOCK = 64 * Short.BYTES;

  private final ImageInputStream in;
  private final byte[] chunk = new byte[1 << 12];
  private int at;
  private int end;

  /** Blocks of 8 x 8 numbers of each component, by its identifier. */
  private final long[] blocks = new long[256];

  private @Nullable String fault;
  private boolean isProgressive;
  private int scans;

  /** A marker that has been read, or 0. */
  private int pending;

  private JpegScans(ImageInputStream in) {
    this.in = in;
  }

  static JpegScans of(ImageInputStream in) throws IOException {
    JpegScans scans = new JpegScans(in);
    in.seek(0);
    try {
      scans.fault = scans.walk();
    } catch (EOFException e) {
      scans.fault = "it ends too early, after %d bytes".formatted(in.length());
    }
    return scans;
  }

  /** Why the file is not to be decoded, or null. */
  @Nullable String fault() {
    return fault;
  }

  /** The bytes that decoding takes beside the pixels. */
  long kept() {
    return isProgressive ? Arrays.stream(blocks).sum() * BLOCK : 0;
  }

  private @Nullable String walk() throws IOException {
    int marker = next();
    String found = null;
    while (found == null && marker != END_OF_IMAGE) {
      if (marker != START_OF_IMAGE) {
        int length = number() - 2;
        if (marker == START_OF_SCAN) {
          found = scan(length);
        } else if (marker >= START_OF_FRAME && marker <= PROGRESSIVE) {
          isProgressive = marker == PROGRESSIVE;
          frame(length);
        } else {
          skip(length);
        }
      }
      marker = found == null ? next() : marker;
    }
    return found;
  }

  private void frame(int length) throws IOException {
    skip(1);
    int height = number();
    int width = number();
    int components = one();
    int[][] each = new int[components][3];
    int across = 1;
    int down = 1;
    for (int[] component : each) {
      component[0] = one();
      int factors = one();
      component[1] = factors >> 4;
      component[2] = factors & 0xF;
      across = Math.max(across, component[1]);
      down = Math.max(down, component[2]);
      skip(1);
    }
    for (int[] component : each) {
      blocks[component[0]] =
          Math.ceilDiv((long) width * component[1], 8L * across)
              * Math.ceilDiv((long) height * component[2], 8L * down);
    }
    skip(length - 6 - 3 * components);
  }

  /** A block takes at least one bit where it comes first. */
  private @Nullable String scan(int length) throws IOException {
    long bits = 0;
    int components = one();
    for (int c = 0; c < components; c++) {
      bits += blocks[one()];
      skip(1);
    }
    boolean isFirst = one() == 0;
    skip(1);
    isFirst &= one() >> 4 == 0;
    skip(length - 4 - 2 * components);
    if (++scans > MOST_SCANS) {
      return "it has more than %d scans".formatted(MOST_SCANS);
    }
    long bytes = data();
    return isFirst && 8 * bytes < bits
        ? "%d bytes cannot hold %d blocks of pixels".formatted(bytes, bits)
        : null;
  }

  /** The bytes up to the next marker that ends a scan, before which this stops. */
  private long data() throws IOException {
    long count = 0;
    while (true) {
      if (one() != MARKER) {
        count++;
        continue;
      }
      int code = one();
      while (code == MARKER) {
        code = one();
      }
      boolean isInside = code == 0 || (code >= 0xD0 && code <= 0xD7);
      if (!isInside) {
        pending = code;
        return count;
      }
      count++;
    }
  }

  // ---- bytes

  /** The next marker, whatever lies before it. */
  private int next() throws IOException {
    int code = pending;
    pending = 0;
    while (code == 0) {
      while (one() != MARKER) {}
      code = one();
      while (code == MARKER) {
        code = one();
      }
      if (code == 1 || (code >= 0xD0 && code <= 0xD7)) { // without a length
        code = 0;
      }
    }
    return code;
  }

  private int one() throws IOException {
    if (at == end) {
      at = 0;
      end = in.read(chunk, 0, chunk.length);
      if (end <= 0) {
        end = 0;
        throw new EOFException();
      }
    }
    return chunk[at++] & 0xFF;
  }

  private int number() throws IOException {
    return one() << 8 | one();
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      one();
    }
  }
}
