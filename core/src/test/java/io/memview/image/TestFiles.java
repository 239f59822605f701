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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
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

  static byte[] joined(byte[]... parts) {
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

  /** Width, height, rows, offsets and counts of strips. */
  private static final Set<Integer> LONGS = Set.of(256, 257, 278, 273, 279);

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
          boolean isShort = !LONGS.contains(tag);
          file.putShort((short) (int) tag).putShort((short) (isShort ? 3 : 4));
          file.putInt(values.length);
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

  // ---- written by the platform

  /** An image in a format; settings may be changed, such as the compression. */
  static byte[] written(BufferedImage image, String format, Consumer<ImageWriteParam> settings) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream to = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(to);
      ImageWriteParam param = writer.getDefaultWriteParam();
      settings.accept(param);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static Consumer<ImageWriteParam> compressed(String type) {
    return param -> {
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(type);
    };
  }

  /** A picture in every way that the platform writes it. */
  static Map<String, byte[]> written(int width, int height, boolean noise) {
    BufferedImage rgb = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage bits = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY);
    BufferedImage palette = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED);
    Random random = new Random(width);
    for (int i = 0; noise && i < width * height; i++) {
      for (BufferedImage image : List.of(rgb, bits, palette)) {
        image.setRGB(i % width, i / width, random.nextInt());
      }
    }
    Consumer<ImageWriteParam> progressive =
        param -> param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    Consumer<ImageWriteParam> tiles =
        param -> {
          param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
          param.setTiling(32, 16, 0, 0);
        };
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("png", written(rgb, "png", param -> {}));
    all.put("png of bits", written(bits, "png", param -> {}));
    all.put("png, interlaced", written(rgb, "png", progressive));
    all.put("jpeg", written(rgb, "jpeg", param -> {}));
    all.put("jpeg, progressive", written(rgb, "jpeg", progressive));
    all.put("gif", written(palette, "gif", param -> {}));
    all.put("gif, interlaced", written(palette, "gif", progressive));
    all.put("bmp", written(rgb, "bmp", param -> {}));
    all.put("bmp, RLE", written(palette, "bmp", compressed("BI_RLE8")));
    all.put("wbmp", written(bits, "wbmp", param -> {}));
    for (String type : List.of("LZW", "PackBits", "Deflate", "JPEG")) {
      all.put("tiff, " + type, written(rgb, "tiff", compressed(type)));
    }
    all.put("tiff of bits", written(bits, "tiff", compressed("CCITT T.6")));
    all.put("tiff, tiles", written(rgb, "tiff", tiles.andThen(compressed("Deflate"))));
    return all;
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
