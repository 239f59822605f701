package io.memview;

import io.memview.internal.Texts;
import io.memview.layout.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A view of one geometry, the whole memory behind it, and what both should show. */
record Geometry(String name, View view, LayoutModel model, View whole, LayoutModel wholeModel) {

  /** New memory with items that count from 0, behind some levels of pointers. */
  static Geometry base(String format, int levels, long... shape) {
    long count = 1;
    for (long extent : shape) {
      count *= extent;
    }
    List<LayoutModel.Cell> cells = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      cells.add(new LayoutModel.Cell(i, new long[] {i}));
    }
    LayoutModel model = new LayoutModel(shape, cells, false);
    View view = TestMemory.view(TestMemory.blocks(format, levels, shape));
    String name = levels + " pointers " + Texts.tuple(shape);
    return new Geometry(name, view, model, view, model);
  }

  private Geometry then(String operation, View newView, LayoutModel newModel) {
    return new Geometry(name + " " + operation, newView, newModel, whole, wholeModel);
  }

  Geometry slice(Index... indices) {
    return then("sliced", view.slice(indices), model.slice(indices));
  }

  Geometry permute(int... dimensions) {
    return then("permuted", view.permute(dimensions), model.permute(dimensions));
  }

  Geometry flip(int... dimensions) {
    Set<Integer> all = new TreeSet<>();
    for (int d : dimensions) {
      all.add(d);
    }
    return then("flipped", view.flip(dimensions), model.flip(all));
  }

  Geometry broadcast(long... shape) {
    return then("broadcast", view.broadcast(shape), model.broadcast(shape));
  }

  private static Index by(long step) {
    return step > 0 ? Index.range(0, 100, step) : Index.range(100, -100, step);
  }

  /** Views of shape (2, 3, 4) of every geometry, all writable. */
  static List<Geometry> ofOneShape(String format) {
    return List.of(
        base(format, 0, 2, 3, 4),
        base(format, 0, 4, 3, 2).permute(2, 1, 0),
        base(format, 0, 3, 2, 4).permute(1, 0, 2),
        base(format, 0, 5, 3, 8).slice(Index.range(1, 5, 2), by(1), by(2)),
        base(format, 0, 5, 7, 8).slice(by(-3), by(-3), by(-2)),
        base(format, 0, 2, 3, 4).flip(0, 1, 2),
        base(format, 0, 2, 4, 3).permute(0, 2, 1).flip(2),
        base(format, 0, 6, 2, 3, 4).slice(Index.at(4)),
        base(format, 1, 2, 3, 4),
        base(format, 1, 2, 4, 3).permute(0, 2, 1),
        base(format, 1, 4, 3, 8).slice(by(-2), by(-1), Index.range(1, 9, 2)),
        base(format, 2, 2, 3, 4),
        base(format, 2, 3, 5, 9).slice(Index.range(1, 3), by(-2), Index.range(1, 9, 2)),
        base(format, 3, 2, 3, 4),
        base(format, 3, 2, 2, 3, 4).slice(Index.at(-1)),
        base(format, 2, 2, 2, 3, 4).slice(Index.at(1)).flip(1),
        base(format, 1, 2, 2, 3, 4).slice(Index.at(0)));
  }

  /** Views of all sorts of shapes; some share items and are read-only. */
  static List<Geometry> ofAllShapes(String format) {
    List<Geometry> all = new ArrayList<>(ofOneShape(format));
    all.addAll(
        List.of(
            base(format, 0),
            base(format, 0, 3).slice(Index.at(1)),
            base(format, 0, 1),
            base(format, 0, 7),
            base(format, 0, 7).flip(0),
            base(format, 0, 0),
            base(format, 0, 3, 0, 2),
            base(format, 0, 4, 1).permute(1, 0),
            base(format, 0, 3).broadcast(2, 3),
            base(format, 0, 3, 1).broadcast(3, 4),
            base(format, 0).broadcast(2, 2),
            base(format, 1, 3).slice(Index.at(1)),
            base(format, 1, 5),
            base(format, 1, 5).slice(by(-2)),
            base(format, 1, 3, 0),
            base(format, 1, 3, 4).slice(Index.range(1, 1)),
            base(format, 1, 1, 3).broadcast(4, 3),
            base(format, 1, 3, 4).slice(Index.newAxis()),
            base(format, 2, 3, 4),
            base(format, 2, 3, 4, 5).slice(by(2), by(3), by(-2)),
            base(format, 2, 1, 2, 3).broadcast(2, 2, 2, 3)));
    return all;
  }

  @Override
  public String toString() {
    return name;
  }
}
