package io.memview.adapters.edges;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.memview.OwnedMemory;
import io.memview.Request;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program's results, pixel by pixel, and its model. */
class EdgesTest {
  private static final Path PHOTO =
      Path.of("../src/main/resources/io/memview/examples/chelsea.png");

  private static final double ROUNDING = 1e-6;

  @Test
  void allPixelsAreThoseOfALoop(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Edges program = new Edges(PHOTO, new PrintStream(printed, true, UTF_8));
    program.run();
    String text = printed.toString(UTF_8);
    assertFalse(text.contains("COPIED"), text);
    assertEquals(6, text.split("the same address", -1).length - 1, text);
    assertTrue(
        text.contains("has the pixels of the view: true")
            && text.contains("done: photograph 0, input 0, edges 0 and 0, crop 0"),
        text);

    BufferedImage photo = ImageIO.read(PHOTO.toFile());
    input(photo, program.input);
    crop(photo, program.crop);
    double[][] expected = EdgeLoops.edges(photo, Edges.ROWS, Edges.COLUMNS);
    edges(expected, program.edges);
    edges(expected, program.others);

    Path png = folder.resolve("edges.png");
    program.draw(png);
    drawing(photo, expected, ImageIO.read(png.toFile()));
    program.free();
  }

  private static void input(BufferedImage photo, OwnedMemory input) {
    input.doWithView(
        Request.FULL_RO,
        view -> {
          for (int c = 0; c < 3; c++) {
            for (int i = 0; i < Edges.ROWS; i++) {
              for (int j = 0; j < Edges.COLUMNS; j++) {
                int channel = EdgeLoops.channel(EdgeLoops.pixel(photo, i, j), c);
                double x = (channel / 255.0 - EdgeModel.MEAN[c]) / EdgeModel.DEVIATION[c];
                assertEquals(x, view.getDouble(new long[] {0, c, i, j}), ROUNDING);
              }
            }
          }
        });
  }

  private static void crop(BufferedImage photo, OwnedMemory crop) {
    crop.doWithView(
        Request.FULL_RO,
        view -> {
          for (int i = 0; i < Edges.ROWS; i++) {
            for (int j = 0; j < Edges.COLUMNS; j++) {
              int rgb = EdgeLoops.pixel(photo, i, j);
              for (int c = 0; c < 3; c++) {
                assertEquals(EdgeLoops.channel(rgb, c), view.getLong(i, j, c));
              }
            }
          }
        });
  }

  private static void edges(double[][] expected, OwnedMemory edges) {
    edges.doWithView(
        Request.FULL_RO,
        view -> {
          for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
              assertEquals(expected[i][j], view.getDouble(new long[] {0, 0, i, j}), ROUNDING);
            }
          }
        });
  }

  /** The photograph, the crop twice as large, and edges that are bright where they are steep. */
  private static void drawing(BufferedImage photo, double[][] expected, BufferedImage drawn) {
    int top = 28;
    int second = 24 + photo.getWidth();
    int third = second + 2 * Edges.COLUMNS + 12;
    assertEquals(photo.getRGB(0, 0), drawn.getRGB(12, top));
    assertEquals(photo.getRGB(450, 299), drawn.getRGB(12 + 450, top + 299));
    assertEquals(0xFFFFD000, drawn.getRGB(12 + Edges.LEFT, top + Edges.TOP + 50), "the frame");
    double greatest = 0;
    int[] steepest = {0, 0};
    for (int i = 0; i < Edges.ROWS; i++) {
      for (int j = 0; j < Edges.COLUMNS; j++) {
        assertEquals(
            EdgeLoops.pixel(photo, i, j), drawn.getRGB(second + 2 * j + 1, top + 2 * i + 1));
        boolean isInside = i >= 2 && j >= 2 && i < Edges.ROWS - 2 && j < Edges.COLUMNS - 2;
        if (isInside && expected[i - 2][j - 2] > greatest) {
          greatest = expected[i - 2][j - 2];
          steepest = new int[] {i, j};
        }
      }
    }
    assertEquals(0xFFFFFFFF, drawn.getRGB(third + 2 * steepest[1], top + 2 * steepest[0]));
    assertEquals(0xFF000000, drawn.getRGB(third, top), "the border");
  }

  // ---- the model

  /** "Encoding", protobuf.dev: its examples. */
  @Test
  void protocolBuffers() {
    HexFormat hex = HexFormat.of();
    assertArrayEquals(hex.parseHex("089601"), new Protobuf().integer(1, 150).toBytes());
    assertArrayEquals(
        hex.parseHex("120774657374696e67"), new Protobuf().text(2, "testing").toBytes());
    assertArrayEquals(
        hex.parseHex("1a03089601"),
        new Protobuf().message(3, inner -> inner.integer(1, 150)).toBytes());
    assertArrayEquals(
        hex.parseHex("08feffffffffffffffff01"), new Protobuf().integer(1, -2).toBytes());
  }

  @Test
  void theModelSaysWhatItTakes() throws OrtException {
    try (OrtSession session = session()) {
      NodeInfo input = session.getInputInfo().get(EdgeModel.INPUT);
      NodeInfo output = session.getOutputInfo().get(EdgeModel.OUTPUT);
      assertArrayEquals(new long[] {-1, 3, -1, -1}, ((TensorInfo) input.getInfo()).getShape());
      assertArrayEquals(new long[] {-1, 1, -1, -1}, ((TensorInfo) output.getInfo()).getShape());
      assertEquals(OnnxJavaType.FLOAT, ((TensorInfo) output.getInfo()).type);
      assertEquals("memview", session.getMetadata().getProducerName());
      assertTrue(session.getMetadata().getDescription().contains("Apache-2.0"));
    }
  }

  private static OrtSession session() throws OrtException {
    return OrtEnvironment.getEnvironment()
        .createSession(EdgeModel.toBytes(), new OrtSession.SessionOptions());
  }
}
