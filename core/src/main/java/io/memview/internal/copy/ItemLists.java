package io.memview.internal.copy;

import io.memview.format.Format;
import io.memview.format.Struct;
import io.memview.internal.memory.ItemAddress;
import io.memview.internal.memory.Limits;
import io.memview.internal.memory.Region;
import io.memview.layout.Layout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All items in nested lists, and how many there can be. */
public final class ItemLists {
  /** A list is one value. */
  private static final Format EMPTY = new Struct(List.of(), 0, 1);

  private ItemLists() {}

  /** All items, a list for each dimension. */
  public static Object toList(Region memory) {
    Layout layout = memory.layout();
    if (layout.itemCount() == 0) {
      return listOfNone(layout);
    }
    Limits.checkRoom(layout.itemCount(), memory.format(), "lists of %d '%s' items");
    return toList(memory, new long[layout.ndim()], 0);
  }

  /** Lists that have no items in the end: all of one depth are one. */
  private static List<?> listOfNone(Layout layout) {
    int empty = 0;
    while (layout.shape(empty) > 0) {
      Limits.checkRoom(layout.shape(empty), EMPTY, "lists of %d lists");
      empty++;
    }
    List<?> list = List.of();
    for (int d = empty - 1; d >= 0; d--) {
      list = Collections.nCopies((int) layout.shape(d), list);
    }
    return list;
  }

  private static Object toList(Region memory, long[] index, int dimension) {
    if (dimension == index.length) {
      return ItemAddress.item(memory, index);
    }
    int extent = (int) memory.layout().shape(dimension);
    List<Object> list = new ArrayList<>(extent);
    for (int i = 0; i < extent; i++) {
      index[dimension] = i;
      list.add(toList(memory, index, dimension + 1));
    }
    return Collections.unmodifiableList(list);
  }
}
