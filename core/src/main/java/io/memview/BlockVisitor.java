package io.memview;

import java.nio.ByteBuffer;

/**
 * What is done with each block of a view's bytes: {@code digest::update}, {@code checksum::update}.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface BlockVisitor<X extends Exception> {
  /**
   * Visits one block.
   *
   * @param block the bytes from position 0 to the limit, in the byte order of the format; over an
   *     array that the next block will lie in, too
   * @throws X if it fails, which ends the visit
   */
  void visit(ByteBuffer block) throws X;
}
