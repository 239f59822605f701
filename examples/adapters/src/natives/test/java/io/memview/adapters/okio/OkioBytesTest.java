package io.memview.adapters.okio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.Exporters;
import io.memview.Lease;
import io.memview.Request;
import io.memview.array.PrimitiveArrays;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.layout.Order;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Bytes of Okio are exporters. */
class OkioBytesTest {
  private static final int MANY = 20_000; // three segments

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }

  @TestFactory
  Stream<DynamicTest> contract() {
    return Stream.of(
            Contract.of("Buffer", () -> fixture(new Buffer().write(new byte[7]), false)),
            Contract.of("a Buffer of two segments", () -> fixture(twoSegments(), false)),
            Contract.of("a snapshot", () -> fixture(twoSegments(), true)),
            Contract.of(
                "ByteString",
                () -> {
                  ByteString string = ByteString.of(new byte[7]);
                  Field data = ByteString.class.getDeclaredField("data");
                  data.setAccessible(true);
                  byte[] array = (byte[]) data.get(string);
                  return fixture(
                      string, IntStream.range(0, 7).mapToObj(i -> new Place(array, i)).toList());
                }))
        .flatMap(tests -> tests);
  }

  private static Buffer twoSegments() throws IOException {
    Buffer buffer = new Buffer().write(new byte[8192]).write(new byte[5]);
    buffer.skip(8190);
    return buffer;
  }

  private static Fixture fixture(Buffer buffer, boolean isSnapshot) {
    List<Place> places = new ArrayList<>();
    try (Buffer.UnsafeCursor cursor = buffer.readUnsafe()) {
      for (int i = 0; i < buffer.size(); i++) {
        cursor.seek(i);
        places.add(new Place(cursor.data, cursor.start));
      }
    }
    Fixture fixture = fixture(isSnapshot ? buffer.snapshot() : buffer, places);
    boolean isSplit = places.getFirst().array() != places.getLast().array();
    return isSplit ? fixture.behindPointers() : fixture;
  }

  /** Where a byte is, though nobody else could change it. */
  private record Place(byte[] array, int at) {}

  private static Fixture fixture(Object bytes, List<Place> places) {
    return Fixture.of(Exporters.of(bytes), "B", places.size())
        .readOnly()
        .peek(
            at -> {
              Place place = places.get((int) at[0]);
              return (long) (place.array()[place.at()] & 0xFF);
            })
        .poke(
            (at, value) -> {
              Place place = places.get((int) at[0]);
              place.array()[place.at()] = (byte) ((Number) value).intValue();
            });
  }

  @Test
  void everyBufferIsReadInPlace() {
    for (int count : new int[] {0, 1, 8192, 8193, MANY}) {
      Buffer buffer = new Buffer().write(bytes(count));
      for (Object object : List.of(buffer, buffer.snapshot(), buffer.readByteString())) {
        assertArrayEquals(
            object == buffer ? new byte[0] : bytes(count),
            Exporters.of(object).withView(Request.FULL_RO, v -> v.toBytes(Order.C)));
      }
    }
  }

  /** What the buffer has given up goes to nobody else. */
  @Test
  void bytesStayUnderTheirLease() throws Exception {
    Buffer buffer = new Buffer().write(bytes(MANY));
    try (Lease lease = Exporters.of(buffer).acquire(Request.FULL_RO)) {
      assertEquals(MANY, buffer.size(), "nothing is read");
      buffer.write(new byte[100]);
      buffer.skip(10);
      try (Buffer.UnsafeCursor cursor = buffer.readAndWriteUnsafe()) {
        cursor.seek(5);
        cursor.data[cursor.start] = 77; // of a copy, since the segment is shared
      }
      buffer.clear();
      List<Buffer> others = new ArrayList<>();
      for (int i = 0; i < 100; i++) { // would get the segments
        others.add(new Buffer().write(new byte[MANY]));
      }
      assertArrayEquals(bytes(MANY), lease.view().toBytes(Order.C));
      others.forEach(Buffer::clear);
    }
  }

  /** As the documentation says. */
  @Test
  void theWayBackIsACopy() {
    PrimitiveArrays.export(bytes(9))
        .doWithView(
            Request.FULL,
            v -> assertArrayEquals(bytes(9), ByteString.of(v.asByteBuffer()).toByteArray()));
  }
}
