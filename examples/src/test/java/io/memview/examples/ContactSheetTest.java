package io.memview.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.npy.NpyFile;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactSheetTest {
  private static BufferedImage photo;
  private static byte[] model;
  private static BufferedImage sheet;
  private static String printed;
  private static Map<String, SheetLayout.Placed> placed;

  @TempDir private Path folder;

  @BeforeAll
  static void draw(@TempDir Path folder) throws IOException {
    try (InputStream in = resource("chelsea.png")) {
      photo = ImageIO.read(in);
    }
    try (InputStream in = resource("elevation.npy")) {
      model = in.readAllBytes();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ContactSheet program = new ContactSheet(new PrintStream(out, true, StandardCharsets.UTF_8));
    var heights = NpyFile.map(Files.write(folder.resolve("e.npy"), model));
    sheet =
        program.draw(
            new ContactSheet.Photo(photo, "photo", ""),
            new ContactSheet.Model(heights, "model", "", ""));
    assertEquals(0, heights.exports());
    heights.free();
    printed = out.toString(StandardCharsets.UTF_8);
    placed =
        program.placed().stream()
            .collect(Collectors.toMap(SheetLayout.Placed::name, Function.identity()));
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(ContactSheet.class.getResourceAsStream(name));
  }

  /** An item of the elevation model, read without memview. */
  private static int height(int row, int column) {
    int start = model.length - 344 * 403 * 2;
    return ByteBuffer.wrap(model)
        .order(ByteOrder.LITTLE_ENDIAN)
        .getShort(start + 2 * (row * 403 + column));
  }

  /** What pixel of the photograph a tile shows at (x, y), as {@code image.getRGB} tells it. */
  private interface Source {
    int rgb(int x, int y);
  }

  private static void assertTile(String name, int width, int height, Source source) {
    SheetLayout.Placed tile = Objects.requireNonNull(placed.get(name), name);
    assertEquals(Math.ceilDiv(width, tile.step()), tile.width(), name);
    assertEquals(Math.ceilDiv(height, tile.step()), tile.height(), name);
    for (int y = 0; y < tile.height(); y++) {
      for (int x = 0; x < tile.width(); x++) {
        int expected = source.rgb(x * tile.step(), y * tile.step()) & 0xFFFFFF;
        int actual = sheet.getRGB(tile.x() + x, tile.y() + y) & 0xFFFFFF;
        if (expected != actual) {
          assertEquals(
              Integer.toHexString(expected),
              Integer.toHexString(actual),
              "%s at (%d, %d)".formatted(name, x, y));
        }
      }
    }
  }

  @Test
  void tilesOfThePhotographShowItsPixels() {
    assertTile("v", 451, 300, photo::getRGB);
    assertTile("v[60:210, 125:350]", 225, 150, (x, y) -> photo.getRGB(125 + x, 60 + y));
    assertTile("v[::-1]", 451, 300, (x, y) -> photo.getRGB(x, 299 - y));
    assertTile("v[:, ::-1]", 451, 300, (x, y) -> photo.getRGB(450 - x, y));
    assertTile("v[::2, ::2]", 226, 150, (x, y) -> photo.getRGB(2 * x, 2 * y));
    assertTile("v[..., 0]", 451, 300, (x, y) -> photo.getRGB(x, y) & 0xFF0000);
    assertTile("v.permute(1, 0, 2)", 300, 451, (x, y) -> photo.getRGB(y, x));
  }

  @Test
  void tilesOfSeparateRowsShowTheSamePixels() {
    assertTile("r[60:210, 125:350]", 225, 150, (x, y) -> photo.getRGB(125 + x, 60 + y));
    assertTile("r[::2, ::2]", 226, 150, (x, y) -> photo.getRGB(2 * x, 2 * y));
    assertTile("m.permute(1, 0, 2)", 300, 451, (x, y) -> photo.getRGB(y, x));
    assertTrue(printed.contains("5 of 5 views have the items of those above"), printed);
  }

  @Test
  void tilesOfTheElevationModelShowItsItems() {
    assertTile("b[..., 0]", 403, 344, (x, y) -> (height(y, x) & 0xFF) * 0x010101);
    assertEquals(403, placed.get("e").width());
    assertEquals(344, placed.get("e").height());
    assertEquals(172, placed.get("e.T").width());
    assertEquals(202, placed.get("e.T").height());
    // Low ground is greener than high ground is: the valley in the east, the ridges in the west.
    SheetLayout.Placed tile = placed.get("e");
    double low = 0;
    double high = 0;
    int lows = 0;
    int highs = 0;
    for (int y = 1; y < 343; y++) {
      for (int x = 1; x < 402; x++) {
        Color color = new Color(sheet.getRGB(tile.x() + x, tile.y() + y));
        int green = color.getGreen() - color.getRed();
        if (height(y, x) < 320) {
          low += green;
          lows++;
        } else if (height(y, x) > 800) {
          high += green;
          highs++;
        }
      }
    }
    assertTrue(low / lows > 20, "green of low ground " + low / lows);
    assertTrue(high / highs < 0, "green of high ground " + high / highs);
  }

  @Test
  void reliefIsLitFromTheNorthWest() {
    double[] facing = new double[100];
    double[] averted = new double[100];
    for (int i = 0; i < 100; i++) {
      facing[i] = i / 10 + i % 10;
      averted[i] = -facing[i];
    }
    double lit = brightness(PrimitiveArrays.export(facing, 10, 10));
    double dark = brightness(PrimitiveArrays.export(averted, 10, 10));
    assertTrue(lit > dark + 50, lit + " and " + dark);
  }

  private static double brightness(MemoryExporter heights) {
    byte[] pixels = new byte[300];
    return heights.withView(
        Request.FULL_RO,
        from ->
            MemoryExporter.of(Memory.ofUnsigned(pixels).withShape(10, 10, 3))
                .withView(
                    Request.FULL,
                    to -> {
                      new Relief(from).paintShade(to, from);
                      double sum = 0;
                      for (byte pixel : pixels) {
                        sum += pixel & 0xFF;
                      }
                      return sum / pixels.length;
                    }));
  }

  @Test
  void refusalsArePrinted() {
    assertTrue(
        printed.contains(
            "r.permute(1, 0, 2) is refused: dimensions [1, 0, 2]: dimension 1 cannot move to place"
                + " 0 across a dimension of pointers"),
        printed);
    assertTrue(
        printed.contains("of a contiguous copy, has the items of v.permute(1, 0, 2): yes"),
        printed);
  }

  @Test
  void tableSaysHowEachViewLies() {
    List<String> lines = printed.lines().map(line -> line.replaceAll(" {2,}", "|")).toList();
    assertTrue(
        lines.contains("|v[::-1]|'B'|(300, 451, 3)|(-1353, 3, -1)|-|404549|writable"), printed);
    assertTrue(
        lines.contains(
            "|r[60:210, 125:350]|'B'|(150, 225, 3)|(8, 3, 1)|(375, -1, -1)|480|writable"),
        printed);
    assertTrue(lines.contains("|e.T|'<h'|(403, 344)|(2, 806)|-|0|read-only"), printed);
  }

  @Test
  void pictureOfTheReadmeIsTheOneThatIsDrawn() throws IOException {
    String[] none = {};
    Result result = run(List.of(none), folder);
    assertEquals(0, result.status(), result.toString());
    BufferedImage drawn = ImageIO.read(folder.resolve("target/contact-sheet.png").toFile());
    BufferedImage committed = ImageIO.read(Path.of("contact-sheet.png").toFile());
    assertTrue(samePixels(drawn, committed), "copy target/contact-sheet.png to examples/");
  }

  private static boolean samePixels(BufferedImage one, BufferedImage other) {
    int width = one.getWidth();
    int height = one.getHeight();
    return width == other.getWidth()
        && height == other.getHeight()
        && Arrays.equals(
            one.getRGB(0, 0, width, height, null, 0, width),
            other.getRGB(0, 0, width, height, null, 0, width));
  }

  // ---- the user's own files

  private record Result(int status, String out, String err) {}

  /** Runs the program in this JVM. */
  private static Result run(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        ContactSheet.run(
            Arrays.stream(args).map(Object::toString).toArray(String[]::new),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs the program as a user does, in a JVM of its own that has no fonts. */
  private static Result run(List<String> args, Path folder) throws IOException {
    Path err = folder.resolve("stderr");
    Path out = folder.resolve("stdout");
    String classes =
        List.of(ContactSheet.class, View.class).stream()
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsun.font.fontmanager=none",
                "-cp",
                classes,
                "io.memview.examples.ContactSheet"));
    command.addAll(args);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroy();
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Path ownPhoto() throws IOException {
    return png("photo.png", photo);
  }

  private Path png(String name, BufferedImage image) throws IOException {
    Path path = folder.resolve(name);
    assertTrue(ImageIO.write(image, "png", path.toFile()));
    return path;
  }

  private Path ownModel() throws IOException {
    return Files.write(folder.resolve("model.npy"), model);
  }

  /** A {@code .npy} file of given bytes. */
  private Path npy(String header, byte[] data) throws IOException {
    Path path = folder.resolve("other.npy");
    byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
    try (OutputStream out = Files.newOutputStream(path)) {
      out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0});
      out.write(text);
      out.write(data);
    }
    return path;
  }

  @Test
  void ownFilesGiveTheSameSheet() throws IOException {
    Path target = folder.resolve("new/folder/out.png");
    Result result = run(ownPhoto(), ownModel(), target);
    assertEquals("", result.err());
    assertEquals(0, result.status());
    assertTrue(result.out().contains("Wrote " + target + " (1196 x "), result.out());
    assertTrue(result.out().contains("cannot append: 1 export is outstanding"), result.out());
    BufferedImage drawn = ImageIO.read(target.toFile());
    SheetLayout.Placed tile = placed.get("v");
    assertEquals(photo.getRGB(200, 100), drawn.getRGB(tile.x() + 200, tile.y() + 100));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_INT_RGB
      })
  void everyKindOfImageIsShown(int type) throws IOException {
    BufferedImage image = new BufferedImage(700, 90, type);
    for (int y = 0; y < 90; y++) {
      for (int x = 0; x < 700; x++) {
        image.setRGB(x, y, x < 350 ? 0xFF000000 : 0xFFFFFFFF);
      }
    }
    Path target = folder.resolve("out.png");
    Result result = run(png("other.png", image), ownModel(), target);
    assertEquals("", result.err());
    assertTrue(result.out().contains("700 x 90 pixels"), result.out());
    // 700 pixels do not fit: every second is shown, 45 lines in the middle of the tile.
    BufferedImage drawn = ImageIO.read(target.toFile());
    SheetLayout.Placed whole = placed.get("v");
    int middle = whole.y() + 150;
    int centre = whole.x() + 451 / 2;
    assertEquals(0xFF000000, drawn.getRGB(centre - 100, middle));
    assertEquals(0xFFFFFFFF, drawn.getRGB(centre + 100, middle));
  }

  @Test
  void greyPixelsAreShownInPlaceAndUnchanged() throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64 * 64; i++) {
      image.getRaster().setSample(i % 64, i / 64, 0, i % 256);
    }
    Path target = folder.resolve("out.png");
    Result result = run(png("grey.png", image), ownModel(), target);
    assertTrue(result.out().contains("64 x 64 pixels, exported in place"), result.out());
    assertTrue(
        result.out().replaceAll(" +", " ").contains("v 'B' (64, 64, 3) (64, 1, 0) - 0 read-only"),
        result.out());
    SheetLayout.Placed whole = placed.get("v");
    int x = whole.x() - (514 - 451) / 2 + (514 - 64) / 2 + 10;
    int y = whole.y() + 150 - 32 + 2;
    assertEquals(0xFF000000 | (2 * 64 + 10) * 0x010101, ImageIO.read(target.toFile()).getRGB(x, y));
  }

  @ParameterizedTest
  @CsvSource({"<f4, 4", ">i2, 2", "<i8, 8", "|u1, 1", "<f8, 8"})
  void everyKindOfNumberIsShown(String type, int size) throws IOException {
    byte[] data = new byte[900 * 20 * size];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (type.startsWith("<f") ? 0 : i * 31);
    }
    Path path =
        npy("{'descr': '%s', 'fortran_order': False, 'shape': (900, 20), }".formatted(type), data);
    Result result = run(ownPhoto(), path, folder.resolve("out.png"));
    assertEquals("", result.err());
    assertEquals(0, result.status());
  }

  @Test
  void holesInTheHeightsAreGrey() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(40 * 40 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 1600; i++) {
      data.putFloat(i % 40 < 20 ? Float.NaN : i);
    }
    Path path = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (40, 40), }", data.array());
    Path target = folder.resolve("out.png");
    assertEquals("", run(ownPhoto(), path, target).err());
    SheetLayout.Placed whole = placed.get("e");
    int x = whole.x() + 403 / 2 - 10;
    assertEquals(0xFFC8C8C8, ImageIO.read(target.toFile()).getRGB(x, whole.y() + 172));
  }

  @Test
  void fortranOrderIsShownAndItsBytesRefused() throws IOException {
    Path path =
        npy("{'descr': '<i2', 'fortran_order': True, 'shape': (30, 40), }", new byte[30 * 40 * 2]);
    Result result = run(ownPhoto(), path, folder.resolve("out.png"));
    assertEquals("", result.err());
    assertTrue(result.out().contains("(30, 40)  (2, 60)"), result.out());
  }

  // ---- what can go wrong

  private void assertRefused(String message, Object... args) {
    Result result = run(args);
    assertEquals("contact sheet: " + message, result.err().stripTrailing());
    assertEquals(1, result.err().lines().count(), result.err());
    assertEquals(1, result.status());
    assertFalse(result.out().contains("Wrote"), result.out());
  }

  @Test
  void missingInputs() throws IOException {
    Path missing = folder.resolve("none.png");
    assertRefused(missing + ": no such file or folder", missing);
    assertRefused(missing + ": no such file or folder", ownPhoto(), missing);
  }

  @Test
  void pipesAreNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    String message = pipe + " is a pipe or a device, and no file";
    assertTimeoutPreemptively(
        Duration.ofMinutes(1), // or for ever
        () -> {
          assertRefused(message, pipe);
          assertRefused(message, ownPhoto(), pipe);
        });
  }

  @Test
  void foldersAsInputs() throws IOException {
    assertRefused(folder + " is a folder", folder);
    assertRefused(folder + " is a folder", ownPhoto(), folder);
  }

  @Test
  void brokenPhotographs() throws IOException {
    Path whole = ownPhoto();
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(bytes, bytes.length / 2));
    String message = run(cut).err();
    assertTrue(message.startsWith("contact sheet: " + cut + " is a broken image: "), message);
    assertRefused(message.strip().substring("contact sheet: ".length()), cut);

    Path header = Files.write(folder.resolve("header.png"), Arrays.copyOf(bytes, 20));
    message = run(header).err();
    assertTrue(message.startsWith("contact sheet: " + header + " is a broken image: "), message);

    bytes[16] = 0x7F; // a width of 2 billion
    Path wide = Files.write(folder.resolve("wide.png"), bytes);
    message = run(wide).err();
    assertTrue(message.startsWith("contact sheet: " + wide + " is a broken image: "), message);
    assertEquals(1, message.lines().count(), message);

    Path text = Files.writeString(folder.resolve("text.png"), "no picture\n");
    assertRefused(text + " is no image of a known kind, such as PNG or JPEG", text);
    Path tiny = png("tiny.png", new BufferedImage(15, 40, BufferedImage.TYPE_INT_RGB));
    assertRefused(tiny + " is too small: 15 x 40 pixels, where 16 x 16 are needed", tiny);
  }

  @Test
  void brokenModels() throws IOException {
    Path photo = ownPhoto();
    Path cut = Files.write(folder.resolve("cut.npy"), Arrays.copyOf(model, model.length - 1000));
    assertRefused(
        cut
            + " is cut short: its header promises 277264 bytes of data (shape (344, 403)),"
            + " but 276264 are there",
        photo,
        cut);
    assertRefused(photo + " is no .npy file: it does not begin with \\x93NUMPY", photo, photo);
    Path head = Files.write(folder.resolve("head.npy"), Arrays.copyOf(model, 60));
    assertRefused(head + " is cut short in its header", photo, head);
    Path empty = Files.write(folder.resolve("empty.npy"), new byte[0]);
    assertRefused(empty + " is no .npy file: it is empty", photo, empty);
    Path line = npy("{'descr': '<i2', 'fortran_order': False, 'shape': (30,), }", new byte[60]);
    assertRefused(
        "other.npy holds no elevation model: it has '<h' items of shape (30,), where numbers of two"
            + " dimensions from 8 x 8 on are needed",
        photo,
        line);
  }

  @Test
  void unwritableOutputs() throws IOException {
    Path photo = ownPhoto();
    Path model = ownModel();
    assertRefused(folder + " is a folder", photo, model, folder);
    Path below = photo.resolve("out.png");
    String message = run(photo, model, below).err();
    assertTrue(message.startsWith("contact sheet: " + photo), message);
    assertEquals(1, message.lines().count(), message);
    assertRefused(model + " is an input; it will not be overwritten", photo, model, model);
    Result result = run(photo, model, "/dev/full");
    if (Files.exists(Path.of("/dev/full"))) {
      assertEquals(
          "contact sheet: /dev/full cannot be written: No space left on device",
          result.err().stripTrailing());
      assertEquals(1, result.status());
    }
  }

  @Test
  void tooManyArguments() {
    Result result = run("a", "b", "c", "d");
    assertEquals(2, result.status());
    assertEquals(
        "contact sheet: usage: ContactSheet [PHOTO [ELEVATION.npy [OUT.png]]]\n", result.err());
  }

  @Test
  void processEndsWithOneLineAndStatus1() throws IOException {
    Result result = run(List.of("none.png"), folder);
    assertEquals(1, result.status());
    assertEquals("contact sheet: none.png: no such file or folder\n", result.err());
    assertEquals("", result.out());
  }
}
