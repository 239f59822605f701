package io.memview.layout;

/**
 * In which order the items of a view follow each other. Counterpart of {@code order='C'|'F'|'A'}.
 */
public enum Order {
  /** The last index varies fastest. */
  C,
  /** The first index varies fastest. */
  FORTRAN,
  /**
   * Either: Fortran order for what is Fortran contiguous and not C contiguous, else C order. For
   * loops over items, the order in which they lie in memory: {@code order='K'} of NumPy.
   */
  ANY
}
