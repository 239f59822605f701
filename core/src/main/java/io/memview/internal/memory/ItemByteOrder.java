package io.memview.internal.memory;

import io.memview.format.Bits;
import io.memview.format.Format;
import io.memview.format.FunctionPointer;
import io.memview.format.Pointer;
import io.memview.format.Scalar;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one byte order of an item, if it has one. */
public final class ItemByteOrder {
  /** The orders of codes of several bytes. */
  private final Set<ByteOrder> wide = new HashSet<>();

  /** The orders that are said of codes of one byte, where they mean nothing. */
  private final Set<ByteOrder> narrow = new HashSet<>();

  private ItemByteOrder() {}

  /**
   * The byte order of a format: that of its codes of several bytes, and of the other codes if there
   * are none of those; the machine's if nothing is said. Null if there are codes of both.
   */
  public static @Nullable ByteOrder of(Format format) {
    ItemByteOrder orders = new ItemByteOrder();
    orders.add(format);
    Set<ByteOrder> all = orders.wide.isEmpty() ? orders.narrow : orders.wide;
    if (all.size() == 1) {
      return all.iterator().next();
    }
    return orders.wide.isEmpty() ? ByteOrder.nativeOrder() : null;
  }

  private void add(Format format) {
    switch (format) {
      case Scalar scalar -> add(scalar.mode().order(), scalar.type().size(scalar.mode()) > 1);
      case Pointer pointer -> add(pointer.mode().order(), true);
      case FunctionPointer pointer -> add(pointer.mode().order(), true);
      case SubArray array -> add(array.element());
      case Struct struct -> struct.fields().forEach(field -> add(field.format()));
      case Bits _ -> {} // byte orders have no say in it
    }
  }

  private void add(ByteOrder order, boolean isWide) {
    (isWide ? wide : narrow).add(order);
  }
}
