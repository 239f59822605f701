package io.memview.image;

import io.memview.View;
import io.memview.format.Scalar;
import io.memview.layout.Order;
import java.awt.image.DataBuffer;

/**
 * The items of views as the elements of the platform's images, wherever they lie: each is read and
 * written through its view, and so dies with its lease. Elements are counted in C order.
 */
final class ViewBuffer extends DataBuffer {
  private final View[] banks;
  private final boolean isFloat;
  private final Scalar item;

  /**
   * A buffer over some views.
   *
   * @param type of all elements
   * @param banks the views, all of one shape
   */
  ViewBuffer(int type, View... banks) {
    super(type, Math.toIntExact(banks[0].itemCount()), banks.length);
    this.banks = new View[banks.length];
    for (int b = 0; b < banks.length; b++) {
      boolean isLine = banks[b].layout().isContiguous(Order.C);
      this.banks[b] = isLine ? banks[b].reshape(-1) : banks[b];
    }
    this.isFloat = type == TYPE_FLOAT || type == TYPE_DOUBLE;
    this.item = (Scalar) banks[0].format();
  }

  private static long[] index(View view, int element) {
    long[] index = new long[view.ndim()];
    long rest = element;
    for (int d = index.length - 1; d >= 0; d--) {
      index[d] = rest % view.shape(d);
      rest /= view.shape(d);
    }
    return index;
  }

  @Override
  public int getElem(int bank, int i) {
    if (isFloat) {
      return (int) getElemDouble(bank, i);
    }
    View view = banks[bank];
    return (int) (view.ndim() == 1 ? view.getLong(i) : view.getLong(index(view, i)));
  }

  @Override
  public void setElem(int bank, int i, int value) {
    if (isFloat) {
      setElemDouble(bank, i, value);
      return;
    }
    View view = banks[bank];
    long kept = fitting(value);
    if (view.ndim() == 1) {
      view.setLong(i, kept);
    } else {
      view.setLong(index(view, i), kept);
    }
  }

  /** The low bits of a number, as arrays of the platform's take it. */
  private long fitting(int value) {
    return switch (item.type()) {
      case UINT8 -> value & 0xFF;
      case UINT16 -> value & 0xFFFF;
      case INT16 -> (short) value;
      case UINT32 -> value & 0xFFFF_FFFFL;
      default -> value;
    };
  }

  @Override
  public double getElemDouble(int bank, int i) {
    if (!isFloat) {
      return getElem(bank, i);
    }
    View view = banks[bank];
    return view.ndim() == 1 ? view.getDouble(i) : view.getDouble(index(view, i));
  }

  @Override
  public void setElemDouble(int bank, int i, double value) {
    if (!isFloat) {
      setElem(bank, i, (int) value);
      return;
    }
    View view = banks[bank];
    if (view.ndim() == 1) {
      view.setDouble(i, value);
    } else {
      view.setDouble(index(view, i), value);
    }
  }

  @Override
  public double getElemDouble(int i) {
    return getElemDouble(0, i);
  }

  @Override
  public void setElemDouble(int i, double value) {
    setElemDouble(0, i, value);
  }

  @Override
  public float getElemFloat(int bank, int i) {
    return (float) getElemDouble(bank, i);
  }

  @Override
  public float getElemFloat(int i) {
    return (float) getElemDouble(0, i);
  }

  @Override
  public void setElemFloat(int bank, int i, float value) {
    setElemDouble(bank, i, value);
  }

  @Override
  public void setElemFloat(int i, float value) {
    setElemDouble(0, i, value);
  }
}
