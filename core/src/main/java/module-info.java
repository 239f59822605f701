/** Python's buffer protocol for the JVM: exporters, leases and views over any memory. */
module io.memview.core {
  requires static transitive java.desktop;
  // Not transitive: who compiles against this module need not have the annotations, and who uses
  // them requires them anyway.
  requires static org.jspecify;
  // Where it is, leases can be recorded.
  requires static jdk.jfr;

  exports io.memview;
  exports io.memview.array;
  exports io.memview.arrow;
  exports io.memview.cpython;
  exports io.memview.dlpack;
  exports io.memview.format;
  exports io.memview.image;
  exports io.memview.layout;
  exports io.memview.nio;
  exports io.memview.npy;

  uses io.memview.ExporterProvider;

  provides io.memview.ExporterProvider with
      io.memview.providers.ArrayProvider,
      io.memview.providers.ImageProvider,
      io.memview.providers.NioProvider;
}
