package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.npy.NpyArray;
import io.memview.npy.NpzFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes are an archive of arrays or are refused, in memory and as a stream alike, and the
 * arrays are written as they are read.
 */
final class NpzTarget implements Target {
  private static final int MOST_ARRAYS = 20;

  @Override
  public String name() {
    return "npz";
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    return NumpyFiles.ofKind("npz");
  }

  @Override
  public List<String> words() {
    return List.of("PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006", ".npy");
  }

  @Override
  public long mostBytes(int length) {
    // DEFLATE makes a thousand bytes of one, and a stream of arrays is kept whole.
    return (8L << 20) + 4096L * length;
  }

  @Override
  public @Nullable String check(byte[] input) throws IOException {
    NpzFile inMemory;
    try {
      inMemory = NpzFile.of(input);
    } catch (IOException e) {
      return TextTarget.checkedRefusal(e);
    }
    NpzFile streamed = NpzFile.read(new ByteArrayInputStream(input));
    assertEquals(inMemory.names(), streamed.names());
    assertTrue(inMemory.toString().length() < 2000, inMemory::toString);
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    StringBuilder traits = new StringBuilder().append(inMemory.names().size());
    try {
      for (String name : inMemory.names().stream().limit(MOST_ARRAYS).toList()) {
        traits.append(' ').append(load(inMemory, streamed, name, arrays));
      }
      checkWritten(arrays);
      return traits.toString();
    } finally {
      arrays.values().forEach(array -> array.memory().free());
    }
  }

  /** Loads an array from both; what kind it is or why it is refused. */
  private static String load(
      NpzFile archive, NpzFile other, String name, Map<String, NpyArray> arrays)
      throws IOException {
    NpyArray array;
    try {
      array = archive.array(name);
    } catch (IOException e) {
      try {
        other.load(name).free();
      } catch (IOException _) {
        return TextTarget.checkedRefusal(e);
      }
      throw new AssertionError("as a stream it is read", e);
    }
    arrays.put(name, array);
    NpyArray second = other.array(name);
    try {
      NpyTarget.assertSame(array, second);
    } finally {
      second.memory().free();
    }
    return "read";
  }

  private static void checkWritten(Map<String, NpyArray> arrays) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpzFile.write(out, arrays);
    NpzFile again = NpzFile.of(out.toByteArray());
    assertEquals(List.copyOf(arrays.keySet()), again.names());
    for (String name : again.names()) {
      NpyArray array = again.array(name);
      try {
        NpyTarget.assertSame(arrays.get(name), array);
      } finally {
        array.memory().free();
      }
    }
  }
}
