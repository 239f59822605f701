package io.memview.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.MemoryExporter;
import io.memview.TestMemory;
import io.memview.View;
import io.memview.format.Struct;
import io.memview.layout.Index;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.DataBufferUShort;
import java.awt.image.IndexColorModel;
import java.awt.image.MultiPixelPackedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.awt.image.WritableRaster;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bands together, apart and by name, of every type of image, against the raster's samples. */
class RasterLayoutTest {
  private static final int WIDTH = 6;
  private static final int HEIGHT = 4;

  /** The constants of BufferedImage, without TYPE_CUSTOM. */
  static IntStream types() {
    return IntStream.rangeClosed(BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_INDEXED);
  }

  /** An image full of noise, and a part of one, which starts elsewhere in its array. */
  private static List<BufferedImage> images(int type) {
    BufferedImage whole = noise(new BufferedImage(WIDTH, HEIGHT, type));
    BufferedImage large = noise(new BufferedImage(WIDTH + 5, HEIGHT + 3, type));
    return List.of(whole, large.getSubimage(3, 2, WIDTH, HEIGHT).getSubimage(1, 1, 3, 2));
  }

  private static BufferedImage noise(BufferedImage image) {
    Random random = new Random(image.getType());
    WritableRaster raster = image.getRaster();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        for (int b = 0; b < raster.getNumBands(); b++) {
          raster.setSample(x, y, b, random.nextInt(1 << raster.getSampleModel().getSampleSize(b)));
        }
      }
    }
    return image;
  }

  private static void checkPlane(View plane, WritableRaster raster, int band) {
    assertArrayEquals(new long[] {raster.getHeight(), raster.getWidth()}, plane.shape());
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        int sample = raster.getSample(x, y, band);
        assertEquals(
            (long) sample, plane.getObject(y, x), "band %d at %d, %d".formatted(band, x, y));
        plane.setObject(y, x, (long) (sample ^ 1));
        assertEquals(sample ^ 1, raster.getSample(x, y, band));
        plane.setObject(y, x, (long) sample);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeIsDescribedOrRefused(int type) {
    boolean bits =
        type == BufferedImage.TYPE_USHORT_565_RGB || type == BufferedImage.TYPE_USHORT_555_RGB;
    boolean binary = type == BufferedImage.TYPE_BYTE_BINARY;
    boolean alphaLast =
        type == BufferedImage.TYPE_INT_ARGB || type == BufferedImage.TYPE_INT_ARGB_PRE;
    for (BufferedImage image : images(type)) {
      WritableRaster raster = image.getRaster();
      if (binary) {
        for (String message :
            List.of(
                refusal(() -> BufferedImages.export(image)),
                refusal(() -> BufferedImages.exportBands(raster)),
                refusal(() -> BufferedImages.exportPlanes(raster)),
                refusal(() -> BufferedImages.exportFields(image)))) {
          assertTrue(message.contains("exportIndices(image) copies"), message);
        }
        continue;
      }
      TestMemory.view(BufferedImages.export(image));
      if (bits) {
        assertTrue(
            refusal(() -> BufferedImages.exportPlanes(raster)).contains("exportFields"),
            "another way is named");
        refusal(() -> BufferedImages.exportBands(raster));
        continue;
      }
      List<MemoryExporter> planes = planes(image);
      assertEquals(raster.getNumBands(), planes.size());
      for (int b = 0; b < planes.size(); b++) {
        checkPlane(TestMemory.view(planes.get(b)), raster, b);
      }
      if (alphaLast) {
        assertTrue(
            refusal(() -> BufferedImages.exportBands(raster)).contains("child raster"),
            "another way is named");
      }
      WritableRaster colors = raster;
      if (alphaLast) {
        colors =
            raster.createWritableChild(
                0, 0, raster.getWidth(), raster.getHeight(), 0, 0, new int[] {0, 1, 2});
      }
      View together = TestMemory.view(BufferedImages.exportBands(colors));
      assertEquals(colors.getNumBands(), together.shape(2));
      for (int b = 0; b < colors.getNumBands(); b++) {
        checkPlane(together.slice(Index.all(), Index.all(), Index.at(b)), colors, b);
      }
    }
  }

  /** Of the image, or of its raster, if the image is not what it is called. */
  private static List<MemoryExporter> planes(BufferedImage image) {
    WritableRaster raster = image.getRaster();
    if (image.getColorModel() instanceof IndexColorModel) {
      assertTrue(refusal(() -> BufferedImages.exportPlanes(image)).contains("palette"));
      return BufferedImages.exportPlanes(raster);
    }
    if (raster.getNumBands() == 4) {
      assertTrue(
          refusal(() -> BufferedImages.exportPlanes(raster)).contains("exportPlanes(image)"));
    }
    if (!image.isAlphaPremultiplied()) {
      return BufferedImages.exportPlanes(image);
    }
    assertTrue(refusal(() -> BufferedImages.exportPlanes(image)).contains("multiplied by alpha"));
    return IntStream.range(0, raster.getNumBands())
        .mapToObj(
            b ->
                raster.createWritableChild(
                    0, 0, raster.getWidth(), raster.getHeight(), 0, 0, new int[] {b}))
        .map(band -> BufferedImages.exportPlanes(band).getFirst())
        .toList();
  }

  private static String refusal(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    BufferedImage.TYPE_INT_RGB + ", 4, 'blue, green, red'",
    BufferedImage.TYPE_INT_BGR + ", 4, 'red, green, blue'",
    BufferedImage.TYPE_INT_ARGB + ", 4, 'blue, green, red, alpha'",
    BufferedImage.TYPE_USHORT_565_RGB + ", 2, 'blue, green, red'",
    BufferedImage.TYPE_USHORT_555_RGB + ", 2, 'blue, green, red'",
  })
  void packedPixelsAreRecords(int type, int size, String names) {
    List<String> bands = List.of("red", "green", "blue", "alpha");
    for (BufferedImage image : images(type)) {
      View view = TestMemory.view(BufferedImages.exportFields(image));
      assertEquals(size, view.format().itemSize());
      List<String> inMemory = new ArrayList<>();
      ((Struct) view.format()).fields().forEach(f -> inMemory.add(f.name()));
      assertEquals(List.of(names.split(", ", -1)), inMemory);
      for (int b = 0; b < image.getRaster().getNumBands(); b++) {
        checkPlane(view.field(bands.get(b)), image.getRaster(), b);
      }
      assertEquals(inMemory.size(), ((List<?>) view.getObject(1, 1)).size());
    }
  }

  @Test
  void formatsOfPackedPixels() {
    assertEquals("T{B:blue:B:green:B:red:x}", fields(BufferedImage.TYPE_INT_RGB));
    assertEquals("T{5t:blue:6t:green:5t:red:}", fields(BufferedImage.TYPE_USHORT_565_RGB));
    assertEquals("T{5t:blue:5t:green:5t:red:}", fields(BufferedImage.TYPE_USHORT_555_RGB));
    assertTrue(
        refusal(() -> fields(BufferedImage.TYPE_INT_ARGB_PRE)).contains("multiplied by alpha"));
    String message = refusal(() -> fields(BufferedImage.TYPE_3BYTE_BGR));
    assertTrue(message.contains("not packed") && message.contains("exportPlanes"), message);
  }

  private static String fields(int type) {
    BufferedImage image = new BufferedImage(1, 1, type);
    return TestMemory.view(BufferedImages.exportFields(image)).format().toString();
  }

  @Test
  void bandsOfArraysOfTheirOwn() {
    WritableRaster raster = Raster.createBandedRaster(DataBuffer.TYPE_USHORT, 4, 3, 3, new Point());
    List<MemoryExporter> planes = BufferedImages.exportPlanes(raster);
    for (int b = 0; b < 3; b++) {
      raster.setSample(2, 1, b, 1000 + b);
      checkPlane(TestMemory.view(planes.get(b)), raster, b);
    }
    assertTrue(refusal(() -> BufferedImages.exportBands(raster)).contains("exportPlanes"));
  }

  @Test
  void bandsThatNoStrideJoins() {
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, 6, 5, 30, 4, new int[] {1, 0, 3}, new Point(10, 20));
    assertTrue(refusal(() -> BufferedImages.export(raster)).contains("exportPlanes"));
    WritableRaster here = raster.createWritableTranslatedChild(0, 0);
    for (int b = 0; b < 3; b++) {
      checkPlane(TestMemory.view(BufferedImages.exportPlanes(raster).get(b)), here, b);
    }
  }

  @Test
  void oneBankForPlanes() {
    ComponentSampleModel model =
        new ComponentSampleModel(
            DataBuffer.TYPE_BYTE, 4, 3, 1, 4, new int[] {0, 0, 0}, new int[] {24, 12, 0});
    WritableRaster raster = Raster.createWritableRaster(model, new DataBufferByte(40), null);
    raster.setSample(3, 2, 0, 77);
    View view = TestMemory.view(BufferedImages.export(raster));
    assertArrayEquals(new long[] {4, 1, -12}, view.layout().strides());
    assertEquals(77, view.getLong(2, 3, 0));
  }

  /** The raster reads the buffer's elements, whatever the model's type says. */
  @Test
  void elementsWiderThanTheModel() {
    ComponentSampleModel model =
        new ComponentSampleModel(DataBuffer.TYPE_BYTE, 3, 2, 1, 3, new int[] {0});
    WritableRaster raster =
        Raster.createWritableRaster(
            model, new DataBufferInt(new int[] {1, 2, 3, 4, 5, 6}, 6), null);
    View view = TestMemory.view(BufferedImages.export(raster));
    assertEquals("i", view.format().toString());
    checkPlane(view, raster, 0);
  }

  @Test
  void packedBandsWithinLongs() {
    SinglePixelPackedSampleModel model =
        new SinglePixelPackedSampleModel(
            DataBuffer.TYPE_INT, 3, 2, 5, new int[] {0xFF0000, 0xFF00, 0xF});
    WritableRaster raster = Raster.createWritableRaster(model, null);
    String message = refusal(() -> BufferedImages.exportPlanes(raster));
    assertTrue(message.contains("band 2 takes 4 bits from bit 0 on"), message);
  }

  /** One pixel in each element, though the model is made for several. */
  @ParameterizedTest
  @CsvSource({
    DataBuffer.TYPE_BYTE + ", 8, B",
    DataBuffer.TYPE_USHORT + ", 16, H",
  })
  void pixelsAsWideAsTheElements(int type, int bits, String format) {
    for (int first : new int[] {0, 3}) {
      SampleModel model = new MultiPixelPackedSampleModel(type, 6, 4, bits, 11, first * bits);
      WritableRaster whole =
          Raster.createWritableRaster(
              model,
              type == DataBuffer.TYPE_BYTE ? new DataBufferByte(60) : new DataBufferUShort(60),
              null);
      for (int i = 0; i < 24; i++) {
        whole.setSample(i % 6, i / 6, 0, (1 << bits) - 1 - i);
      }
      WritableRaster part = whole.createWritableChild(2, 1, 3, 2, 0, 0, null);
      for (WritableRaster raster : List.of(whole, part)) {
        View view = TestMemory.view(BufferedImages.export(raster));
        assertEquals(format, view.format().toString());
        checkPlane(view, raster, 0);
        checkPlane(TestMemory.view(BufferedImages.exportPlanes(raster).getFirst()), raster, 0);
        assertArrayEquals(
            new long[] {raster.getHeight(), raster.getWidth(), 1},
            TestMemory.view(BufferedImages.exportBands(raster)).shape());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    DataBuffer.TYPE_BYTE + ", 4, 0",
    DataBuffer.TYPE_BYTE + ", 8, 4",
    DataBuffer.TYPE_USHORT + ", 8, 0",
    DataBuffer.TYPE_INT + ", 16, 0",
  })
  void pixelsThatShareAnElement(int type, int bits, int first) {
    SampleModel model = new MultiPixelPackedSampleModel(type, 6, 4, bits, 11, first);
    Raster raster = Raster.createWritableRaster(model, null);
    assertTrue(
        refusal(() -> BufferedImages.export(raster)).contains("share a byte or a wider element"));
  }

  /** A model that lies about the size of its array. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 7, 100})
  void placesOutsideOfTheArray(int offset) {
    ComponentSampleModel model =
        new ComponentSampleModel(
            DataBuffer.TYPE_BYTE, 3, 2, 1, 3, new int[] {offset < 0 ? 0 : offset});
    class Elsewhere extends Raster {
      Elsewhere() {
        super(model, new DataBufferByte(6), new Point());
        sampleModelTranslateX = offset < 0 ? 50 : 0;
      }
    }
    Raster raster = new Elsewhere();
    refusal(() -> BufferedImages.export(raster));
    refusal(() -> BufferedImages.exportBands(raster));
    refusal(() -> BufferedImages.exportPlanes(raster));
  }

  /** Not one of the platform's: nobody knows where its pixels lie. */
  private static final class Checkers extends SampleModel {
    Checkers() {
      super(DataBuffer.TYPE_BYTE, 2, 2, 1);
    }

    @Override
    public int getNumDataElements() {
      return 1;
    }

    @Override
    public Object getDataElements(int x, int y, Object to, DataBuffer data) {
      return new byte[] {(byte) (x ^ y)};
    }

    @Override
    public void setDataElements(int x, int y, Object from, DataBuffer data) {}

    @Override
    public int getSample(int x, int y, int b, DataBuffer data) {
      return x ^ y;
    }

    @Override
    public void setSample(int x, int y, int b, int s, DataBuffer data) {}

    @Override
    public SampleModel createCompatibleSampleModel(int w, int h) {
      return this;
    }

    @Override
    public SampleModel createSubsetSampleModel(int[] bands) {
      return this;
    }

    @Override
    public DataBuffer createDataBuffer() {
      return new DataBufferByte(4);
    }

    @Override
    public int[] getSampleSize() {
      return new int[] {8};
    }

    @Override
    public int getSampleSize(int band) {
      return 8;
    }
  }

  @Test
  void unknownModelsAndBuffers() {
    Raster checkers = Raster.createRaster(new Checkers(), new DataBufferByte(4), null);
    assertTrue(refusal(() -> BufferedImages.export(checkers)).contains("Checkers"));
    DataBuffer computed =
        new DataBuffer(DataBuffer.TYPE_BYTE, 6) {
          @Override
          public int getElem(int bank, int i) {
            return i;
          }

          @Override
          public void setElem(int bank, int i, int value) {}
        };
    Raster raster =
        Raster.createRaster(
            new ComponentSampleModel(DataBuffer.TYPE_BYTE, 3, 2, 1, 3, new int[] {0}),
            computed,
            null);
    assertTrue(refusal(() -> BufferedImages.export(raster)).contains("in no array"));
  }
}
