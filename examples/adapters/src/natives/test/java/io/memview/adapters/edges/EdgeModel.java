package io.memview.adapters.edges;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Finds the edges of a picture: a model of ONNX with four operators, written by hand, under the
 * licence of this project (Apache-2.0).
 *
 * <p>The input {@code picture} is one of N pictures in planes, (N, 3, H, W), normalised by {@link
 * #MEAN} and {@link #DEVIATION}; the output {@code edges}, (N, 1, H - 4, W - 4), is how steep the
 * brightness is at each pixel that is at least two from the border, per pixel:
 *
 * <ol>
 *   <li>{@code gray}: a convolution of 1 x 1 makes brightness of 0 to 1 of the three planes and
 *       takes the normalisation back;
 *   <li>{@code smooth}: one of 3 x 3 blurs it, so that noise is no edge;
 *   <li>{@code slopes}: one of 3 x 3 with two planes gives the slopes to the right and down
 *       (Sobel);
 *   <li>{@code edges}: the length of the two, {@code ReduceL2}.
 * </ol>
 *
 * <p>Numbers of fields: {@code onnx.proto}, version 8 of the format, operators of version 13.
 */
public final class EdgeModel {
  static final String INPUT = "picture";
  static final String OUTPUT = "edges";

  /** How many pixels at each border have no edge. */
  static final int BORDER = 2;

  /** Of the planes, for pixels of 0 to 1: those of ImageNet, as is usual. */
  static final double[] MEAN = {0.485, 0.456, 0.406};

  static final double[] DEVIATION = {0.229, 0.224, 0.225};

  /** How bright red, green and blue are: Rec. 601. */
  static final double[] BRIGHTNESS = {0.299, 0.587, 0.114};

  static final double[][] BLUR = scaled(1 / 16.0, new double[][] {{1, 2, 1}, {2, 4, 2}, {1, 2, 1}});
  static final double[][] SLOPE_RIGHT =
      scaled(1 / 8.0, new double[][] {{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}});
  static final double[][] SLOPE_DOWN =
      scaled(1 / 8.0, new double[][] {{-1, -2, -1}, {0, 0, 0}, {1, 2, 1}});

  // Types of elements and of attributes.
  private static final int FLOAT = 1;
  private static final int INTEGERS = 7;
  private static final int INTEGER = 2;

  private EdgeModel() {}

  private static double[][] scaled(double factor, double[][] kernel) {
    double[][] result = new double[kernel.length][];
    for (int i = 0; i < kernel.length; i++) {
      result[i] = Arrays.stream(kernel[i]).map(x -> x * factor).toArray();
    }
    return result;
  }

  /** The bytes of the file. */
  public static byte[] toBytes() {
    double[] planes = new double[3];
    double bias = 0;
    for (int c = 0; c < 3; c++) {
      planes[c] = BRIGHTNESS[c] * DEVIATION[c];
      bias += BRIGHTNESS[c] * MEAN[c];
    }
    double shift = bias;
    return new Protobuf()
        .integer(1, 8) // ir_version
        .text(2, "memview") // producer_name
        .text(6, "Edges of a picture. Licence: Apache-2.0.") // doc_string
        .message(
            7, // graph
            graph -> {
              node(graph, "Conv", "gray", INPUT, "planes", "shift");
              node(graph, "Conv", "smooth", "gray", "blur");
              node(graph, "Conv", "slopes", "smooth", "sobel");
              graph.message(1, lengths());
              graph.text(2, "edges");
              tensor(graph, "planes", new long[] {1, 3, 1, 1}, planes);
              tensor(graph, "shift", new long[] {1}, shift);
              tensor(graph, "blur", new long[] {1, 1, 3, 3}, flat(BLUR));
              tensor(graph, "sobel", new long[] {2, 1, 3, 3}, flat(SLOPE_RIGHT, SLOPE_DOWN));
              value(graph, 11, INPUT, 3, "height", "width");
              value(graph, 12, OUTPUT, 1, "height - 4", "width - 4");
            })
        .message(8, opset -> opset.text(1, "").integer(2, 13)) // opset_import: ONNX's own
        .toBytes();
  }

  /** Kernels one after the other, row by row. */
  static double[] flat(double[][]... kernels) {
    return Arrays.stream(kernels).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
  }

  private static void node(Protobuf graph, String operator, String output, String... inputs) {
    graph.message(1, node -> named(node, operator, output, inputs));
  }

  private static void named(Protobuf node, String operator, String output, String... inputs) {
    for (String input : inputs) {
      node.text(1, input);
    }
    node.text(2, output).text(3, output).text(4, operator);
  }

  /** Over the two planes of slopes, which become one. */
  private static Consumer<Protobuf> lengths() {
    return node -> {
      named(node, "ReduceL2", OUTPUT, "slopes");
      node.message(5, axes -> axes.text(1, "axes").integer(8, 1).integer(20, INTEGERS));
      node.message(5, keep -> keep.text(1, "keepdims").integer(3, 1).integer(20, INTEGER));
    };
  }

  /** Numbers of the model's own: an initializer. */
  private static void tensor(Protobuf graph, String name, long[] shape, double... numbers) {
    ByteBuffer raw = ByteBuffer.allocate(Float.BYTES * numbers.length);
    raw.order(ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers) {
      raw.putFloat((float) number);
    }
    graph.message(
        5,
        tensor -> {
          for (long extent : shape) {
            tensor.integer(1, extent);
          }
          tensor.integer(2, FLOAT).text(8, name).bytes(9, raw.array());
        });
  }

  /** What goes in or comes out: any number of pictures of any size. */
  private static void value(
      Protobuf graph, int field, String name, long planes, String height, String width) {
    graph.message(
        field,
        value ->
            value
                .text(1, name)
                .message(
                    2,
                    type ->
                        type.message(
                            1,
                            tensor ->
                                tensor
                                    .integer(1, FLOAT)
                                    .message(
                                        2,
                                        shape ->
                                            shape
                                                .message(1, d -> d.text(2, "pictures"))
                                                .message(1, d -> d.integer(1, planes))
                                                .message(1, d -> d.text(2, height))
                                                .message(1, d -> d.text(2, width))))));
  }
}
