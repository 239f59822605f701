package io.memview.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BlockVisitor;
import io.memview.BufferException;
import io.memview.Conversion;
import io.memview.Exporter;
import io.memview.Lease;
import io.memview.MemoryExporter;
import io.memview.PrintOptions;
import io.memview.Reduction;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.format.Scalar;
import io.memview.format.ScalarType.Kind;
import io.memview.layout.Index;
import io.memview.layout.Order;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;

/** Items in place, the errors of access, and what is left of a view after its release. */
final class ViewContract {
  /** Methods that describe a view; they work for as long as there is a view. */
  private static final Set<String> DESCRIPTION =
      Set.of(
          "format",
          "layout",
          "ndim",
          "shape",
          "itemCount",
          "isReadOnly",
          "isContiguous",
          "granted",
          "owner",
          "isReleased",
          "describe",
          "toString",
          "equals",
          "hashCode");

  private ViewContract() {}

  static Map<String, Promise> promises() {
    Map<String, Promise> promises = new LinkedHashMap<>();
    promises.put(
        "what a view writes is in the object",
        Promise.when(Fixture::isWritable, ViewContract::writesThrough));
    promises.put(
        "what the object changes is in the view", Promise.always(ViewContract::readsThrough));
    promises.put(
        "carriers agree with boxed items",
        Promise.when(f -> f.kind().isPresent(), ViewContract::carriers));
    promises.put("a read-only view refuses writing", Promise.always(ViewContract::readOnly));
    promises.put(
        "the exporter's own read-only memory refuses writing",
        Promise.when(f -> !f.isWritable(), ViewContract::ownReadOnly));
    promises.put(
        "an index out of bounds",
        Promise.when(f -> f.shape().length > 0, ViewContract::outOfBounds));
    promises.put("an index of another rank", Promise.always(ViewContract::wrongRank));
    promises.put("every access after the release", Promise.always(ViewContract::released));
    promises.put("every description after the release", Promise.always(ViewContract::described));
    return promises;
  }

  private static void writesThrough(Fixture f) {
    try (Lease lease = f.exporter().acquire(Request.FULL)) {
      View view = lease.view();
      long number = 1;
      for (long[] index : f.indices()) {
        view.setObject(index, f.value(number++));
      }
      number = 1;
      for (long[] index : f.indices()) {
        assertEquals(f.value(number++), f.peek(index), () -> Arrays.toString(index));
      }
      if (f.itemCount() > 0) {
        view.fill(f.value(42));
        for (long[] index : f.indices()) {
          assertEquals(f.value(42), f.peek(index), () -> Arrays.toString(index));
        }
      }
    }
  }

  private static void readsThrough(Fixture f) {
    try (Lease lease = f.exporter().acquire(Request.FULL_RO)) {
      View view = lease.view();
      List<String> expected = new ArrayList<>();
      long number = 50;
      for (long[] index : f.indices()) {
        f.poke(f.value(number), index);
        assertEquals(f.value(number++), view.getObject(index), () -> Arrays.toString(index));
      }
      // Once more when all are there: broadcast views show the last one that was written.
      for (long[] index : f.indices()) {
        expected.add(f.peek(index).toString());
      }
      List<String> items = new ArrayList<>();
      view.items().forEach(item -> items.add(item.toString()));
      assertEquals(expected, items);
      List<String> byRuns = new ArrayList<>();
      view.forEachRun(
          run -> {
            Format format = view.format();
            for (long at = 0; at < run.byteSize(); at += format.itemSize()) {
              byRuns.add(format.get(run, at).toString());
            }
          });
      assertEquals(expected, byRuns);
    }
  }

  private static void carriers(Fixture f) {
    Scalar scalar = (Scalar) Format.parse(f.format());
    try (Lease lease = f.exporter().acquire(Request.FULL_RO)) {
      View view = lease.view();
      long number = 10;
      for (long[] index : f.indices()) {
        f.poke(f.value(number++), index);
      }
      for (long[] index : f.indices()) {
        Object boxed = view.getObject(index);
        switch (scalar.type().kind()) {
          case BOOL -> assertEquals(boxed, view.getBoolean(index));
          case FLOAT -> {
            assertEquals(boxed, view.getDouble(index));
            assertEquals(boxed, fixedRank(view, index, true));
          }
          default -> {
            assertEquals(boxed.toString(), Long.toString(view.getLong(index)));
            assertEquals(boxed.toString(), fixedRank(view, index, false).toString());
          }
        }
      }
      if (scalar.isNumeric() && scalar.type().kind() != Kind.FLOAT) {
        assertEquals(
            f.itemCount() == 0 || scalar.type().kind() != Kind.BOOL,
            doesNotThrow(() -> view.longs().forEachRemaining((long item) -> {})));
      }
    }
  }

  private static boolean doesNotThrow(Runnable action) {
    try {
      action.run();
      return true;
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  private static Object fixedRank(View view, long[] at, boolean isFloat) {
    return switch (at.length) {
      case 1 -> isFloat ? (Object) view.getDouble(at[0]) : (Object) view.getLong(at[0]);
      case 2 ->
          isFloat ? (Object) view.getDouble(at[0], at[1]) : (Object) view.getLong(at[0], at[1]);
      case 3 ->
          isFloat
              ? (Object) view.getDouble(at[0], at[1], at[2])
              : (Object) view.getLong(at[0], at[1], at[2]);
      default -> isFloat ? (Object) view.getDouble(at) : (Object) view.getLong(at);
    };
  }

  private static void readOnly(Fixture f) {
    try (Lease lease = f.exporter().acquire(Request.FULL_RO)) {
      View view = lease.view().asReadOnly();
      assertTrue(view.isReadOnly());
      refusesWriting(f, view);
      assertThrows(BufferException.Refused.class, () -> view.acquire(Request.FULL));
      assertThrows(BufferException.ReadOnly.class, () -> view.slice().fill(f.value(3)));
    }
  }

  private static void ownReadOnly(Fixture f) {
    try (Lease lease = f.exporter().acquire(Request.FULL_RO)) {
      refusesWriting(f, lease.view());
    }
  }

  private static void refusesWriting(Fixture f, View view) {
    long[] first = new long[f.shape().length];
    String before = view.show();
    byte[] bytes = view.toBytes(Order.C);
    MemorySegment block = MemorySegment.ofArray(bytes);
    List<Runnable> writes =
        List.of(
            () -> view.setObject(first, f.value(1)),
            () -> view.fill(f.value(1)),
            () -> view.copyFrom(view),
            () -> view.assign(view),
            () -> view.copyFrom(block, Order.C),
            () -> view.fromArray(bytes));
    for (Runnable write : writes) {
      BufferException.ReadOnly refusal = assertThrows(BufferException.ReadOnly.class, write::run);
      Promise.assertSays(refusal, "read-only");
    }
    view.forEachRun(run -> assertTrue(run.isReadOnly()));
    if (view.layout().isContiguous(Order.ANY)) {
      assertTrue(view.asSegment().isReadOnly());
    }
    assertEquals(before, view.show());
  }

  private static void outOfBounds(Fixture f) {
    long[] shape = f.shape();
    try (Lease lease = f.exporter().acquire(Request.FULL_RO)) {
      View view = lease.view();
      for (int d = 0; d < shape.length; d++) {
        for (long bad : new long[] {-1, shape[d], Long.MAX_VALUE, Long.MIN_VALUE}) {
          long[] index = new long[shape.length];
          index[d] = bad;
          for (Runnable access : accesses(f, view, index)) {
            IndexOutOfBoundsException thrown =
                assertThrows(IndexOutOfBoundsException.class, access::run);
            assertNames(thrown, tuple(index), tuple(shape));
          }
        }
      }
    }
  }

  private static void wrongRank(Fixture f) {
    int rank = f.shape().length;
    try (Lease lease = f.exporter().acquire(Request.FULL_RO)) {
      View view = lease.view();
      for (int other = 0; other < 6; other++) {
        if (other != rank) {
          for (Runnable access : accesses(f, view, new long[other])) {
            IndexOutOfBoundsException thrown =
                assertThrows(IndexOutOfBoundsException.class, access::run);
            assertNames(thrown, other + " positions", tuple(f.shape()));
          }
        }
      }
    }
  }

  private static void assertNames(Exception thrown, String... parts) {
    for (String part : parts) {
      Promise.assertSays(thrown, part);
    }
  }

  /** All ways to one item that the format allows. */
  private static List<Runnable> accesses(Fixture f, View view, long[] at) {
    List<Runnable> all = new ArrayList<>();
    all.add(() -> view.getObject(at));
    Optional<Kind> kind = f.kind();
    boolean isFloat = kind.equals(Optional.of(Kind.FLOAT));
    boolean writable = f.isWritable();
    if (writable) {
      all.add(() -> view.setObject(at, f.value(1)));
    }
    if (kind.equals(Optional.of(Kind.BOOL))) {
      all.add(() -> view.getBoolean(at));
      if (writable) {
        all.add(() -> view.setBoolean(at, true));
      }
    }
    if (kind.isEmpty() || kind.get() == Kind.BOOL) {
      return all;
    }
    if (at.length > 0) {
      all.add(() -> fixedRank(view, at, isFloat));
      if (writable) {
        all.add(() -> setFixedRank(view, at, isFloat));
      }
    }
    all.add(isFloat ? () -> view.getDouble(at) : () -> view.getLong(at));
    if (writable) {
      all.add(isFloat ? () -> view.setDouble(at, 1) : () -> view.setLong(at, 1));
    }
    return all;
  }

  private static void setFixedRank(View view, long[] at, boolean isFloat) {
    switch (at.length) {
      case 1 -> {
        if (isFloat) {
          view.setDouble(at[0], 1);
        } else {
          view.setLong(at[0], 1);
        }
      }
      case 2 -> {
        if (isFloat) {
          view.setDouble(at[0], at[1], 1);
        } else {
          view.setLong(at[0], at[1], 1);
        }
      }
      case 3 -> {
        if (isFloat) {
          view.setDouble(at[0], at[1], at[2], 1);
        } else {
          view.setLong(at[0], at[1], at[2], 1);
        }
      }
      default -> {
        if (isFloat) {
          view.setDouble(at, 1);
        } else {
          view.setLong(at, 1);
        }
      }
    }
  }

  /** Every public method that is there now or will be. */
  private static void released(Fixture f) throws Exception {
    Lease lease = f.exporter().acquire(Request.FULL_RO);
    View view = lease.view();
    lease.close();
    int checked = 0;
    for (Method method : View.class.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())
          || method.getDeclaringClass() == Object.class
          || DESCRIPTION.contains(method.getName())) {
        continue;
      }
      InvocationTargetException thrown =
          assertThrows(
              InvocationTargetException.class,
              () -> method.invoke(view, arguments(f, method)),
              () -> method + " works on a released view");
      BufferException.Released released =
          assertInstanceOf(
              BufferException.Released.class, thrown.getCause(), () -> method.toString());
      Promise.assertSays(released, "released");
      checked++;
    }
    assertTrue(checked > 45, "only " + checked + " methods were found");
  }

  private static Object[] arguments(Fixture f, Method method) {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = argument(f, method, types[i]);
    }
    return arguments;
  }

  private static Object argument(Fixture f, Method method, Class<?> type) {
    long[] shape = f.shape();
    if (type == long.class) {
      return 0L;
    } else if (type == int.class) {
      return 0;
    } else if (type == double.class) {
      return 1.0;
    } else if (type == boolean.class) {
      return true;
    } else if (type == long[].class) {
      return Set.of("broadcast", "reshape").contains(method.getName())
          ? shape
          : method.getName().equals("at") ? new long[0] : new long[shape.length];
    } else if (type == int[].class) {
      int[] dimensions = new int[method.getName().equals("permute") ? shape.length : 0];
      Arrays.setAll(dimensions, d -> d);
      return dimensions;
    } else if (type == Index[].class) {
      return new Index[] {Index.ellipsis()};
    } else if (type == String.class) {
      return "B";
    } else if (type == Format.class) {
      return Format.parse("B");
    } else if (type == PrintOptions.class) {
      return PrintOptions.DEFAULT;
    } else if (type == Order.class) {
      return Order.C;
    } else if (type == Request.class) {
      return Request.FULL_RO;
    } else if (type == Conversion.class) {
      return Conversion.CHECKED;
    } else if (type == Reduction.class) {
      return Reduction.ANY;
    } else if (type == Exporter.class) {
      return MemoryExporter.allocate(Format.parse(f.format()), shape);
    } else if (type == View.class) {
      return MemoryExporter.allocate("?").acquire(Request.FULL.scoped()).view();
    } else if (type == InputStream.class) {
      return InputStream.nullInputStream();
    } else if (type == OutputStream.class) {
      return OutputStream.nullOutputStream();
    } else if (type == ReadableByteChannel.class) {
      return Channels.newChannel(InputStream.nullInputStream());
    } else if (type == WritableByteChannel.class) {
      return Channels.newChannel(OutputStream.nullOutputStream());
    } else if (type == BlockVisitor.class) {
      return (BlockVisitor<RuntimeException>) seen -> {};
    } else if (type == MemorySegment.class) {
      long size = Format.parse(f.format()).itemSize() * f.itemCount();
      return MemorySegment.ofArray(new byte[(int) size]);
    } else if (type == Class.class) {
      return byte[].class;
    } else if (type == char.class) {
      return ':';
    } else if (type == LongConsumer.class) {
      return (LongConsumer) seen -> {};
    } else if (type == DoubleConsumer.class) {
      return (DoubleConsumer) seen -> {};
    } else if (type == ObjLongConsumer.class) {
      return (ObjLongConsumer<Object>) (seen, count) -> {};
    } else if (type == Consumer.class) {
      return (Consumer<Object>) seen -> {};
    } else if (type == Exporter.ViewFunction.class) {
      return (Exporter.ViewFunction<Object, RuntimeException>) seen -> seen;
    } else if (type == Exporter.ViewAction.class) {
      return (Exporter.ViewAction<RuntimeException>) seen -> {};
    } else if (type == Object.class) {
      return method.getName().equals("fromArray") ? new byte[1] : f.value(1);
    }
    throw new AssertionError("no argument for " + method);
  }

  private static void described(Fixture f) {
    Lease lease = f.exporter().acquire(Request.FULL_RO);
    View view = lease.view();
    String before = view.toString();
    lease.close();
    int checked = 0;
    for (Method method : View.class.getMethods()) {
      boolean isQuestion = method.getParameterCount() == 0 || method.getName().startsWith("is");
      if (DESCRIPTION.contains(method.getName()) && isQuestion) {
        assertDoesNotThrow(() -> method.invoke(view, arguments(f, method)), method::toString);
        checked++;
      }
    }
    assertEquals(DESCRIPTION.size() - 1, checked);
    assertTrue(view.isReleased());
    assertNotEquals(before, view.toString());
    assertTrue(view.toString().contains("released"), view.toString());
    assertTrue(view.toString().contains(tuple(f.shape())), view.toString());
  }

  private static String tuple(long... numbers) {
    String inner = Arrays.toString(numbers);
    return "(" + inner.substring(1, inner.length() - 1) + (numbers.length == 1 ? ",)" : ")");
  }
}
