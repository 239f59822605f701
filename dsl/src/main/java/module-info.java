/** Kotlin scopes, indexing and slicing over memview core. */
module io.memview.dsl {
  requires transitive io.memview.core;
  requires transitive kotlin.stdlib;

  exports io.memview.dsl;
}
