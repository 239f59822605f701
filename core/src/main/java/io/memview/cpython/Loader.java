package io.memview.cpython;

import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a platform loads shared libraries, and which of them a process has. */
interface Loader {
  /**
   * Loads a library, for good, so that extension modules find its symbols.
   *
   * @return why it cannot be loaded; null if it is
   */
  @Nullable String load(Path library);

  /** The library of CPython that this process has loaded already, if it has one. */
  @Nullable Path running(Places places);

  /**
   * What the program itself and the libraries that all may see define; null if none can be seen.
   */
  @Nullable SymbolLookup program();
}
