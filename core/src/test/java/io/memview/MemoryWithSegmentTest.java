package io.memview;

import static io.memview.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.layout.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One description for several memories. */
final class MemoryWithSegmentTest {
  private static final Memory FORTRAN =
      Memory.of(
          MemorySegment.ofArray(new byte[13]),
          Format.parse("h"),
          Layout.strided(1, 2, new long[] {2, 3}, new long[] {2, 4}));

  @Test
  void descriptionIsThatOfTheOther() {
    MemorySegment heap = MemorySegment.ofArray(new byte[13]);
    MemorySegment other = MemorySegment.ofArray(new long[2]);
    MemorySegment outside = Arena.ofAuto().allocate(20);
    for (MemorySegment segment : List.of(heap, other, outside)) {
      Memory moved = FORTRAN.withSegment(segment);
      assertEquals(FORTRAN.format(), moved.format());
      assertEquals(FORTRAN.layout(), moved.layout());
      assertFalse(moved.isReadOnly());
      View view = TestMemory.view(moved);
      view.setLong(1, 2, 0x0102);
      assertEquals(0x0102, view.getLong(1, 2));
      assertEquals(0x0102L, Format.parse("h").get(segment, 11));
    }
    assertEquals(0, TestMemory.view(FORTRAN).getLong(1, 2));
  }

  @Test
  void readOnlyStaysSo() {
    MemorySegment segment = MemorySegment.ofArray(new byte[13]);
    assertTrue(FORTRAN.withSegment(segment.asReadOnly()).isReadOnly());
    assertTrue(FORTRAN.asReadOnly().withSegment(segment).isReadOnly());
  }

  @Test
  void memoryThatDoesNotFit() {
    assertRefused(
        IllegalArgumentException.class,
        () -> FORTRAN.withSegment(MemorySegment.ofArray(new byte[12])),
        "12 bytes",
        "shape (2, 3)");
    assertRefused(
        IllegalArgumentException.class,
        () -> TestMemory.blocks("i", 1, 2, 2).withSegment(MemorySegment.ofArray(new byte[64])),
        "64 bytes",
        "suboffsets");
  }
}
