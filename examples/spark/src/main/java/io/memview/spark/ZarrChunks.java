package io.memview.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.memview.MemoryExporter;
import io.memview.format.Format;
import io.memview.format.NumpyDescr;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import io.memview.nio.MappedFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * The chunks of a Zarr array. All of them have the same extents, also the last ones, of which less
 * belongs to the array.
 *
 * @param prefix what the names of chunks start with
 * @param fill an item of a chunk that is missing, as bytes
 */
record ZarrChunks(
    String folder,
    String format,
    long[] chunk,
    Order order,
    Packing packing,
    String prefix,
    String separator,
    byte[] fill)
    implements Chunks {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("bool", "?"),
          Map.entry("int8", "b"),
          Map.entry("uint8", "B"),
          Map.entry("int16", "h"),
          Map.entry("uint16", "H"),
          Map.entry("int32", "i"),
          Map.entry("uint32", "I"),
          Map.entry("int64", "q"),
          Map.entry("uint64", "Q"),
          Map.entry("float16", "e"),
          Map.entry("float32", "f"),
          Map.entry("float64", "d"),
          Map.entry("complex64", "Zf"),
          Map.entry("complex128", "Zd"));

  /** How the bytes of a chunk are stored. */
  enum Packing {
    /** As they are. */
    RAW,
    /** By gzip. */
    GZIP,
    /** By zlib. */
    ZLIB;

    InputStream unpack(InputStream in) throws IOException {
      return switch (this) {
        case RAW -> in;
        case GZIP -> new GZIPInputStream(in);
        case ZLIB -> new InflaterInputStream(in);
      };
    }
  }

  static ShardedArray open(Path folder) throws IOException {
    Path third = folder.resolve("zarr.json");
    Path second = folder.resolve(".zarray");
    boolean isThird = Files.exists(third);
    Path file = isThird ? third : second;
    JsonNode meta;
    try (InputStream in = Files.newInputStream(file)) {
      meta = JSON.readTree(in);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "%s is no Zarr array: it has neither zarr.json nor .zarray".formatted(folder), e);
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
    try {
      ZarrChunks chunks = isThird ? third(folder, meta) : second(folder, meta);
      long[] shape = longs(meta, "shape");
      if (shape.length != chunks.chunk.length || shape.length == 0) {
        throw new IllegalArgumentException(
            "chunks of %s for an array of shape %s"
                .formatted(Arrays.toString(chunks.chunk), Arrays.toString(shape)));
      }
      long[][] cuts = new long[shape.length][];
      Arrays.setAll(cuts, d -> ShardedArray.regular(shape[d], chunks.chunk[d]));
      return new ShardedArray(chunks.format, cuts, cuts, chunks);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static ZarrChunks second(Path folder, JsonNode meta) {
    JsonNode dtype = need(meta, "dtype");
    if (!dtype.isTextual()) {
      throw new IllegalArgumentException("arrays of records are not read: dtype " + dtype);
    }
    JsonNode compressor = need(meta, "compressor");
    String id = compressor.isNull() ? "" : compressor.path("id").asText();
    Packing packing =
        switch (id) {
          case "" -> Packing.RAW;
          case "gzip" -> Packing.GZIP;
          case "zlib" -> Packing.ZLIB;
          default -> throw notRead("compressor", id, "none, gzip and zlib are");
        };
    JsonNode filters = meta.path("filters");
    if (filters.isArray() && !filters.isEmpty()) {
      throw notRead("filter", filters.get(0).path("id").asText(), "arrays without filters are");
    }
    Format format = NumpyDescr.toFormat("'" + dtype.asText() + "'");
    return new ZarrChunks(
        folder.toString(),
        format.toString(),
        positive(meta, "chunks"),
        meta.path("order").asText("C").equals("F") ? Order.FORTRAN : Order.C,
        packing,
        "",
        meta.path("dimension_separator").asText("."),
        fill(format, meta.path("fill_value")));
  }

  private static ZarrChunks third(Path folder, JsonNode meta) {
    if (!meta.path("node_type").asText().equals("array")) {
      throw new IllegalArgumentException(
          "it is a '%s', and no array".formatted(meta.path("node_type").asText()));
    }
    String name = need(meta, "data_type").asText();
    String code = TYPES.get(name);
    if (code == null) {
      throw notRead("data type", name, TYPES.keySet().stream().sorted().toList() + " are");
    }
    JsonNode grid = need(meta, "chunk_grid");
    if (!grid.path("name").asText().equals("regular")) {
      throw notRead("chunk grid", grid.path("name").asText(), "'regular' is");
    }
    String order = "<";
    Packing packing = Packing.RAW;
    for (JsonNode codec : need(meta, "codecs")) {
      String codecName = codec.path("name").asText();
      switch (codecName) {
        case "bytes" ->
            order = codec.path("configuration").path("endian").asText().equals("big") ? ">" : "<";
        case "gzip" -> packing = Packing.GZIP;
        default -> throw notRead("codec", codecName, "bytes and gzip are");
      }
    }
    JsonNode keys = need(meta, "chunk_key_encoding");
    boolean isDefault = keys.path("name").asText().equals("default");
    String separator = keys.path("configuration").path("separator").asText(isDefault ? "/" : ".");
    Format format = Format.parse(order + code);
    return new ZarrChunks(
        folder.toString(),
        format.toString(),
        positive(grid.path("configuration"), "chunk_shape"),
        Order.C,
        packing,
        isDefault ? "c" + separator : "",
        separator,
        fill(format, need(meta, "fill_value")));
  }

  private static IllegalArgumentException notRead(String what, String name, String instead) {
    return new IllegalArgumentException("%s '%s' is not read; %s".formatted(what, name, instead));
  }

  private static JsonNode need(JsonNode node, String key) {
    JsonNode value = node.get(key);
    if (value == null) {
      throw new IllegalArgumentException("'%s' is missing".formatted(key));
    }
    return value;
  }

  private static long[] longs(JsonNode node, String key) {
    JsonNode array = need(node, key);
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asLong(-1);
      if (values[i] < 0) {
        throw new IllegalArgumentException("'%s' is %s".formatted(key, array));
      }
    }
    return values;
  }

  private static long[] positive(JsonNode node, String key) {
    long[] values = longs(node, key);
    if (Arrays.stream(values).anyMatch(value -> value == 0)) {
      throw new IllegalArgumentException("'%s' is %s".formatted(key, node.get(key)));
    }
    return values;
  }

  /** The bytes of an item; all zero if nothing is said, as in version 2. */
  private static byte[] fill(Format format, JsonNode value) {
    byte[] item = new byte[Math.toIntExact(format.itemSize())];
    if (value.isNull() || value.isMissingNode()) {
      return item;
    }
    Scalar scalar = (Scalar) format;
    MemorySegment segment = MemorySegment.ofArray(item);
    switch (scalar.type().kind()) {
      case BOOL -> scalar.put(segment, 0, value.asBoolean());
      case SIGNED, UNSIGNED -> {
        if (!value.isIntegralNumber()) {
          throw notRead("fill value", value.toString(), "integers are");
        }
        scalar.put(segment, 0, value.bigIntegerValue());
      }
      case FLOAT -> scalar.put(segment, 0, real(value));
      case COMPLEX -> {
        if (value.size() != 2 && value.asDouble(-1) != 0) {
          throw notRead("fill value", value.toString(), "pairs of numbers are");
        }
        Scalar part = new Scalar(scalar.type().part().orElse(ScalarType.FLOAT64), scalar.mode());
        for (int i = 0; i < value.size(); i++) {
          part.put(segment, i * part.itemSize(), real(value.get(i)));
        }
      }
      default -> {
        if (!value.asText().isEmpty() && value.asDouble(-1) != 0) {
          throw notRead("fill value", value.toString(), "none is, for '" + format + "'");
        }
      }
    }
    return item;
  }

  private static double real(JsonNode value) {
    return switch (value.asText()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (!value.isNumber()) {
          throw notRead("fill value", value.toString(), "numbers, NaN and Infinity are");
        }
        yield value.asDouble();
      }
    };
  }

  @Override
  public Chunk open(long... grid) throws IOException {
    String name =
        Arrays.stream(grid)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(separator, prefix, ""));
    Path file = Path.of(folder).resolve(name);
    Format type = Format.parse(format);
    Layout layout = Layout.contiguous(type.itemSize(), order, chunk);
    if (!Files.exists(file)) {
      return Chunks.of(
          MemoryExporter.of(
              MemorySegment.ofArray(fill).asReadOnly(),
              type,
              Layout.strided(0, type.itemSize(), chunk, new long[chunk.length])));
    }
    if (packing == Packing.RAW) {
      return Chunks.own(MappedFiles.map(file, type, layout));
    }
    try (InputStream in = packing.unpack(Files.newInputStream(file))) {
      byte[] bytes = in.readNBytes(Math.toIntExact(layout.byteLength()));
      if (bytes.length < layout.byteLength()) {
        throw new EOFException(
            "it has %d bytes, and a chunk has %d".formatted(bytes.length, layout.byteLength()));
      }
      return Chunks.of(MemoryExporter.of(MemorySegment.ofArray(bytes), type, layout));
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public String toString() {
    return folder;
  }
}
