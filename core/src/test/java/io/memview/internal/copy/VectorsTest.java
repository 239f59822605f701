package io.memview.internal.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.Exporter;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.contract.Seeds;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Copies by vector instructions, in a JVM that has their module and in one that has not. */
@Tag("vectors")
class VectorsTest {
  private static final Kernel.Operation BYTES = new Kernel.Move(1, false);
  private static final Format BYTE = Format.parse("B");
  private static final MemorySegment HEAP = MemorySegment.ofArray(new byte[1]);
  private static final MemorySegment NATIVE = Arena.global().allocate(1);

  private static KernelKind backwards(MemorySegment from, MemorySegment to) {
    return kind(KernelKind.Loops.ITEMS, from, to, BYTES, -1, 1);
  }

  private static KernelKind pixels(long stride) {
    return kind(KernelKind.Loops.TRANSPOSE, HEAP, HEAP, BYTES, stride, 1);
  }

  private static KernelKind kind(
      KernelKind.Loops loops,
      MemorySegment from,
      MemorySegment to,
      Kernel.Operation operation,
      long fromStride,
      long toStride) {
    return new KernelKind(
        loops, from.getClass(), to.getClass(), from.isNative(), operation, fromStride, toStride);
  }

  @Test
  void areUsedWhereTheModuleIs() {
    boolean isThere = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assertEquals(isThere, Vectors.ARE_THERE);
    for (KernelKind kind : new KernelKind[] {backwards(HEAP, HEAP), pixels(3), pixels(4)}) {
      KernelKind.Loops expected = isThere ? KernelKind.Loops.VECTORS : kind.loops();
      assertEquals(expected, Vectors.of(kind).loops());
      assertEquals(kind, Vectors.of(kind).withoutVectors());
    }
  }

  /** A file may be behind what is not on the heap, and others gain nothing. */
  @Test
  void areNotUsedForOthers() {
    KernelKind.Loops items = KernelKind.Loops.ITEMS;
    for (KernelKind kind :
        new KernelKind[] {
          backwards(HEAP, NATIVE),
          backwards(NATIVE, HEAP),
          backwards(NATIVE, NATIVE),
          backwards(MemorySegment.ofArray(new int[1]), HEAP),
          kind(items, HEAP, HEAP, BYTES, -2, 1),
          kind(items, HEAP, HEAP, BYTES, -1, 3),
          kind(items, HEAP, HEAP, BYTES, 0, 0),
          kind(items, HEAP, HEAP, new Kernel.Move(2, false), -1, 1),
          pixels(2),
          pixels(0),
        }) {
      assertSame(kind, Vectors.of(kind));
    }
  }

  @Test
  @Tag("class-files") // there are no classes without them
  void haveToEarnTheirClass() {
    assumeTrue(Vectors.ARE_THERE, "needs jdk.incubator.vector");
    // A kind of its own, so that no other test has earned it.
    KernelKind plain = kind(KernelKind.Loops.ITEMS, HEAP, HEAP, new Kernel.Move(1, true), -1, 1);
    Kernel first = Kernels.of(plain.byVectors(), KindCounts.EARNED / 2);
    assertSame(Kernels.of(plain, 1), first);
    Kernel earned = Kernels.of(plain.byVectors(), KindCounts.EARNED / 2);
    assertNotSame(first, earned);
    assertSame(earned, Kernels.of(plain.byVectors(), 1));
  }

  @Test
  void bytesBackwards() {
    Seeds.forEach(
        VectorsTest.class,
        300,
        random -> {
          int rows = 1 + random.nextInt(4);
          int items = random.nextInt(random.nextBoolean() ? 40 : 1000);
          int fromRow = items + random.nextInt(3);
          check(random, backwards(HEAP, HEAP), items, fromRow, -1, rows, items);
        });
  }

  @Test
  void pixelsToPlanes() {
    Seeds.forEach(
        VectorsTest.class,
        300,
        random -> {
          int size = 3 + random.nextInt(2);
          int rows = random.nextInt(4) == 0 ? 2 : 3 + random.nextInt(size - 2);
          int items = random.nextInt(random.nextBoolean() ? 40 : 3000);
          check(random, pixels(size), 0, 1, size, rows, items);
        });
  }

  /** Views of arrays and of other memory have the same items when their loops have been earned. */
  @Test
  void copiesOfViews() {
    for (KernelKind kind : new KernelKind[] {backwards(HEAP, HEAP), pixels(3), pixels(4)}) {
      Kernels.of(Vectors.of(kind), KindCounts.EARNED).endTrial();
    }
    for (long colors = 3; colors <= 4; colors++) {
      View heap = view(MemoryExporter.allocate(BYTE, 50, 70, colors));
      View other = view(OwnedMemory.allocate(BYTE, 50, 70, colors));
      View line = heap.reshape(-1);
      for (long i = 0; i < line.itemCount(); i++) {
        line.setLong(i, i * i % 251);
      }
      other.copyFrom(heap);
      for (View source : new View[] {heap, other}) {
        for (View turned :
            new View[] {source.permute(2, 0, 1), source.flip(2), source.reshape(-1).flip()}) {
          View copy = view(MemoryExporter.allocate(BYTE, turned.shape()));
          copy.copyFrom(turned);
          assertTrue(copy.contentEquals(turned));
        }
      }
      View backwards = view(MemoryExporter.allocate(BYTE, line.itemCount()));
      backwards.copyFrom(line.flip());
      line.copyFrom(line.flip()); // onto itself
      assertTrue(line.contentEquals(backwards));
    }
  }

  private static View view(Exporter exporter) {
    return exporter.acquire(Request.FULL.scoped()).view();
  }

  /** Nothing is written but the items, and these are the source's. */
  private static void check(
      Random random,
      KernelKind kind,
      int firstItem,
      long fromRow,
      long fromItem,
      int rows,
      int items) {
    int fromAt = random.nextInt(5) + Math.max(0, firstItem - 1);
    int toAt = random.nextInt(5);
    int toRow = items + random.nextInt(5);
    long fromSize = fromAt + (rows - 1) * fromRow + Math.max(0, items - 1L) * Math.max(0, fromItem);
    byte[] from = new byte[(int) fromSize + 1];
    byte[] to = new byte[toAt + rows * toRow + 5];
    random.nextBytes(from);
    random.nextBytes(to);
    byte[] expected = to.clone();
    for (int row = 0; row < rows; row++) {
      for (int item = 0; item < items; item++) {
        expected[toAt + row * toRow + item] =
            from[(int) (fromAt + row * fromRow + item * fromItem)];
      }
    }
    MemorySegment read = MemorySegment.ofArray(from);
    Kernel kernel = Kernels.of(Vectors.of(kind), KindCounts.EARNED);
    if (random.nextInt(10) > 0) {
      kernel.endTrial();
    }
    kernel.plane(
        random.nextBoolean() ? read : read.asReadOnly(),
        fromAt,
        fromRow,
        fromItem,
        MemorySegment.ofArray(to),
        toAt,
        toRow,
        1,
        rows,
        items);
    assertEquals(-1, MemorySegment.ofArray(expected).mismatch(MemorySegment.ofArray(to)));
    if (Vectors.ARE_THERE) {
      assertTrue(kernel.getClass().getName().contains("VectorKernel"));
    } else {
      assertFalse(kernel.getClass().getName().contains("VectorKernel"));
    }
  }
}
