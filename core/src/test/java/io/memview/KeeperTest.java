package io.memview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.format.Format;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Memory that goes with the last lease, and raw segments of it. */
final class KeeperTest {
  /** Blocks of a pool: a block is somebody else's as soon as the last lease on it has ended. */
  private static final class Pool implements Exporter {
    private final MemorySegment block = Arena.ofAuto().allocate(24, 8);
    private int taken;
    private int handedOut;

    @Override
    public Lease acquire(Request request) {
      taken++;
      Memory memory = Memory.of(block, Format.parse("d"), 3);
      return new ExportCount(this, new Block()).lease(memory, request);
    }

    private final class Block implements ExportCount.Keeper {
      private final Arena raw = Arena.ofShared();

      @Override
      @SuppressWarnings("restricted")
      public MemorySegment raw(MemorySegment segment) {
        handedOut++;
        MemorySegment again = segment.reinterpret(raw, null);
        return segment.isReadOnly() ? again.asReadOnly() : again;
      }

      @Override
      public void released(long remaining) {
        if (remaining == 0) {
          raw.close();
          taken--;
        }
      }
    }
  }

  private static List<MemorySegment> segments(View view) {
    List<MemorySegment> all = new ArrayList<>();
    all.add(view.asSegment());
    all.add(view.itemSegment(0));
    view.forEachRun(all::add);
    view.forEachRun(Order.ANY, (run, items) -> all.add(run));
    Cursor cursor = Cursor.over(Order.C, view);
    cursor.next();
    all.add(cursor.itemSegment(0));
    return all;
  }

  @Test
  void rawSegmentsDieWithTheLastLease() {
    Pool pool = new Pool();
    Lease lease = pool.acquire(Request.FULL);
    lease.view().setDouble(0, 7);
    List<MemorySegment> segments = segments(lease.view());
    segments.addAll(segments(lease.view().asReadOnly()));
    assertEquals(segments.size(), pool.handedOut);
    for (int i = 0; i < segments.size(); i++) {
      assertEquals(i >= segments.size() / 2, segments.get(i).isReadOnly());
    }
    Lease second = lease.view().slice(Index.every(2)).acquire(Request.FULL);
    lease.close();
    assertEquals(1, pool.taken);
    segments.forEach(segment -> assertEquals(7, segment.get(ValueLayout.JAVA_DOUBLE, 0)));
    second.close();
    assertEquals(0, pool.taken);
    for (MemorySegment segment : segments) {
      assertFalse(segment.scope().isAlive());
      assertThrows(
          IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0));
    }
  }

  @Test
  void viewsNeedNoRawSegments() {
    Pool pool = new Pool();
    pool.doWithView(
        Request.FULL,
        view -> {
          view.fill(2.5);
          assertEquals(3, view.toArray(double[].class).length);
          view.flip().toArray(double[].class);
          view.setObject(1, 1.0);
          assertEquals(1.0, view.getObject(1));
        });
    assertEquals(0, pool.handedOut);
    assertEquals(0, pool.taken);
  }

  @Test
  void memoryThatNobodyKeepsIsHandedOutItself() {
    for (ExportCount exports :
        List.of(new ExportCount(this), new ExportCount(this, remaining -> {}))) {
      byte[] array = new byte[2];
      try (Lease lease = exports.lease(Memory.ofArray(array), Request.FULL)) {
        lease.view().forEachRun(run -> run.fill((byte) 1));
        lease.view().asSegment().set(ValueLayout.JAVA_BYTE, 1, (byte) 2);
      }
      assertArrayEquals(new byte[] {1, 2}, array);
    }
  }

  /** Another thread may close the last lease while the keeper is asked: here it does so itself. */
  @Test
  void releaseWaitsForASegmentThatIsHandedOut() {
    List<String> heard = new ArrayList<>();
    Lease[] lease = new Lease[1];
    ExportCount.Keeper keeper =
        new ExportCount.Keeper() {
          @Override
          public MemorySegment raw(MemorySegment segment) {
            lease[0].close();
            heard.add("asked");
            return segment;
          }

          @Override
          public void released(long remaining) {
            heard.add("gone");
          }
        };
    List<Consumer<View>> ways =
        List.of(
            View::asSegment,
            View::asByteBuffer,
            view -> view.itemSegment(0),
            view -> view.forEachRun(run -> {}));
    for (Consumer<View> way : ways) {
      heard.clear();
      lease[0] = new ExportCount(this, keeper).lease(Memory.ofArray(new byte[2]), Request.FULL);
      View view = lease[0].view();
      way.accept(view);
      assertEquals(List.of("asked", "gone"), heard);
      assertThrows(BufferException.Released.class, () -> way.accept(view));
      assertEquals(List.of("asked", "gone"), heard);
    }
  }

  @Test
  void keeperThatRefuses() {
    IllegalStateException refusal = new IllegalStateException("not today");
    Exporter exporter =
        new Exporter() {
          @Override
          public Lease acquire(Request request) {
            ExportCount.Keeper keeper =
                new ExportCount.Keeper() {
                  @Override
                  public MemorySegment raw(MemorySegment segment) {
                    throw refusal;
                  }

                  @Override
                  public void released(long remaining) {}
                };
            return new ExportCount(this, keeper).lease(Memory.ofArray(new byte[2]), request);
          }
        };
    try (Lease lease = exporter.acquire(Request.FULL)) {
      View view = lease.view();
      assertSame(refusal, assertThrows(IllegalStateException.class, view::asSegment));
      assertSame(refusal, assertThrows(IllegalStateException.class, () -> view.itemSegment(1)));
      assertSame(
          refusal, assertThrows(IllegalStateException.class, () -> view.forEachRun(run -> {})));
      view.setLong(0, 1);
      assertTrue(view.contentEquals(view));
    }
  }
}
