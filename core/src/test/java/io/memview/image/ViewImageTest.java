package io.memview.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.TestMemory;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images over views: what is drawn is in the view, and the other way round. */
class ViewImageTest {
  private static View bytes(long... shape) {
    int count = 1;
    for (long extent : shape) {
      count *= (int) extent;
    }
    byte[] array = new byte[count];
    new Random(count).nextBytes(array);
    return TestMemory.view(Memory.ofUnsigned(array).withShape(shape));
  }

  /** The samples are those of the view, and are written in place, by both. */
  private static void checkSame(BufferedImage image, View view) {
    WritableRaster raster = image.getRaster();
    boolean planes = view.ndim() == 3 && view.layout().isPointer(0);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Object elements = raster.getDataElements(x, y, null); // the way that drawing goes
        for (int b = 0; b < raster.getNumBands(); b++) {
          long[] at =
              view.ndim() == 2
                  ? new long[] {y, x}
                  : planes ? new long[] {b, y, x} : new long[] {y, x, b};
          double value = ((Number) view.getObject(at)).doubleValue();
          assertEquals(value, raster.getSampleDouble(x, y, b));
          assertEquals(value, number(Array.get(elements, b)));
          raster.setSample(x, y, b, 100.0);
          assertEquals(100.0, ((Number) view.getObject(at)).doubleValue());
          raster.setSample(x, y, b, value);
        }
      }
    }
  }

  private static double number(Object element) {
    return switch (element) {
      case Byte b -> b & 0xFF;
      case Number n -> n.doubleValue();
      default -> throw new AssertionError(element);
    };
  }

  @Test
  void bandsByNumber() {
    int[] transparency = {0, 1, 3, 1, 3};
    for (int bands = 1; bands <= 4; bands++) {
      View view = bytes(3, 5, bands);
      BufferedImage image = BufferedImages.asImage(view);
      assertEquals(transparency[bands], image.getTransparency());
      assertEquals(bands, image.getColorModel().getNumComponents());
      checkSame(image, view);
    }
    assertThrows(BufferException.Refused.class, () -> BufferedImages.asImage(bytes(2, 2, 5)));
    assertEquals(BufferedImage.TYPE_BYTE_GRAY, BufferedImages.asImage(bytes(4, 3)).getType());
  }

  @Test
  void drawingWritesTheView() {
    View view = bytes(20, 30, 3);
    Graphics2D graphics = BufferedImages.asImage(view).createGraphics();
    graphics.setColor(new Color(10, 20, 30));
    graphics.fillRect(5, 4, 6, 7);
    graphics.dispose();
    assertEquals(List.of(10L, 20L, 30L), view.at(4, 5).toList());
    assertEquals(List.of(10L, 20L, 30L), view.at(10, 10).toList());
    assertEquals(bytes(20, 30, 3).at(11, 11).toList(), view.at(11, 11).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"B", "H", "h", "i", "I", "f", "d"})
  void everyItemInEveryOrderOfDimensions(String format) {
    Object array =
        switch (format) {
          case "B" -> new byte[600];
          case "H", "h" -> new short[600];
          case "f" -> new float[600];
          case "d" -> new double[600];
          default -> new int[600];
        };
    View flat = TestMemory.view(Memory.ofArray(array)).reinterpret(Format.parse(format));
    for (int i = 0; i < 600; i++) {
      flat.setObject(i, format.equals("f") || format.equals("d") ? (Object) (i / 3.0) : i % 200);
    }
    View whole = flat.slice(Index.range(0, 3 * 10 * 12)).reshape(12, 10, 3);
    List<View> all = new ArrayList<>();
    all.add(whole);
    all.add(whole.flip(2)); // blue, green, red
    all.add(whole.slice(Index.range(2, 9), Index.range(1, 8, 2)));
    all.add(whole.slice(Index.every(3), Index.all(), Index.at(1)));
    all.add(whole.swapAxes(0, 1)); // columns become rows
    all.add(whole.permute(2, 0, 1).at(2));
    all.add(whole.slice(Index.at(4), Index.all(), Index.all()).reshape(1, 10, 3));
    all.add(whole.slice(Index.all(), Index.range(4, 5)));
    all.add(flat.slice(Index.range(7, 367)).reshape(3, 12, 10).permute(1, 2, 0)); // planes
    for (View view : all) {
      checkSame(BufferedImages.asImage(view), view);
    }
  }

  @Test
  void planesInArraysOfTheirOwn() {
    List<Memory> planes = new ArrayList<>();
    for (int b = 0; b < 3; b++) {
      byte[] array = new byte[60 + b];
      new Random(b).nextBytes(array);
      planes.add(
          Memory.of(
              MemorySegment.ofArray(array).asSlice(b),
              Format.parse("B"),
              Layout.strided(4, 1, new long[] {5, 3}, new long[] {10, 2})));
    }
    View view = TestMemory.view(Memory.ofBlocks(planes));
    checkSame(BufferedImages.asImage(view), view);
    BufferedImage again = BufferedImages.asImage(view);
    View back = TestMemory.view(BufferedImages.export(again));
    assertTrue(back.contentEquals(view));
    View turned = view.swapAxes(1, 2).slice(Index.all(), Index.every(-1));
    checkSame(BufferedImages.asImage(turned), turned);
  }

  /** Every type of image whose pixels are exported, from its own view and its own colors. */
  @ParameterizedTest
  @MethodSource("io.memview.image.RasterLayoutTest#types")
  void imagesOfExportedImages(int type) {
    if (type == BufferedImage.TYPE_BYTE_BINARY) {
      return; // not exported
    }
    BufferedImage image = new BufferedImage(7, 5, type);
    View view = TestMemory.view(BufferedImages.export(image));
    BufferedImage other = BufferedImages.asImage(view, image.getColorModel());
    assertEquals(image.getType(), other.getType());
    other.setRGB(3, 2, 0xFFFF0000);
    assertEquals(other.getRGB(3, 2), image.getRGB(3, 2));
    assertEquals(0, image.getRGB(2, 3) & 0xFFFFFF, "others stay black");
    View part = view.slice(Index.range(1, 4), Index.range(2, 6));
    BufferedImage half = BufferedImages.asImage(part, image.getColorModel());
    assertEquals(image.getRGB(3, 2), half.getRGB(1, 1));
  }

  @Test
  void colorsOfTheCallers() {
    int[] pixels = new int[12];
    View view = TestMemory.view(Memory.ofArray(pixels).withShape(3, 4));
    BufferedImage image = BufferedImages.asImage(view, ColorModel.getRGBdefault());
    assertEquals(BufferedImage.TYPE_INT_ARGB, image.getType());
    image.setRGB(1, 2, 0x80402010);
    assertEquals(0x80402010, pixels[9]);
    byte[] ramp = {0, (byte) 128, (byte) 255};
    View indices = bytes(3, 4);
    indices.fill(2);
    IndexColorModel palette = new IndexColorModel(8, 3, ramp, ramp, ramp);
    assertEquals(0xFFFFFFFF, BufferedImages.asImage(indices, palette).getRGB(0, 0));
    assertThrows(IllegalArgumentException.class, () -> BufferedImages.asImage(view, palette));
    assertThrows(
        IllegalArgumentException.class, () -> BufferedImages.asImage(bytes(2, 2, 3), palette));
    View part = view.slice(Index.all(), Index.every(2));
    BufferedImages.asImage(part, ColorModel.getRGBdefault()).setRGB(1, 2, 0x01020304);
    assertEquals(0x01020304, pixels[10]);
  }

  /** Items that do not lie in an array as the platform's images have them. */
  @Test
  void itemsThatLieElsewhere() {
    View rgb = bytes(4, 5, 3);
    View numbers = TestMemory.view(OwnedMemory.allocate(Format.parse("H"), 4, 5, 3));
    numbers.copyFrom(rgb);
    List<View> views =
        List.of(
            rgb.flip(0),
            rgb.flip(1),
            rgb.flip(0, 2).swapAxes(0, 1),
            numbers,
            numbers.slice(Index.every(2), Index.every(-1)),
            numbers.at(1),
            TestMemory.view(OwnedMemory.allocate(Format.parse("f"), 2, 3)),
            TestMemory.view(OwnedMemory.allocate(Format.parse(">d"), 2, 3)),
            TestMemory.view(Memory.ofArray(new int[6])).cast("B", 6, 4),
            TestMemory.view(MemoryExporter.of(MemorySegment.ofArray(new short[4]), ">H", 2, 2)),
            TestMemory.view(Memory.ofArray(new char[6]).withShape(2, 3)),
            TestMemory.view(
                Memory.of(
                    MemorySegment.ofArray(new int[4]).asSlice(2, 12), Format.parse("i"), 1, 3)),
            TestMemory.view(TestMemory.blocks("B", 1, 4, 3, 3)),
            TestMemory.view(TestMemory.blocks("B", 2, 2, 2, 2)));
    for (View view : views) {
      checkSame(BufferedImages.asImage(view), view);
    }
  }

  /** Numbers too large for an item lose their high bits, as in the platform's own arrays. */
  @ParameterizedTest
  @ValueSource(strings = {"B", "H", "h", "i", "I", "f", "d"})
  void samplesOfNativeMemory(String format) {
    View view = TestMemory.view(OwnedMemory.allocate(Format.parse(format), 2, 2));
    Object array =
        switch (format) {
          case "B" -> new byte[4];
          case "H", "h" -> new short[4];
          case "f" -> new float[4];
          case "d" -> new double[4];
          default -> new int[4];
        };
    View heap = TestMemory.view(Memory.ofArray(array)).reinterpret(Format.parse(format), 2, 2);
    WritableRaster there = BufferedImages.asImage(view).getRaster();
    WritableRaster here = BufferedImages.asImage(heap).getRaster();
    for (int value : new int[] {0, 1, -1, 200, 70_000, Integer.MIN_VALUE}) {
      for (WritableRaster raster : List.of(there, here)) {
        raster.setSample(1, 1, 0, value);
        raster.setSample(0, 1, 0, value / 3f);
        raster.setSample(1, 0, 0, value / 3d);
      }
      assertTrue(view.contentEquals(heap), () -> format + " of " + value);
      assertEquals(here.getSample(1, 1, 0), there.getSample(1, 1, 0));
      assertEquals(here.getSampleFloat(0, 1, 0), there.getSampleFloat(0, 1, 0));
    }
  }

  @Test
  void nativeMemoryIsDrawnOn() {
    OwnedMemory pixels = OwnedMemory.allocate(Format.parse("B"), 20, 30, 3);
    BufferedImage[] image = new BufferedImage[1];
    pixels.doWithView(
        Request.FULL,
        view -> {
          image[0] = BufferedImages.asImage(view);
          Graphics2D graphics = image[0].createGraphics();
          graphics.setColor(new Color(10, 20, 30));
          graphics.fillRect(5, 4, 6, 7);
          graphics.dispose();
          assertEquals(List.of(10L, 20L, 30L), view.at(4, 5).toList());
          assertEquals(List.of(0L, 0L, 0L), view.at(11, 11).toList());
        });
    pixels.free();
    assertThrows(BufferException.Released.class, () -> image[0].getRGB(4, 5));
    assertThrows(BufferException.Released.class, () -> image[0].setRGB(4, 5, 0));
  }

  @Test
  void whatCannotBeAnImage() {
    View rgb = bytes(4, 5, 3);
    List<View> views =
        List.of(
            rgb.asReadOnly(),
            rgb.at(0, 0),
            rgb.slice(Index.range(0, 0)),
            rgb.at(0).broadcast(4, 5, 3),
            TestMemory.view(Memory.ofArray(new byte[6]).withShape(2, 3)),
            TestMemory.view(Memory.ofArray(new long[6]).withShape(2, 3)));
    for (View view : views) {
      String what = view.toString();
      String message =
          assertThrows(BufferException.Refused.class, () -> BufferedImages.asImage(view), what)
              .getMessage();
      assertTrue(message.contains("copy") || message.contains("copied"), message);
    }
  }
}
