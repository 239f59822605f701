package io.memview.image;

import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.internal.AtomicFile;
import io.memview.internal.Texts;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.SampleModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Image files as exporters, and views as image files. Counterpart of {@code imageio.imread} and
 * {@code imwrite}.
 *
 * <p><b>Limits.</b> What a header says is not believed further than the size of the file allows,
 * and a picture that is many times larger than its file is looked through before memory is taken
 * for it; so memory is taken for what is there. Pixels that take more bytes than the system
 * property {@code io.memview.image.limit} says are refused; it is 2<sup>30</sup> unless it is set,
 * and is looked at each time. Decoding may take several times as much, for pictures that are not
 * decoded in place.
 *
 * <p><b>Threads.</b> All methods can be called by any thread. No file but those named is touched.
 */
public final class ImageFiles {
  private static final long MAX_ITEMS = Integer.MAX_VALUE - 8;

  private ImageFiles() {}

  /**
   * Reads a picture of any kind that {@link ImageIO} knows, such as PNG and JPEG, into memory of
   * its own. What kind it is is seen from its bytes, whatever the file is called. If there are
   * several pictures in the file, this is the first.
   *
   * <p>Gray, gray and alpha, red green blue, and that with alpha stay as they are: bytes ({@code
   * B}), 16-bit integers ({@code H}), or what else is in the file. All else becomes what {@code
   * ImageIO} would draw, bytes red, green, blue, and alpha if there is alpha: palettes, packed
   * bits, inks (CMYK), color spaces of profiles, and colors that are multiplied by alpha.
   *
   * @param path the file, of any file system
   * @return a new exporter of shape (height, width), or (height, width, bands) with the bands in
   *     the order red, green, blue, alpha, or gray, alpha
   * @throws IOException if the file cannot be read, or is no picture of a known kind; if it is
   *     broken or cut short; if it is a pipe or a device; or if the picture is over the limit
   * @throws IllegalArgumentException if the limit is no number
   */
  public static MemoryExporter read(Path path) throws IOException {
    return PictureFile.decode(path, ImageFiles::read);
  }

  /**
   * Reads a picture into native memory, for those who need its address, such as Python. PNG and
   * JPEG with bands side by side are decoded in place; all else is copied there.
   *
   * @param path the file, of any file system
   * @return a new exporter of the items that {@link #read} gives, which the caller frees
   * @throws IOException if {@link #read} cannot read the file
   * @throws IllegalArgumentException if the limit is no number
   */
  public static OwnedMemory readNative(Path path) throws IOException {
    return PictureFile.decode(path, ImageFiles::readNative);
  }

  private static MemoryExporter read(PictureFile picture) throws IOException {
    BufferedImage image = picture.read();
    boolean isUsual = Colors.isUsual(image.getColorModel());
    return isUsual ? BufferedImages.export(interleaved(image)) : BufferedImages.exportCopy(image);
  }

  /** The image, or a copy with all bands in one array. */
  private static BufferedImage interleaved(BufferedImage image) {
    if (image.getRaster().getDataBuffer().getNumBanks() == 1) {
      return image;
    }
    BufferedImage copy =
        new ImageTypeSpecifier(
                image.getColorModel(),
                image
                    .getColorModel()
                    .createCompatibleSampleModel(image.getWidth(), image.getHeight()))
            .createBufferedImage(image.getWidth(), image.getHeight());
    image.copyData(copy.getRaster());
    return copy;
  }

  private static OwnedMemory readNative(PictureFile picture) throws IOException {
    if (!picture.isInPlace()) {
      return read(picture).withView(Request.FULL_RO, ImageFiles::nativeCopy);
    }
    SampleModel model = picture.type().getSampleModel();
    Scalar item =
        new Scalar(
            model.getDataType() == DataBuffer.TYPE_BYTE ? ScalarType.UINT8 : ScalarType.UINT16);
    int bands = model.getNumBands();
    long[] shape = {picture.height(), picture.width(), bands};
    OwnedMemory pixels = OwnedMemory.allocate(item, bands == 1 ? Arrays.copyOf(shape, 2) : shape);
    try (Lease lease = pixels.acquire(Request.FULL.scoped())) {
      picture.readInto(BufferedImages.asImage(lease.view()));
    } catch (Throwable failure) {
      pixels.free();
      throw failure;
    }
    return pixels;
  }

  private static OwnedMemory nativeCopy(View decoded) {
    OwnedMemory pixels = OwnedMemory.allocate(decoded.format(), decoded.shape());
    pixels.doWithView(Request.FULL, target -> target.copyFrom(decoded));
    return pixels;
  }

  /**
   * Writes pixels as a PNG file, which replaces one that is there when it is complete; if anything
   * is thrown, that one is as it was. The pixels may lie in any layout: slices, transposed and
   * flipped views go as they are.
   *
   * @param path the file, of any file system that can be written; its name ends in {@code .png}
   * @param pixels bytes ({@code B}) or 16-bit integers ({@code H}, in any byte order) of shape
   *     (height, width), (height, width, bands), or (bands, height, width) behind pointers, with 1
   *     to 4 bands: gray, gray and alpha, red green blue, or that with alpha, which is not
   *     multiplied into the others. What {@link BufferedImages#export(BufferedImage)} gives is
   *     drawn in the colors of its image, as bytes
   * @param options none, or {@link java.nio.file.StandardOpenOption#SYNC} to have the file on the
   *     disk before it takes the old one's place
   * @throws IOException if the file cannot be written; nor are folders, pipes and devices
   * @throws IllegalArgumentException if the items are no such pixels, if there are none, or more
   *     than 2<sup>31</sup>-9; if the name ends in something else, or there are other options;
   *     nothing is written
   * @throws io.memview.BufferException.Refused if the pixels cannot be acquired, or if their colors
   *     cannot be told, as {@link BufferedImages#asImage(View)} says
   */
  public static void write(Path path, Exporter pixels, OpenOption... options) throws IOException {
    Objects.requireNonNull(pixels, "pixels");
    Objects.requireNonNull(options, "options");
    if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new IllegalArgumentException(
          "only PNG files are written, and %s is not named .png; ImageIO.write(BufferedImages.asImage(view), kind, file) writes others"
              .formatted(path));
    }
    try (Lease lease = pixels.acquire(Request.FULL_RO.scoped())) {
      BufferedImage image = image(lease.view());
      AtomicFile.write(path, channel -> encode(image, Channels.newOutputStream(channel)), options);
    }
  }

  /**
   * The bytes of a PNG file, as {@link #write} writes them.
   *
   * @param pixels bytes ({@code B}) or 16-bit integers ({@code H}) of shape (height, width), or
   *     (height, width, bands)
   * @return a new array
   * @throws IllegalArgumentException if {@link #write} would refuse the pixels
   * @throws io.memview.BufferException.Refused if {@link #write} would
   */
  public static byte[] toPng(Exporter pixels) {
    return pixels.withView(
        Request.FULL_RO,
        view -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          try {
            encode(image(view), out);
          } catch (IOException e) {
            throw new UncheckedIOException(e); // not from an array
          }
          return out.toByteArray();
        });
  }

  private static BufferedImage image(View view) {
    if (Colors.areKnown(view)) {
      return Colors.asBytes(new ViewImage(view).image());
    }
    int rank = view.ndim();
    long bands = rank == 3 ? view.shape(Colors.arePlanes(view) ? 0 : 2) : 1;
    if (!(is(view, ScalarType.UINT8) || is(view, ScalarType.UINT16))
        || rank < 2
        || rank > 3
        || bands > 4
        || view.itemCount() == 0
        || view.itemCount() > MAX_ITEMS) {
      throw new IllegalArgumentException(
          "no picture of '%s', %s: pixels are 'B' or 'H' of shape (height, width) or (height, width, 1 to 4 bands); ImageFiles.toGray makes bytes of numbers"
              .formatted(Texts.shownValue(view.format()), view.layout()));
    }
    return new ViewImage(view).image();
  }

  private static boolean is(View view, ScalarType type) {
    return view.format() instanceof Scalar scalar && scalar.type() == type && scalar.length() == 1;
  }

  private static void encode(BufferedImage image, OutputStream out) throws IOException {
    // The platform would choose a stream that keeps its bytes in a file.
    try (ImageOutputStream to = new MemoryCacheImageOutputStream(out)) {
      if (!ImageIO.write(image, "png", to)) {
        throw new IllegalStateException("this Java cannot write PNG files");
      }
    }
  }

  /**
   * A copy of numbers as bytes to look at: 0 for the least of the finite ones, 255 for the
   * greatest, the others between them in proportion, rounded. What is below or above them, being
   * infinite, is 0 or 255, NaN is 0, and numbers that are all the same are 0.
   *
   * @param numbers integers, floats or truth values, in any layout
   * @return a new exporter of bytes ({@code B}) of the same shape
   * @throws IllegalArgumentException if the items are no real numbers, or more than
   *     2<sup>31</sup>-9
   * @throws io.memview.BufferException.Refused if the numbers cannot be acquired
   */
  public static MemoryExporter toGray(Exporter numbers) {
    return numbers.withView(Request.FULL_RO, ImageFiles::gray);
  }

  private static MemoryExporter gray(View view) {
    if (view.itemCount() > MAX_ITEMS) {
      throw new IllegalArgumentException(
          "%d items are more than a gray picture holds, %d".formatted(view.itemCount(), MAX_ITEMS));
    }
    double[] values = doubles(view);
    double low = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
    double high = Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * share(values[i], low, high));
    }
    return MemoryExporter.of(Memory.ofUnsigned(bytes).withShape(view.shape()));
  }

  /** All items in C order, rounded to doubles. */
  private static double[] doubles(View view) {
    double[] values = new double[(int) view.itemCount()];
    if (view.format() instanceof Scalar scalar && scalar.isInteger() && scalar.itemSize() == 8) {
      int i = 0;
      for (Object item : view.items()) { // a copy refuses what is not exact
        values[i++] = ((Number) item).doubleValue();
      }
      return values;
    }
    View numbers =
        view.format() instanceof Scalar scalar && scalar.type() == ScalarType.BOOL
            ? view.reinterpret(new Scalar(ScalarType.UINT8))
            : view;
    MemoryExporter.of(Memory.ofArray(values).withShape(view.shape()))
        .doWithView(Request.FULL, target -> target.copyFrom(numbers));
    return values;
  }

  /** Where a value lies between two others, from 0 to 1. */
  private static double share(double value, double low, double high) {
    if (!Double.isFinite(value)) {
      return value > 0 ? 1 : 0;
    }
    // Halved, for the difference of large numbers may be infinite.
    return high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0;
  }
}
