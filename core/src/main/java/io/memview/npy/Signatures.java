package io.memview.npy;

import java.nio.charset.StandardCharsets;

/** What a file is that has the wrong suffix, by its first bytes. */
enum Signatures {
  NPY("\u0093NUMPY", "it is a .npy file: NpyFile reads it"),
  ZIP("PK\3\4", "it is a ZIP file, as .npz files are: NpzFile reads it"),
  EMPTY_ZIP("PK\5\6", "it is an empty ZIP file, as .npz files are: NpzFile reads it"),
  GZIP("\u001f\u008b", "it is compressed with gzip: read it through a GZIPInputStream"),
  HDF5("\u0089HDF\r\n\u001a\n", "it is an HDF5 file, which other libraries read"),
  PICKLE_2("\u0080\2", "it is a pickle of Python's: save the array in it with numpy.save"),
  PICKLE_3("\u0080\3", PICKLE_2.what),
  PICKLE_4("\u0080\4", PICKLE_2.what),
  PICKLE_5("\u0080\5", PICKLE_2.what);

  private final byte[] start;
  private final String what;

  Signatures(String start, String what) {
    this.start = start.getBytes(StandardCharsets.ISO_8859_1);
    this.what = what;
  }

  boolean isStartOf(byte[] bytes) {
    for (int i = 0; i < start.length; i++) {
      if (i >= bytes.length || bytes[i] != start[i]) {
        return false;
      }
    }
    return true;
  }

  /** What bytes are that ought to be something else, or the reason why they are not. */
  static String whatIs(byte[] bytes, String otherwise) {
    for (Signatures each : values()) {
      if (each.isStartOf(bytes)) {
        return each.what;
      }
    }
    return otherwise;
  }
}
