package io.memview.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.TestMemory;
import io.memview.View;
import io.memview.format.Format;
import io.memview.layout.Index;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What leaves an image as its colors has them, or does not leave: every kind, every way out. */
class ColorsTest {
  private static final Map<String, BufferedImage> IMAGES = TestImages.all();

  static Stream<String> kinds() {
    return IMAGES.keySet().stream();
  }

  private static BufferedImage png(Exporter pixels) {
    try {
      return ImageIO.read(new ByteArrayInputStream(ImageFiles.toPng(pixels)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String refusal(Runnable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call::run);
    assertTrue(
        e instanceof BufferException.Refused || e instanceof IllegalArgumentException, e::toString);
    return e.getMessage();
  }

  private static boolean isDrawnAsIs(BufferedImage image) {
    int type = image.getColorModel().getTransferType();
    return !Colors.isUsual(image.getColorModel())
        || type == DataBuffer.TYPE_BYTE
        || type == DataBuffer.TYPE_USHORT;
  }

  /** An image looks like another; of 32-bit integers the platform's colors draw white only. */
  private static void assertDrawn(BufferedImage image, BufferedImage drawn) {
    assertDrawn(image.getColorModel(), image, drawn);
  }

  private static void assertDrawn(ColorModel colors, BufferedImage image, BufferedImage drawn) {
    if (!Colors.isUsual(colors) || colors.getTransferType() != DataBuffer.TYPE_INT) {
      assertEquals(TestImages.drawn(image), TestImages.drawn(drawn));
    }
  }

  /** Whole, and a part with every second column, columns and rows exchanged, in both ways. */
  @ParameterizedTest
  @MethodSource("kinds")
  void exportedImagesKeepTheirColors(String kind) {
    BufferedImage image = IMAGES.get(kind);
    if (kind.equals("type 12")) {
      assertTrue(refusal(() -> BufferedImages.export(image)).contains("exportIndices"));
      return;
    }
    View view = TestMemory.view(BufferedImages.export(image));
    int y = view.layout().isPointer(0) ? 1 : 0;
    Index[] part = {Index.range(1, 5), Index.range(0, 9, 2)};
    View some =
        (y == 0 ? view.slice(part) : view.slice(Index.all(), part[0], part[1])).swapAxes(y, y + 1);
    BufferedImage expected = new BufferedImage(4, 5, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 20; i++) {
      expected.setRGB(i % 4, i / 4, image.getRGB(i / 4 * 2, 1 + i % 4));
    }
    assertDrawn(image, BufferedImages.asImage(view));
    assertDrawn(image.getColorModel(), expected, BufferedImages.asImage(some));
    if (isDrawnAsIs(image)) {
      assertDrawn(image, png(view));
      assertEquals(TestImages.drawn(expected), TestImages.drawn(png(some)));
    } else {
      assertTrue(refusal(() -> png(view)).contains("toGray"));
    }
  }

  /** What is called red, green, blue and alpha, or gray, is that, or is refused. */
  @ParameterizedTest
  @MethodSource("kinds")
  void bandsAreWhatTheyAreCalled(String kind) {
    BufferedImage image = IMAGES.get(kind);
    List<MemoryExporter> planes;
    try {
      planes = BufferedImages.exportPlanes(image);
    } catch (IllegalArgumentException e) {
      checkAdvice(image, e.getMessage());
      return;
    }
    List<View> bands = planes.stream().map(TestMemory::view).toList();
    View first = bands.getFirst();
    MemoryExporter together =
        MemoryExporter.allocate(first.format(), first.shape(0), first.shape(1), bands.size());
    together.doWithView(
        Request.FULL,
        all -> {
          for (int b = 0; b < bands.size(); b++) {
            all.slice(Index.ellipsis(), Index.at(b)).copyFrom(bands.get(b));
          }
          assertDrawn(image, BufferedImages.asImage(all));
        });
    try {
      View pixels = TestMemory.view(BufferedImages.exportBands(image));
      assertDrawn(image, BufferedImages.asImage(pixels));
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().contains("exportPlanes"), e.getMessage());
    }
  }

  private static void checkAdvice(BufferedImage image, String message) {
    if (message.contains("exportFields")) {
      BufferedImages.exportFields(image);
      return;
    }
    if (!message.contains("TYPE_BYTE_GRAY")) { // pixels that share bytes
      assertEquals(message, refusal(() -> BufferedImages.exportBands(image)));
      assertTrue(message.contains("BufferedImages.exportCopy(image)"), message);
    }
    View copy = TestMemory.view(BufferedImages.exportCopy(image));
    for (int y = 0; y < TestImages.HEIGHT; y++) {
      for (int x = 0; x < TestImages.WIDTH; x++) {
        int rgb = image.getRGB(x, y);
        for (int b = 0; b < copy.shape(2); b++) {
          assertEquals(rgb >>> (b == 3 ? 24 : 16 - 8 * b) & 0xFF, copy.getLong(y, x, b));
        }
      }
    }
    assertEquals(image.getColorModel().hasAlpha() ? 4 : 3, copy.shape(2));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rastersHaveNoColorsUntilTheyAreTold(String kind) {
    BufferedImage image = IMAGES.get(kind);
    if (kind.equals("type 12")) {
      return; // not exported
    }
    List<MemoryExporter> all = new ArrayList<>();
    all.add(BufferedImages.export(image.getRaster()));
    try {
      all.add(BufferedImages.exportBands(image.getRaster()));
    } catch (IllegalArgumentException e) {
      // packed, or in several arrays
    }
    for (MemoryExporter exporter : all) {
      View view = TestMemory.view(exporter);
      String message = refusal(() -> BufferedImages.asImage(view));
      assertTrue(message.contains("asImage(view, colors)"), message);
      refusal(() -> png(view));
    }
    View told = TestMemory.view(all.getFirst());
    BufferedImage again = BufferedImages.asImage(told, image.getColorModel());
    assertDrawn(image, again);
    View known = TestMemory.view(BufferedImages.export(again));
    assertDrawn(image, BufferedImages.asImage(known));
    int bands = image.getRaster().getNumBands();
    if (bands == 2 || bands == 4) {
      refusal(() -> BufferedImages.exportPlanes(image.getRaster()));
    }
  }

  /** A part of bands that are no colors by themselves is no picture; one of them is gray. */
  @Test
  void partsOfBands() {
    for (String kind : List.of("type 7", "inks of data type 0", "XYZ of data type 0", "type 3")) {
      View view = TestMemory.view(BufferedImages.export(IMAGES.get(kind)));
      View bands =
          view.ndim() == 3
              ? view
              : view.reinterpret(Format.parse("B"), view.shape(0), view.shape(1), 4);
      for (View part :
          List.of(
              bands.flip(2),
              bands.slice(Index.ellipsis(), Index.range(0, 2)),
              bands.slice(Index.ellipsis(), Index.every(2)))) {
        for (String message :
            List.of(refusal(() -> png(part)), refusal(() -> BufferedImages.asImage(part)))) {
          assertTrue(message.contains("exportCopy(image)"), message);
        }
      }
      if (view.ndim() == 3) {
        View band = view.slice(Index.ellipsis(), Index.at(1));
        assertEquals(band.getLong(3, 2), png(band).getRaster().getSample(2, 3, 0));
      }
    }
    // Of colors that are straight, bands are what the caller makes of them.
    View argb = TestMemory.view(BufferedImages.export(IMAGES.get("type 2")));
    View bytes = argb.reinterpret(Format.parse("B"), argb.shape(0), argb.shape(1), 4);
    View rgb = bytes.slice(Index.ellipsis(), Index.range(0, 3)).flip(2);
    assertEquals(IMAGES.get("type 2").getRGB(4, 2) | 0xFF000000, png(rgb).getRGB(4, 2));
  }

  @Test
  void copiesAreNumbersOnly() {
    View view = TestMemory.view(BufferedImages.export(IMAGES.get("type 7")));
    MemoryExporter copy = MemoryExporter.of(Memory.ofUnsigned(new byte[180]).withShape(5, 9, 4));
    copy.doWithView(Request.FULL, target -> target.copyFrom(view));
    int asNumbers = png(copy).getRGB(3, 2);
    assertEquals(view.getLong(2, 3, 0), asNumbers >> 16 & 0xFF);
  }

  @Test
  void colorsOfTheCallerGoFirst() {
    View view = TestMemory.view(BufferedImages.export(IMAGES.get("type 7")));
    ColorModel straight = IMAGES.get("type 6").getColorModel();
    int rgb = BufferedImages.asImage(view, straight).getRGB(3, 2);
    assertEquals(view.getLong(2, 3, 0), rgb >> 16 & 0xFF);
  }
}
