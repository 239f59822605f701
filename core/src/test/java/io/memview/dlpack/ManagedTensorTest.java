package io.memview.dlpack;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Refusals;
import io.memview.Request;
import io.memview.fixture.UsualC;
import io.memview.format.Format;
import io.memview.internal.NativeMemory;
import io.memview.layout.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The structs by themselves; with a real other side in {@code io.memview.cpython}. */
final class ManagedTensorTest {
  private final Arena arena = Arena.ofAuto();

  private Producer grid(ManagedTensor kind) {
    Producer producer = new Producer(kind, arena, 0, 32, new long[] {2, 3}, null, 24);
    for (int i = 0; i < 6; i++) {
      producer.data.setAtIndex(JAVA_INT, i, i);
    }
    return producer;
  }

  private static void refused(String reason, Executable action) {
    Refusals.assertRefused(BufferException.Refused.class, action, reason);
  }

  private static String read(OwnedMemory memory) {
    return memory.withView(Request.FULL_RO, view -> view.toList().toString());
  }

  @ParameterizedTest
  @EnumSource
  void tensorIsReadInPlaceAndGivenBackOnce(ManagedTensor kind) {
    Producer producer = grid(kind);
    OwnedMemory memory = kind.importTensor(producer.struct);
    assertEquals("[[0, 1, 2], [3, 4, 5]]", read(memory));
    producer.data.setAtIndex(JAVA_INT, 5, 50);
    Lease lease = memory.acquire(Request.FULL_RO);
    assertEquals(50, lease.view().getLong(1, 2));
    assertEquals(kind == ManagedTensor.UNVERSIONED, lease.view().isReadOnly());
    assertThrows(BufferException.Exported.class, memory::free);
    assertEquals(List.of(), producer.deleted);
    lease.close();
    assertEquals(List.of(), producer.deleted);
    memory.free();
    memory.free();
    assertEquals(List.of(Thread.currentThread()), producer.deleted);
    refused("freed", () -> memory.acquire(Request.FULL_RO));
  }

  @Test
  void stridesAndOffsets() {
    Producer columns =
        new Producer(
            ManagedTensor.VERSIONED, arena, 1, 16, new long[] {3, 2}, new long[] {1, -3}, 14);
    for (int i = 0; i < 7; i++) {
      columns.data.setAtIndex(JAVA_SHORT, i, (short) (65530 + i));
    }
    columns.fields.set(JAVA_LONG, ManagedTensor.BYTE_OFFSET, 8);
    OwnedMemory memory = ManagedTensor.VERSIONED.importTensor(columns.struct);
    assertEquals("[[65534, 65531], [65535, 65532], [0, 65533]]", read(memory));
    memory.doWithView(Request.FULL, view -> view.setLong(2, 0, 9));
    assertEquals(9, columns.data.getAtIndex(JAVA_SHORT, 6));
    memory.free();
  }

  @Test
  void noDimensionsAndNoItems() {
    Producer one = new Producer(ManagedTensor.VERSIONED, arena, 2, 64, new long[0], null, 8);
    one.fields.set(JAVA_LONG, ManagedTensor.SHAPE, 0);
    one.struct.set(JAVA_INT, ManagedTensor.MINOR, 2); // no strides to leave out
    OwnedMemory item = ManagedTensor.VERSIONED.importTensor(one.struct);
    assertEquals("0.0", read(item));
    item.free();
    // Without items nothing is asked of the pointer and of the strides.
    Producer none =
        new Producer(
            ManagedTensor.VERSIONED,
            arena,
            2,
            64,
            new long[] {2, 0},
            new long[] {Long.MAX_VALUE, 7},
            8);
    none.fields.set(JAVA_LONG, ManagedTensor.DATA, 0);
    OwnedMemory empty = ManagedTensor.VERSIONED.importTensor(none.struct);
    assertEquals("[[], []]", read(empty));
    empty.free();
    assertEquals(1, none.deleted.size());
  }

  /** What is refused stays the caller's. */
  private void refuses(String reason, Consumer<Producer> spoil) {
    Producer producer = grid(ManagedTensor.VERSIONED);
    spoil.accept(producer);
    refused(reason, () -> ManagedTensor.VERSIONED.importTensor(producer.struct));
    assertEquals(List.of(), producer.deleted);
  }

  @Test
  void whatIsRefused() {
    refuses("DLPack 2.0", p -> p.struct.set(JAVA_INT, ManagedTensor.MAJOR, 2));
    refuses("DLPack 0.0", p -> p.struct.set(JAVA_INT, ManagedTensor.MAJOR, 0));
    refuses("since version 1.2", p -> p.struct.set(JAVA_INT, ManagedTensor.MINOR, 2));
    refuses("kDLCUDA 1", p -> p.struct.set(JAVA_LONG, 40, 1L << 32 | 2));
    refuses("unknown kind 99", p -> p.fields.set(JAVA_INT, ManagedTensor.DEVICE_TYPE, 99));
    refuses("4 lanes", p -> p.fields.set(JAVA_SHORT, ManagedTensor.LANES, (short) 4));
    refuses("0 lanes", p -> p.fields.set(JAVA_SHORT, ManagedTensor.LANES, (short) 0));
    refuses("no format", p -> p.fields.set(JAVA_INT, ManagedTensor.CODE, 1 << 16 | 4 << 8 | 1));
    refuses("ndim -1", p -> p.fields.set(JAVA_INT, ManagedTensor.NDIM, -1));
    refuses("ndim 65", p -> p.fields.set(JAVA_INT, ManagedTensor.NDIM, 65));
    refuses("shape at 0x0", p -> p.fields.set(JAVA_LONG, ManagedTensor.SHAPE, 0));
    refuses("nothing can be", p -> p.fields.set(JAVA_LONG, ManagedTensor.SHAPE, -8));
    refuses("data at 0x0", p -> p.fields.set(JAVA_LONG, ManagedTensor.DATA, 0));
    refuses("data at", p -> p.fields.set(JAVA_LONG, ManagedTensor.BYTE_OFFSET, Long.MIN_VALUE));
    refuses("negative extent", p -> shape(p, 2, -3));
    refuses("nothing can be", p -> shape(p, Long.MAX_VALUE, 3));
    refuses("nothing can be", p -> strides(p, Long.MAX_VALUE, 1));
    refuses("nothing can be", p -> strides(p, Long.MAX_VALUE / 4, 1));
  }

  private void shape(Producer producer, long... shape) {
    producer.fields.set(
        JAVA_LONG, ManagedTensor.SHAPE, arena.allocateFrom(JAVA_LONG, shape).address());
  }

  private void strides(Producer producer, long... strides) {
    producer.fields.set(
        JAVA_LONG, ManagedTensor.STRIDES, arena.allocateFrom(JAVA_LONG, strides).address());
  }

  @Test
  void whatIsNoPointer() {
    for (MemorySegment wrong :
        List.of(MemorySegment.ofArray(new long[10]), MemorySegment.NULL, arena.allocate(72))) {
      for (Consumer<MemorySegment> use :
          List.<Consumer<MemorySegment>>of(
              ManagedTensor.VERSIONED::importTensor, ManagedTensor.VERSIONED::delete)) {
        assertThrows(IllegalArgumentException.class, () -> use.accept(wrong));
      }
    }
    MemorySegment closed;
    try (Arena brief = Arena.ofConfined()) {
      closed = brief.allocate(80, 8);
    }
    assertThrows(IllegalStateException.class, () -> ManagedTensor.VERSIONED.importTensor(closed));
  }

  @Test
  void noDeleterIsNoHarm() {
    Producer producer = grid(ManagedTensor.UNVERSIONED);
    producer.struct.set(JAVA_LONG, ManagedTensor.UNVERSIONED.deleter, 0);
    ManagedTensor.UNVERSIONED.importTensor(producer.struct).free();
    ManagedTensor.UNVERSIONED.delete(producer.struct);
    assertEquals(List.of(), producer.deleted);
  }

  @Test
  void forgottenTensorIsGivenBack() throws InterruptedException {
    Producer producer = grid(ManagedTensor.VERSIONED);
    assertEquals("[[0, 1, 2], [3, 4, 5]]", forget(producer));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (producer.deleted.isEmpty()) {
      assertTrue(System.nanoTime() < deadline, "still not collected");
      System.gc();
      Thread.sleep(5);
    }
    assertEquals(1, producer.deleted.size());
  }

  private static String forget(Producer producer) {
    return read(ManagedTensor.VERSIONED.importTensor(producer.struct));
  }

  @Test
  void deleterIsRunAsTheCallerWants() {
    Producer producer = grid(ManagedTensor.VERSIONED);
    List<Runnable> waiting = new ArrayList<>();
    try (Arena own = Arena.ofConfined()) {
      Memory memory = ManagedTensor.VERSIONED.memory(producer.struct, own, waiting::add);
      assertFalse(memory.isReadOnly());
      assertEquals(6, memory.layout().itemCount());
    }
    assertEquals(List.of(), producer.deleted);
    waiting.forEach(Runnable::run);
    assertEquals(1, producer.deleted.size());
  }

  // ---- the other way

  /** There and back in this process: all that DLPack can say survives. */
  @ParameterizedTest
  @EnumSource
  void thereAndBack(ManagedTensor kind) {
    OwnedMemory source = OwnedMemory.allocate(Format.parse("d"), 4, 3);
    source.doWithView(Request.FULL, view -> view.setDouble(2, 1, 5));
    Lease lease = source.acquire(Request.FULL);
    MemorySegment tensor = kind.export(lease.view().transpose().flip(0));
    lease.close();
    assertEquals(1, source.exports());
    assertThrows(BufferException.Exported.class, source::free);
    OwnedMemory back = kind.importTensor(tensor);
    back.doWithView(
        Request.FULL_RO,
        view -> {
          assertEquals(
              Layout.strided(16, 8, new long[] {3, 4}, new long[] {-8, 24}), view.layout());
          assertEquals(5.0, view.getDouble(1, 2));
        });
    back.free();
    assertEquals(0, source.exports());
    source.free();
  }

  @Test
  void readOnlyMemory() {
    OwnedMemory source = OwnedMemory.allocate(Format.parse("H"), 3);
    try (Lease lease = source.acquire(Request.FULL)) {
      OwnedMemory back =
          ManagedTensor.VERSIONED.importTensor(
              ManagedTensor.VERSIONED.export(lease.view().asReadOnly()));
      back.doWithView(Request.FULL_RO, view -> assertTrue(view.isReadOnly()));
      back.free();
      refused("cannot say so", () -> ManagedTensor.UNVERSIONED.export(lease.view().asReadOnly()));
    }
    assertEquals(0, source.exports());
  }

  @Test
  void memoryWhoseArenaHasBeenClosed() {
    Arena arena = Arena.ofShared();
    MemoryExporter gone = MemoryExporter.of(arena.allocate(8, 8), "d");
    arena.close();
    for (ManagedTensor kind : ManagedTensor.values()) {
      assertThrows(BufferException.Released.class, () -> kind.export(gone));
      assertThrows(BufferException.Released.class, () -> kind.exportCopy(gone, Runnable::run));
    }
    assertEquals(0, gone.exports());
  }

  @Test
  void copies() {
    MemoryExporter heap = MemoryExporter.of(Memory.ofArray(new int[] {1, 2, 3, 4}).withShape(2, 2));
    refused("Java heap", () -> ManagedTensor.VERSIONED.export(heap));
    MemorySegment tensor = ManagedTensor.VERSIONED.exportCopy(heap, Runnable::run);
    assertEquals(ManagedTensor.COPIED, tensor.reinterpret(80).get(JAVA_LONG, ManagedTensor.FLAGS));
    assertEquals(0, heap.exports());
    OwnedMemory back = ManagedTensor.VERSIONED.importTensor(tensor);
    back.doWithView(Request.FULL, view -> view.setLong(0, 0, 9));
    assertEquals("[[9, 2], [3, 4]]", read(back));
    heap.doWithView(Request.FULL_RO, view -> assertEquals(1, view.getLong(0, 0)));
    back.free();
  }

  @Test
  void whatDlpackCannotSay() {
    UsualC.assume();
    for (String format : List.of(">i", "T{i:x:}", "3s", "2w", "g", "3t")) {
      OwnedMemory memory = OwnedMemory.allocate(Format.parse(format), 2);
      refused("no type for format", () -> ManagedTensor.VERSIONED.export(memory));
      refused(
          "no type for format", () -> ManagedTensor.VERSIONED.exportCopy(memory, Runnable::run));
      assertEquals(0, memory.exports());
    }
    OwnedMemory arrays = OwnedMemory.allocate(Format.parse("(3)i"), 2);
    refused("arrays of 3", () -> ManagedTensor.VERSIONED.export(arrays));
    OwnedMemory records = OwnedMemory.allocate(Format.parse("T{=h:x:i:y:}"), 4);
    try (Lease lease = records.acquire(Request.FULL)) {
      refused(
          "stride 6 of dimension 0 is no multiple of the item size 4",
          () -> ManagedTensor.VERSIONED.export(lease.view().field("y")));
    }
    assertEquals(0, records.exports());
    Memory row = Memory.of(arena.allocate(8), Format.parse("B"));
    MemoryExporter pointers = MemoryExporter.of(Memory.ofBlocks(List.of(row, row)));
    refused("behind pointers", () -> ManagedTensor.VERSIONED.export(pointers));
    assertEquals(0, pointers.exports());
  }

  /** What lies between items that are not there does not matter. */
  @Test
  void stridesOfOneItem() {
    OwnedMemory records = OwnedMemory.allocate(Format.parse("T{=h:x:i:y:}"), 1);
    try (Lease lease = records.acquire(Request.FULL)) {
      ManagedTensor.VERSIONED.delete(ManagedTensor.VERSIONED.export(lease.view().field("y")));
    }
    assertEquals(0, records.exports());
  }

  /** A consumer that errs and calls twice closes nobody else's lease. */
  @Test
  void deleterTwice() {
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 2);
    MemorySegment first = ManagedTensor.VERSIONED.export(memory);
    MemorySegment second = ManagedTensor.VERSIONED.export(memory);
    MemorySegment struct = first.reinterpret(80);
    MemorySegment copy = arena.allocate(80, 8).copyFrom(struct);
    assertEquals(2, memory.exports());
    ManagedTensor.VERSIONED.delete(first);
    assertEquals(1, memory.exports());
    // The function pointer, from a struct that is still there.
    NativeMemory.call(copy.get(JAVA_LONG, ManagedTensor.VERSIONED.deleter), first.address());
    assertEquals(1, memory.exports());
    ManagedTensor.VERSIONED.delete(second);
    memory.free();
  }
}
