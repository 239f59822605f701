package io.memview.examples;

import static java.nio.file.StandardOpenOption.WRITE;

import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.ScalarType;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import io.memview.nio.MappedFiles;
import io.memview.nio.NioBuffers;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Views of NIO buffers, segments and mapped files, and back. */
public final class Interop {
  private Interop() {}

  /** Runs the program. */
  public static void main(String[] args) throws IOException {
    buffers();
    segments();
    Path file = Files.createTempFile("memview", ".bin");
    try {
      Files.write(file, new byte[4 + 24]);
      files(file);
      channels(file);
    } finally {
      Files.delete(file);
    }
  }

  static void buffers() {
    // @start region="buffers"
    ByteBuffer packet = ByteBuffer.allocateDirect(24).order(ByteOrder.BIG_ENDIAN);
    MemoryExporter exporter = NioBuffers.export(packet, ScalarType.INT32, 2, 3);
    try (Lease lease = exporter.acquire(Request.FULL)) {
      View v = lease.view();
      v.at(1).fill(7); // writes to the buffer, in its byte order
      IntBuffer second = v.at(1).asIntBuffer(); // and back, without a copy
      IO.println(packet.getInt(12) + " " + second.get(2));
    }
    // @end
  }

  static void channels(Path file) throws IOException {
    try (Lease lease = MemoryExporter.allocate("<f", 3, 4).acquire(Request.FULL)) {
      View picture = lease.view();
      picture.fill(1.5);
      // @start region="channels"
      View turned = picture.transpose();
      try (FileChannel out = FileChannel.open(file, WRITE)) {
        turned.writeTo(out); // in C order; long runs as they lie, else many rows at a time
      }
      try (FileChannel in = FileChannel.open(file)) {
        turned.readFrom(in); // exactly as many bytes; refused if the file has fewer
      }
      CRC32 sum = new CRC32();
      turned.forEachBlock(Order.C, sum::update);
      IO.println(Long.toHexString(sum.getValue()));
      // @end
    }
  }

  static void segments() {
    // @start region="segments"
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment points = arena.allocate(3 * 16, 8);
      MemoryExporter exporter = MemoryExporter.of(points, "T{d:x:d:y:}");
      try (Lease lease = exporter.acquire(Request.FULL)) {
        View x = lease.view().field("x"); // shape (3,), strides (16,)
        x.fromArray(new double[] {1, 2, 3});
        IO.println(lease.view().toList());
      }
    }
    // @end
  }

  static void files(Path file) throws IOException {
    // @start region="files"
    OwnedMemory grid =
        MappedFiles.mapWritable(file, "<i", Layout.contiguous(4, Order.C, 2, 3).withOffset(4));
    try (Lease lease = grid.acquire(Request.FULL)) {
      lease.view().slice(Index.all(), Index.every(-1)).fromArray(new int[] {1, 2, 3, 4, 5, 6});
      IO.println(lease.view().show());
    }
    grid.free(); // unmaps; refused while leases are open
    // @end
  }
}
