package io.memview.examples.exporters;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.memview.Exporter;
import io.memview.HeldMemory;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.Request;
import io.memview.format.Format;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

// @start region="exporter"
/** A grid in a file, which is locked and mapped while somebody looks at it, and else left alone. */
public final class LockedGrid implements Exporter {
  private final HeldMemory held = HeldMemory.of(this, this::open);
  private final Path file;
  private final long width;

  /** The numbers of a file, in rows. */
  public LockedGrid(Path file, long width) {
    this.file = file;
    this.width = width;
  }

  private Memory open(HeldMemory.Hold hold) throws IOException {
    FileChannel channel = hold.closing(FileChannel.open(file, READ, WRITE));
    hold.closing(channel.lock());
    return Memory.of(
            channel.map(MapMode.READ_WRITE, 0, channel.size(), hold.arena()), Format.parse("<d"))
        .withShape(-1, width);
  }

  @Override
  public Lease acquire(Request request) {
    return held.acquire(request);
  }
}
// @end
