package io.memview.layout;

import io.memview.internal.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What indices select of a layout. */
final class Slicing {
  private Slicing() {}

  /** The slice at what {@link #expand} has returned. */
  static Layout of(Layout layout, Index[] all) {
    int kept = 0;
    for (Index index : all) {
      kept += index instanceof Index.At ? 0 : 1;
    }
    LayoutBuilder to = new LayoutBuilder(kept, layout.offset);
    int dimension = 0;
    for (Index index : all) {
      // No switch by type, which each program would pay for when it slices first.
      if (index instanceof Index.Range range) {
        long extent = layout.shape[dimension];
        long count = range.count(extent);
        if (count > 0) {
          to.move(way(layout, range.first(extent), dimension));
        }
        // A stride that is never taken may wrap.
        to.add(count, layout.strides[dimension] * range.step());
        to.pointer(layout, dimension++);
      } else if (index instanceof Index.At at) {
        if (layout.isPointer(dimension)) {
          throw noWay(dimension);
        }
        to.move(way(layout, position(layout, at.position(), dimension), dimension++));
      } else {
        to.add(1, 0); // a new axis, as the ellipsis has been expanded
      }
    }
    return to.build(layout.itemSize);
  }

  /** The slice in the block that the pointers of leading positions lead to. */
  static Layout through(Layout layout, Index[] indices, LongUnaryOperator pointers) {
    Index[] all = expand(layout, indices);
    if (!layout.hasPointers()) {
      return of(layout, all);
    }
    List<Index> rest = new ArrayList<>();
    long at = layout.offset();
    int leading = 0;
    int next = 0;
    for (; next < all.length && !(all[next] instanceof Index.Range); next++) {
      if (all[next] instanceof Index.At index) {
        at += way(layout, position(layout, index.position(), leading), leading);
        if (layout.isPointer(leading)) {
          at = pointers.applyAsLong(at) + layout.suboffset(leading);
        }
        leading++;
      } else {
        rest.add(all[next]);
      }
    }
    if (leading == 0) {
      return of(layout, all);
    }
    rest.addAll(Arrays.asList(all).subList(next, all.length));
    return of(layout.behind(leading, at), rest.toArray(Index[]::new));
  }

  /**
   * The dimensions behind some positions.
   *
   * @param pointers where the pointers on the way lead; null if they cannot be followed
   */
  static Layout at(Layout layout, long[] positions, @Nullable LongUnaryOperator pointers) {
    if (Objects.requireNonNull(positions, "positions").length > layout.shape.length) {
      throw tooMany(layout, positions.length);
    }
    long at = layout.offset;
    for (int d = 0; d < positions.length; d++) {
      at += way(layout, position(layout, positions[d], d), d);
      if (layout.isPointer(d)) {
        if (pointers == null) {
          throw noWay(d);
        }
        at = pointers.applyAsLong(at) + layout.suboffset(d);
      }
    }
    return layout.behind(positions.length, at);
  }

  private static LayoutException noWay(int dimension) {
    return new LayoutException(
        "dimension %d holds pointers and can be indexed only if all dimensions before it are"
                .formatted(dimension)
            + "; take a range of one item, or copy");
  }

  private static IndexOutOfBoundsException tooMany(Layout layout, int indices) {
    return new IndexOutOfBoundsException(
        "%d indices for %d dimensions %s"
            .formatted(indices, layout.ndim(), Texts.tuple(layout.shape())));
  }

  /** The indices with the ellipsis written out and one for each dimension. */
  static Index[] expand(Layout layout, Index... indices) {
    int used = 0;
    int ellipsis = indices.length;
    for (int i = 0; i < indices.length; i++) {
      if (Objects.requireNonNull(indices[i], "indices") instanceof Index.Ellipsis) {
        if (ellipsis < indices.length) {
          throw new IllegalArgumentException("a slice can have one ellipsis only");
        }
        ellipsis = i;
      } else if (!(indices[i] instanceof Index.NewAxis)) {
        used++;
      }
    }
    int left = layout.shape.length - used;
    if (left < 0) {
      throw tooMany(layout, used);
    }
    if (left == 0 && ellipsis == indices.length) {
      return indices; // who changes the array meanwhile gets another part, or an exception
    }
    int behind = Math.max(0, indices.length - ellipsis - 1);
    Index[] all = new Index[ellipsis + left + behind];
    System.arraycopy(indices, 0, all, 0, ellipsis);
    Arrays.fill(all, ellipsis, ellipsis + left, Index.all());
    System.arraycopy(indices, indices.length - behind, all, ellipsis + left, behind);
    return all;
  }

  /** A position of {@code slice} or {@code at}, where negative ones count from the end. */
  static long position(Layout layout, long position, int dimension) {
    long extent = layout.shape[dimension];
    long fromStart = position < 0 ? position + extent : position;
    if (fromStart < 0 || fromStart >= extent) {
      throw new IndexOutOfBoundsException(
          "position %d is out of bounds for dimension %d of shape %s"
              .formatted(position, dimension, Texts.tuple(layout.shape())));
    }
    return fromStart;
  }

  /**
   * How far a position is from the first one, in bytes. Where there are no items, strides may be
   * anything and nobody has checked where they lead: there is no way to go.
   */
  static long way(Layout layout, long position, int dimension) {
    return layout.itemCount() == 0 ? 0 : position * layout.strides[dimension];
  }
}
