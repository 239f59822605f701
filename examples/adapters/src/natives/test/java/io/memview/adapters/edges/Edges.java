package io.memview.adapters.edges;

import static io.memview.layout.Index.all;
import static io.memview.layout.Index.every;
import static io.memview.layout.Index.newAxis;
import static io.memview.layout.Index.range;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.memview.Conversion;
import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.adapters.djl.DjlArrays;
import io.memview.adapters.onnx.LeasedTensor;
import io.memview.adapters.onnx.OnnxTensors;
import io.memview.adapters.opencv.LeasedMat;
import io.memview.adapters.opencv.OpencvMats;
import io.memview.image.ImageFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import nu.pattern.OpenCV;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.imgproc.Imgproc;

/**
 * Finds the edges of a photograph's crop by native libraries, in memory that none of them copies,
 * and compares what they find with a loop.
 *
 * <p>{@code Edges PHOTO FOLDER}: cropped, mirrored and made smaller by steps, which are views;
 * normalised into (1, 3, H, W) by one call; read and written in place by ONNX Runtime. PyTorch does
 * the same from the photograph on, and OpenCV the crop, in the same memory. {@code edges.png} goes
 * to the folder.
 */
final class Edges {
  // The crop, in pixels of the photograph.
  static final int TOP = 20;
  static final int BOTTOM = 276;
  static final int LEFT = 100;
  static final int RIGHT = 400;

  /** Every which row and column is taken. */
  static final int STEP = 2;

  static final int ROWS = (BOTTOM - TOP) / STEP;
  static final int COLUMNS = (RIGHT - LEFT) / STEP;

  // The drawing.
  private static final int GAP = 12;
  private static final int CAPTION = 28;

  private final PrintStream out;
  private final double[][] expected;

  final OwnedMemory photo;

  /** The crop as the model has it. */
  final OwnedMemory input = OwnedMemory.allocate("f", 1, 3, ROWS, COLUMNS);

  /** The edges of ONNX Runtime. */
  final OwnedMemory edges = OwnedMemory.allocate("f", inner());

  /** Those of PyTorch. */
  final OwnedMemory others = OwnedMemory.allocate("f", inner());

  /** OpenCV's crop. */
  final OwnedMemory crop = OwnedMemory.allocate("B", ROWS, COLUMNS, 3);

  Edges(Path file, PrintStream out) throws IOException {
    OpenCV.loadLocally();
    this.out = out;
    BufferedImage decoded = ImageIO.read(file.toFile());
    if (decoded.getWidth() < RIGHT || decoded.getHeight() < BOTTOM) {
      throw new IOException(
          "%s has %d x %d pixels, and the crop takes %d x %d"
              .formatted(file, decoded.getWidth(), decoded.getHeight(), RIGHT, BOTTOM));
    }
    expected = EdgeLoops.edges(decoded, ROWS, COLUMNS);
    photo = ImageFiles.readNative(file);
  }

  private static long[] inner() {
    return new long[] {1, 1, ROWS - 2L * EdgeModel.BORDER, COLUMNS - 2L * EdgeModel.BORDER};
  }

  /**
   * Runs the program.
   *
   * @param args the photograph, and the folder of the picture
   */
  public static void main(String... args) throws IOException, OrtException {
    System.setProperty("java.awt.headless", "true");
    Path folder = Files.createDirectories(Path.of(args[1]));
    Edges program = new Edges(Path.of(args[0]), System.out);
    program.run();
    program.draw(folder.resolve("edges.png"));
    program.free();
  }

  /** All but the drawing. */
  void run() throws OrtException {
    try (Lease lease = photo.acquire(Request.FULL)) {
      out.println("The photograph, in native memory");
      View pixels = listed("v", lease.view());
      View cropped =
          listed(
              "v[%d:%d, %d:%d]".formatted(TOP, BOTTOM, LEFT, RIGHT),
              pixels.slice(range(TOP, BOTTOM), range(LEFT, RIGHT)));
      View mirrored = listed("… [:, ::-1]", cropped.flip(1));
      View small = listed("… [::2, ::2]", mirrored.slice(every(STEP), every(STEP)));
      View planes = listed("… .permute(2, 0, 1)", small.permute(2, 0, 1));
      input.doWithView(Request.FULL, view -> view.at(0).copyFrom(planes, normalised()));
      onnx();
      pytorch(pixels);
      opencv(cropped, small);
    }
    out.printf("Exports when all is done: %s%n", exports());
  }

  /** The small picture as a view of the photograph. */
  static View small(View pixels) {
    return pixels
        .slice(range(TOP, BOTTOM), range(LEFT, RIGHT))
        .flip(1)
        .slice(every(STEP), every(STEP));
  }

  /** Pixels of 0 to 255 as the model has them. */
  private static Conversion normalised() {
    double[] scale = new double[3];
    double[] shift = new double[3];
    for (int c = 0; c < 3; c++) {
      scale[c] = 1 / (255 * EdgeModel.DEVIATION[c]);
      shift[c] = -EdgeModel.MEAN[c] / EdgeModel.DEVIATION[c];
    }
    return Conversion.CHECKED.scaled(0, scale, shift);
  }

  /** Gives everything back, which is refused while something is leased. */
  void free() {
    List.of(photo, input, edges, others, crop).forEach(OwnedMemory::free);
  }

  // ---- what is printed

  private View listed(String name, View view) {
    out.printf(
        "  %-20s %-16s strides %-16s 0x%x%n",
        name, tuple(view.shape()), tuple(view.layout().strides()), address(view));
    return view;
  }

  private static String tuple(long... numbers) {
    return Arrays.stream(numbers)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static long address(View view) {
    return view.itemSegment(new long[view.ndim()]).address();
  }

  /** What a library has, and whether it is the view's memory. */
  private void place(String what, View view, long theirs) {
    out.printf(
        "  %-20s %-16s %s%n",
        what,
        tuple(view.shape()),
        theirs == address(view) ? "the same address, 0x%x".formatted(theirs) : "COPIED");
  }

  private String exports() {
    return "photograph %d, input %d, edges %d and %d, crop %d"
        .formatted(
            photo.exports(), input.exports(), edges.exports(), others.exports(), crop.exports());
  }

  private void compare(View found) {
    View plane = found.at(0, 0);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        worst = Math.max(worst, Math.abs(expected[i][j] - plane.getDouble(i, j)));
      }
    }
    out.printf(
        "  the greatest difference from the loop, of %d pixels: %.1e%n", plane.itemCount(), worst);
  }

  // ---- ONNX Runtime

  private void onnx() throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    out.printf("ONNX Runtime %s%n", environment.getVersion());
    try (Lease from = input.acquire(Request.FULL);
        Lease to = edges.acquire(Request.FULL);
        LeasedTensor picture = OnnxTensors.asTensor(from.view());
        LeasedTensor result = OnnxTensors.asTensor(to.view());
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(EdgeModel.toBytes(), options)) {
      place("input", from.view(), address(picture.tensor()));
      place("output", to.view(), address(result.tensor()));
      session
          .run(Map.of(EdgeModel.INPUT, picture.tensor()), Map.of(EdgeModel.OUTPUT, result.tensor()))
          .close();
      out.printf("  exports: %s%n", exports());
      compare(to.view());
    }
  }

  private static long address(OnnxTensor tensor) {
    return MemorySegment.ofBuffer(tensor.getBufferRef().orElseThrow()).address();
  }

  // ---- PyTorch

  /**
   * The same by PyTorch, beginning with the photograph: cropped there where it lies, and the result
   * written where the view is.
   */
  private void pytorch(View pixels) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Lease lease = others.acquire(Request.FULL)) {
      out.printf("PyTorch %s%n", manager.getEngine().getVersion());
      NDArray picture = DjlArrays.asInputNDArray(pixels, manager);
      NDArray target = DjlArrays.asNDArray(lease.view(), manager);
      place("v", pixels, address(picture));
      place("output", lease.view(), address(target));
      // PyTorch has no negative steps: every other column from the second on, and then mirrored.
      NDArray planes =
          picture
              .get("{}:{}:{}, {}:{}:{}", TOP, BOTTOM, STEP, LEFT + STEP - 1, RIGHT, STEP)
              .transpose(2, 0, 1)
              .flip(2)
              .toType(DataType.FLOAT32, false)
              .div(255)
              .expandDims(0);
      NDArray gray = convolved(planes, new Shape(1, 3, 1, 1), EdgeModel.BRIGHTNESS);
      NDArray smooth = convolved(gray, new Shape(1, 1, 3, 3), EdgeModel.flat(EdgeModel.BLUR));
      double[] sobel = EdgeModel.flat(EdgeModel.SLOPE_RIGHT, EdgeModel.SLOPE_DOWN);
      NDArray slopes = convolved(smooth, new Shape(2, 1, 3, 3), sobel);
      // Not copyTo, which would give the target other memory.
      target.set(new NDIndex("..."), slopes.square().sum(new int[] {1}, true).sqrt());
      out.printf("  exports: %s%n", exports());
      compare(lease.view());
    }
  }

  private static NDArray convolved(NDArray pictures, Shape shape, double... kernel) {
    NDArray weights = pictures.getManager().create(kernel, shape).toType(DataType.FLOAT32, false);
    return Conv2d.conv2d(pictures, weights).singletonOrThrow();
  }

  private static long address(NDArray array) {
    return MemorySegment.ofBuffer(array.toByteBuffer(true)).address();
  }

  // ---- OpenCV

  /** The same crop, mirrored and made smaller by OpenCV, from the same memory and into ours. */
  private void opencv(View cropped, View small) {
    out.printf("OpenCV %s%n", Core.VERSION);
    try (Lease lease = crop.acquire(Request.FULL);
        LeasedMat source = OpencvMats.asInputMat(cropped);
        LeasedMat result = OpencvMats.asMat(lease.view())) {
      place("v[20:276, 100:400]", cropped, source.dataAddr());
      Mat mirrored = new Mat();
      Core.flip(source, mirrored, 1);
      Imgproc.resize(mirrored, result, result.size(), 0, 0, Imgproc.INTER_NEAREST);
      mirrored.release();
      place("result", lease.view(), result.dataAddr());
      out.printf("  exports: %s%n", exports());
      out.printf("  has the pixels of the view: %s%n", lease.view().contentEquals(small));
    }
  }

  // ---- the drawing

  /** The photograph with the crop's frame, the crop, and the edges; OpenCV letters it in place. */
  void draw(Path png) throws IOException {
    OwnedMemory sheet =
        OwnedMemory.allocate("B", CAPTION + photoShape(0) + GAP, third() + wide() + GAP, 3);
    try {
      sheet.doWithView(
          Request.FULL,
          pixels -> {
            paint(pixels);
            ImageFiles.write(png, pixels);
          });
    } finally {
      sheet.free();
    }
    out.println(png);
  }

  private long photoShape(int dimension) {
    return photo.withView(Request.FULL_RO, view -> view.shape(dimension));
  }

  private long second() {
    return 2L * GAP + photoShape(1);
  }

  private long third() {
    return second() + wide() + GAP;
  }

  private static long wide() {
    return STEP * COLUMNS;
  }

  private void paint(View sheet) {
    sheet.fill(32);
    photo.doWithView(
        Request.FULL_RO,
        view -> {
          sheet
              .slice(range(CAPTION, CAPTION + view.shape(0)), range(GAP, GAP + view.shape(1)))
              .copyFrom(view);
          magnify(small(view), sheet, second());
        });
    bright().doWithView(Request.FULL_RO, picture -> magnify(picture, sheet, third()));
    try (LeasedMat mat = OpencvMats.asMat(sheet)) {
      Rect frame = new Rect(GAP + LEFT, CAPTION + TOP, RIGHT - LEFT, BOTTOM - TOP);
      Imgproc.rectangle(mat, frame, new Scalar(255, 208, 0), 2);
      caption(mat, GAP, "v: the photograph");
      caption(mat, second(), "v[20:276, 100:400][:, ::-1][::2, ::2]");
      caption(mat, third(), "its edges, by ONNX Runtime");
    }
  }

  private static void caption(Mat mat, long x, String text) {
    Imgproc.putText(
        mat,
        text,
        new Point(x, CAPTION - 10),
        Imgproc.FONT_HERSHEY_SIMPLEX,
        0.45,
        new Scalar(224, 224, 224),
        1,
        Imgproc.LINE_AA);
  }

  /** Each pixel becomes a square: the sheet is seen in more dimensions, and the pixels repeat. */
  private static void magnify(View pixels, View sheet, long x) {
    sheet
        .slice(range(CAPTION, CAPTION + (long) STEP * ROWS), range(x, x + wide()))
        .reshape(ROWS, STEP, COLUMNS, STEP, 3)
        .assign(pixels.slice(all(), newAxis(), all(), newAxis()));
  }

  /** The edges as bytes of three equal channels, with the border that they have not. */
  private MemoryExporter bright() {
    MemoryExporter gray = edges.withView(Request.FULL_RO, view -> ImageFiles.toGray(view.at(0, 0)));
    MemoryExporter picture = MemoryExporter.allocate("B", ROWS, COLUMNS, 3);
    int border = EdgeModel.BORDER;
    picture.doWithView(
        Request.FULL,
        whole ->
            gray.doWithView(
                Request.FULL_RO,
                inner ->
                    whole
                        .slice(range(border, ROWS - border), range(border, COLUMNS - border))
                        .assign(inner.slice(all(), all(), newAxis()))));
    return picture;
  }
}
