package io.memview.providers;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.array.NestedArrays;
import java.util.Objects;
import java.util.Optional;

/** Java's arrays of numbers. */
public final class ArrayProvider implements ExporterProvider {
  /** For the service loader. */
  public ArrayProvider() {}

  @Override
  public String supports() {
    return "arrays and arrays of arrays of numbers";
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    Class<?> innermost = Objects.requireNonNull(object, "object").getClass();
    while (innermost.isArray()) {
      innermost = innermost.componentType();
    }
    if (!object.getClass().isArray() || !innermost.isPrimitive()) {
      return Optional.empty();
    }
    if (innermost == boolean.class) {
      throw new IllegalArgumentException(
          "a %s is not exported in place, since the platform does not show the bytes of booleans;"
                  .formatted(object.getClass().getTypeName())
              + " PrimitiveArrays.exportCopy exports a copy of a boolean[]");
    }
    return Optional.of(
        object instanceof Object[] rows
            ? NestedArrays.export(rows)
            : MemoryExporter.of(Memory.ofArray(object)));
  }
}
