package io.memview.format;

/** How much {@link Format#parse(String, Leniency)} lets pass. */
public enum Leniency {
  /** The grammar of {@link Format} and nothing else. */
  STRICT,
  /**
   * What NumPy lets pass besides: the empty string, which is a record of no bytes; a record without
   * its closing brace; a closing brace too many, which ends the format, whatever follows; white
   * space anywhere outside of names, between a count and its code too.
   */
  NUMPY
}
