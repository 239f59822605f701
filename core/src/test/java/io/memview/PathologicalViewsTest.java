package io.memview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.array.PrimitiveArrays;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.internal.memory.Region;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Views that are legal and as odd as can be: everything that can be asked of them is answered or
 * refused at once. Only what hands out every item to the caller takes as long as there are items.
 */
class PathologicalViewsTest {
  /** A guard against what never ends, and no measure of anything. */
  private static final int SECONDS = 30;

  /** What goes through all items, because that is what is asked for. */
  private static final Set<String> EVERY_ITEM =
      Set.of("longStatistics", "doubleStatistics", "doubleSum", "runs", "each");

  /** What goes through all items that are not repeated by a stride of 0. */
  private static final Set<String> EVERY_PLACE =
      Set.of(
          "contentEquals",
          "copyFrom",
          "parallelCopyFrom",
          "assign",
          "fill",
          "any",
          "all",
          "argMin",
          "argMax");

  private static final long MANY = 1 << 20;

  /** What is done with a view. */
  private interface Operation {
    Object on(View view) throws Throwable;
  }

  // ---- the views

  private static View bytes(String format, Layout layout) {
    Memory memory = Memory.of(MemorySegment.ofArray(new byte[4096]), Format.parse(format), layout);
    return TestMemory.view(memory);
  }

  private static View empty(long... shape) {
    return bytes("d", Layout.contiguous(8, Order.C, shape));
  }

  private static long[] all(int count, long value) {
    long[] all = new long[count];
    Arrays.fill(all, value);
    return all;
  }

  private static Struct record(int fields, Format of) {
    List<Struct.Field> all = new ArrayList<>();
    for (int i = 0; i < fields; i++) {
      all.add(new Struct.Field(i % 2 == 0 ? "field" + i : null, of, i * of.itemSize()));
    }
    return new Struct(all, fields * of.itemSize(), 1);
  }

  private static Format nested(int depth) {
    Format format = Format.parse("=h");
    for (int i = 0; i < depth; i++) {
      format = new Struct(List.of(new Struct.Field("deeper", format, 0)), 2, 1);
    }
    return format;
  }

  private static View of(Format format, long... shape) {
    return TestMemory.view(MemoryExporter.allocate(format, shape));
  }

  private static Map<String, View> views() {
    Map<String, View> views = new LinkedHashMap<>();
    View one = TestMemory.view(PrimitiveArrays.export(new int[] {7}));
    views.put("one item everywhere", one.broadcast(Long.MAX_VALUE / 4));
    views.put("one byte everywhere", one.cast("B").at(0).broadcast(Long.MAX_VALUE));
    views.put("more than an array holds", one.cast("B").at(0).broadcast(3_000_000_000L));
    views.put("a table everywhere", one.broadcast(1L << 29, 1L << 30, 1));
    views.put("rows everywhere", TestMemory.zeros("i", 3, 1).broadcast(1L << 28, 3, 1L << 28));
    views.put("lists of nothing", empty(Integer.MAX_VALUE, 0));
    views.put("nothing of lists", empty(0, Long.MAX_VALUE));
    views.put("lists of lists of nothing", empty(1 << 20, 1 << 20, 1 << 20, 0));
    views.put("nothing, beyond 64 bits", empty(0, Long.MAX_VALUE, Long.MAX_VALUE));
    views.put("items of nothing", bytes("0s", Layout.contiguous(0, Order.C, 1L << 62)));
    views.put("tables of nothing", bytes("0s", Layout.contiguous(0, Order.C, 1L << 31, 1L << 31)));
    views.put("records of nothing", bytes("T{0s:a:}", Layout.contiguous(0, Order.C, 1L << 40)));
    views.put(
        "nothing, apart", bytes("0s", Layout.strided(0, 3, new long[] {1L << 40}, new long[1])));
    views.put("64 dimensions", bytes("d", Layout.contiguous(8, Order.C, all(64, 1))));
    views.put("64 dimensions of 0", empty(all(64, 0)));
    long[] shape = all(64, 1);
    Arrays.fill(shape, 0, 62, 2);
    views.put("64 dimensions that overlap", bytes("B", Layout.strided(0, 1, shape, all(64, 1))));
    views.put("strides that overlap", bytes("B", Layout.strided(0, 1, all(4, 1000), all(4, 1))));
    views.put("60,000 fields", of(record(60_000, new Scalar(ScalarType.INT8)), 3));
    views.put("records of 250 records", of(record(250, record(250, Format.parse("=h"))), 3));
    views.put("a record in 60 records", of(nested(60), 3));
    views.put("no names", of(Format.parse("=hhd"), 3));
    views.put("no fields", of(new Struct(List.of(), 0, 1), 3));
    views.put("no fields, everywhere", of(new Struct(List.of(), 0, 1), 1L << 62));
    views.put("a record of padding", of(new Struct(List.of(), 7, 1), 2, 3));
    views.put("wide text", of(Format.parse("2000000s"), 2));
    views.put("wide Unicode", of(Format.parse("500000w"), 2));
    views.put("wide bytes", of(Format.parse("T{2000000x:a:}"), 2));
    views.put("wide objects", of(Format.parse("T{(1000)O:a:}"), 2));
    views.put("sub-arrays", of(Format.parse("(200,200)b"), 2));
    views.put("a sub-array everywhere", of(Format.parse("(90,90)b")).broadcast(1L << 40));
    views.put("many short sub-arrays", of(Format.parse("(1,1,1,1,1,1,1,1,1,1)b"), 2_000));
    views.put("floats far apart", of(Format.parse("d"), 50_000));
    views.put("a row behind a pointer, everywhere", rows());
    return views;
  }

  private static View rows() {
    Memory row = Memory.ofArray(new int[] {1});
    return TestMemory.view(Memory.ofBlocks(List.of(row))).broadcast(1L << 29, 1L << 29);
  }

  // ---- what is asked of them

  private static Map<String, Operation> operations() {
    Map<String, Operation> operations = new LinkedHashMap<>();
    for (Method method : View.class.getMethods()) {
      boolean isAsked =
          method.getParameterCount() == 0
              && method.getDeclaringClass() != Object.class
              && !Modifier.isStatic(method.getModifiers());
      if (isAsked) {
        operations.put(method.getName(), view -> invoke(method, view));
      }
    }
    PrintOptions all = PrintOptions.DEFAULT.withThreshold(Long.MAX_VALUE);
    operations.put("show all", view -> isLong(view) ? "" : view.show(all));
    operations.put("show, edges", view -> view.show(PrintOptions.DEFAULT.withEdgeItems(50)));
    operations.put(
        "showHtml, edges", view -> view.showHtml(PrintOptions.DEFAULT.withEdgeItems(50)));
    operations.put(
        "show digits",
        view -> view.show(PrintOptions.DEFAULT.withPrecision(1 << 30).withLineWidth(1 << 30)));
    operations.put("toBytes", view -> view.toBytes(Order.FORTRAN));
    operations.put("toHex in groups", view -> view.toHex('-', 1));
    operations.put("toArray", view -> view.toArray(byte[].class));
    operations.put("contentEquals", view -> view.contentEquals(view));
    operations.put("not contentEquals", view -> view.contentEquals(view.slice(Index.newAxis())));
    operations.put("copyFrom", view -> nothing(() -> view.copyFrom(view)));
    operations.put("parallelCopyFrom", view -> nothing(() -> view.parallelCopyFrom(view)));
    operations.put("assign", view -> nothing(() -> view.assign(view)));
    operations.put(
        "fill",
        view ->
            nothing(() -> view.fill(view.itemCount() == 0 ? 0 : view.items().iterator().next())));
    operations.put("cursor", view -> Cursor.over(Order.ANY, view, view.flip()).next());
    operations.put("FORTRAN cursor", view -> Cursor.over(Order.FORTRAN, view).next());
    operations.put("longs", view -> view.longs().hasNext() ? view.longs().nextLong() : 0);
    operations.put("items", view -> first(view.items().iterator()));
    operations.put("acquire", view -> nothing(() -> view.acquire(Request.FULL_RO).close()));
    operations.put("SIMPLE", view -> nothing(() -> view.acquire(Request.SIMPLE).close()));
    operations.put(
        "contiguous", view -> nothing(() -> Contiguous.acquire(view, Request.ND, Order.C).close()));
    operations.put("mirror", view -> nothing(() -> Mirror.of(view, Order.C).discard()));
    operations.put("reshape", view -> view.reshape(-1));
    operations.put("slice", view -> view.slice(Index.ellipsis(), Index.every(-3)));
    operations.put("broadcast", view -> view.slice(Index.newAxis()).broadcast(view.shape()));
    operations.put("reinterpret", view -> view.reinterpret(Format.parse("B")));
    operations.put("cast", view -> view.cast("B"));
    operations.put("field", view -> view.field("a"));
    operations.put("records", view -> RecordView.of(view, Wide.class));
    operations.put("layout equals", view -> view.layout().equals(view.flip().layout()));
    operations.put("layout hashCode", view -> view.layout().hashCode());
    operations.put("format", view -> view.format().hashCode() + view.format().toString());
    operations.put(
        "read again", view -> Format.parse(view.format().toString()).equals(view.format()));
    operations.put("in a table", view -> Region.ofBlocks(List.of(view.region, view.region)));
    operations.put("runs", view -> nothing(() -> view.forEachRun(Order.ANY, (run, n) -> {})));
    operations.put("each", view -> nothing(() -> view.forEachLong(Order.ANY, n -> {})));
    return operations;
  }

  private record Wide(long a, long b) {}

  /** More items than are soon shown, and fewer than are refused. */
  private static boolean isLong(View view) {
    return view.itemCount() > MANY && view.itemCount() < 1L << 32;
  }

  private static Object first(Iterator<?> items) {
    return items.hasNext() ? items.next() : "none";
  }

  private static Object nothing(Runnable action) {
    action.run();
    return "done";
  }

  private static Object invoke(Method method, View view) throws Throwable {
    try {
      Object answer = method.invoke(view);
      if (answer instanceof Lease lease) {
        lease.close();
      }
      return answer == null ? "null" : answer;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Whether the time it takes is that of the items, each of which is asked for. */
  private static boolean isEveryItem(String operation, View view) {
    boolean overlaps = view.layout().byteLength() > MANY && view.layout().stride(0) == 1;
    boolean isCopy = Set.of("contiguous", "mirror", "copy").contains(operation);
    return (view.itemCount() > MANY && EVERY_ITEM.contains(operation))
        || (view.itemCount() > MANY && overlaps && EVERY_PLACE.contains(operation))
        || (isCopy && view.layout().byteLength() > MANY << 10);
  }

  /** What is wrong with an operation on a view; nothing if all is well. */
  private static String fault(Operation operation, View view) throws InterruptedException {
    FutureTask<String> task = new FutureTask<>(() -> outcome(operation, view));
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      StackTraceElement[] where = thread.getStackTrace();
      return "does not end: " + Arrays.asList(where).subList(0, Math.min(6, where.length));
    } catch (ExecutionException e) {
      return e.getCause().toString();
    }
  }

  private static String outcome(Operation operation, View view) {
    try {
      operation.on(view);
      return "";
    } catch (BufferException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) {
      String message = String.valueOf(e.getMessage());
      return message.length() > 20 && !message.contains("overflow")
          ? ""
          : "refused by " + e.getClass() + ": " + message;
    } catch (Throwable e) {
      return e + " at " + Arrays.asList(e.getStackTrace()).subList(0, 3);
    }
  }

  @Test
  void areAnsweredOrRefusedAtOnce() throws InterruptedException {
    List<String> faults = new ArrayList<>();
    int[] asked = {0};
    for (Map.Entry<String, View> view : views().entrySet()) {
      for (Map.Entry<String, Operation> operation : operations().entrySet()) {
        if (isEveryItem(operation.getKey(), view.getValue())) {
          continue;
        }
        asked[0]++;
        String fault = fault(operation.getValue(), view.getValue());
        if (!fault.isEmpty()) {
          faults.add("%s, %s: %s".formatted(view.getKey(), operation.getKey(), fault));
        }
      }
    }
    assertEquals("", String.join("\n", faults));
    assertTrue(asked[0] > 1500, () -> "only " + asked[0]);
  }
}
