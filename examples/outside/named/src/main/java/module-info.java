/**
 * What somebody writes who uses memview; a package that it reflects on is opened or exported to it.
 */
module outside.named {
  requires io.memview.contract;
  requires io.memview.core;
  requires io.memview.dsl;
  requires kotlin.jupyter.api;
  requires kotlinx.coroutines.core;
  requires kotlinx.io.core;
  requires org.junit.jupiter.api;

  exports outside.exported to
      io.memview.core;

  opens io.memview.examples to
      io.memview.core;
  opens outside.opened to
      io.memview.core;
  opens outside.readings to
      io.memview.core;

  provides io.memview.ExporterProvider with
      outside.Letters;
}
