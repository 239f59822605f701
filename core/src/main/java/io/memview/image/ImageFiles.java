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
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Image files as exporters, and views as image files. Counterpart of {@code imageio.imread} and
 * {@code imwrite}.
 */
public final class ImageFiles {
  private static final long MAX_ITEMS = Integer.MAX_VALUE - 8;

  /** The formats whose readers decode into any image; others want the platform's own arrays. */
  private static final Set<String> IN_PLACE = Set.of("png", "jpeg");

  private ImageFiles() {}

  /**
   * Reads a picture of any kind that {@link ImageIO} knows, such as PNG and JPEG, into memory of
   * its own.
   *
   * <p>Bands side by side stay as they are: bytes ({@code B}) or 16-bit integers ({@code H}).
   * Palettes, packed bits and other kinds become bytes red, green, blue, and alpha if they have it.
   *
   * @param path the file
   * @return a new exporter of shape (height, width), or (height, width, bands) with the bands in
   *     the order red, green, blue, alpha, or gray, alpha
   * @throws IOException if the file cannot be read, or is no picture of a known kind
   */
  public static MemoryExporter read(Path path) throws IOException {
    return decode(path, ImageFiles::read);
  }

  /**
   * Reads a picture into native memory, for those who need its address, such as Python. PNG and
   * JPEG with bands side by side are decoded in place; all else is copied there.
   *
   * @param path the file
   * @return a new exporter of the items that {@link #read} gives, which the caller frees
   * @throws IOException if the file cannot be read, or is no picture of a known kind
   */
  public static OwnedMemory readNative(Path path) throws IOException {
    return decode(path, ImageFiles::readNative);
  }

  private interface Decoder<T> {
    T decode(ImageReader reader) throws IOException;
  }

  private static <T> T decode(Path path, Decoder<T> decoder) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    try (InputStream in = Files.newInputStream(path);
        ImageInputStream input = ImageIO.createImageInputStream(in)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw new UnknownKind(path + " is no picture of a known kind, such as PNG or JPEG");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(input, true, true);
        return decoder.decode(reader);
      } finally {
        reader.dispose();
      }
    } catch (FileSystemException | UnknownKind e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The readers of broken images throw whatever comes.
      throw new IOException("%s is a broken picture: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static final class UnknownKind extends IOException {
    private static final long serialVersionUID = 1;

    UnknownKind(String message) {
      super(message);
    }
  }

  private static MemoryExporter read(ImageReader reader) throws IOException {
    BufferedImage image = reader.read(0);
    return BufferedImages.export(isApart(image) ? image : asBytes(image));
  }

  private static OwnedMemory readNative(ImageReader reader) throws IOException {
    Scalar item = inPlace(reader);
    if (item == null) {
      MemoryExporter decoded = read(reader);
      return decoded.withView(Request.FULL_RO, ImageFiles::nativeCopy);
    }
    int bands = reader.getImageTypes(0).next().getNumBands();
    long[] shape = {reader.getHeight(0), reader.getWidth(0), bands};
    OwnedMemory pixels =
        OwnedMemory.allocate(item, 1, bands == 1 ? Arrays.copyOf(shape, 2) : shape);
    try (Lease lease = pixels.acquire(Request.FULL.scoped())) {
      ImageReadParam into = reader.getDefaultReadParam();
      into.setDestination(BufferedImages.asImage(lease.view()));
      reader.read(0, into);
    } catch (Throwable failure) {
      pixels.free();
      throw failure;
    }
    return pixels;
  }

  /** What the items are of a picture that a reader can decode into an image over them. */
  private static @Nullable Scalar inPlace(ImageReader reader) throws IOException {
    ImageTypeSpecifier natural = reader.getImageTypes(0).next();
    boolean isUsual =
        IN_PLACE.contains(reader.getFormatName().toLowerCase(Locale.ROOT))
            && natural.getSampleModel() instanceof ComponentSampleModel
            && !(natural.getColorModel() instanceof IndexColorModel)
            && natural.getNumBands() <= 4;
    return switch (natural.getSampleModel().getDataType()) {
      case DataBuffer.TYPE_BYTE -> isUsual ? new Scalar(ScalarType.UINT8) : null;
      case DataBuffer.TYPE_USHORT -> isUsual ? new Scalar(ScalarType.UINT16) : null;
      default -> null;
    };
  }

  private static OwnedMemory nativeCopy(View decoded) {
    OwnedMemory pixels =
        OwnedMemory.allocate(decoded.format(), decoded.layout().itemSize(), decoded.shape());
    pixels.doWithView(Request.FULL, target -> target.copyFrom(decoded));
    return pixels;
  }

  /** Whether each band of a pixel is an element of the same array. */
  private static boolean isApart(BufferedImage image) {
    return image.getSampleModel() instanceof ComponentSampleModel
        && image.getRaster().getDataBuffer().getNumBanks() == 1
        && !(image.getColorModel() instanceof IndexColorModel);
  }

  private static BufferedImage asBytes(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage copy =
        new BufferedImage(
            width,
            height,
            image.getColorModel().hasAlpha()
                ? BufferedImage.TYPE_4BYTE_ABGR
                : BufferedImage.TYPE_3BYTE_BGR);
    copy.setRGB(0, 0, width, height, image.getRGB(0, 0, width, height, null, 0, width), 0, width);
    return copy;
  }

  /**
   * Writes bytes as a PNG file, which replaces one that is there. They may lie in any layout:
   * slices, transposed and flipped views go as they are.
   *
   * @param path the file
   * @param pixels bytes ({@code B}) of shape (height, width), or (height, width, bands) with 1 to 4
   *     bands: gray, gray and alpha, red green blue, or that with alpha
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if the items are not bytes of such a shape, if there are none,
   *     or more than 2<sup>31</sup>-9; nothing is written
   * @throws io.memview.BufferException.Refused if the pixels cannot be acquired
   */
  public static void write(Path path, Exporter pixels) throws IOException {
    Objects.requireNonNull(path, "path");
    byte[] png = toPng(pixels);
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    Files.write(path, png);
  }

  /**
   * The bytes of a PNG file, as {@link #write} writes them.
   *
   * @param pixels bytes ({@code B}) of shape (height, width), or (height, width, bands)
   * @return a new array
   * @throws IllegalArgumentException if {@link #write} would refuse the pixels
   * @throws io.memview.BufferException.Refused if the pixels cannot be acquired
   */
  public static byte[] toPng(Exporter pixels) {
    return pixels.withView(Request.FULL_RO, ImageFiles::encoded);
  }

  private static byte[] encoded(View view) {
    boolean bands = view.ndim() == 3 && view.shape(2) >= 1 && view.shape(2) <= 4;
    if (!isBytes(view)
        || !(view.ndim() == 2 || bands)
        || view.itemCount() == 0
        || view.itemCount() > MAX_ITEMS) {
      throw new IllegalArgumentException(
          "no picture of '%s', %s: pixels are bytes, 'B', of shape (height, width) or (height, width, 1 to 4 bands); ImageFiles.toGray makes bytes of numbers"
              .formatted(view.format(), view.layout()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(new ViewImage(view).image(), "png", out)) {
        throw new IllegalStateException("this Java cannot write PNG files");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from an array
    }
    return out.toByteArray();
  }

  private static boolean isBytes(View view) {
    return view.format() instanceof Scalar scalar && scalar.type() == ScalarType.UINT8;
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
            ? view.reinterpret(new Scalar(ScalarType.UINT8), view.shape())
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
