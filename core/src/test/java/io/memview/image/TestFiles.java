package io.memview.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Pictures as others write them, byte by byte, that {@link ImageIO} does not write itself. */
final class TestFiles {
  static final int WIDTH = 9;
  static final int HEIGHT = 6;

  private TestFiles() {}

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  // ---- PNG

  static byte[] chunk(String name, byte[] content) {
    byte[] named = joined(name.getBytes(StandardCharsets.US_ASCII), content);
    CRC32 sum = new CRC32();
    sum.update(named);
    return ByteBuffer.allocate(named.length + 8)
        .putInt(content.length)
        .put(named)
        .putInt((int) sum.getValue())
        .array();
  }

  static byte[] png(int width, int height, int bits, int color, byte[] pixels, byte[]... chunks) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      deflater.write(pixels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bits)
            .put((byte) color)
            .array();
    return joined(
        new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'},
        chunk("IHDR", header),
        joined(chunks),
        chunk("IDAT", packed.toByteArray()),
        chunk("IEND", new byte[0]));
  }

  static Map<String, byte[]> pngs() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    int[] bands = {1, 0, 3, 1, 2, 0, 4};
    for (int color : new int[] {0, 2, 3, 4, 6}) {
      for (int bits : new int[] {1, 2, 4, 8, 16}) {
        if ((bits < 8 && color != 0 && color != 3) || (bits == 16 && color == 3)) {
          continue;
        }
        int row = (WIDTH * bits * bands[color] + 7) / 8 + 1;
        byte[] pixels = noise(row * HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
          pixels[y * row] = 0; // no filter
        }
        byte[] palette = color == 3 ? chunk("PLTE", noise(3 << bits)) : new byte[0];
        String name = "png of %d bits, colors %d".formatted(bits, color);
        all.put(name, png(WIDTH, HEIGHT, bits, color, pixels, palette));
        byte[] gamma = chunk("gAMA", new byte[] {0, 0, (byte) 0x80, 0});
        all.put(name + ", gamma", png(WIDTH, HEIGHT, bits, color, pixels, gamma, palette));
        if (color < 4) {
          // The color of the first pixel, or the alphas of two colors.
          byte[] clear = new byte[color == 3 ? 2 : 2 * bands[color]];
          for (int b = 0; color != 3 && b < bands[color]; b++) {
            if (bits == 16) {
              clear[2 * b] = pixels[1 + 2 * b];
            }
            clear[2 * b + 1] =
                bits < 8
                    ? (byte) ((pixels[1] & 0xFF) >> (8 - bits))
                    : pixels[1 + b * bits / 8 + (bits == 16 ? 1 : 0)];
          }
          all.put(
              name + ", clear color",
              png(WIDTH, HEIGHT, bits, color, pixels, palette, chunk("tRNS", clear)));
        }
      }
    }
    return all;
  }

  // ---- TIFF

  /** A file of one strip, or of one for each band, with numbers in its tags. */
  static byte[] tiff(byte[] pixels, int strips, Map<Integer, int[]> tags) {
    SortedMap<Integer, int[]> all = new TreeMap<>(tags);
    int[] counts = new int[strips];
    Arrays.fill(counts, pixels.length / strips);
    all.put(279, counts);
    int start = 8 + 2 + 12 * (all.size() + 1) + 4;
    int longs = all.values().stream().mapToInt(v -> v.length > 1 ? 4 * v.length : 0).sum();
    longs += strips > 1 ? 4 * strips : 0;
    int[] offsets = new int[strips];
    for (int s = 0; s < strips; s++) {
      offsets[s] = start + longs + s * counts[0];
    }
    all.put(273, offsets);
    ByteBuffer file =
        ByteBuffer.allocate(start + longs + pixels.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) all.size());
    int[] behind = {start};
    all.forEach(
        (tag, values) -> {
          boolean isByte = tag == 700;
          boolean isShort = !isByte && tag != 273 && tag != 279;
          file.putShort((short) (int) tag);
          file.putShort((short) (isByte ? 1 : isShort ? 3 : 4)).putInt(values.length);
          if (values.length == 1) {
            file.putInt(values[0]);
            return;
          }
          if (isShort && values.length == 2) {
            file.putShort((short) values[0]).putShort((short) values[1]);
            return;
          }
          file.putInt(behind[0]);
          for (int value : values) {
            if (isShort) {
              file.putShort(behind[0], (short) value);
              behind[0] += 2;
            } else {
              file.putInt(behind[0], value);
              behind[0] += 4;
            }
          }
        });
    file.putInt(0);
    file.position(start + longs).put(pixels);
    return file.array();
  }

  private static int[] same(int value, int count) {
    int[] all = new int[count];
    Arrays.fill(all, value);
    return all;
  }

  static Map<String, byte[]> tiffs() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    String[] colors = {"white is zero", "gray", "RGB", "palette", "", "CMYK", "YCbCr", "", "Lab"};
    int[] bands = {1, 1, 3, 1, 0, 4, 3, 0, 3};
    for (int color : new int[] {0, 1, 2, 3, 5, 6, 8}) {
      for (int bits : new int[] {1, 4, 8, 16, 32}) {
        for (int extra : new int[] {-1, 0, 1, 2}) { // none, unspecified, multiplied, straight
          for (int planar : new int[] {1, 2}) {
            for (int format : new int[] {1, 2, 3}) { // unsigned, signed, floats
              int count = bands[color] + (extra < 0 ? 0 : 1);
              if ((format == 3 && bits != 32)
                  || (bits < 8 && count > 1)
                  || (planar == 2 && count == 1)
                  || (color == 6 && (bits != 8 || format != 1))
                  || (color == 3 && (bits > 8 || format != 1 || extra >= 0))) {
                continue;
              }
              int strips = planar == 1 ? 1 : count;
              byte[] pixels =
                  new byte[(WIDTH * bits * (planar == 1 ? count : 1) + 7) / 8 * HEIGHT * strips];
              new Random(bits).nextBytes(pixels);
              if (format == 3) {
                ByteBuffer floats = ByteBuffer.wrap(pixels).order(ByteOrder.LITTLE_ENDIAN);
                Random random = new Random(5);
                while (floats.hasRemaining()) {
                  floats.putFloat(random.nextFloat());
                }
              }
              Map<Integer, int[]> tags = new TreeMap<>();
              tags.put(256, new int[] {WIDTH});
              tags.put(257, new int[] {HEIGHT});
              tags.put(258, same(bits, count));
              tags.put(259, new int[] {1});
              tags.put(262, new int[] {color});
              tags.put(277, new int[] {count});
              tags.put(278, new int[] {HEIGHT});
              tags.put(284, new int[] {planar});
              if (color == 3) {
                int[] map = new Random(9).ints(3 << bits, 0, 1 << 16).toArray();
                tags.put(320, map);
              }
              if (extra >= 0) {
                tags.put(338, new int[] {extra});
              }
              tags.put(339, same(format, count));
              if (color == 6) {
                tags.put(530, new int[] {1, 1});
              }
              all.put(
                  "tiff %s, %d bits, extra %d, planar %d, format %d"
                      .formatted(colors[color], bits, extra, planar, format),
                  tiff(pixels, strips, tags));
            }
          }
        }
      }
    }
    return all;
  }

  // ---- JPEG

  static byte[] segment(int marker, byte[] content) {
    return ByteBuffer.allocate(content.length + 4)
        .putShort((short) marker)
        .putShort((short) (content.length + 2))
        .put(content)
        .array();
  }

  /** A picture with other segments of applications than it was written with. */
  static byte[] withSegments(byte[] jpeg, byte[]... segments) {
    int at = 2;
    while ((jpeg[at + 1] & 0xF0) == 0xE0) {
      at += 2 + ((jpeg[at + 2] & 0xFF) << 8 | (jpeg[at + 3] & 0xFF));
    }
    return joined(
        Arrays.copyOf(jpeg, 2), joined(segments), Arrays.copyOfRange(jpeg, at, jpeg.length));
  }

  static byte[] adobe(int transform) {
    return segment(
        0xFFEE, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform});
  }

  static byte[] profile(byte[] icc) {
    return segment(
        0xFFE2,
        joined("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII), new byte[] {1, 1}, icc));
  }

  /** What the platform reads, or null if it cannot. */
  static @Nullable BufferedImage read(byte[] file) {
    try {
      return ImageIO.read(new ByteArrayInputStream(file));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
