package io.memview.image;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.MultiPixelPackedSampleModel;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * A picture in a file, which is known by its bytes and not by its name. Its header is believed as
 * far as the size of the file allows, and a picture that takes much more than its file is looked
 * through before any memory is taken for it.
 */
final class PictureFile {
  private static final String LIMIT = "io.memview.image.limit";
  private static final long USUAL_LIMIT = 1L << 30;

  /** How many pixels a byte of a file stands for at most; JPEG files are looked at more closely. */
  private static final Map<String, Integer> MOST_PIXELS =
      Map.of(
          "png", 8 * 1032, // 258 bytes, of pixels of one bit, in two bits
          "gif", 2731); // 4096 pixels in twelve bits

  /** The same in bytes of pixels for other kinds, by the best of them. */
  private static final long MOST_BYTES = 2731;

  /** Some of these say "all white", or "nothing from here on", in no time. */
  private static final long BELIEVED = 1L << 24;

  /**
   * Pictures that take less are decoded at once, and so are those not much larger than the file.
   */
  private static final long SMALL = 1L << 20;

  private static final int MUCH = 16;

  /** The most pixels in a row or a column that are kept when a picture is looked through. */
  private static final int GLANCE = 256;

  /** The formats whose readers decode into any image; others want the platform's own arrays. */
  private static final Set<String> IN_PLACE = Set.of("png", "jpeg");

  private final Path path;
  private final FileInput input;
  private final ImageReader reader;

  private PictureFile(Path path, FileInput input, ImageReader reader) {
    this.path = path;
    this.input = input;
    this.reader = reader;
  }

  /** What is done with a picture while its file is open. */
  interface Decoder<T> {
    T decode(PictureFile picture) throws IOException;
  }

  static <T> T decode(Path path, Decoder<T> decoder) throws IOException {
    long limit = limit();
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) { // it may never begin, and never end
      throw new IOException(path + " is no regular file; copy what comes out of it to one");
    }
    try (FileInput input = new FileInput(path)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw new Unread(path + " is no picture of a known kind, such as PNG or JPEG");
      }
      ImageReader reader = readers.next();
      try {
        PictureFile picture = new PictureFile(path, input, reader);
        picture.check(limit);
        return decoder.decode(picture);
      } finally {
        reader.dispose();
      }
    } catch (FileSystemException | ClosedChannelException | Unread e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The readers of broken images throw whatever comes.
      Unread broken =
          broken(
              path,
              e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString());
      broken.initCause(e);
      throw broken;
    }
  }

  /** A picture that is not read; the message says why, and of which file. */
  private static final class Unread extends IOException {
    private static final long serialVersionUID = 1;

    Unread(String message) {
      super(message);
    }
  }

  private static Unread broken(Path path, String why) {
    return new Unread("%s is a broken picture: %s".formatted(path, why));
  }

  private static long limit() {
    String bytes = System.getProperty(LIMIT, Long.toString(USUAL_LIMIT));
    try {
      return Long.parseLong(bytes);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the system property %s is a number of bytes, not '%s'".formatted(LIMIT, bytes), e);
    }
  }

  // ---- what a header says

  int width() throws IOException {
    return reader.getWidth(0);
  }

  int height() throws IOException {
    return reader.getHeight(0);
  }

  /** How the reader lays out the pixels. */
  ImageTypeSpecifier type() throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (!types.hasNext()) {
      throw new Unread(path + " has colors that this Java cannot draw; convert it to PNG");
    }
    return types.next();
  }

  private String kind() throws IOException {
    return reader.getFormatName().toLowerCase(Locale.ROOT);
  }

  /** Whether the pixels can be decoded into an image that lies anywhere. */
  boolean isInPlace() throws IOException {
    return IN_PLACE.contains(kind())
        && type().getSampleModel() instanceof ComponentSampleModel
        && Colors.isUsual(type().getColorModel());
  }

  private void begin() throws IOException {
    input.seek(0);
    reader.setInput(input, false, true);
  }

  private void check(long limit) throws IOException {
    begin();
    JpegScans scans = kind().equals("jpeg") ? JpegScans.of(input) : null;
    String fault =
        switch (kind()) {
          case "png" -> FileFaults.ofPng(input);
          case "bmp" -> FileFaults.ofBmp(input);
          default -> scans == null ? null : scans.fault();
        };
    if (fault != null) {
      throw broken(path, fault);
    }
    begin();
    long kept = scans == null ? 0 : scans.kept();
    long pixels = (long) width() * height();
    double stored = pixels * (bits(type().getSampleModel()) / 8.0);
    double decoded = Math.max(stored, pixels * (double) bytesAsDrawn(type()));
    if (decoded + kept > limit) {
      throw new Unread(
          "%s has %d x %d pixels, which take %.0f bytes; the limit is %d, and the system property %s sets another"
              .formatted(path, width(), height(), decoded + kept, limit, LIMIT));
    }
    double size = input.length();
    Integer most = MOST_PIXELS.get(kind());
    if (most == null ? stored > Math.max(BELIEVED, MOST_BYTES * size) : pixels > most * size) {
      throw broken(
          path, "%.0f bytes cannot hold %d x %d pixels".formatted(size, width(), height()));
    }
    if (decoded > SMALL && decoded > MUCH * size) {
      ImageReadParam few = reader.getDefaultReadParam();
      few.setSourceSubsampling(Math.ceilDiv(width(), GLANCE), Math.ceilDiv(height(), GLANCE), 0, 0);
      reader.read(0, few);
      begin();
    }
  }

  private static int bits(SampleModel model) {
    return model instanceof MultiPixelPackedSampleModel packed
        ? packed.getPixelBitStride()
        : model.getNumDataElements() * DataBuffer.getDataTypeSize(model.getDataType());
  }

  private static int bytesAsDrawn(ImageTypeSpecifier type) {
    return Colors.isUsual(type.getColorModel()) ? 0 : type.getColorModel().hasAlpha() ? 4 : 3;
  }

  // ---- its pixels

  BufferedImage read() throws IOException {
    return reader.read(0, reader.getDefaultReadParam());
  }

  /** Reads the pixels into an image of this type. */
  void readInto(BufferedImage image) throws IOException {
    ImageReadParam into = reader.getDefaultReadParam();
    into.setDestination(image);
    reader.read(0, into);
  }
}
