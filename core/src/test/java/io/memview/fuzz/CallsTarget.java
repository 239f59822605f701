package io.memview.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.ByteStore;
import io.memview.ExportCount;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.format.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of public calls with what earlier ones made: each gives an answer or a refusal of a
 * documented kind, and in the end nothing is lent.
 */
final class CallsTarget extends RandomTarget {
  private static final int MOST_CALLS = 24;
  private static final String[] FORMATS = {"i", "B", "d", "T{i:x:4xd:y:}", "?", "2h"};

  private final List<Executable> calls;

  CallsTarget() {
    try {
      calls = PublicCalls.all();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "calls";
  }

  @Override
  @Nullable String check(Random random) {
    Pool pool = new Pool(random);
    Arguments arguments = new Arguments(pool, random, calls, Arguments.TEXTS);
    begin(pool, Format.parse(FORMATS[random.nextInt(FORMATS.length)]), random);
    for (int left = 1 + random.nextInt(MOST_CALLS); left > 0; left--) {
      call(calls.get(random.nextInt(calls.size())), pool, arguments);
    }
    pool.close();
    pool.all(MemoryExporter.class).forEach(each -> assertEquals(0, each.exports(), each::toString));
    pool.all(OwnedMemory.class).forEach(each -> assertEquals(0, each.exports(), each::toString));
    pool.all(ByteStore.class).forEach(each -> assertEquals(0, each.exports(), each::toString));
    pool.all(ExportCount.class).forEach(each -> assertEquals(0, each.get(), each::toString));
    pool.free();
    return null;
  }

  static void begin(Pool pool, Format format, Random random) {
    long[] shape = random.longs(random.nextInt(4), 1, 4).toArray();
    MemoryExporter heap = MemoryExporter.allocate(format, shape);
    OwnedMemory off = OwnedMemory.allocate(format, shape);
    pool.add(heap);
    pool.add(off);
    pool.add(heap.acquire(Request.FULL));
    pool.add(off.acquire(Request.FULL));
  }

  static void call(Executable executable, Pool pool, Arguments arguments) {
    Object receiver = null;
    if (PublicCalls.needsReceiver(executable)) {
      receiver = arguments.make(executable.getDeclaringClass(), 0);
      if (receiver == null) {
        return;
      }
    }
    Object[] made = arguments.of(executable, 0);
    if (made == null) {
      return;
    }
    try {
      pool.add(Call.of(executable, receiver, made));
    } catch (Call.Refused refused) {
      return; // as documented
    }
  }
}
