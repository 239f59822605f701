package io.memview.adapters.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.memview.BufferException;
import io.memview.Exporter;
import io.memview.Exporters;
import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.adapters.internal.Huge;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Arrays over views, and arrays as exporters. */
class DjlArraysTest {
  private static final Map<ScalarType, DataType> TYPES =
      Map.of(
          ScalarType.BOOL, DataType.BOOLEAN,
          ScalarType.INT8, DataType.INT8,
          ScalarType.UINT8, DataType.UINT8,
          ScalarType.INT32, DataType.INT32,
          ScalarType.INT64, DataType.INT64,
          ScalarType.FLOAT16, DataType.FLOAT16,
          ScalarType.FLOAT32, DataType.FLOAT32,
          ScalarType.FLOAT64, DataType.FLOAT64);

  private static NDManager manager() {
    return NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  private static void set(NDArray array, long[] at, Object value) {
    NDIndex index = new NDIndex();
    for (long position : at) {
      index.addIndices(position);
    }
    array.set(index, (Number) value);
  }

  @TestFactory
  Stream<DynamicTest> contract() {
    return Contract.of(
        "NDArray",
        () -> {
          NDManager manager = manager();
          NDArray array = manager.zeros(new Shape(2, 3));
          return Fixture.of(Exporters.of(array), "f", 2, 3)
              .managedBy(array)
              .peek(at -> (double) array.getFloat(at))
              .poke((at, value) -> set(array, at, value))
              .cleanup(manager::close);
        });
  }

  @TestFactory
  Stream<DynamicTest> contractOfAPartOfAnArrayOverAView() {
    return Contract.of(
        "a part of an NDArray over a view",
        () -> {
          OwnedMemory memory = OwnedMemory.allocate("q", 5, 3);
          Lease lease = memory.acquire(Request.FULL);
          NDManager manager = manager();
          NDArray part = DjlArrays.asNDArray(lease.view(), manager).get("1:3");
          return Fixture.of(Exporters.of(part), "q", 2, 3)
              .managedBy(part)
              .peek(at -> lease.view().getLong(at[0] + 1, at[1]))
              .poke(
                  (at, value) ->
                      lease.view().setLong(at[0] + 1, at[1], ((Number) value).longValue()))
              .cleanup(memory::free)
              .cleanup(lease::close)
              .cleanup(manager::close);
        });
  }

  /** All types, both ways: PyTorch sees the bytes at their address. */
  @TestFactory
  Stream<DynamicTest> types() {
    return TYPES.entrySet().stream()
        .map(
            entry ->
                dynamicTest(
                    entry.getKey().name(),
                    () -> seen(new Scalar(entry.getKey()), entry.getValue())));
  }

  private static void seen(Format format, DataType type) {
    OwnedMemory memory = OwnedMemory.allocate(format, 2, 3);
    try (Lease lease = memory.acquire(Request.FULL);
        NDManager manager = manager()) {
      View view = lease.view();
      NDArray array = DjlArrays.asNDArray(view, manager);
      assertEquals(type, array.getDataType());
      assertEquals(new Shape(2, 3), array.getShape());
      view.asSegment().fill((byte) 1);
      byte[] bytes = new byte[(int) view.layout().byteLength()];
      array.toByteBuffer(false).get(bytes);
      assertEquals(1, bytes[bytes.length - 1]);
      Exporters.of(array)
          .doWithView(
              Request.FULL,
              exported -> {
                assertEquals(format, exported.format());
                assertEquals(view.asSegment().address(), exported.asSegment().address());
                assertTrue(exported.sharesMemory(view));
              });
    }
    assertEquals(0, memory.exports());
    memory.free();
  }

  @Test
  void pytorchWritesInPlace() {
    OwnedMemory memory = OwnedMemory.allocate("B", 4, 6);
    memory.doWithView(
        Request.FULL,
        view -> {
          try (NDManager manager = manager()) {
            NDArray array = DjlArrays.asNDArray(view, manager);
            array.get("1:3, ::2").addi(7); // a region, in steps
          }
          assertEquals(6 * 7, view.doubleSum());
          assertEquals(7, view.getLong(2, 4));
        });
    memory.free();
  }

  @Test
  void scalarsAndEmptyArrays() {
    try (NDManager manager = manager()) {
      Exporters.of(manager.create(7.5))
          .doWithView(
              Request.FULL,
              view -> {
                assertEquals(0, view.ndim());
                assertEquals(7.5, view.getObject());
              });
      Exporters.of(manager.create(new Shape(0, 3)))
          .doWithView(Request.FULL, view -> assertArrayEquals(new long[] {0, 3}, view.shape()));
      MemoryExporter none = MemoryExporter.allocate("f", 0, 3);
      none.doWithView(
          Request.FULL,
          view -> assertEquals(new Shape(0, 3), DjlArrays.asNDArray(view, manager).getShape()));
    }
  }

  // ---- lifetimes

  /** Whatever becomes of the array, the numbers of a lease stay. */
  @TestFactory
  Stream<DynamicTest> numbersStayUntilTheLastLease() {
    Map<String, BiConsumer<NDManager, NDArray>> ends =
        Map.of(
            "array closed", (manager, array) -> array.close(),
            "manager closed", (manager, array) -> manager.close(),
            "detached", (manager, array) -> array.detach(),
            "another's numbers", (manager, array) -> array.intern(manager.zeros(new Shape(2))),
            "another buffer", (manager, array) -> array.set(new float[3000]));
    return ends.entrySet().stream()
        .map(
            end ->
                dynamicTest(
                    end.getKey(),
                    () -> {
                      try (NDManager manager = manager()) {
                        NDArray array = manager.ones(new Shape(3000)).mul(7);
                        Exporter exporter = Exporters.of(array);
                        try (Lease lease = exporter.acquire(Request.FULL)) {
                          end.getValue().accept(manager, array);
                          try (NDManager other = manager()) {
                            other.ones(new Shape(3000));
                          }
                          assertSame(array, lease.owner());
                          double sum = lease.view().doubleSum();
                          assertTrue(
                              sum == 21000 || end.getKey().equals("another buffer"), "" + sum);
                          lease.view().fill(8);
                          assertEquals(24000, lease.view().doubleSum());
                        }
                        if (array.isReleased()) {
                          assertThrows(BufferException.Refused.class, exporter::hold);
                        } else {
                          exporter.doWithView(
                              Request.FULL, view -> assertEquals(array.size(), view.itemCount()));
                        }
                      }
                    }));
  }

  @Test
  void theManagerHoldsTheMemory() {
    OwnedMemory memory = OwnedMemory.allocate("f", 4);
    NDManager manager = manager();
    NDArray array = memory.withView(Request.FULL, view -> DjlArrays.asNDArray(view, manager));
    NDArray part = array.get("1:3");
    array.close();
    assertThrows(BufferException.Exported.class, memory::free);
    part.addi(1); // what was derived lies there, too
    manager.close();
    assertTrue(part.isReleased());
    assertEquals(2, memory.withView(Request.FULL, View::doubleSum));
    memory.free();
  }

  @Test
  void theLeaseGoesWithTheArrayToAnotherManager() {
    OwnedMemory memory = OwnedMemory.allocate("f", 4);
    try (NDManager other = manager()) {
      NDArray array;
      try (NDManager manager = manager()) {
        array = memory.withView(Request.FULL, view -> DjlArrays.asNDArray(view, manager));
        array.attach(other);
      }
      assertEquals(1, memory.exports());
      assertThrows(BufferException.Exported.class, memory::free);
      array.addi(1);
    }
    assertEquals(4, memory.withView(Request.FULL, View::doubleSum));
    memory.free();
  }

  /** An exporter of an array over leased memory, or of a part of it, leases that. */
  @Test
  void whatIsExportedOfAPartHoldsTheMemory() {
    OwnedMemory memory = OwnedMemory.allocate("f", 4);
    NDManager manager = manager();
    NDArray array = memory.withView(Request.FULL, view -> DjlArrays.asNDArray(view, manager));
    try (Lease lease = Exporters.of(array.get("1:3")).acquire(Request.FULL)) {
      assertEquals(2, memory.exports());
      manager.close();
      assertThrows(BufferException.Exported.class, memory::free);
      lease.view().fill(6);
    }
    assertEquals(12, memory.withView(Request.FULL, View::doubleSum));
    memory.free();
  }

  @Test
  void readOnlyStaysReadOnly() {
    OwnedMemory memory = OwnedMemory.allocate("f", 4);
    memory.doWithView(
        Request.FULL,
        view -> {
          try (NDManager manager = manager()) {
            NDArray array = DjlArrays.asInputNDArray(view.asReadOnly(), manager);
            view.fill(2);
            assertEquals(8, array.sum().getFloat());
            assertTrue(Exporters.of(array).withView(Request.FULL_RO, View::isReadOnly));
          }
        });
    memory.free();
  }

  // ---- refusals

  @Test
  void whatCannotBeAnArrayIsSaid() {
    OwnedMemory memory = OwnedMemory.allocate("f", 4, 6);
    memory.doWithView(
        Request.FULL,
        view -> {
          refused(view.slice(Index.all(), Index.every(2)), "OwnedMemory.allocate(\"f\", shape)");
          refused(view.transpose(), "transpose()");
          refused(view.rows(2, 0), "behind pointers");
          refused(view.reinterpret(">f"), "byte order");
          refused(view.reinterpret("I"), "b B i q e f d ?");
          refused(view.reinterpret("h"), "b B i q e f d ?");
          refused(view.asReadOnly(), "asInput");
        });
    assertEquals(0, memory.exports());
    memory.free();
    MemoryExporter.allocate("f", 4).doWithView(Request.FULL, view -> refused(view, "heap"));
  }

  private static void refused(View view, String what) {
    try (NDManager manager = manager()) {
      String message =
          assertThrows(BufferException.Refused.class, () -> DjlArrays.asNDArray(view, manager))
              .getMessage();
      assertTrue(message.contains("PyTorch") && message.contains(what), message);
    }
  }

  /** In place, wherever the numbers lie. */
  @TestFactory
  Stream<DynamicTest> parts() {
    Map<String, UnaryOperator<NDArray>> parts =
        Map.ofEntries(
            Map.entry("transposed", NDArray::transpose),
            Map.entry("every other column", array -> array.get(":, ::2")),
            Map.entry("a column", array -> array.get(":, 1")),
            Map.entry("every other row", array -> array.get("::2")),
            Map.entry("some rows", array -> array.get("1:3")),
            Map.entry("one row", array -> array.get("2")),
            Map.entry("one row's part", array -> array.get("1:2, 2:4")),
            Map.entry(
                "of more dimensions", array -> array.reshape(2, 2, 3, 2).transpose(3, 1, 0, 2)),
            Map.entry("of one more", array -> array.expandDims(1)),
            Map.entry("every other number", array -> array.flatten().get("::2")),
            Map.entry("one number", array -> array.get("3, 5")));
    return parts.entrySet().stream()
        .map(part -> dynamicTest(part.getKey(), () -> inPlace(part.getValue())));
  }

  private static void inPlace(UnaryOperator<NDArray> part) {
    try (NDManager manager = manager()) {
      NDArray array = part.apply(manager.arange(24f).reshape(4, 6));
      Exporters.of(array)
          .doWithView(
              Request.FULL,
              view -> {
                assertArrayEquals(array.getShape().getShape(), view.shape());
                assertArrayEquals(array.toFloatArray(), floats(view));
                view.fill(5);
                assertEquals(5f * array.size(), array.sum().getFloat());
              });
    }
  }

  private static float[] floats(View view) {
    float[] all = new float[(int) view.itemCount()];
    view.copyTo(MemorySegment.ofArray(all), Order.C);
    return all;
  }

  @Test
  void whatRepeatsIsReadOnly() {
    try (NDManager manager = manager()) {
      NDArray array = manager.arange(6f).reshape(1, 6).broadcast(3, 6);
      Exporters.of(array)
          .doWithView(
              Request.FULL_RO,
              view -> {
                assertTrue(view.isReadOnly());
                assertEquals(5, view.getDouble(2, 5));
                assertEquals(0, view.layout().stride(0));
              });
    }
  }

  @Test
  void closedArraysAndTextAreRefused() {
    try (NDManager manager = manager()) {
      NDArray array = manager.ones(new Shape(2));
      array.close();
      NDArray text = manager.create("text");
      for (NDArray each : new NDArray[] {array, text}) {
        assertThrows(IllegalArgumentException.class, () -> Exporters.of(each));
      }
    }
  }

  /** DJL takes a buffer; of what PyTorch itself allocates there may be more. */
  @Test
  void moreThanTwoGigabytes(@TempDir Path folder) throws Exception {
    OwnedMemory memory = Huge.zeros(folder);
    memory.doWithView(
        Request.FULL,
        view -> {
          refused(view, "2147483647");
          try (NDManager manager = manager()) {
            DjlArrays.asNDArray(view.slice(Index.from(1L << 31)), manager).addi(1);
          }
          assertEquals(1, view.getLong(Huge.SIZE - 1));
        });
    memory.free();
    try (NDManager manager = manager()) {
      NDArray array = manager.create(new Shape(2, 1L << 30, 2), DataType.UINT8); // not touched
      Exporters.of(array)
          .doWithView(
              Request.FULL,
              view -> {
                view.setLong(1, (1L << 30) - 1, 1, 9);
                assertEquals(9, array.get("1, 1073741823, 1").getUint8());
              });
    }
  }
}
