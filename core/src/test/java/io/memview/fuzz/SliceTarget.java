package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.layout.Index;
import io.memview.layout.IndexException;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Any text is a slice or is refused; a slice is written as it is read, and selects what Python's
 * brackets do.
 */
final class SliceTarget extends TextTarget {
  private static final long[] SHAPE = {4, 3, 5};
  private static final Layout LAYOUT = Layout.contiguous(1, Order.C, SHAPE);
  private static final int QUOTED = 60;

  @Override
  public String name() {
    return "slice";
  }

  @Override
  List<String> texts() {
    return List.of(
        "0",
        "-1",
        "1:3",
        "::-1",
        ":2, 1:, ::2",
        "..., 0",
        "None, ...",
        "newaxis, 1, ::-2, -1:",
        " + 1 : -1 : 2 ",
        "9223372036854775807::-9223372036854775807",
        "1,",
        "0, 0, 0",
        ":,:,:,None");
  }

  @Override
  public List<String> words() {
    return List.of(
        ":", "::", ",", "...", "None", "newaxis", "-", "+", "0", "1", "2", "-1", "-2", " ", "\t",
        "\u00a0", "\u2003", "::-1", ", ", "٣");
  }

  @Override
  boolean isRefusal(RuntimeException thrown) {
    return thrown instanceof IndexException;
  }

  @Override
  @Nullable String answer(String text) {
    Index[] indices;
    try {
      indices = Index.parse(text);
    } catch (IndexException e) {
      if (text.length() <= QUOTED) {
        String quoted = text.replaceAll("\\p{Cntrl}", "·");
        assertTrue(e.getMessage().contains(quoted), e.getMessage());
      }
      throw e;
    }
    String printed =
        Arrays.stream(indices).map(SliceTarget::print).collect(Collectors.joining(", "));
    assertArrayEquals(indices, Index.parse(printed), printed);
    return shape(printed) + (selects(indices) ? "" : " refused");
  }

  private static String print(Index index) {
    return switch (index) {
      case Index.At at -> Long.toString(at.position());
      case Index.Range range -> range.start() + ":" + range.stop() + ":" + range.step();
      case Index.Ellipsis _ -> "...";
      case Index.NewAxis _ -> "None";
    };
  }

  /** Slices, and compares with the items that are selected one by one; whether there are any. */
  private static boolean selects(Index[] indices) {
    List<List<Long>> positions = new ArrayList<>();
    List<Long> shape = new ArrayList<>();
    long named =
        Arrays.stream(indices)
            .filter(index -> index instanceof Index.At || index instanceof Index.Range)
            .count();
    boolean refused = named > SHAPE.length || indices.length - named > Layout.MAX_DIMENSIONS;
    List<Index> all = new ArrayList<>(Arrays.asList(indices));
    if (!all.contains(Index.ellipsis())) {
      all.add(Index.ellipsis());
    }
    for (Index index : all) {
      int d = positions.size();
      switch (index) {
        case Index.NewAxis _ -> shape.add(1L);
        case Index.Ellipsis _ -> {
          for (long left = SHAPE.length - named; left > 0; left--) {
            add((Index.Range) Index.all(), positions, shape);
          }
        }
        case Index.At _ when d >= SHAPE.length -> refused = true;
        case Index.Range _ when d >= SHAPE.length -> refused = true;
        case Index.At(long position) -> {
          long at = position < 0 ? position + SHAPE[d] : position;
          refused |= at < 0 || at >= SHAPE[d];
          positions.add(List.of(at));
        }
        case Index.Range range -> add(range, positions, shape);
      }
    }
    try {
      Layout slice = LAYOUT.slice(indices);
      assertTrue(!refused && slice.ndim() <= Layout.MAX_DIMENSIONS, slice::toString);
      assertArrayEquals(shape.stream().mapToLong(Long::longValue).toArray(), slice.shape());
      assertEquals(offsets(positions), Offsets.of(slice));
      return true;
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      assertTrue(refused || shape.size() > Layout.MAX_DIMENSIONS, e::toString);
      checkedRefusal(e);
      return false;
    }
  }

  private static void add(Index.Range range, List<List<Long>> positions, List<Long> shape) {
    positions.add(Positions.of(range, SHAPE[positions.size()]));
    shape.add((long) positions.getLast().size());
  }

  private static List<Long> offsets(List<List<Long>> positions) {
    List<Long> offsets = new ArrayList<>();
    for (long i : positions.get(0)) {
      for (long j : positions.get(1)) {
        for (long k : positions.get(2)) {
          offsets.add(LAYOUT.offsetOf(i, j, k));
        }
      }
    }
    return offsets;
  }
}
