package io.memview.adapters.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Exporters;
import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.adapters.edges.EdgeModel;
import io.memview.adapters.internal.Huge;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Index;
import io.memview.nio.MappedFiles;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Tensors over views, and tensors as exporters. */
class OnnxTensorsTest {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private static ByteBuffer direct(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  @TestFactory
  Stream<DynamicTest> contract() {
    return Contract.of(
        "OnnxTensor",
        () -> {
          FloatBuffer numbers = direct(40).asFloatBuffer();
          numbers.position(2).limit(8);
          OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, numbers, new long[] {2, 3});
          return Fixture.of(Exporters.of(tensor), "f", 2, 3)
              .peek(at -> (double) numbers.get(place(at)))
              .poke((at, value) -> numbers.put(place(at), ((Number) value).floatValue()))
              .cleanup(tensor::close);
        });
  }

  private static int place(long... at) {
    return (int) (2 + 3 * at[0] + at[1]);
  }

  @TestFactory
  Stream<DynamicTest> contractOfLeased() {
    return Contract.of(
        "OnnxTensor over a view",
        () -> {
          OwnedMemory memory = OwnedMemory.allocate("q", 2, 3);
          Lease lease = memory.acquire(Request.FULL);
          LeasedTensor leased = OnnxTensors.asTensor(lease.view());
          return Fixture.of(Exporters.of(leased.tensor()), "q", 2, 3)
              .managedBy(leased.tensor())
              .peek(at -> lease.view().getLong(at))
              .poke((at, value) -> lease.view().setLong(at, ((Number) value).longValue()))
              .cleanup(memory::free)
              .cleanup(lease::close)
              .cleanup(leased::close);
        });
  }

  /** All types, both ways: the runtime sees the bytes at their address. */
  @TestFactory
  Stream<DynamicTest> types() {
    return Map.of(
            ScalarType.BOOL, OnnxJavaType.BOOL,
            ScalarType.INT8, OnnxJavaType.INT8,
            ScalarType.UINT8, OnnxJavaType.UINT8,
            ScalarType.INT16, OnnxJavaType.INT16,
            ScalarType.INT32, OnnxJavaType.INT32,
            ScalarType.INT64, OnnxJavaType.INT64,
            ScalarType.FLOAT16, OnnxJavaType.FLOAT16,
            ScalarType.BFLOAT16, OnnxJavaType.BFLOAT16,
            ScalarType.FLOAT32, OnnxJavaType.FLOAT,
            ScalarType.FLOAT64, OnnxJavaType.DOUBLE)
        .entrySet()
        .stream()
        .map(
            entry ->
                dynamicTest(
                    entry.getKey().name(),
                    () -> seen(new Scalar(entry.getKey()), entry.getValue())));
  }

  private static void seen(Format format, OnnxJavaType type) throws OrtException {
    OwnedMemory memory = OwnedMemory.allocate(format, 2, 3);
    try (Lease lease = memory.acquire(Request.FULL);
        LeasedTensor leased = OnnxTensors.asTensor(lease.view())) {
      View view = lease.view();
      OnnxTensor tensor = leased.tensor();
      assertEquals(type, tensor.getInfo().type);
      assertArrayEquals(new long[] {2, 3}, tensor.getInfo().getShape());
      view.asSegment().fill((byte) 1);
      MemorySegment copied = MemorySegment.ofBuffer(tensor.getByteBuffer());
      assertEquals(-1, view.asSegment().mismatch(copied));
      Exporters.of(tensor)
          .doWithView(
              Request.FULL,
              exported -> {
                assertEquals(format, exported.format());
                assertEquals(view.asSegment().address(), exported.asSegment().address());
                assertTrue(exported.sharesMemory(view));
              });
      assertEquals(2, memory.exports());
    }
    assertEquals(0, memory.exports());
    memory.free();
  }

  @Test
  void scalarsAndEmptyTensors() throws OrtException {
    OwnedMemory one = OwnedMemory.allocate("d");
    OwnedMemory none = OwnedMemory.allocate("f", 0, 3);
    try (Lease first = one.acquire(Request.FULL);
        Lease second = none.acquire(Request.FULL);
        LeasedTensor scalar = OnnxTensors.asTensor(first.view());
        LeasedTensor empty = OnnxTensors.asTensor(second.view())) {
      first.view().setDouble(new long[0], 7);
      assertEquals(7.0, scalar.tensor().getValue());
      assertArrayEquals(new long[] {0, 3}, empty.tensor().getInfo().getShape());
    }
  }

  /** Read as an input and written as an output, without a copy. */
  @Test
  void aRunReadsAndWritesInPlace() throws OrtException {
    OwnedMemory input = OwnedMemory.allocate("f", 2, 3, 8, 7);
    OwnedMemory output = OwnedMemory.allocate("f", 2, 1, 4, 3);
    try (OrtSession session = session();
        Lease in = input.acquire(Request.FULL);
        Lease to = output.acquire(Request.FULL)) {
      in.view().at(0).slice(Index.all(), Index.from(4)).fill(1);
      try (LeasedTensor picture = OnnxTensors.asInputTensor(in.view().asReadOnly());
          LeasedTensor result = OnnxTensors.asTensor(to.view())) {
        session.run(Map.of("picture", picture.tensor()), Map.of("edges", result.tensor())).close();
        assertFalse(result.tensor().isClosed());
      }
      assertTrue(to.view().at(0).any());
      assertTrue(to.view().at(1).allClose(to.view().at(1, 0, 0, 0).broadcast(1, 4, 3)));
    }
    input.free();
    output.free();
  }

  private static OrtSession session() throws OrtException {
    return ENVIRONMENT.createSession(EdgeModel.toBytes(), new OrtSession.SessionOptions());
  }

  @Test
  void whatARunAllocatesIsRefused() throws OrtException {
    FloatBuffer zeros = direct(4 * 3 * 36).asFloatBuffer();
    try (OrtSession session = session();
        OnnxTensor picture = OnnxTensor.createTensor(ENVIRONMENT, zeros, new long[] {1, 3, 6, 6});
        OrtSession.Result result = session.run(Map.of("picture", picture))) {
      String message = refusal(result.get(0));
      assertTrue(message.contains("OnnxTensors.asTensor as its output"), message);
    }
  }

  /** The runtime copies a heap buffer once, and the tensor's memory is that copy. */
  @Test
  void ofABufferOnTheHeapTheCopyIsExported() throws OrtException {
    float[] array = {1, 2};
    try (OnnxTensor tensor =
        OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(array), new long[] {2})) {
      Exporters.of(tensor).doWithView(Request.FULL, view -> view.fill(5));
      assertArrayEquals(new float[] {5, 5}, (float[]) tensor.getValue());
      assertArrayEquals(new float[] {1, 2}, array);
    }
  }

  @Test
  void viewsOutliveTheTensor() throws OrtException {
    Lease lease;
    try (OnnxTensor tensor =
        OnnxTensor.createTensor(
            ENVIRONMENT, direct(8).putFloat(0, 3).asFloatBuffer(), new long[] {2})) {
      lease = Exporters.of(tensor).acquire(Request.FULL);
    }
    try (lease) {
      assertEquals(3, lease.view().getDouble(0));
    }
  }

  @Test
  void textAndClosedTensorsAreRefused() throws OrtException {
    OnnxTensor text = OnnxTensor.createTensor(ENVIRONMENT, new String[] {"a"}, new long[] {1});
    assertTrue(refusal(text).contains("getValue"));
    text.close();
    assertTrue(refusal(text).contains("closed"));
  }

  private static String refusal(Object object) {
    return assertThrows(IllegalArgumentException.class, () -> Exporters.of(object)).getMessage();
  }

  // ---- lifetimes

  @Test
  void theTensorHoldsTheMemory() throws OrtException {
    OwnedMemory memory = OwnedMemory.allocate("f", 4);
    LeasedTensor leased;
    try (Lease lease = memory.acquire(Request.FULL)) {
      leased = OnnxTensors.asTensor(lease.view());
    }
    assertEquals(1, memory.exports());
    assertThrows(BufferException.Exported.class, memory::free);
    leased.tensor().close(); // the runtime's own way: the memory stays
    assertThrows(BufferException.Exported.class, memory::free);
    leased.close();
    leased.close();
    assertEquals(0, memory.exports());
    memory.free();
  }

  /** A buffer of the tensor ends with the lease, and an export of it has one of its own. */
  @Test
  void whatIsDerivedFromTheTensorIsHeldOrEnds() throws OrtException {
    OwnedMemory memory = OwnedMemory.allocate("f", 4);
    LeasedTensor leased;
    try (Lease lease = memory.acquire(Request.FULL)) {
      lease.view().setDouble(0, 3);
      leased = OnnxTensors.asTensor(lease.view());
    }
    ByteBuffer buffer = (ByteBuffer) leased.tensor().getBufferRef().orElseThrow();
    Exporter exporter = Exporters.of(leased.tensor());
    try (Lease exported = exporter.acquire(Request.FULL)) {
      assertEquals(2, memory.exports());
      assertSame(leased.tensor(), exported.owner());
      leased.close();
      assertThrows(IllegalStateException.class, () -> buffer.get(0));
      assertEquals(3, exported.view().getDouble(0));
      assertThrows(BufferException.Exported.class, memory::free);
    }
    memory.free();
    assertThrows(BufferException.Released.class, () -> exporter.acquire(Request.FULL));
  }

  /** Who holds the tensor alone holds the lease; it does not go to the garbage collector. */
  @Test
  void theTensorKeepsTheLeaseReachable() throws OrtException {
    OwnedMemory memory = OwnedMemory.allocate("f", 4);
    OnnxTensor tensor;
    try (Lease lease = memory.acquire(Request.FULL)) {
      LeasedTensor leased = OnnxTensors.asTensor(lease.view());
      tensor = leased.tensor();
    }
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    while (!garbage.refersTo(null)) {
      System.gc();
    }
    assertEquals(1, memory.exports());
    assertThrows(BufferException.Exported.class, memory::free);
    assertEquals(4, tensor.getInfo().getNumElements());
    tensor.close();
  }

  // ---- refusals

  @Test
  void whatCannotBeATensorIsSaid() {
    OwnedMemory memory = OwnedMemory.allocate("f", 4, 6);
    memory.doWithView(
        Request.FULL,
        view -> {
          refused(view.slice(Index.all(), Index.every(2)), "OwnedMemory.allocate(\"f\", shape)");
          refused(view.transpose(), "transpose()");
          refused(view.flip(0), "OwnedMemory.allocate");
          refused(view.rows(2, 0), "behind pointers");
          refused(view.reinterpret(">f"), "byte order");
          refused(view.reinterpret("I"), "b B h i q e f d ?");
          refused(view.reinterpret("T{h:a:h:b:}"), "field(name)");
          refused(view.asReadOnly(), "asInput");
        });
    assertEquals(0, memory.exports());
    memory.free();
    MemoryExporter.allocate("f", 4)
        .doWithView(Request.FULL, view -> refused(view, "OwnedMemory.allocate(\"f\", shape)"));
  }

  private static void refused(View view, String what) {
    String message =
        assertThrows(BufferException.Refused.class, () -> OnnxTensors.asTensor(view)).getMessage();
    assertTrue(message.contains("ONNX Runtime") && message.contains(what), message);
  }

  /** What the messages offer works. */
  @Test
  void whatIsOfferedWorks() throws OrtException {
    MemoryExporter heap = MemoryExporter.allocate(">f", 4, 6);
    OwnedMemory copy = OwnedMemory.allocate("f", 6, 2);
    heap.doWithView(
        Request.FULL,
        view -> {
          view.fill(2.5);
          View mirrored = view.transpose().slice(Index.all(), Index.parse("::-2")[0]);
          copy.doWithView(Request.FULL, target -> target.copyFrom(mirrored));
        });
    copy.doWithView(
        Request.FULL,
        view -> {
          try (LeasedTensor leased = OnnxTensors.asTensor(view)) {
            assertEquals(2.5f, ((float[][]) leased.tensor().getValue())[5][1]);
          }
        });
    copy.free();
  }

  /** A mapped file is read in place. */
  @Test
  void aFileIsAnInput(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("numbers");
    Files.write(file, new byte[] {1, 2, 3, 4});
    OwnedMemory mapped = MappedFiles.map(file, "B");
    mapped.doWithView(
        Request.FULL_RO,
        view -> {
          assertThrows(BufferException.Refused.class, () -> OnnxTensors.asTensor(view));
          try (LeasedTensor leased = OnnxTensors.asInputTensor(view)) {
            assertArrayEquals(new byte[] {1, 2, 3, 4}, (byte[]) leased.tensor().getValue());
            Exporters.of(leased.tensor())
                .doWithView(Request.FULL_RO, exported -> assertTrue(exported.isReadOnly()));
          }
        });
    mapped.free();
  }

  /** More than a buffer holds is refused, and a part of it is not. */
  @Test
  void moreThanTwoGigabytes(@TempDir Path folder) throws Exception {
    OwnedMemory memory = Huge.zeros(folder);
    memory.doWithView(
        Request.FULL,
        view -> {
          refused(view, "2147483647");
          OnnxTensors.asTensor(view.slice(Index.from(1L << 31))).close();
        });
    memory.free();
  }
}
