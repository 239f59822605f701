package io.memview.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.BlockVisitor;
import io.memview.ByteSlice;
import io.memview.ByteStore;
import io.memview.Composite;
import io.memview.Conversion;
import io.memview.Cursor;
import io.memview.ExportCount;
import io.memview.Exporter;
import io.memview.ExporterProvider;
import io.memview.HeldMemory;
import io.memview.Lease;
import io.memview.Memory;
import io.memview.MemoryExporter;
import io.memview.OwnedMemory;
import io.memview.PrintOptions;
import io.memview.RecordView;
import io.memview.Reduction;
import io.memview.Request;
import io.memview.Timed;
import io.memview.View;
import io.memview.cpython.PyObject;
import io.memview.cpython.Python;
import io.memview.cpython.TestPython;
import io.memview.dlpack.ManagedTensor;
import io.memview.format.Bits;
import io.memview.format.ByteMode;
import io.memview.format.DlpackType;
import io.memview.format.Format;
import io.memview.format.FunctionPointer;
import io.memview.format.Leniency;
import io.memview.format.Pointer;
import io.memview.format.RecordType;
import io.memview.format.Scalar;
import io.memview.format.ScalarType;
import io.memview.format.Struct;
import io.memview.format.SubArray;
import io.memview.format.TimeType;
import io.memview.layout.Index;
import io.memview.layout.Layout;
import io.memview.layout.Order;
import io.memview.npy.NpyArray;
import io.memview.npy.NpzFile;
import io.memview.providers.ArrayProvider;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Null, in the place of each argument in turn, is a {@code NullPointerException} that names it, and
 * no harm.
 */
@Tag("class-files") // asks the module what it exports
final class NullsTest {
  /** Where null is an answer. */
  private static final Set<String> TAKES_NULL =
      Set.of(
          "equals", // of every object
          "apply", // what the caller writes
          "accept", // the same
          "valueOf", // the compiler wrote it
          "io.memview.BufferException$Refused", // an exception may be without a message
          "io.memview.BufferException$StorageFailure", // the same
          "io.memview.layout.LayoutException" // the same
          );

  @TempDir private Path folder;

  private final Map<Class<?>, Object> samples = new HashMap<>();
  private final ByteStore store = new ByteStore(24);
  private final MemoryExporter exporter =
      MemoryExporter.of(Memory.ofArray(new int[6]).withShape(2, 3));
  private final OwnedMemory owned = OwnedMemory.allocate(Format.parse("i"), 2);

  private final Lease records = leaseOf("T{i:x:i:y:}");
  private final Lease points = leaseOf("T{i:x:4xd:y:}");
  private final Lease bytes = leaseOf("B");
  private final Lease doubles = leaseOf("d");
  private final Lease booleans = leaseOf("?");

  private record Point(int x, double y) {}

  private static final ExportCount.Keeper KEEPER =
      new ExportCount.Keeper() {
        @Override
        public MemorySegment raw(MemorySegment segment) {
          return Objects.requireNonNull(segment);
        }

        @Override
        public void released(long remaining) {}
      };

  private void fillSamples(Lease lease) throws IOException {
    Memory memory = Memory.ofArray(new int[6]);
    Format format = Format.parse("i");
    sample(Exporter.class, exporter);
    sample(MemoryExporter.class, exporter);
    sample(ByteStore.class, store);
    sample(ByteSlice.class, new ByteSlice(store, 1, 2));
    sample(OwnedMemory.class, owned);
    sample(ExportCount.class, new ExportCount(exporter));
    sample(Lease.class, lease);
    sample(View.class, lease.view());
    sample(View[].class, new View[] {lease.view()});
    sample(Cursor.class, cursor(lease.view()));
    sample(Memory.class, memory);
    sample(Layout.class, Layout.contiguous(4, Order.C, 2, 3));
    sample(Request.class, Request.FULL_RO);
    sample(PrintOptions.class, PrintOptions.DEFAULT);
    sample(Reduction.class, Reduction.SUM);
    sample(Conversion.class, Conversion.CHECKED);
    sample(double[].class, new double[] {1, 2});
    sample(Order.class, Order.C);
    sample(Index.class, Index.all());
    sample(Format.class, format);
    sample(Scalar.class, format);
    sample(ScalarType.class, ScalarType.INT32);
    sample(ByteMode.class, ByteMode.LITTLE);
    sample(Struct.class, Format.parse("T{i:x:i:y:}"));
    sample(SubArray.class, Format.parse("(2,3)i"));
    sample(Bits.class, Format.parse("3t"));
    sample(Pointer.class, Format.parse("&i"));
    sample(FunctionPointer.class, Format.parse("X{}"));
    sample(Leniency.class, Leniency.NUMPY);
    sample(DlpackType.class, DlpackType.of(format));
    sample(ManagedTensor.class, ManagedTensor.VERSIONED);
    sample(MemoryLayout.class, ValueLayout.JAVA_INT);
    sample(RecordType.class, RecordType.of(Point.class));
    sample(RecordView.class, RecordView.of(points.view(), Point.class));
    Python python = TestPython.python();
    if (python != null) {
      sample(Python.class, python);
      sample(PyObject.class, python.eval("bytearray(3)"));
    }
    sample(String.class, "i");
    sample(Object.class, 1);
    sample(Class.class, int[].class);
    sample(Path.class, Files.write(folder.resolve("file"), new byte[24]));
    sample(MemorySegment.class, MemorySegment.ofArray(new int[6]));
    sample(ByteOrder.class, ByteOrder.BIG_ENDIAN);
    sample(ByteBuffer.class, ByteBuffer.allocate(24));
    sample(Buffer.class, ByteBuffer.allocate(24));
    sample(BufferedImage.class, new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY));
    sample(Raster.class, new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY).getRaster());
    sample(ColorModel.class, new DirectColorModel(24, 0xFF0000, 0xFF00, 0xFF));
    sample(ExporterProvider.class, new ArrayProvider());
    sample(ExportCount.Keeper.class, KEEPER);
    sample(ExportCount.Section.class, (ExportCount.Section<Object, RuntimeException>) () -> 1);
    HeldMemory held =
        HeldMemory.of(
            this,
            hold -> {
              sample(HeldMemory.Hold.class, hold);
              return memory;
            });
    held.acquire(Request.FULL).close();
    sample(HeldMemory.class, held);
    sample(Composite.class, Composite.of(List.of(exporter)));
    sample(
        HeldMemory.Opening.class,
        (HeldMemory.Opening)
            hold -> {
              Objects.requireNonNull(hold, "hold");
              return memory;
            });
    sample(AutoCloseable.class, (AutoCloseable) () -> {});
    sample(Throwable.class, new Throwable());
    sample(Runnable.class, (Runnable) () -> {});
    sample(Executor.class, (Executor) action -> {});
    sample(Arena.class, Arena.ofAuto());
    sample(Cleaner.class, Cleaner.create());
    sample(DoubleConsumer.class, (DoubleConsumer) n -> {});
    sample(ObjLongConsumer.class, (ObjLongConsumer<Object>) (seen, n) -> {});
    sample(LongConsumer.class, (LongConsumer) n -> {});
    sample(LongUnaryOperator.class, (LongUnaryOperator) n -> n);
    sample(Consumer.class, (Consumer<Object>) seen -> {});
    sample(Supplier.class, (Supplier<Object>) () -> memory);
    Function<Object, Object> function = given -> given instanceof Arena ? memory : given;
    sample(Function.class, function);
    sample(Exporter.ViewFunction.class, (Exporter.ViewFunction<Object, RuntimeException>) v -> v);
    sample(Exporter.ViewAction.class, (Exporter.ViewAction<RuntimeException>) v -> {});
    sample(OpenOption[].class, new OpenOption[] {StandardOpenOption.SYNC});
    sample(List.class, List.of());
    sample(Map.class, Map.of("x", exporter));
    NpzFile.save(folder.resolve("x.npz"), Map.of("x", exporter));
    NpyArray array = new NpyArray(owned, Map.of(), 0);
    sample(NpyArray.class, array);
    sample(Timed.class, array);
    sample(TimeType.class, TimeType.parse("M8[s]"));
    sample(TimeType.Kind.class, TimeType.Kind.DURATION);
    sample(TimeType.Unit.class, TimeType.Unit.SECONDS);
    sample(InputStream.class, InputStream.nullInputStream());
    sample(OutputStream.class, OutputStream.nullOutputStream());
    sample(WritableByteChannel.class, Channels.newChannel(OutputStream.nullOutputStream()));
    sample(BlockVisitor.class, (BlockVisitor<RuntimeException>) Objects::requireNonNull);
    sample(ReadableByteChannel.class, Channels.newChannel(InputStream.nullInputStream()));
    sample(MapMode.class, MapMode.READ_ONLY);
    sample(NpzFile.class, NpzFile.open(folder.resolve("x.npz")));
    sample(Object[].class, new int[][] {{1}});
    sample(Index[].class, new Index[] {Index.all()});
    sample(Exporter[].class, new Exporter[] {exporter});
    sample(long[].class, new long[] {1, 2});
    sample(int[].class, new int[] {0, 1});
    for (Class<?> component :
        List.of(byte.class, char.class, short.class, float.class, double.class, boolean.class)) {
      samples.put(component.arrayType(), Array.newInstance(component, 6));
    }
    samples.put(long.class, 1L);
    samples.put(int.class, 0);
    samples.put(double.class, 0.0);
    samples.put(boolean.class, false);
  }

  private void sample(Class<?> type, Object value) {
    samples.put(type, value);
  }

  private @Nullable Object sample(Executable executable, Class<?> type) {
    boolean isSubArray = executable.getDeclaringClass() == SubArray.class;
    if (type == List.class && isSubArray) {
      return List.of(2L);
    } else if (type == Object.class && isSubArray) {
      return List.of(List.of(1, 2, 3), List.of(4, 5, 6));
    } else if (type == Object.class && executable.getDeclaringClass() == Memory.class) {
      return new int[6];
    } else if (type == Object.class && executable.getDeclaringClass() == Struct.class) {
      return List.of(1, 2);
    } else if (type == Object.class
        && (executable.getDeclaringClass() == RecordView.class
            || executable.getDeclaringClass() == RecordType.class)) {
      return new Point(1, 2);
    } else {
      return samples.get(type);
    }
  }

  @Test
  void nullIsRefusedEverywhere() throws Exception {
    List<String> wrong = new ArrayList<>();
    int checked = 0;
    try (Lease lease = exporter.acquire(Request.FULL)) {
      fillSamples(lease);
      for (Class<?> type : Classes.api()) {
        if (type.getPackage() == Python.class.getPackage() && !samples.containsKey(Python.class)) {
          continue; // the machine has no Python to call
        }
        List<Executable> all = new ArrayList<>(Classes.methods(type));
        all.addAll(Arrays.asList(type.getDeclaredConstructors()));
        for (Executable executable : all) {
          if (!Modifier.isPublic(executable.getModifiers())
              || executable.isSynthetic()
              || TAKES_NULL.contains(executable.getName())) {
            continue;
          }
          Class<?>[] types = executable.getParameterTypes();
          for (int i = 0; i < types.length; i++) {
            if (!types[i].isPrimitive() && !mayBeNull(executable, i)) {
              check(executable, i, wrong);
              checked++;
            }
          }
        }
      }
    } finally {
      owned.free();
    }
    assertEquals("", String.join("\n", wrong));
    assertTrue(checked > 90, "only " + checked + " parameters");
    assertEquals(0, exporter.exports());
    assertEquals(0, store.exports());
    assertEquals(24, store.size());
  }

  /** What reflection calls from outside: a method of a hidden class by way of who inherits it. */
  private static Method accessible(Method method) throws NoSuchMethodException {
    return Classes.isAccessible(method.getDeclaringClass())
        ? method
        : View.class.getMethod(method.getName(), method.getParameterTypes());
  }

  /** An object on which the call would go well, were it not for the null. */
  private @Nullable Object receiver(Method method) {
    if (!method.getDeclaringClass().isAssignableFrom(View.class)
        || method.getDeclaringClass() == Exporter.class) {
      return samples.get(method.getDeclaringClass());
    }
    return switch (method.getName()) {
      case "field" -> records.view();
      case "cast" -> bytes.view();
      case "getDouble", "setDouble", "doubles", "forEachDouble" -> doubles.view();
      case "getBoolean", "setBoolean" -> booleans.view();
      default -> samples.get(View.class);
    };
  }

  private static Cursor cursor(View view) {
    Cursor cursor = Cursor.over(Order.C, view);
    cursor.next();
    return cursor;
  }

  private static Lease leaseOf(String format) {
    return MemoryExporter.allocate(Format.parse(format), 2, 3).acquire(Request.FULL);
  }

  private static boolean mayBeNull(Executable executable, int i) {
    return executable.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class);
  }

  private void check(Executable executable, int nullAt, List<String> wrong) {
    String where = executable.toGenericString() + ", argument " + nullAt;
    Object[] arguments = new Object[executable.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      Class<?> type = executable.getParameterTypes()[i];
      arguments[i] = i == nullAt ? null : sample(executable, type);
      if (i != nullAt && arguments[i] == null) {
        wrong.add("no sample of " + type + " for " + where);
        return;
      }
    }
    try {
      if (executable instanceof Constructor<?> constructor) {
        constructor.newInstance(arguments);
      } else {
        Method method = (Method) executable;
        Object receiver = Modifier.isStatic(method.getModifiers()) ? null : receiver(method);
        if (receiver == null && !Modifier.isStatic(method.getModifiers())) {
          wrong.add("no sample to call " + where);
          return;
        }
        accessible(method).invoke(receiver, arguments);
      }
      wrong.add("nothing thrown by " + where);
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof NullPointerException)) {
        wrong.add(e.getCause() + " by " + where);
      } else if (!names(e.getCause(), executable, nullAt)) {
        wrong.add("not named, but: %s, by %s".formatted(e.getCause().getMessage(), where));
      }
    } catch (ReflectiveOperationException e) {
      wrong.add(e + " by " + where);
    }
  }

  /** Whether an exception names the parameter: that of a check, or that of the platform. */
  private static boolean names(Throwable thrown, Executable executable, int parameter) {
    String name = Parameters.name(executable, parameter);
    String message = String.valueOf(thrown.getMessage());
    return name == null
        || message.equals(name)
        || message.endsWith("because \"%s\" is null".formatted(name));
  }
}
