package io.memview.providers;

import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.image.BufferedImages;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.Optional;

/** Images, where the module {@code java.desktop} is. */
public final class ImageProvider implements ExporterProvider {
  /** For the service loader. */
  public ImageProvider() {}

  @Override
  public String supports() {
    return "java.awt.image.BufferedImage and Raster";
  }

  @Override
  public Optional<Exporter> exporterOf(Object object) {
    return switch (object) {
      case BufferedImage image -> Optional.of(BufferedImages.export(image));
      case Raster raster -> Optional.of(BufferedImages.export(raster));
      default -> Optional.empty();
    };
  }
}
