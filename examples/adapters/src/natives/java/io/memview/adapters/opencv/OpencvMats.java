package io.memview.adapters.opencv;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.HeldMemory;
import io.memview.Memory;
import io.memview.View;
import io.memview.adapters.internal.Lent;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * Mats of OpenCV and their regions as exporters, and views as Mats.
 *
 * <p><b>A Mat as an exporter.</b> Rows, columns and, if there are several, channels, as {@code cv2}
 * shows a Mat to NumPy; a region ({@code submat}) has the steps of the whole. The first lease takes
 * a header of its own for the pixels that the Mat has then, so that they stay until the last lease
 * has ended, whatever becomes of the Mat: {@code release} and {@code create} under a lease, which
 * nobody can refuse, let go of them and do not free them. The next first lease sees what the Mat
 * has then. Of a Mat over a buffer, OpenCV counts nothing: the buffer's owner keeps it.
 *
 * <p><b>A view as a Mat.</b> {@link #asMat} takes pictures in native memory at any distance of
 * rows: a crop goes as it lies.
 *
 * <p>Needs native access, as OpenCV does.
 */
public final class OpencvMats implements ExporterProvider {
  private static final String LIBRARY = "OpenCV";

  /** The most channels of a type. */
  private static final long MOST_CHANNELS = 512;

  /** For {@code Exporters.of}; all else is static. */
  public OpencvMats() {}

  @Override
  public String supports() {
    return Mat.class.getName();
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return object instanceof Mat mat ? Optional.of(export(mat)) : Optional.empty();
  }

  /**
   * Exports a Mat or a region of one in place.
   *
   * @param mat of any number of dimensions, which stays the caller's
   * @return an exporter of shape (rows, columns) or (rows, columns, channels)
   */
  public static Exporter export(Mat mat) {
    return HeldMemory.of(mat, hold -> open(mat, hold));
  }

  /** Takes a header that counts for the pixels, and an arena that ends before they can go. */
  private static Memory open(Mat mat, HeldMemory.Hold hold) {
    Mat header = new Mat();
    hold.closing(header::release);
    mat.assignTo(header);
    Scalar format = new Scalar(code(header.depth()));
    Layout layout = layout(header, format.itemSize());
    if (layout.itemCount() == 0) {
      return Memory.of(MemorySegment.NULL, format, layout.shape());
    }
    return Lent.memoryAt(header.dataAddr(), format, layout, hold);
  }

  private static Layout layout(Mat mat, long itemSize) {
    int dimensions = Math.max(2, mat.dims()); // a Mat that has never had any is 0 x 0
    int channels = mat.channels();
    long[] shape = new long[channels == 1 ? dimensions : dimensions + 1];
    long[] strides = new long[shape.length];
    for (int d = 0; d < dimensions; d++) {
      shape[d] = mat.dims() == 0 ? 0 : mat.size(d);
      strides[d] = mat.dims() == 0 ? itemSize : mat.step1(d) * itemSize;
    }
    if (channels != 1) {
      shape[dimensions] = channels;
      strides[dimensions] = itemSize;
    }
    return Layout.strided(0, itemSize, shape, strides);
  }

  private static ScalarType code(int depth) {
    return switch (depth) {
      case CvType.CV_8U -> ScalarType.UINT8;
      case CvType.CV_8S -> ScalarType.INT8;
      case CvType.CV_16U -> ScalarType.UINT16;
      case CvType.CV_16S -> ScalarType.INT16;
      case CvType.CV_32S -> ScalarType.INT32;
      case CvType.CV_16F -> ScalarType.FLOAT16;
      case CvType.CV_32F -> ScalarType.FLOAT32;
      case CvType.CV_64F -> ScalarType.FLOAT64;
      default ->
          throw new BufferException.Refused(
              "a Mat of depth %d has no format; convertTo gives one that has".formatted(depth));
    };
  }

  private static int depth(View view) {
    return switch (Lent.type(view, LIBRARY)) {
      case UINT8 -> CvType.CV_8U;
      case INT8 -> CvType.CV_8S;
      case UINT16 -> CvType.CV_16U;
      case INT16 -> CvType.CV_16S;
      case INT32 -> CvType.CV_32S;
      case FLOAT16 -> CvType.CV_16F;
      case FLOAT32 -> CvType.CV_32F;
      case FLOAT64 -> CvType.CV_64F;
      default -> throw Lent.unknown(view, LIBRARY, "b B h H i e f d");
    };
  }

  /**
   * A Mat over a picture that may be written.
   *
   * @param pixels numbers in native memory, of shape (rows, columns) or (rows, columns, channels),
   *     at any distance of rows, without gaps in a row; of the formats {@code b B h H i e f d}
   * @return a new Mat, which the caller must close
   * @throws BufferException.Refused if the pixels are read-only, lie on the heap, are in the other
   *     byte order, of a format or shape that no Mat has, or if they lie otherwise, as those of
   *     mirrored pictures and of every other column do
   */
  public static LeasedMat asMat(View pixels) {
    return of(Lent.of(pixels, LIBRARY, true));
  }

  /**
   * A Mat over a picture that need not be writable: a source. OpenCV does not know that it must not
   * write: a function that is given this Mat for its result changes what is read-only, or ends the
   * process, if it is a mapped file.
   *
   * @param pixels as {@link #asMat} takes them, or read-only
   * @return a new Mat, which the caller must close
   * @throws BufferException.Refused as {@link #asMat}, but for read-only pixels
   */
  public static LeasedMat asInputMat(View pixels) {
    return of(Lent.of(pixels, LIBRARY, false));
  }

  private static LeasedMat of(Lent lent) {
    try {
      View view = lent.view();
      Layout layout = view.layout();
      int depth = depth(view);
      if (layout.ndim() != 2 && layout.ndim() != 3) {
        throw refused(view, "has the shape (rows, columns) or (rows, columns, channels)");
      }
      long channels = layout.ndim() == 3 ? layout.shape(2) : 1;
      if (channels < 1 || channels > MOST_CHANNELS) {
        throw refused(view, "has 1 to %d channels".formatted(MOST_CHANNELS));
      }
      if (layout.shape(0) > Integer.MAX_VALUE || layout.shape(1) > Integer.MAX_VALUE) {
        throw refused(view, "has at most 2147483647 rows and columns");
      }
      int rows = (int) layout.shape(0);
      int columns = (int) layout.shape(1);
      int type = CvType.makeType(depth, (int) channels);
      if (layout.itemCount() == 0) {
        return new LeasedMat(lent, rows, columns, type);
      }
      return new LeasedMat(lent, rows, columns, type, lent.first(), step(view, channels));
    } catch (Throwable failure) {
      lent.close();
      throw failure;
    }
  }

  /** The distance of rows in bytes. */
  private static long step(View view, long channels) {
    Layout layout = view.layout();
    long item = layout.itemSize();
    long pixel = channels * item;
    long row = layout.shape(1) * pixel;
    boolean areRowsWhole =
        (channels == 1 || layout.stride(2) == item)
            && (layout.shape(1) == 1 || layout.stride(1) == pixel);
    if (!areRowsWhole) {
      throw refused(
          view, "has no gaps in a row (Core.flip mirrors, Imgproc.resize takes every other one)");
    }
    long step = layout.shape(0) == 1 ? row : layout.stride(0);
    if (step < row || step % item != 0) {
      throw refused(
          view, "has rows that follow each other upwards, whole items apart (Core.flip mirrors)");
    }
    return step;
  }

  private static BufferException.Refused refused(View view, String what) {
    return new BufferException.Refused(
        "a Mat %s, and this is %s with strides %s; copyFrom takes the items to native memory that has"
            .formatted(what, view, Arrays.toString(view.layout().strides())));
  }
}
