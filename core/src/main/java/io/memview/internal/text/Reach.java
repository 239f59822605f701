package io.memview.internal.text;

import io.memview.internal.memory.Region;
import io.memview.internal.memory.Storage;
import io.memview.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What of its blocks of memory a region reaches, as far as it has been looked at. */
final class Reach {
  private final Region memory;
  private final Layout layout;
  private final Map<Object, Block> blocks = new LinkedHashMap<>();

  Reach(Region memory) {
    this.memory = memory;
    this.layout = memory.layout();
  }

  /** Where something lies. */
  record Spot(Block block, long offset) {}

  /** A segment or a table of pointers. */
  static final class Block {
    private final int number;
    private final Storage storage;
    private final long width;

    /** What is written in the pieces of memory that are reached, by their offset. */
    private final Map<Long, String> pieces = new LinkedHashMap<>();

    /** Where the slots of a table lead. */
    private final Map<Long, Spot> pointers = new LinkedHashMap<>();

    /** The first table that leads here. */
    private @Nullable Block parent;

    private Block(int number, Storage storage, long width) {
      this.number = number;
      this.storage = storage;
      this.width = Math.max(1, width);
    }

    /** The number of the block in the order in which blocks are reached. */
    int number() {
      return number;
    }

    boolean isTable() {
      return !(storage instanceof Storage.Flat);
    }

    /** The segment of a block that is no table. */
    MemorySegment segment() {
      return storage.flatSegment();
    }

    long byteSize() {
      return storage.byteSize();
    }

    /** The bytes of an item or a pointer. */
    long width() {
      return width;
    }

    Map<Long, String> pieces() {
      return pieces;
    }

    Map<Long, Spot> pointers() {
      return pointers;
    }

    @Nullable Block parent() {
      return parent;
    }
  }

  List<Block> blocks() {
    return List.copyOf(blocks.values());
  }

  /**
   * Looks at items, evenly spread.
   *
   * @param step from one item to the next
   * @param labels whether pieces are labelled by the index that reaches them
   */
  void look(long step, boolean labels) {
    long[] shape = layout.shape();
    long[] index = new long[shape.length];
    long looks = Math.ceilDiv(layout.itemCount(), step);
    for (long look = 0; look < looks; look++) {
      long rest = look * step;
      for (int d = shape.length - 1; d >= 0; d--) {
        index[d] = rest % shape[d];
        rest /= shape[d];
      }
      Spot spot = spot(index);
      spot.block.pieces.merge(spot.offset, labels ? label(index) : "", Reach::again);
    }
  }

  private static String label(long[] index) {
    return index.length == 0
        ? "()"
        : Arrays.stream(index).mapToObj(Long::toString).collect(Collectors.joining(" "));
  }

  private static String again(String first, String other) {
    return first.isEmpty() || first.endsWith("…") ? first : first + "…";
  }

  /** Where an item lies. */
  Spot spot(long... index) {
    return spot(index, (table, slot) -> {});
  }

  /** Where an item lies; the pointers on the way are told. */
  Spot spot(long[] index, ObjLongConsumer<Block> onTheWay) {
    Storage storage = memory.storage();
    long at = layout.offset();
    Block block = block(storage);
    for (int d = 0; d < index.length; d++) {
      at += index[d] * layout.stride(d);
      if (layout.isPointer(d)) {
        Block table = block;
        long start = storage.start(at) + layout.suboffset(d);
        storage = storage.slot(at);
        block = block(storage);
        if (block.parent == null) {
          block.parent = table;
        }
        table.pieces.putIfAbsent(at, "");
        onTheWay.accept(table, at);
        table.pointers.putIfAbsent(at, new Spot(block, start));
        at = start;
      }
    }
    return new Spot(block, at);
  }

  private Block block(Storage storage) {
    return storage instanceof Storage.Flat(MemorySegment segment)
        ? blocks.computeIfAbsent(
            List.of(segment.heapBase().map(System::identityHashCode).orElse(0), segment.address()),
            key -> new Block(blocks.size(), storage, layout.itemSize()))
        : blocks.computeIfAbsent(
            System.identityHashCode(storage),
            key -> new Block(blocks.size(), storage, Layout.POINTER_SIZE));
  }
}
