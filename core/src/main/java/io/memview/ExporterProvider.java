package io.memview;

import java.util.Optional;

/**
 * Knows how to export the objects of one library. {@link Exporters#of} finds providers by {@link
 * java.util.ServiceLoader}: a module says {@code provides io.memview.ExporterProvider with …}, a
 * jar on the class path has a file {@code META-INF/services/io.memview.ExporterProvider}. The class
 * is public and has a public constructor without arguments. One object of it may serve as long as
 * the program runs.
 *
 * <p><b>Threads.</b> Any thread may ask at any time.
 */
public interface ExporterProvider {
  /**
   * What is exported, for the message to those who ask for something else.
   *
   * @return types by their names, such as {@code "io.netty.buffer.ByteBuf"}; empty if the library
   *     is not there
   */
  String supports();

  /**
   * Exports an object in place.
   *
   * @param object any object
   * @return an exporter of its memory, or nothing if it is not of this library
   * @throws IllegalArgumentException if it is of this library, but has no memory that a layout
   *     describes; the message says what would work
   */
  Optional<Exporter> exporterOf(Object object);
}
