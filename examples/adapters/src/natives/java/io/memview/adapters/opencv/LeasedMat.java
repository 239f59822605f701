package io.memview.adapters.opencv;

import io.memview.View;
import io.memview.adapters.internal.Lent;
import java.nio.ByteBuffer;
import org.opencv.core.Mat;

/**
 * A Mat over leased memory: OpenCV reads and writes it in place.
 *
 * <p><b>Lifetime.</b> {@link #close} releases the Mat, then gives the lease back; {@code release}
 * is the same. Parts of the Mat ({@code submat}, {@code row}, {@code reshape}) lie in the same
 * memory and do not hold it: none may be used after {@code close}, unless it is leased itself, by
 * an exporter of it.
 *
 * <p>A Mat is no fixed place: {@code create}, and a function that is given this Mat for a result of
 * another size or type, makes it allocate, and lets go of the memory here, which stays leased until
 * {@code close}. {@link #isInPlace} tells.
 *
 * <p><b>Threads.</b> As any Mat; any thread may close it.
 */
public final class LeasedMat extends Mat implements AutoCloseable {
  private final Lent lent;
  private final long address;

  /** A Mat over items of which there are none. */
  LeasedMat(Lent lent, int rows, int columns, int type) {
    super(rows, columns, type);
    this.lent = lent;
    this.address = dataAddr();
  }

  /** A Mat whose rows start at the first item, and are so many bytes apart. */
  LeasedMat(Lent lent, int rows, int columns, int type, ByteBuffer first, long step) {
    super(rows, columns, type, first, step);
    this.lent = lent;
    this.address = dataAddr();
  }

  /**
   * The leased items.
   *
   * @return the view, which dies when this is closed
   */
  public View view() {
    return lent.view();
  }

  /**
   * Whether the Mat still lies in the leased memory.
   *
   * @return false if it has allocated memory of its own, or is closed
   */
  public boolean isInPlace() {
    return !lent.isReleased() && dataAddr() == address;
  }

  /** Releases the Mat, and gives the memory back. Does nothing if that was done before. */
  @Override
  public void release() {
    super.release();
    lent.close();
  }

  /** Releases the Mat, and gives the memory back. Does nothing if that was done before. */
  @Override
  public void close() {
    release();
  }
}
