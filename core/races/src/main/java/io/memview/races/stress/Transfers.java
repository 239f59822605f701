package io.memview.races.stress;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that is freed while it is written to a file: by an operation of its view, and by
 * the platform, from a segment that has outlived its lease.
 */
final class Transfers {
  private static final int SIZE = 1 << 16;

  private final Oracle oracle = new Oracle("memory that is written to a file");
  private final FileChannel file;
  private final ByteBuffer back = ByteBuffer.allocate(SIZE);

  private Transfers(FileChannel file) {
    this.file = file;
  }

  static void run(long seconds) throws Exception {
    Path path = Files.createTempFile("transfers", ".bin");
    try (FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      Transfers transfers = new Transfers(file);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      for (int round = 0; System.nanoTime() < end; round++) {
        transfers.round((byte) (1 + round % 100));
      }
    }
  }

  private void round(byte stamp) throws Exception {
    OwnedMemory memory = OwnedMemory.allocate("b", SIZE);
    memory.doWithView(Request.FULL, view -> view.fill(stamp));
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    writeUntilFreed(memory, stamp);
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
    TimeUnit.MICROSECONDS.sleep(500 + 97 * stamp);
    while (!oracle.change(memory::free) && writer.isAlive()) {
      Thread.onSpinWait();
    }
    writer.join();
    memory.free();
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError(thrown);
    }
    oracle.ended(memory.exports());
  }

  private void writeUntilFreed(OwnedMemory memory, byte stamp) throws IOException {
    while (true) {
      oracle.begin();
      MemorySegment segment;
      try (Lease lease = memory.acquire(Request.FULL.scoped())) {
        file.position(0);
        lease.view().writeTo(file);
        segment = lease.view().asSegment();
      } catch (BufferException.Refused freed) {
        oracle.end();
        return;
      }
      checkFile(SIZE, stamp);
      try {
        checkFile(file.write(segment.asByteBuffer(), 0), stamp);
      } catch (IllegalStateException e) {
        if (segment.scope().isAlive()) {
          throw e;
        }
      }
      oracle.end();
    }
  }

  private void checkFile(int written, byte stamp) throws IOException {
    back.clear().limit(written);
    file.read(back, 0);
    for (int i = 0; i < written; i++) {
      if (back.get(i) != stamp) {
        throw oracle.forbidden("wrote %d, not %d".formatted(back.get(i), stamp));
      }
    }
  }
}
