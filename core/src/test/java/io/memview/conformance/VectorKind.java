package io.memview.conformance;

import java.util.List;
import java.util.function.Consumer;

/**
 * One kind of vectors.
 *
 * @param name what the report calls it
 * @param path the file that has one vector a line, relative to the folder of vectors; a kind whose
 *     vectors name further files has a folder of its own, and this is its index
 * @param shared whether every set has it; others are run where they are
 * @param check asks one vector; it throws if memview answers otherwise
 */
record VectorKind(String name, String path, boolean shared, Check check) {
  /** How a vector is asked, through the public API alone. */
  @FunctionalInterface
  interface Check {
    /** Throws if memview's answer is another one; the folder has the files that a vector names. */
    void check(Vector vector, VectorFolder folder) throws Exception;
  }

  /** Every kind there is. */
  static final List<VectorKind> ALL =
      List.of(
          file("struct", StructChecks::check),
          file("format", FormatChecks::check),
          file("record", RecordChecks::check),
          file("view-strided", ViewChecks::check),
          file("view-pointers", ViewChecks::check),
          file("request", RequestChecks::check),
          file("cast", CastChecks::check),
          file("contiguous", CopyChecks::contiguous),
          file("copy", CopyChecks::copy),
          file("equal", CopyChecks::equal),
          new VectorKind("npy", "npy/index.jsonl", true, NpyChecks::check),
          file("numpy", FormatChecks::check).ofOurOwn());

  private static VectorKind file(String name, Consumer<Vector> check) {
    return new VectorKind(name, name + ".jsonl", true, (vector, folder) -> check.accept(vector));
  }

  private VectorKind ofOurOwn() {
    return new VectorKind(name, path, false, check);
  }
}
