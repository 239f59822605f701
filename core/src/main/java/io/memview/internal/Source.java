package io.memview.internal;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Bytes that can be read at any place, and taken as memory: those of a file, which is mapped where
 * that can be and read where not, or memory itself.
 */
public abstract sealed class Source implements Closeable {
  private final String name;

  private Source(String name) {
    this.name = name;
  }

  /**
   * Opens a file.
   *
   * @param path the file, of any file system
   * @param mode how {@link #memory} is to be. What cannot be mapped is read instead, unless it is
   *     to be written in place
   * @param remedy what to do about something that is no file, to end a message with
   * @return the bytes, which the caller closes
   * @throws IOException if there is no such file, if it is a folder, pipe, device or socket, or if
   *     it cannot be opened
   */
  public static Source open(Path path, MapMode mode, String remedy) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new IOException(path + " is a folder");
    }
    if (!attributes.isRegularFile()) {
      // Opening a pipe would wait for somebody who writes to it.
      throw new IOException(
          "%s is a pipe, device or socket and no file; %s".formatted(path, remedy));
    }
    return new OfFile(path, mode, channel(path, mode));
  }

  private static SeekableByteChannel channel(Path path, MapMode mode) throws IOException {
    Set<OpenOption> read = Set.of(StandardOpenOption.READ);
    boolean isDefault = path.getFileSystem() == FileSystems.getDefault();
    if (mode == MapMode.READ_ONLY || (mode == MapMode.PRIVATE && !isDefault)) {
      return Files.newByteChannel(path, read);
    }
    if (!isDefault) {
      throw new IOException(
          "%s is of a file system that maps no files, and cannot be written in place; read it, and save it"
              .formatted(path));
    }
    try {
      // The platform maps copies on write only of files that it might write.
      return FileChannel.open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (FileSystemException e) {
      if (mode == MapMode.PRIVATE) {
        return FileChannel.open(path, read);
      }
      throw e;
    }
  }

  /**
   * A file that is open.
   *
   * @param path what messages call it
   * @param mode how {@link #memory} is to be
   * @param channel the file, which is closed with the source
   * @return the bytes
   */
  public static Source of(Path path, MapMode mode, FileChannel channel) {
    return new OfFile(path, mode, channel);
  }

  /**
   * Memory.
   *
   * @param name for messages
   * @param bytes the memory
   * @return the bytes, which need not be closed
   */
  public static Source of(String name, MemorySegment bytes) {
    return new OfMemory(name, bytes);
  }

  /**
   * The path, or what messages call it.
   *
   * @return the name
   */
  public final String name() {
    return name;
  }

  /**
   * How many bytes there are.
   *
   * @return the number
   * @throws IOException if that cannot be found out
   */
  public abstract long size() throws IOException;

  /** Reads some bytes from a place on, at least one; -1 at the end. */
  abstract int read(long from, byte[] to, int at, int length) throws IOException;

  /**
   * Some of the bytes as memory.
   *
   * @param offset where they start
   * @param size how many
   * @param arena for as long as which they are mapped, or kept if they had to be read
   * @return the bytes; not to be written if the source is not, and never if {@link #isReadOnly}
   * @throws IOException if they cannot be mapped or read
   */
  public abstract MemorySegment memory(long offset, long size, Arena arena) throws IOException;

  /**
   * Whether the memory may not be written.
   *
   * @return whether
   */
  public abstract boolean isReadOnly();

  @Override
  public void close() throws IOException {}

  /**
   * Reads a few bytes.
   *
   * @param from where they start
   * @param length how many
   * @return the bytes, in little-endian order
   * @throws EOFException if there are fewer
   * @throws IOException if they cannot be read
   */
  public final ByteBuffer bytes(long from, int length) throws IOException {
    byte[] bytes = stream(from, length).readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Some of the bytes to be read one after the other.
   *
   * @param from where they start
   * @param length how many, at most
   * @return a stream, which need not be closed
   */
  public final InputStream stream(long from, long length) {
    return new InputStream() {
      private long read;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] bytes, int at, int count) throws IOException {
        int most = (int) Math.min(count, length - read);
        if (most == 0) {
          return count == 0 ? 0 : -1;
        }
        int got = Source.this.read(from + read, bytes, at, most);
        read += Math.max(0, got);
        return got;
      }
    };
  }

  private static final class OfFile extends Source {
    private final MapMode mode;
    private final SeekableByteChannel channel;

    OfFile(Path path, MapMode mode, SeekableByteChannel channel) {
      super(path.toString());
      this.mode = mode;
      this.channel = channel;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    int read(long from, byte[] to, int at, int length) throws IOException {
      return channel.position(from).read(ByteBuffer.wrap(to, at, length));
    }

    @Override
    public MemorySegment memory(long offset, long size, Arena arena) throws IOException {
      if (channel instanceof FileChannel file) {
        try {
          return file.map(mode, offset, size, arena);
        } catch (UnsupportedOperationException | NonWritableChannelException e) {
          // Another file system; or a copy, on write, of what may not be written.
          if (mode == MapMode.READ_WRITE) {
            throw new IOException(name() + " cannot be mapped", e);
          }
        }
      }
      return Arrival.read(stream(offset, size), size, arena);
    }

    @Override
    public boolean isReadOnly() {
      return mode == MapMode.READ_ONLY;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class OfMemory extends Source {
    private final MemorySegment bytes;

    OfMemory(String name, MemorySegment bytes) {
      super(name);
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.byteSize();
    }

    @Override
    int read(long from, byte[] to, int at, int length) throws IOException {
      int count = (int) Math.min(length, bytes.byteSize() - from);
      if (count <= 0) {
        return -1;
      }
      try {
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, to, at, count);
      } catch (InternalError e) {
        throw new IOException(name() + " is of a file that has been cut short", e);
      }
      return count;
    }

    @Override
    public MemorySegment memory(long offset, long size, Arena arena) {
      return bytes.asSlice(offset, size);
    }

    @Override
    public boolean isReadOnly() {
      return bytes.isReadOnly();
    }
  }
}
