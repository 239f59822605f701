/** Kotlin scopes, indexing and slicing over memview core. */
@SuppressWarnings("requires-automatic") // the notebooks' API is no module; only they have it
module io.memview.dsl {
  requires transitive io.memview.core;
  requires transitive kotlin.stdlib;
  requires static kotlin.jupyter.api;

  exports io.memview.dsl;
  exports io.memview.dsl.notebook;
}
