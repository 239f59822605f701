package io.memview;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Finds an exporter of any object: counterpart of {@code memoryview(object)}, which asks the
 * object's type. On the JVM types of others cannot be taught to answer, so {@link ExporterProvider
 * providers} do. Those of memview know arrays and arrays of arrays of numbers, NIO buffers, memory
 * segments (as bytes), images and rasters.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Exporters {
  /** A class loader that cannot be read fails whenever it is asked for the next provider. */
  private static final int MOST_FAILURES = 100;

  private Exporters() {}

  /**
   * An exporter of an object. Providers are looked up by the context class loader of the thread and
   * by that of memview, each time, so whoever exports one object often keeps its exporter. Each
   * exporter of an object that does not count its exports itself has a count of its own.
   *
   * @param object an exporter, which is returned itself, or what a provider knows
   * @return an exporter of the object's memory, in place
   * @throws IllegalArgumentException if no provider knows such objects (the message lists what is
   *     supported), or if the object has no memory that a layout describes (the first provider that
   *     knows it says why, and what would work). Providers that failed are suppressed exceptions.
   */
  public static Exporter of(Object object) {
    if (Objects.requireNonNull(object, "object") instanceof Exporter exporter) {
      return exporter;
    }
    Set<String> supported = new LinkedHashSet<>();
    List<Throwable> failures = new ArrayList<>();
    List<IllegalArgumentException> refusals = new ArrayList<>();
    for (ClassLoader loader : loaders()) {
      Iterator<ExporterProvider> providers =
          ServiceLoader.load(ExporterProvider.class, loader).iterator();
      boolean more = true;
      while (more && failures.size() < MOST_FAILURES) {
        try {
          more = providers.hasNext();
          if (more) {
            ExporterProvider provider = providers.next();
            Optional<Exporter> found = provider.exporterOf(object);
            if (found.isPresent()) {
              return found.get();
            }
            supported.add(provider.supports());
          }
        } catch (ServiceConfigurationError | LinkageError e) {
          failures.add(e); // its library is not there; others may know the object
        } catch (IllegalArgumentException e) {
          refusals.add(e); // it knows why not; others may know how
        }
      }
    }
    IllegalArgumentException refusal =
        refusals.isEmpty() ? unknown(object, supported, failures.size()) : refusals.getFirst();
    failures.forEach(refusal::addSuppressed);
    throw refusal;
  }

  private static IllegalArgumentException unknown(
      Object object, Set<String> supported, int failures) {
    return new IllegalArgumentException(
        "no provider exports a %s; supported are exporters, %s%s"
            .formatted(
                object.getClass().getTypeName(),
                String.join(", ", supported),
                failures == 0 ? "" : "; providers that failed: %d".formatted(failures)));
  }

  /** That of the thread, and that of memview, which the thread's need not know. */
  private static Set<ClassLoader> loaders() {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    for (ClassLoader loader :
        Arrays.asList(
            Thread.currentThread().getContextClassLoader(),
            ExporterProvider.class.getClassLoader())) {
      loaders.add(loader == null ? ClassLoader.getSystemClassLoader() : loader);
    }
    return loaders;
  }
}
