package io.memview.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Memory;
import io.memview.TestMemory;
import io.memview.View;
import io.memview.contract.Seeds;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which memories share bytes, found out for tables of any size. */
class OverlapTest {
  private static final Format BYTE = Format.parse("B");

  @TempDir private Path folder;

  /** Blocks of one size, so that they can be rows of one table. */
  private static List<MemorySegment> rows(
      Random random, List<MemorySegment> banks, int size, boolean hidden) {
    List<MemorySegment> rows = new ArrayList<>();
    for (int i = 1 + random.nextInt(60); i > 0; i--) {
      MemorySegment bank = banks.get(random.nextInt(banks.size()));
      MemorySegment row = bank.asSlice(random.nextLong(bank.byteSize() - size + 1), size);
      rows.add(hidden && random.nextInt(10) == 0 ? row.asReadOnly() : row);
    }
    return rows;
  }

  private static Region table(List<MemorySegment> rows) {
    return Region.ofBlocks(rows.stream().map(row -> Region.filling(row, BYTE)).toList());
  }

  private static boolean share(List<MemorySegment> first, List<MemorySegment> second) {
    return first.stream()
        .anyMatch(a -> second.stream().anyMatch(b -> a.asOverlappingSlice(b).isPresent()));
  }

  private static List<MemorySegment> banks(Arena arena, FileChannel file, Random random)
      throws Exception {
    List<MemorySegment> banks = new ArrayList<>();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      int size = 8 + random.nextInt(4000);
      banks.add(
          switch (random.nextInt(5)) {
            case 0 -> MemorySegment.ofArray(new byte[size]);
            case 1 -> MemorySegment.ofArray(new long[1 + size / 8]);
            case 2 -> MemorySegment.ofBuffer(ByteBuffer.allocateDirect(size));
            case 3 -> file.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
            default -> arena.allocate(size);
          });
    }
    return banks;
  }

  @Test
  void isWhatAllPairsSay() throws Exception {
    int[] found = new int[2];
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("bank"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      Seeds.forEach(
          OverlapTest.class,
          2000,
          random -> {
            try (Arena arena = Arena.ofConfined()) {
              List<MemorySegment> banks = banks(arena, file, random);
              int size = random.nextInt(8);
              List<MemorySegment> first = rows(random, banks, size, false);
              List<MemorySegment> second =
                  rows(
                      random,
                      random.nextInt(3) == 0 ? banks(arena, file, random) : banks,
                      size,
                      false);
              boolean shared = share(first, second);
              found[shared ? 1 : 0]++;
              assertEquals(shared, Overlap.mayExist(table(first), table(second)));
              assertEquals(shared, Overlap.mayExist(table(second), table(first)));
            }
          });
    }
    assertTrue(
        !Seeds.areAll() || (found[0] > 300 && found[1] > 300),
        () -> found[0] + " apart, " + found[1] + " not");
    assertTrue(Files.size(folder.resolve("bank")) >= 0);
  }

  /** Rows as programs make them: in arrays of their own, or one behind the other. */
  @Test
  void rowsOfTheirOwnAreApartUntilOneIsShared() {
    Seeds.forEach(
        OverlapTest.class,
        300,
        random -> {
          try (Arena arena = Arena.ofConfined()) {
            int size = 1 + random.nextInt(7);
            int count = 20 + random.nextInt(60);
            MemorySegment bank = arena.allocate((long) size * count);
            List<MemorySegment> first = new ArrayList<>();
            List<MemorySegment> second = new ArrayList<>();
            for (int i = 0; i < count; i++) {
              MemorySegment row =
                  random.nextInt(4) == 0
                      ? MemorySegment.ofArray(new byte[size])
                      : bank.asSlice((long) i * size, size);
              (random.nextInt(3) == 0 ? first : second).add(row);
            }
            first.add(MemorySegment.ofArray(new byte[size]));
            second.add(arena.allocate(size));
            assertFalse(Overlap.mayExist(table(first), table(second)));
            assertFalse(table(first).isReadOnly());
            List<MemorySegment> more = new ArrayList<>(second);
            more.set(
                random.nextInt(more.size()), first.get(random.nextInt(first.size())).asSlice(0));
            assertTrue(Overlap.mayExist(table(first), table(more)));
            assertTrue(Overlap.mayExist(table(more), table(first)));
          }
        });
  }

  /** The platform does not say in which array a read-only segment lies. */
  @Test
  void whatCannotBeKnownIsTakenForShared() {
    Seeds.forEach(
        OverlapTest.class,
        500,
        random -> {
          List<MemorySegment> banks = List.of(MemorySegment.ofArray(new byte[400]));
          List<MemorySegment> first = rows(random, banks, 5, true);
          List<MemorySegment> second = rows(random, banks, 5, true);
          if (share(first, second)) {
            assertTrue(Overlap.mayExist(table(first), table(second)));
            assertTrue(Overlap.mayExist(table(second), table(first)));
          }
          try (Arena arena = Arena.ofConfined()) {
            List<MemorySegment> third = rows(random, List.of(arena.allocate(400)), 5, true);
            assertFalse(Overlap.mayExist(table(first), table(third)));
          }
        });
  }

  private static Memory rowsOf(byte[]... rows) {
    return Memory.ofBlocks(List.of(rows).stream().map(Memory::ofUnsigned).toList());
  }

  /** A guard against a comparison of all pairs, which takes minutes. */
  @Test
  void manyRowsAreCopied() {
    byte[][] from = new byte[200_000][4];
    byte[][] to = new byte[200_000][4];
    for (int i = 0; i < from.length; i++) {
      from[i][i & 3] = (byte) i;
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          View source = TestMemory.view(rowsOf(from));
          View target = TestMemory.view(rowsOf(to));
          target.copyFrom(source);
          assertTrue(target.contentEquals(source));
          // Rows in another order share all their bytes: what is read has not been written yet.
          List<byte[]> turned = new ArrayList<>(List.of(to));
          Collections.reverse(turned);
          target.copyFrom(TestMemory.view(rowsOf(turned.toArray(byte[][]::new))));
        });
    IntStream.range(0, from.length)
        .forEach(
            i ->
                assertEquals(
                    MemorySegment.ofArray(from[i])
                        .mismatch(MemorySegment.ofArray(to[from.length - 1 - i])),
                    -1));
  }
}
