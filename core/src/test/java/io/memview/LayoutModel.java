package io.memview;

import io.memview.layout.Index;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What views should show, without strides: a list of cells in C order. Each operation picks cells
 * by their indices, as its definition says.
 */
final class LayoutModel {
  /** An item: its value, and the offset in each table on the way to it and in its block. */
  record Cell(long value, long[] path) {}

  final long[] shape;
  final List<Cell> cells;
  final boolean readOnly;

  LayoutModel(long[] shape, List<Cell> cells, boolean readOnly) {
    this.shape = shape;
    this.cells = cells;
    Set<Cell> different = new HashSet<>(cells);
    this.readOnly = readOnly || different.size() < cells.size();
  }

  Cell cell(long[] index) {
    long at = 0;
    for (int d = 0; d < shape.length; d++) {
      at = at * shape[d] + index[d];
    }
    return cells.get((int) at);
  }

  /** The cells of another shape, each found at an index of this one. */
  LayoutModel pick(long[] newShape, UnaryOperator<long[]> from) {
    List<Cell> picked = new ArrayList<>();
    for (long[] index : TestMemory.indices(newShape)) {
      picked.add(cell(from.apply(index)));
    }
    return new LayoutModel(newShape, picked, readOnly);
  }

  /** The positions that {@code range(start, stop, step)} selects from an extent. */
  static List<Long> positions(long start, long stop, long step, long extent) {
    List<Long> all = new ArrayList<>();
    if (step > 0) {
      long from = start < 0 ? Math.max(0, start + extent) : start;
      long to = stop < 0 ? stop + extent : Math.min(stop, extent);
      for (long i = from; i < to; i += step) {
        all.add(i);
      }
    } else {
      long from = start < 0 ? start + extent : Math.min(start, extent - 1);
      long to = stop < 0 ? Math.max(-1, stop + extent) : stop;
      for (long i = from; i > to; i += step) {
        all.add(i);
      }
    }
    return all;
  }

  LayoutModel slice(Index[] indices) {
    List<List<Long>> taken = new ArrayList<>(); // positions for each old dimension
    List<Integer> source = new ArrayList<>(); // the old dimension of each new one, or -1
    List<Long> newShape = new ArrayList<>();
    long named =
        Arrays.stream(indices)
            .filter(i -> i instanceof Index.At || i instanceof Index.Range)
            .count();
    List<Index> all = new ArrayList<>(Arrays.asList(indices));
    if (!all.contains(Index.ellipsis())) {
      all.add(Index.ellipsis());
    }
    for (Index index : all) {
      switch (index) {
        case Index.NewAxis newAxis -> {
          source.add(-1);
          newShape.add(1L);
        }
        case Index.At at -> {
          long extent = shape[taken.size()];
          taken.add(List.of(at.position() < 0 ? at.position() + extent : at.position()));
        }
        case Index.Range range -> {
          int d = taken.size();
          taken.add(positions(range.start(), range.stop(), range.step(), shape[d]));
          source.add(d);
          newShape.add((long) taken.get(d).size());
        }
        case Index.Ellipsis ellipsis -> {
          for (long left = shape.length - named; left > 0; left--) {
            int d = taken.size();
            taken.add(positions(0, shape[d], 1, shape[d]));
            source.add(d);
            newShape.add(shape[d]);
          }
        }
      }
    }
    long[] result = newShape.stream().mapToLong(Long::longValue).toArray();
    return pick(
        result,
        index -> {
          long[] old = new long[shape.length];
          for (int d = 0; d < old.length; d++) {
            int to = source.indexOf(d);
            old[d] = taken.get(d).get(to < 0 ? 0 : (int) index[to]);
          }
          return old;
        });
  }

  LayoutModel permute(int[] dimensions) {
    long[] newShape = new long[shape.length];
    for (int d = 0; d < shape.length; d++) {
      newShape[d] = shape[dimensions[d]];
    }
    return pick(
        newShape,
        index -> {
          long[] old = new long[shape.length];
          for (int d = 0; d < shape.length; d++) {
            old[dimensions[d]] = index[d];
          }
          return old;
        });
  }

  LayoutModel flip(Set<Integer> dimensions) {
    return pick(
        shape,
        index -> {
          long[] old = index.clone();
          for (int d : dimensions) {
            old[d] = shape[d] - 1 - old[d];
          }
          return old;
        });
  }

  LayoutModel broadcast(long[] newShape) {
    int added = newShape.length - shape.length;
    return pick(
        newShape,
        index -> {
          long[] old = new long[shape.length];
          for (int d = 0; d < old.length; d++) {
            old[d] = shape[d] == 1 ? 0 : index[added + d];
          }
          return old;
        });
  }

  LayoutModel reshape(long[] newShape) {
    return new LayoutModel(newShape, cells, readOnly);
  }

  /** The part of each cell at an offset, as {@code View.field} shows it. */
  LayoutModel part(long start, long size, long... inner) {
    List<long[]> places = TestMemory.indices(inner);
    List<Cell> all = new ArrayList<>();
    for (Cell cell : cells) {
      for (int i = 0; i < places.size(); i++) {
        long[] path = cell.path.clone();
        path[path.length - 1] += start + i * size;
        all.add(new Cell(cell.value + i, path));
      }
    }
    // Cells are the same object where an item repeats; the parts of one cell must be, too.
    List<Cell> unique = new ArrayList<>(all);
    for (int i = 0; i < cells.size(); i++) {
      int first = cells.indexOf(cells.get(i));
      for (int k = 0; k < places.size(); k++) {
        unique.set(i * places.size() + k, all.get(first * places.size() + k));
      }
    }
    long[] newShape = Arrays.copyOf(shape, shape.length + inner.length);
    System.arraycopy(inner, 0, newShape, shape.length, inner.length);
    return new LayoutModel(newShape, unique, readOnly);
  }

  /**
   * Whether any strides, with any choice of pointer dimensions, lead to these cells: tries all.
   *
   * @param pointers the number of pointers that are followed on the way to an item
   */
  boolean isExpressible(int pointers) {
    for (int choice = 0; choice < 1 << shape.length; choice++) {
      if (Integer.bitCount(choice) == pointers && isLinear(choice)) {
        return true;
      }
    }
    return false;
  }

  /** Whether each offset on the way is a sum over the dimensions since the last pointer. */
  private boolean isLinear(int choice) {
    int pointers = Integer.bitCount(choice);
    List<long[]> indices = TestMemory.indices(shape);
    long[] origin = tail(cells.get(0), pointers);
    long[] strides = new long[shape.length];
    int[] level = new int[shape.length];
    for (int d = 0; d < shape.length; d++) {
      level[d] = Integer.bitCount(choice & ((1 << d) - 1));
      if (shape[d] > 1) {
        long[] unit = new long[shape.length];
        unit[d] = 1;
        strides[d] = tail(cell(unit), pointers)[level[d]] - origin[level[d]];
      }
    }
    for (int i = 0; i < indices.size(); i++) {
      long[] expected = origin.clone();
      for (int d = 0; d < shape.length; d++) {
        expected[level[d]] += indices.get(i)[d] * strides[d];
      }
      if (!Arrays.equals(expected, tail(cells.get(i), pointers))) {
        return false;
      }
    }
    return true;
  }

  private static long[] tail(Cell cell, int pointers) {
    int length = cell.path.length;
    return Arrays.copyOfRange(cell.path, length - pointers - 1, length);
  }

  /** Whether the items follow each other in memory, in C order or with the first index fastest. */
  boolean isContiguous(boolean fortran, int pointers, long itemSize) {
    if (pointers > 0) {
      return false;
    }
    if (cells.isEmpty()) {
      return true;
    }
    int[] reverse = new int[shape.length];
    for (int d = 0; d < shape.length; d++) {
      reverse[d] = shape.length - 1 - d;
    }
    LayoutModel model = fortran ? permute(reverse) : this;
    long next = tail(model.cells.get(0), 0)[0];
    for (Cell cell : model.cells) {
      if (tail(cell, 0)[0] != next) {
        return false;
      }
      next += itemSize;
    }
    return true;
  }
}
