package io.memview.benchmarks.process;

import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.nio.MappedFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A mapped file of 64 GiB, most of it a hole: more items than an {@code int} counts, and more pages
 * than most machines have memory. What it is held against does the same with a window of 1 GiB at a
 * time of a smaller file, half of them before and half of them after, so that both read pages that
 * nobody has read before.
 */
final class HugeFile {
  private static final long WINDOW = 1L << 30;
  private static final int WINDOWS = 64;
  private static final int OTHER_WINDOWS = 8;
  private static final long ITEMS = WINDOW / Double.BYTES;

  private HugeFile() {}

  /** What the platform does with a window. */
  private interface Work {
    void run(MemorySegment window);
  }

  private static Path make(int windows) throws IOException {
    // Not in the directory of temporary files, which may be memory.
    Path file = Files.createTempFile(Files.createDirectories(Path.of("target")), "huge", ".f8");
    file.toFile().deleteOnExit();
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(windows * WINDOW);
      for (long window : new long[] {0, windows - 1}) {
        sparse.seek(window * WINDOW);
        sparse.writeLong(Long.reverseBytes(Double.doubleToLongBits(21)));
      }
    }
    return file;
  }

  /** Prints the time of a window, of both. */
  private static void measure(String name, Runnable ours, Work reference) throws IOException {
    MemorySegment other;
    try (FileChannel channel = FileChannel.open(make(OTHER_WINDOWS), StandardOpenOption.READ)) {
      other = channel.map(FileChannel.MapMode.READ_ONLY, 0, OTHER_WINDOWS * WINDOW, Arena.ofAuto());
    }
    long start = System.nanoTime();
    read(other, 0, OTHER_WINDOWS / 2, reference);
    long begin = System.nanoTime();
    ours.run();
    long end = System.nanoTime();
    read(other, OTHER_WINDOWS / 2, OTHER_WINDOWS, reference);
    double theirs = System.nanoTime() - end + begin - start;
    Figures.print(name, (double) (end - begin) / WINDOWS);
    Figures.print(name + ".segment", theirs / OTHER_WINDOWS);
  }

  private static void read(MemorySegment segment, int from, int to, Work work) {
    for (int window = from; window < to; window++) {
      work.run(segment.asSlice(window * WINDOW, WINDOW));
    }
  }

  /** The sum of all items, by one call. */
  static final class Sum {
    private static double total;

    private Sum() {}

    public static void main(String[] args) throws IOException {
      OwnedMemory mapped = MappedFiles.map(make(WINDOWS), "<d");
      try (Lease lease = mapped.acquire(Request.FULL_RO)) {
        View all = lease.view();
        measure(
            "sum", () -> Figures.check(all.doubleSum(), 2 * 21), window -> total += sum(window));
        Figures.check(total, 2 * 21);
      }
      mapped.free();
    }

    private static double sum(MemorySegment segment) {
      double sum = 0;
      for (long i = 0; i < ITEMS; i++) {
        sum += segment.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
      }
      return sum;
    }
  }

  /** Copies of all windows, one after the other, to one in memory. */
  static final class Copies {
    private Copies() {}

    public static void main(String[] args) throws IOException {
      OwnedMemory mapped = MappedFiles.map(make(WINDOWS), "<d", WINDOWS, ITEMS);
      OwnedMemory memory = OwnedMemory.allocate("<d", ITEMS);
      try (Lease lease = mapped.acquire(Request.FULL_RO);
          Lease target = memory.acquire(Request.FULL)) {
        View all = lease.view();
        View copy = target.view();
        copy.fill(1.0); // its pages are there before anything is measured
        MemorySegment bare = copy.asSegment();
        measure("copy", () -> copyAll(all, copy), bare::copyFrom);
      }
      memory.free();
      mapped.free();
    }

    private static void copyAll(View all, View copy) {
      for (int window = 0; window < WINDOWS; window++) {
        copy.copyFrom(all.at(window));
        Figures.check(copy.getDouble(0), window % (WINDOWS - 1) == 0 ? 21 : 0);
      }
    }
  }
}
