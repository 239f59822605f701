package io.memview.examples;

import static io.memview.examples.SheetLayout.GAP;
import static io.memview.examples.SheetLayout.HEIGHT;
import static io.memview.examples.SheetLayout.MARGIN;
import static io.memview.examples.SheetLayout.PADDING;
import static io.memview.examples.SheetLayout.WIDTH;
import static io.memview.examples.SheetLayout.labelHeight;
import static io.memview.examples.SheetLayout.tuple;
import static io.memview.layout.Index.all;
import static io.memview.layout.Index.at;
import static io.memview.layout.Index.ellipsis;
import static io.memview.layout.Index.every;
import static io.memview.layout.Index.newAxis;
import static io.memview.layout.Index.range;
import static io.memview.layout.Index.upTo;

import io.memview.BufferException;
import io.memview.ByteStore;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.image.BufferedImages;
import io.memview.layout.Layout;
import io.memview.npy.NpyFile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Draws a contact sheet of views: of a photograph, of the same photograph stored as separate rows,
 * and of a mapped elevation model. Nothing is copied but into the sheet.
 *
 * <p>Arguments, all optional: a photograph, an elevation model ({@code .npy} of two dimensions),
 * the PNG file to write.
 */
public final class ContactSheet {
  /** What is done to a photograph, as it is written in Python, and in Java. */
  record Operation(String python, String note, UnaryOperator<View> apply) {}

  /** A photograph, what to call it, and whose it is. */
  record Photo(BufferedImage image, String name, String credit) {}

  /** Heights, what to call them, their unit, and whose they are. */
  record Model(Exporter heights, String name, String unit, String credit) {}

  private final PrintStream out;
  private final List<String[]> table = new ArrayList<>();
  private List<SheetLayout.Placed> placed = List.of();

  ContactSheet(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs the program. Its exit status is 0, or 1 if a file cannot be read or written, or 2 if there
   * are too many arguments.
   *
   * @param args a photograph, an elevation model, the file to write
   */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    System.exit(run(args, System.out, System.err));
  }

  /** Runs the program and returns its exit status. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    if (args.length > 3) {
      err.println("contact sheet: usage: ContactSheet [PHOTO [ELEVATION.npy [OUT.png]]]");
      return 2;
    }
    try {
      Path target = args.length > 2 ? Path.of(args[2]) : defaultTarget();
      for (int i = 0; i < Math.min(2, args.length); i++) {
        fileOrNone(Path.of(args[i]));
        checkDistinct(Path.of(args[i]), target);
      }
      Photo photo =
          args.length > 0
              ? new Photo(readPhoto(Path.of(args[0])), fileName(args[0]), "")
              : new Photo(ownPhoto(), "chelsea.png", "Photograph: Stefan van der Walt, CC0.");
      Path copy = args.length > 1 ? null : ownModel();
      try {
        OwnedMemory heights = NpyFile.map(copy == null ? Path.of(args[1]) : copy);
        try {
          Model model =
              copy == null
                  ? new Model(heights, fileName(args[1]), "", "")
                  : new Model(
                      heights,
                      "elevation.npy",
                      " m",
                      "Elevation: Jacksboro fault, Tennessee; U.S. Geological Survey.");
          ContactSheet sheet = new ContactSheet(out);
          sheet.write(sheet.draw(photo, model), target);
        } finally {
          heights.free();
        }
      } finally {
        if (copy != null) {
          Files.deleteIfExists(copy);
        }
      }
      return 0;
    } catch (IOException | InvalidPathException | BufferException.StorageFailure e) {
      err.println("contact sheet: " + explain(e));
      return 1;
    }
  }

  // ---- files

  private static Path defaultTarget() {
    Path module = Path.of("examples");
    Path build = Files.isDirectory(module) ? module.resolve("target") : Path.of("target");
    return build.resolve("contact-sheet.png");
  }

  private static String fileName(String path) {
    return Objects.toString(Path.of(path).getFileName(), path);
  }

  private static void checkDistinct(Path input, Path output) throws IOException {
    if (Files.exists(input) && Files.exists(output) && Files.isSameFile(input, output)) {
      throw new IOException(output + " is an input; it will not be overwritten");
    }
  }

  /** One line that says which file and what is wrong with it. */
  static String explain(Exception e) {
    String message =
        switch (e) {
          case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
          case AccessDeniedException denied -> denied.getFile() + ": permission denied";
          case FileSystemException other when other.getReason() == null ->
              other.getFile() + ": " + other.getClass().getSimpleName();
          default -> Objects.toString(e.getMessage(), e.toString());
        };
    return message.lines().collect(Collectors.joining(" "));
  }

  /**
   * The path itself. A pipe waits for whoever is at its other end, and a device may never end.
   *
   * @throws IOException if it is one
   */
  static Path fileOrNone(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw new IOException(path + " is a pipe or a device, and no file");
    }
    return path;
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = ContactSheet.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException(name + " is missing from the class path");
    }
    return in;
  }

  private static BufferedImage ownPhoto() throws IOException {
    try (InputStream in = resource("chelsea.png")) {
      return ImageIO.read(in);
    }
  }

  /** A file can be mapped, a resource cannot. */
  private static Path ownModel() throws IOException {
    Path copy = Files.createTempFile("elevation", ".npy");
    try (InputStream in = resource("elevation.npy")) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }

  private static BufferedImage readPhoto(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder");
    }
    BufferedImage image;
    try (InputStream in = Files.newInputStream(path)) {
      image = ImageIO.read(in);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // The readers of broken images throw whatever comes.
      throw new IOException("%s is a broken image: %s".formatted(path, e.getMessage()), e);
    }
    if (image == null) {
      throw new IOException(path + " is no image of a known kind, such as PNG or JPEG");
    }
    if (image.getWidth() < 16 || image.getHeight() < 16) {
      throw new IOException(
          "%s is too small: %d x %d pixels, where 16 x 16 are needed"
              .formatted(path, image.getWidth(), image.getHeight()));
    }
    return image;
  }

  /**
   * Encodes the sheet into a store of bytes, which can grow, and writes it from there, which keeps
   * it from growing.
   */
  private void write(BufferedImage image, Path target) throws IOException {
    ByteStore store = new ByteStore();
    try (OutputStream into = appending(store)) {
      if (!ImageIO.write(image, "png", into)) {
        throw new IOException("this Java cannot write PNG files");
      }
    }
    if (target.toAbsolutePath().getParent() instanceof Path folder && !Files.exists(folder)) {
      Files.createDirectories(folder);
    }
    if (Files.isDirectory(target)) {
      throw new IOException(target + " is a folder");
    }
    out.printf(
        "%nA store that grows: the PNG, encoded into a ByteStore of %d bytes%n", store.size());
    try (OutputStream file = Files.newOutputStream(target);
        WritableByteChannel channel = Channels.newChannel(file);
        Lease lease = store.acquire(Request.SIMPLE)) {
      ByteBuffer png = lease.view().asSegment().asByteBuffer();
      while (png.hasRemaining()) {
        channel.write(png);
      }
      try {
        store.append((byte) 0);
      } catch (BufferException.Exported refusal) {
        out.println("  leased:   " + refusal.getMessage());
      }
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("%s cannot be written: %s".formatted(target, e.getMessage()), e);
    }
    store.append((byte) 0);
    out.printf("  released: appended 1 byte, now %d bytes%n", store.size());
    out.printf(
        "%nWrote %s (%d x %d pixels)%n",
        target.toAbsolutePath().normalize(), image.getWidth(), image.getHeight());
  }

  private static OutputStream appending(ByteStore store) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        store.append((byte) b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        store.append(Arrays.copyOfRange(bytes, offset, offset + length));
      }
    };
  }

  // ---- views

  /** The image itself, if its pixels are bytes side by side; otherwise a copy whose pixels are. */
  private static BufferedImage ofBytes(BufferedImage photo) {
    try {
      Layout layout = layout(BufferedImages.export(photo));
      boolean indexed = photo.getColorModel() instanceof IndexColorModel;
      int bands = photo.getRaster().getNumBands();
      boolean apart = layout.ndim() == (bands == 1 ? 2 : 3) && !layout.hasPointers();
      if (!indexed && apart && layout.itemSize() == 1) {
        return photo;
      }
    } catch (IllegalArgumentException e) {
      // Pixels that share bytes have no view: they are copied, as packed ones are.
    }
    int width = photo.getWidth();
    int height = photo.getHeight();
    BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    copy.setRGB(0, 0, width, height, photo.getRGB(0, 0, width, height, null, 0, width), 0, width);
    return copy;
  }

  /** Red, green and blue of the pixels, without a copy; grey is all three. */
  private static View colours(View pixels) {
    View bands = pixels.ndim() == 2 ? pixels.slice(all(), all(), newAxis()) : pixels;
    return bands.shape(2) < 3
        ? bands.slice(ellipsis(), upTo(1)).broadcast(bands.shape(0), bands.shape(1), 3)
        : bands.slice(ellipsis(), upTo(3));
  }

  private static Layout layout(Exporter exporter) {
    return exporter.withView(Request.FULL_RO, View::layout);
  }

  /** What is done to every photograph, however it is stored. */
  static List<Operation> operations(long height, long width) {
    long top = height / 5;
    long left = width * 5 / 18;
    long bottom = top + height / 2;
    long right = left + width / 2;
    return List.of(
        new Operation(
            "[%d:%d, %d:%d]".formatted(top, bottom, left, right),
            "a crop",
            v -> v.slice(range(top, bottom), range(left, right))),
        new Operation("[::-1]", "upside down", v -> v.slice(every(-1))),
        new Operation("[:, ::-1]", "mirrored", v -> v.slice(all(), every(-1))),
        new Operation("[::2, ::2]", "every second pixel", v -> v.slice(every(2), every(2))),
        new Operation("[..., 0]", "one channel: red", v -> v.slice(ellipsis(), at(0))));
  }

  private static final Operation TRANSPOSE =
      new Operation(".permute(1, 0, 2)", "transposed", v -> v.permute(1, 0, 2));

  /** A contiguous copy. */
  private static MemoryExporter mirror(View view) {
    MemoryExporter mirror = MemoryExporter.allocate(view.format(), view.shape());
    mirror.doWithView(Request.FULL, target -> target.copyFrom(view));
    return mirror;
  }

  private View listed(String name, View view) {
    Layout layout = view.layout();
    table.add(
        new String[] {
          name,
          "'" + view.format() + "'",
          tuple(layout.shape()),
          tuple(layout.strides()),
          layout.hasPointers() ? tuple(layout.suboffsets()) : "-",
          Long.toString(layout.offset()),
          view.isReadOnly() ? "read-only" : "writable"
        });
    return view;
  }

  private void printTable() {
    table.addFirst(new String[] {"view", "format", "shape", "strides", "suboffsets", "offset", ""});
    int[] widths =
        IntStream.range(0, 7)
            .map(c -> table.stream().mapToInt(row -> row[c].length()).max().orElse(0))
            .toArray();
    for (String[] row : table) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.length; c++) {
        line.append(row[c]).append(" ".repeat(widths[c] - row[c].length() + 2));
      }
      out.println("  " + line.toString().stripTrailing());
    }
    table.clear();
  }

  // ---- the sheet

  /** The tiles of the last sheet. */
  List<SheetLayout.Placed> placed() {
    return placed;
  }

  /** Draws the sheet and prints what is on it. */
  BufferedImage draw(Photo photo, Model model) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage letters;
    try (InputStream in = resource("glyphs.png")) {
      letters = ImageIO.read(in);
    }
    BufferedImage pictured = ofBytes(photo.image());
    try (Lease sheet = BufferedImages.export(image).acquire(Request.FULL);
        Lease glyphs = BufferedImages.export(letters).acquire(Request.FULL_RO);
        Lease pixels = BufferedImages.export(pictured).acquire(Request.FULL_RO);
        Lease heights = model.heights().acquire(Request.FULL_RO)) {
      SheetLayout cards = new SheetLayout(new Canvas(sheet.view(), glyphs.view()));
      View v = colours(pixels.view());
      View e = checkHeights(heights.view(), model.name());
      int y =
          cards.title(
              "memview",
              "a contact sheet: every tile is a view, and was written to a view of this sheet");
      y = drawPhoto(cards, y, v, photo.name(), pictured == photo.image());
      y = drawRows(cards, y, v);
      y = drawModel(cards, y, e, model);
      cards.credits(y, (photo.credit() + "  " + model.credit()).strip());
      placed = cards.placed();
    }
    return image;
  }

  private static View checkHeights(View heights, String name) throws IOException {
    boolean numbers = heights.format() instanceof Scalar item && item.isNumeric();
    if (!numbers || heights.ndim() != 2 || heights.shape(0) < 8 || heights.shape(1) < 8) {
      throw new IOException(
          "%s holds no elevation model: it has '%s' items of shape %s, where numbers of two dimensions from 8 x 8 on are needed"
              .formatted(name, heights.format(), tuple(heights.shape())));
    }
    return heights;
  }

  private int drawPhoto(SheetLayout cards, int top, View v, String name, boolean inPlace) {
    String how = inPlace ? "exported in place" : "copied to bytes and exported";
    out.printf("The photograph: %s, %d x %d pixels, %s%n", name, v.shape(1), v.shape(0), how);
    int y = cards.heading(top, "v : a BufferedImage, " + how, name);
    List<Operation> operations = operations(v.shape(0), v.shape(1));
    List<SheetLayout.Tile> tiles = new ArrayList<>();
    tiles.add(tile("v", new Operation("", "the photograph", view -> view), v));
    operations.forEach(operation -> tiles.add(tile("v", operation, v)));
    tiles.add(tile("v", TRANSPOSE, v));
    printTable();

    int large = 300 + 2 * PADDING + labelHeight(3);
    int small = (514 - 2 * GAP) / 3;
    int below = y + large + GAP;
    int low = 100 + 2 * SheetLayout.padding(small) + labelHeight(2);
    int height = large + GAP + low;
    cards.draw(MARGIN, y, 514, large, 3, tiles.get(0));
    cards.draw(MARGIN, below, small, low, 2, tiles.get(5));
    cards.draw(MARGIN + small + GAP, below, small, low, 2, tiles.get(2));
    cards.draw(MARGIN + 2 * (small + GAP), below, small, low, 2, tiles.get(3));
    cards.draw(MARGIN + 528, y, 324, height, 3, tiles.get(6));
    int half = (height - GAP) / 2;
    cards.draw(MARGIN + 866, y, 250, half, 3, tiles.get(1));
    cards.draw(MARGIN + 866, y + height - half, 250, half, 3, tiles.get(4));
    return y + height + GAP;
  }

  private int drawRows(SheetLayout cards, int top, View v) {
    RowImage rows = new RowImage((int) v.shape(1), (int) v.shape(0));
    int y =
        cards.heading(
            top,
            "r : the same views of separate rows",
            "a RowImage: a byte[] for each row, so its views have suboffsets");
    try (Lease lease = rows.acquire(Request.FULL)) {
      View r = lease.view();
      r.copyFrom(v);
      out.printf("%nThe same photograph, each row an array of its own%n");
      listed("r", r);
      List<SheetLayout.Tile> tiles = new ArrayList<>();
      int equal = 0;
      List<Operation> operations = operations(v.shape(0), v.shape(1));
      for (Operation operation : operations) {
        tiles.add(tile("r", operation, r));
        equal += operation.apply().apply(r).contentEquals(operation.apply().apply(v)) ? 1 : 0;
      }
      MemoryExporter copy = mirror(r);
      try (Lease copied = copy.acquire(Request.FULL_RO)) {
        View m = listed("m = mirror(r)", copied.view());
        SheetLayout.Tile transposed =
            tile(
                "m",
                new Operation(
                    TRANSPOSE.python(), "transposed; m is a copy of r", TRANSPOSE.apply()),
                m);
        printTable();
        out.printf("  %d of %d views have the items of those above%n", equal, operations.size());
        out.println("Transposing the rows");
        String refusal = refusal(() -> TRANSPOSE.apply().apply(r));
        out.println("  r.permute(1, 0, 2) is refused: " + refusal);
        out.printf(
            "  m.permute(1, 0, 2), of a contiguous copy, has the items of v.permute(1, 0, 2): %s%n",
            transposed.view().contentEquals(TRANSPOSE.apply().apply(v)) ? "yes" : "no");
        int width = (WIDTH - 2 * MARGIN - 3 * GAP) / 4;
        int height = 228 + 2 * PADDING + labelHeight(4);
        int next = width + GAP;
        cards.draw(MARGIN, y, width, height, 4, tiles.get(0));
        cards.draw(MARGIN + next, y, width, height, 4, tiles.get(3));
        SheetLayout.Tile refused =
            new SheetLayout.Tile("r.permute(1, 0, 2)", "transposed: no strides say it", r, none());
        cards.drawRefusal(MARGIN + 2 * next, y, width, height, 4, refused, refusal);
        cards.draw(MARGIN + 3 * next, y, WIDTH - 2 * MARGIN - 3 * next, height, 4, transposed);
      }
    }
    return y + 228 + 2 * PADDING + labelHeight(4) + GAP;
  }

  private static SheetLayout.Painter none() {
    return (target, source) -> {};
  }

  private static String refusal(Supplier<View> operation) {
    try {
      return "(not refused: %s)".formatted(operation.get());
    } catch (BufferException.Refused refused) {
      return Objects.toString(refused.getMessage(), "refused");
    }
  }

  private SheetLayout.Tile tile(String base, Operation operation, View view) {
    String name = base + operation.python();
    View result = listed(name, operation.apply().apply(view));
    return new SheetLayout.Tile(
        name,
        operation.note(),
        result,
        result.ndim() == 3
            ? View::assign
            : (target, source) -> {
              target.fill(0);
              target.slice(ellipsis(), at(0)).assign(source);
            });
  }

  private int drawModel(SheetLayout cards, int top, View e, Model model) {
    out.printf(
        "%nThe elevation model: %s, %d x %d items, mapped%n", model.name(), e.shape(0), e.shape(1));
    int y = cards.heading(top, "e : a memory-mapped .npy file", model.name());
    long rows = e.shape(0);
    long columns = e.shape(1);
    int step = SheetLayout.step(e, 403, 344);
    Relief relief = new Relief(e.slice(every(step), every(step)));
    SheetLayout.Tile whole = modelTile("e", "the elevation model", e, relief::paint);
    long north = rows * 5 / 12;
    long west = columns / 8;
    long south = Math.min(rows, north + Math.max(3, rows / 2));
    long east = Math.min(columns, west + Math.max(3, columns * 16 / 31));
    SheetLayout.Tile crop =
        modelTile(
            "e[%d:%d, %d:%d]".formatted(north, south, west, east),
            "a crop",
            e.slice(range(north, south), range(west, east)),
            relief::paint);
    SheetLayout.Tile transposed = modelTile("e.T", "transposed", e.transpose(), relief::paint);
    SheetLayout.Tile shade =
        modelTile(
            "e[::2, ::2]",
            "every second item: light and shade",
            e.slice(every(2), every(2)),
            relief::paintShade);
    SheetLayout.Tile profile =
        modelTile(
            "e[%d]".formatted(rows / 2),
            "one row: a profile from west to east",
            e.at(rows / 2),
            (target, source) -> relief.paintProfile(target, source));
    SheetLayout.Tile bytes = null;
    String refusal = "";
    String plane = "%s.reinterpret(B, %d, %d, %d)[..., %d]";
    boolean little =
        e.format() instanceof Scalar item && item.mode().order() == ByteOrder.LITTLE_ENDIAN;
    long size = e.format().itemSize();
    long low = little ? 0 : size - 1;
    try {
      View b = e.reinterpret(Format.parse("B"), rows, columns, size).slice(ellipsis(), at(low));
      bytes =
          new SheetLayout.Tile(
              "b[..., %d]".formatted(low),
              "the low byte of each; b: e as bytes",
              listed(plane.formatted("e", rows, columns, size, low), b),
              (target, source) -> target.assign(source.slice(all(), all(), newAxis())));
    } catch (BufferException.Refused refused) {
      refusal = Objects.toString(refused.getMessage(), "refused");
    }
    printTable();

    int half = 514;
    int upper = 344 + 2 * PADDING + labelHeight(3);
    int quarter = 204 + 2 * PADDING + labelHeight(3);
    int height = 2 * quarter + GAP;
    int[] box = cards.draw(MARGIN, y, half, upper, 3, whole, 403, -34);
    cards.drawScale(MARGIN + half - PADDING - 58, y + PADDING, 344, relief, model.unit());
    int mark = box[1] + (int) (rows / 2 / step);
    cards.mark(box, mark);
    cards.drawProfile(MARGIN, y + upper + GAP, half, height - upper - GAP, profile);
    int width = (WIDTH - 2 * MARGIN - half - 2 * GAP) / 2;
    int left = MARGIN + half + GAP;
    int right = left + width + GAP;
    int lower = y + quarter + GAP;
    cards.draw(left, y, width, quarter, 3, crop);
    cards.draw(right, y, width, quarter, 3, transposed);
    cards.draw(left, lower, width, quarter, 3, shade);
    if (bytes != null) {
      cards.draw(right, lower, width, quarter, 3, bytes);
    } else {
      SheetLayout.Tile refused =
          new SheetLayout.Tile("e.reinterpret(B, ...)", "the bytes of each item", e, none());
      cards.drawRefusal(right, lower, width, quarter, 3, refused, refusal);
    }
    return y + height + GAP;
  }

  private SheetLayout.Tile modelTile(
      String name, String note, View view, SheetLayout.Painter painter) {
    return new SheetLayout.Tile(name, note, listed(name, view), painter);
  }
}
