package io.memview.adapters;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Knows the objects of all libraries that are there. It is found by {@link io.memview.Exporters#of}
 * and needs no call. An adapter is loaded for the first object of its library, and none of a
 * library that is not there.
 */
public final class Adapters implements ExporterProvider {
  /** For the service loader. */
  public Adapters() {}

  /**
   * What is exported of the libraries that are there.
   *
   * @return the types, or nothing if no library is there
   */
  @Override
  public String supports() {
    return Library.present().stream()
        .map(library -> library.adapter().supports())
        .collect(Collectors.joining(", "));
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    for (Library library : Library.present()) {
      if (library.has(object)) {
        return library.adapter().exporterOf(object);
      }
    }
    return Optional.empty();
  }
}
