package io.memview.examples.exporters;

import io.memview.Exporter;
import io.memview.Lease;
import io.memview.Request;
import io.memview.View;
import io.memview.layout.Index;

/**
 * A square part of somebody else's picture: a delegate. It holds no memory and counts nothing;
 * whoever acquires it holds the picture itself.
 */
public record Tile(Exporter picture, int x, int y, int size) implements Exporter {
  @Override
  public Lease acquire(Request request) {
    try (Lease whole = picture.acquire(Request.FULL_RO.scoped())) {
      return part(whole.view()).acquire(request);
    }
  }

  private View part(View all) {
    return all.slice(Index.range(y, y + size), Index.range(x, x + size));
  }
}
