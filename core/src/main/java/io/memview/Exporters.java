package io.memview;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

  /** What loaders have that stay as long as memview does. */
  private static final Map<ClassLoader, Kept> KEPT = new ConcurrentHashMap<>();

  /**
   * The providers of a loader.
   *
   * @param failures why others could not be had: their libraries are not there
   */
  private record Kept(List<ExporterProvider> providers, List<Throwable> failures) {}

  private Exporters() {}

  /**
   * An exporter of an object. Arrays of numbers are known without a provider. Providers are looked
   * up by the context class loader of the thread and by that of memview: once if the loader stays
   * as long as memview does, as that of an application, and else each time. Each exporter of an
   * object that does not count its exports itself has a count of its own.
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
    if (object.getClass().isArray() && isNumeric(object.getClass().componentType())) {
      return MemoryExporter.of(Memory.ofArray(object));
    }
    Search search = new Search(object);
    for (ClassLoader loader : loaders()) {
      Exporter found = search.among(loader);
      if (found != null) {
        return found;
      }
    }
    throw search.failure();
  }

  /** Whether an array of the type has memory to show: what needs no provider. */
  private static boolean isNumeric(Class<?> type) {
    return type.isPrimitive() && type != boolean.class;
  }

  /** Asks providers for an exporter of an object, and remembers why they have none. */
  private static final class Search {
    private final Object object;
    private final Set<String> supported = new LinkedHashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<IllegalArgumentException> refusals = new ArrayList<>();

    Search(Object object) {
      this.object = object;
    }

    @Nullable Exporter among(ClassLoader loader) {
      Kept known = KEPT.get(loader);
      if (known == null) {
        return lookUp(loader);
      }
      failures.addAll(known.failures());
      for (ExporterProvider provider : known.providers()) {
        Exporter found = ask(provider);
        if (found != null) {
          return found;
        }
      }
      return null;
    }

    /** Finds the providers as far as they are asked; keeps them if the loader stays. */
    private @Nullable Exporter lookUp(ClassLoader loader) {
      Iterator<ExporterProvider> providers =
          ServiceLoader.load(ExporterProvider.class, loader).iterator();
      List<ExporterProvider> all = new ArrayList<>();
      List<Throwable> missing = new ArrayList<>();
      Exporter found = null;
      boolean more = true;
      while (more && missing.size() < MOST_FAILURES) {
        try {
          more = providers.hasNext();
          if (more) {
            ExporterProvider provider = providers.next();
            all.add(provider);
            found = found == null ? ask(provider) : found;
            more = found == null || staysAsLong(loader);
          }
        } catch (ServiceConfigurationError | LinkageError e) {
          missing.add(e); // its library is not there; others may know the object
        }
      }
      failures.addAll(missing);
      if (missing.size() < MOST_FAILURES && staysAsLong(loader)) {
        KEPT.putIfAbsent(loader, new Kept(List.copyOf(all), List.copyOf(missing)));
      }
      return found;
    }

    private @Nullable Exporter ask(ExporterProvider provider) {
      try {
        Optional<Exporter> found = provider.exporterOf(object);
        if (found.isEmpty()) {
          String types = provider.supports();
          if (!types.isEmpty()) {
            supported.add(types);
          }
        }
        return found.orElse(null);
      } catch (ServiceConfigurationError | LinkageError e) {
        failures.add(e);
      } catch (IllegalArgumentException e) {
        refusals.add(e); // it knows why not; others may know how
      }
      return null;
    }

    IllegalArgumentException failure() {
      IllegalArgumentException refusal =
          refusals.isEmpty() ? unknown(object, supported, failures.size()) : refusals.getFirst();
      failures.forEach(refusal::addSuppressed);
      return refusal;
    }
  }

  /** Whether a loader cannot be collected before memview: what it gives can be kept. */
  private static boolean staysAsLong(ClassLoader loader) {
    ClassLoader own = Exporters.class.getClassLoader();
    while (own != null && own != loader) {
      own = own.getParent();
    }
    return own == loader || loader == ClassLoader.getSystemClassLoader();
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
