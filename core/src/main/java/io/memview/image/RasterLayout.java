package io.memview.image;

import io.memview.Memory;
import io.memview.format.Bits;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.layout.Layout;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferDouble;
import java.awt.image.DataBufferFloat;
import java.awt.image.DataBufferInt;
import java.awt.image.DataBufferShort;
import java.awt.image.DataBufferUShort;
import java.awt.image.MultiPixelPackedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where the bands of a raster lie. Everything counts bytes.
 *
 * @param raster the pixels
 * @param model its sample model, which has strides
 * @param item the elements of its arrays
 * @param bands the place of each band's first item
 * @param row the stride from row to row
 * @param pixel the stride from pixel to pixel
 */
record RasterLayout(
    Raster raster, SampleModel model, Scalar item, List<Band> bands, long row, long pixel) {
  private static final Scalar BYTE = new Scalar(ScalarType.UINT8);
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  /** The first item of a band. Bands that share an array element have the element's place. */
  record Band(int bank, long start) {}

  static RasterLayout of(Raster raster) {
    // Not the model's type: a model may lie over elements that are wider than its own.
    Scalar item = item(raster.getDataBuffer());
    long size = item.itemSize();
    List<Band> bands = new ArrayList<>();
    switch (raster.getSampleModel()) {
      case ComponentSampleModel model -> {
        int row = model.getScanlineStride();
        int pixel = model.getPixelStride();
        int[] banks = model.getBankIndices();
        int[] offsets = model.getBandOffsets();
        for (int b = 0; b < offsets.length; b++) {
          bands.add(new Band(banks[b], size * start(raster, banks[b], offsets[b], row, pixel)));
        }
        return new RasterLayout(raster, model, item, bands, row * size, pixel * size);
      }
      case SinglePixelPackedSampleModel model -> {
        int row = model.getScanlineStride();
        bands.add(new Band(0, size * start(raster, 0, 0, row, 1)));
        return new RasterLayout(raster, model, unsigned(item), bands, row * size, size);
      }
      case MultiPixelPackedSampleModel model -> {
        int row = model.getScanlineStride();
        int first = firstElement(model);
        bands.add(new Band(0, size * start(raster, 0, first, row, 1)));
        return new RasterLayout(raster, model, unsigned(item), bands, row * size, size);
      }
      default ->
          throw new IllegalArgumentException(
              "a %s does not say where its pixels lie; draw the image into one of the usual types"
                  .formatted(raster.getSampleModel().getClass().getName()));
    }
  }

  /** The element of a row's first pixel, if each pixel has an element to itself. */
  private static int firstElement(MultiPixelPackedSampleModel model) {
    int width = DataBuffer.getDataTypeSize(model.getDataType());
    if (model.getPixelBitStride() != width || model.getDataBitOffset() % width != 0) {
      throw new IllegalArgumentException(
          "several pixels share a byte or a wider element, and no strides lead to its bits;"
              + " BufferedImages.exportIndices(image) copies their numbers,"
              + " BufferedImages.exportCopy(image) their colors");
    }
    return model.getDataBitOffset() / width;
  }

  /** The element of the first pixel's band: sub-images share the whole's memory, shifted. */
  private static long start(Raster raster, int bank, int band, int row, int pixel) {
    long x = (long) raster.getMinX() - raster.getSampleModelTranslateX();
    long y = (long) raster.getMinY() - raster.getSampleModelTranslateY();
    return raster.getDataBuffer().getOffsets()[bank] + y * row + x * pixel + band;
  }

  // ---- what is exported

  /** One item for each element of the arrays. */
  Memory asStored() {
    if (bands.size() == 1) {
      return plane(bands.getFirst(), item);
    }
    return raster.getDataBuffer().getNumBanks() > 1
        ? Memory.ofBlocks(bands.stream().map(band -> plane(band, item)).toList())
        : together(item, bands);
  }

  /** (height, width, bands), one item for each band. */
  Memory together() {
    List<Band> apart = apart();
    if (apart.stream().mapToInt(Band::bank).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "the bands lie in arrays of their own; export gives them behind pointers, exportPlanes"
              + " each by itself");
    }
    return together(itemApart(), apart);
  }

  private Memory together(Scalar each, List<Band> places) {
    long[] starts = places.stream().mapToLong(Band::start).toArray();
    long step = starts.length == 1 ? each.itemSize() : starts[1] - starts[0];
    for (int b = 1; b < starts.length; b++) {
      if (starts[b] - starts[b - 1] != step) {
        throw new IllegalArgumentException(
            "no stride leads from band to band: they start at bytes %s; exportPlanes of the image, or of a raster without alpha, gives each by itself, and a child raster chooses some and their order"
                .formatted(Arrays.toString(starts)));
      }
    }
    long[] shape = {raster.getHeight(), raster.getWidth(), starts.length};
    Layout layout =
        Layout.strided(starts[0], each.itemSize(), shape, new long[] {row, pixel, step});
    return Memory.of(bank(raster.getDataBuffer(), places.getFirst().bank()), each, layout);
  }

  /** (height, width) for each band. */
  List<Memory> planes() {
    Scalar each = itemApart();
    return apart().stream().map(band -> plane(band, each)).toList();
  }

  /** (height, width), each pixel a record of its bands. */
  Memory records(List<String> names) {
    if (!(model instanceof SinglePixelPackedSampleModel packed)) {
      throw new IllegalArgumentException(
          "the pixels of a %s are not packed into one element each; export and exportPlanes give"
                  .formatted(model.getClass().getSimpleName())
              + " their bands");
    }
    List<Struct.Field> fields = new ArrayList<>();
    for (int b = 0; b < names.size(); b++) {
      int width = packed.getSampleSize(b);
      int shift = packed.getBitOffsets()[b];
      boolean isByte = width == 8 && shift % 8 == 0;
      if (!isByte && !LITTLE) {
        throw new IllegalArgumentException(
            "band %s has %d bits, and bits of formats run the other way on this machine"
                .formatted(names.get(b), width));
      }
      Format format = isByte ? BYTE : new Bits(width, shift % 8);
      fields.add(new Struct.Field(names.get(b), format, byteAt(shift)));
    }
    fields.sort(
        Comparator.comparingLong(Struct.Field::offset)
            .thenComparing(field -> field.format() instanceof Bits bits ? bits.shift() : 0));
    return plane(bands.getFirst(), new Struct(fields, item.itemSize(), 1));
  }

  /** The places of the bands as items of their own. */
  private List<Band> apart() {
    if (!(model instanceof SinglePixelPackedSampleModel packed)) {
      return bands;
    }
    List<Band> all = new ArrayList<>();
    for (int b = 0; b < packed.getNumBands(); b++) {
      int width = packed.getSampleSize(b);
      int shift = packed.getBitOffsets()[b];
      if (width != 8 || shift % 8 != 0) {
        throw new IllegalArgumentException(
            "band %d takes %d bits from bit %d on, which is no byte; exportFields gives bit fields"
                .formatted(b, width, shift));
      }
      all.add(new Band(0, bands.getFirst().start() + byteAt(shift)));
    }
    return all;
  }

  private Scalar itemApart() {
    return model instanceof SinglePixelPackedSampleModel ? BYTE : item;
  }

  private long byteAt(int bit) {
    return LITTLE ? bit / 8 : item.itemSize() - 1 - bit / 8;
  }

  /** The segment starts at the first item, so that the planes of banks are alike. */
  private Memory plane(Band band, Format each) {
    MemorySegment bank = bank(raster.getDataBuffer(), band.bank());
    if (band.start() < 0 || band.start() > bank.byteSize()) {
      throw new IllegalArgumentException(
          "the first pixel would lie at byte %d, but the array has bytes 0 to %d"
              .formatted(band.start(), bank.byteSize()));
    }
    long[] shape = {raster.getHeight(), raster.getWidth()};
    Layout layout = Layout.strided(0, each.itemSize(), shape, new long[] {row, pixel});
    return Memory.of(bank.asSlice(band.start()), each, layout);
  }

  // ---- arrays

  private static MemorySegment bank(DataBuffer buffer, int bank) {
    return switch (buffer) {
      case DataBufferByte data -> MemorySegment.ofArray(data.getData(bank));
      case DataBufferUShort data -> MemorySegment.ofArray(data.getData(bank));
      case DataBufferShort data -> MemorySegment.ofArray(data.getData(bank));
      case DataBufferInt data -> MemorySegment.ofArray(data.getData(bank));
      case DataBufferFloat data -> MemorySegment.ofArray(data.getData(bank));
      case DataBufferDouble data -> MemorySegment.ofArray(data.getData(bank));
      default -> throw unknown(buffer);
    };
  }

  private static Scalar item(DataBuffer buffer) {
    return new Scalar(
        switch (buffer) {
          case DataBufferByte _ -> ScalarType.UINT8;
          case DataBufferUShort _ -> ScalarType.UINT16;
          case DataBufferShort _ -> ScalarType.INT16;
          case DataBufferInt _ -> ScalarType.INT32;
          case DataBufferFloat _ -> ScalarType.FLOAT32;
          case DataBufferDouble _ -> ScalarType.FLOAT64;
          default -> throw unknown(buffer);
        });
  }

  private static Scalar unsigned(Scalar item) {
    return item.type() == ScalarType.INT32 ? new Scalar(ScalarType.UINT32) : item;
  }

  private static IllegalArgumentException unknown(DataBuffer buffer) {
    return new IllegalArgumentException(
        "the pixels of a %s are in no array; copy them to an image of one of the usual types"
            .formatted(buffer.getClass().getName()));
  }
}
