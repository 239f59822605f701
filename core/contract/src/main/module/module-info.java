/** The contract of exporters as JUnit tests. */
module io.memview.contract {
  requires transitive io.memview.core;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports io.memview.contract;
}
