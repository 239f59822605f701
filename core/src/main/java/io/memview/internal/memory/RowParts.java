package io.memview.internal.memory;

import io.memview.internal.Texts;
import io.memview.internal.memory.Storage.Parts;
import io.memview.internal.memory.Storage.Parts.Part;
import io.memview.layout.Layout;
import io.memview.layout.LayoutException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Parts whose rows follow each other: when they can, and what becomes of rows that are in one. */
final class RowParts {
  private RowParts() {}

  /** Refuses parts of different formats or rows; gives the first one. */
  static Region checkAlike(List<Region> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("no parts have no format and no shape");
    }
    Region first = parts.getFirst();
    long[] row = rowShape(first);
    for (int i = 0; i < parts.size(); i++) {
      Region part = parts.get(i);
      if (part.layout().ndim() == 0) {
        throw new IllegalArgumentException(
            "part %d has no dimension along which it could follow another: reshape(1) gives it one"
                .formatted(i));
      }
      if (!part.format().equals(first.format())
          || part.layout().itemSize() != first.layout().itemSize()
          || !Arrays.equals(rowShape(part), row)) {
        throw new IllegalArgumentException(
            "part %d is '%s' of shape %s, but part 0 is '%s' of shape %s; parts differ in the first extent only"
                .formatted(
                    i,
                    Texts.shownValue(part.format()),
                    part.shapeText(),
                    Texts.shownValue(first.format()),
                    first.shapeText()));
      }
    }
    return first;
  }

  private static long[] rowShape(Region part) {
    return Arrays.stream(part.layout().shape()).skip(1).toArray();
  }

  /** A table of all rows. */
  static Parts table(List<Region> regions) {
    Part[] parts = new Part[regions.size()];
    long first = 0;
    for (int i = 0; i < parts.length; i++) {
      Region region = regions.get(i);
      Layout layout = region.layout();
      checkStrides(i, layout, regions.getFirst().layout());
      long end = Math.addExact(first, layout.shape(0));
      parts[i] =
          new Part(
              region.storage(),
              first,
              end,
              layout.offset(),
              layout.stride(0),
              layout.isPointer(0),
              layout.suboffset(0));
      first = end;
    }
    return new Parts(parts);
  }

  private static void checkStrides(int part, Layout layout, Layout first) {
    for (int d = 1; d < layout.ndim(); d++) {
      if (layout.isPointer(d) != first.isPointer(d)
          || layout.suboffset(d) != first.suboffset(d)
          || (layout.stride(d) != first.stride(d) && layout.shape(d) > 1)) {
        throw new LayoutException(
            "the rows of part %d have strides %s, but those of part 0 %s: no suboffsets express both, and only a copy joins them"
                .formatted(part, Texts.tuple(layout.strides()), Texts.tuple(first.strides())));
      }
    }
  }

  // ---- rows of a table, which may be in one part

  /** Whether a layout begins with pointers to rows, of which there are some. */
  static boolean isTable(Layout layout) {
    return layout.ndim() > 0 && layout.isPointer(0) && layout.itemCount() > 0;
  }

  private static long row(Layout layout, long i) {
    return (layout.offset() + i * layout.stride(0)) / Layout.POINTER_SIZE;
  }

  static Part first(Parts parts, Layout layout) {
    return parts.part(row(layout, 0));
  }

  static boolean isInOne(Parts parts, Layout layout) {
    return isTable(layout)
        && first(parts, layout).first() == parts.part(row(layout, layout.shape(0) - 1)).first();
  }

  /** The layout in the part that all rows are in. */
  static Layout in(Part part, Layout layout) {
    long at = part.at(row(layout, 0));
    long stride = part.stride() * (layout.stride(0) / Layout.POINTER_SIZE);
    long more = layout.suboffset(0);
    return part.isPointer()
        ? layout.withRows(at, layout.shape(0), stride, true, part.suboffset() + more)
        : layout.withRows(at + more, layout.shape(0), stride, false, 0);
  }

  /** Positions at which another part begins than that of the row before. */
  static long[] cuts(Parts parts, Layout layout) {
    long step = layout.stride(0) / Layout.POINTER_SIZE;
    LongStream.Builder cuts = LongStream.builder();
    long i = 0;
    while (step != 0 && i < layout.shape(0)) {
      long row = row(layout, i);
      Part part = parts.part(row);
      long inPart = step > 0 ? part.end() - row : row - part.first() + 1;
      i += Math.ceilDiv(inPart, Math.abs(step));
      if (i < layout.shape(0)) {
        cuts.add(i);
      }
    }
    return cuts.build().toArray();
  }
}
