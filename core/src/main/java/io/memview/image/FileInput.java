package io.memview.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file of any file system as the platform's readers want it. The platform's own streams know only
 * the default file system, or keep a copy in memory or on a disk.
 */
final class FileInput extends ImageInputStreamImpl {
  private static final int CHUNK = 1 << 14;

  private final SeekableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK).limit(0);

  /** Where in the file the buffer begins. */
  private long start;

  FileInput(Path path) throws IOException {
    this.channel = Files.newByteChannel(path);
  }

  /** Readers judge counts in headers by it. */
  @Override
  public long length() {
    try {
      return channel.size();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Readers allow that what they have passed is given up; they may be asked to begin again. */
  @Override
  public void flushBefore(long position) {}

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    checkClosed();
    Objects.checkFromIndexSize(offset, length, target.length);
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos < start || streamPos >= start + buffer.limit()) {
      load();
    }
    int at = (int) (streamPos - start);
    int count = Math.min(length, buffer.limit() - at);
    if (count == 0) {
      return -1;
    }
    buffer.get(at, target, offset, count);
    streamPos += count;
    return count;
  }

  private void load() throws IOException {
    start = streamPos;
    buffer.clear();
    channel.position(start).read(buffer);
    buffer.flip();
  }

  @Override
  public void close() throws IOException {
    super.close();
    channel.close();
  }
}
