package outside;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.array.PrimitiveArrays;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Exports texts: found by the service loader. */
public final class Letters implements ExporterProvider {
  @Override
  public String supports() {
    return "java.lang.StringBuilder";
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return object instanceof StringBuilder text
        ? Optional.of(PrimitiveArrays.export(text.toString().getBytes(StandardCharsets.US_ASCII)))
        : Optional.empty();
  }
}
