package io.memview.fuzz;

import io.memview.format.Format;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes anything that a call may ask for: small, hostile, or of the pool. */
final class Arguments {
  private static final int DEEPEST = 3;
  private static final Cleaner CLEANER = Cleaner.create();
  private static final ByteOrder[] BYTE_ORDERS = {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN};

  /** None that a machine could just about serve: what they ask for is small, or cannot be had. */
  private static final long[] HOSTILE = {
    Long.MIN_VALUE, Long.MIN_VALUE + 1, -(1L << 40), 1L << 55, 1L << 62, Long.MAX_VALUE
  };

  static final List<String> TEXTS =
      List.of(
          "",
          "x",
          "y",
          "0",
          "1:",
          "::-1",
          "..., 0",
          "B",
          "b",
          "c",
          "?",
          "h",
          ">h",
          "i",
          "q",
          ">Q",
          "d",
          "f",
          "e",
          "3s",
          "0s",
          "g",
          "Zd",
          "w",
          "4u",
          "P",
          "O",
          "3t",
          "(2,2)B",
          "T{b:x:h:y:}",
          "T{i:x:4xd:y:}",
          "<f8",
          "[('x', '<i4')]",
          "M8[s]",
          "tsu:UTC",
          "w:4",
          "\u0000",
          "é",
          "x.y",
          "long".repeat(1000));

  private static final String LONG = "long".repeat(25_000);

  /** Texts that no message has room for, in each language. */
  static final List<String> LONG_TEXTS =
      List.of(
          LONG,
          " ".repeat(LONG.length()),
          "T{i:" + LONG + ":d:y:}",
          "T{i:x:d:" + LONG + ":}",
          "(2,2)T{B:" + LONG + ":}",
          ">h:" + LONG + ":",
          "X{T{i:" + LONG + ":}}",
          "&T{i:" + LONG + ":}",
          "T{3t:" + LONG + ":5t:y:}",
          "T{3x:" + LONG + ":}",
          "T{O:" + LONG + ":}",
          "T{i:" + LONG,
          "T{i:" + LONG + ":i:" + LONG + ":}",
          "i:" + LONG + ":B",
          "[('" + LONG + "', '<i4')]",
          "[('x', '" + LONG + "')]",
          "[('x', '<i4', '" + LONG + "')]",
          "<f" + "8".repeat(LONG.length()),
          "M8[" + LONG + "]",
          "tsu:" + LONG,
          "+w:" + LONG,
          "1, ".repeat(LONG.length() / 3),
          "9".repeat(LONG.length()),
          "i",
          "B",
          "d",
          "x");

  /** What views can give and take as arrays and records. */
  private static final List<Class<?>> CLASSES =
      List.of(int[].class, double[][].class, byte[].class, long[].class, Point.class, String.class);

  /** A record of two fields. */
  record Point(int x, double y) {}

  private final Pool pool;
  private final Random random;
  private final List<Executable> producers;
  private final List<String> texts;

  Arguments(Pool pool, Random random, List<Executable> producers, List<String> texts) {
    this.pool = pool;
    this.random = random;
    this.producers = producers;
    this.texts = texts;
  }

  /** Arguments for a call; null if one could not be made. */
  Object @Nullable [] of(Executable executable, int depth) {
    Type[] types = executable.getGenericParameterTypes();
    if (types.length != executable.getParameterCount()) {
      types = executable.getParameterTypes();
    }
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = make(types[i], depth);
      if (arguments[i] == null) {
        return null;
      }
    }
    return arguments;
  }

  @Nullable Object make(Type type, int depth) {
    return switch (type) {
      case Class<?> plain -> made(plain, depth);
      case ParameterizedType generic -> madeGeneric(generic, depth);
      case WildcardType wildcard -> make(wildcard.getUpperBounds()[0], depth);
      case TypeVariable<?> variable -> make(variable.getBounds()[0], depth);
      case GenericArrayType _ -> new Object[0];
      default -> throw new AssertionError(type);
    };
  }

  private @Nullable Object madeGeneric(ParameterizedType type, int depth) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] parameters = type.getActualTypeArguments();
    if (raw == List.class) {
      return Stream.generate(() -> make(parameters[0], depth))
          .limit(random.nextInt(4))
          .filter(each -> each != null)
          .toList();
    } else if (raw == Map.class) {
      Map<Object, Object> map = new HashMap<>();
      for (int left = random.nextInt(3); left > 0; left--) {
        Object value = make(parameters[1], depth);
        if (value != null) {
          map.put(make(parameters[0], depth), value);
        }
      }
      return map;
    }
    return raw.isInterface() && !raw.getName().startsWith("io.memview.Exporter$Prov")
        ? callback(raw, parameters, depth)
        : made(raw, depth);
  }

  /** An object that answers each call with the same. */
  private @Nullable Object callback(Class<?> type, Type[] parameters, int depth) {
    if (depth >= DEEPEST) {
      return null;
    }
    Map<Method, Object> answers = new HashMap<>();
    for (Method method : type.getMethods()) {
      Type result = method.getGenericReturnType();
      for (int i = 0; i < parameters.length; i++) {
        if (type.getTypeParameters()[i].equals(result)) {
          result = parameters[i];
        }
      }
      if (result != void.class) {
        Object answer = make(result, depth + 1);
        if (answer == null) {
          return null;
        }
        answers.put(method, answer);
      }
    }
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) ->
            switch (method.getName()) {
              case "toString" -> "a callback";
              case "hashCode" -> 1;
              case "equals" -> self == arguments[0];
              default -> answers.get(method);
            });
  }

  private @Nullable Object made(Class<?> type, int depth) {
    if (type.isPrimitive()) {
      return primitive(type);
    } else if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    } else if (type.isArray()) {
      return array(type.componentType(), depth);
    }
    Object kept = random.nextInt(4) > 0 || depth > 0 ? pool.any(type) : null;
    if (kept != null && type != Object.class) {
      return kept;
    }
    Object foreign = ofThePlatform(type, depth);
    return foreign != null ? foreign : produced(type, depth);
  }

  private Object primitive(Class<?> type) {
    if (type == long.class) {
      return number();
    } else if (type == int.class) {
      return Math.clamp(number(), Integer.MIN_VALUE, Integer.MAX_VALUE);
    } else if (type == double.class) {
      return new double[] {0, 1.5, -1, Double.NaN, Double.POSITIVE_INFINITY}[random.nextInt(5)];
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == char.class) {
      return (char) random.nextInt(200);
    }
    return (byte) random.nextInt();
  }

  private long number() {
    return random.nextInt(8) > 0 ? random.nextInt(7) - 1 : HOSTILE[random.nextInt(HOSTILE.length)];
  }

  private @Nullable Object array(Class<?> component, int depth) {
    int length = random.nextInt(random.nextInt(30) == 0 ? 70 : 5);
    Object array = Array.newInstance(component, length);
    for (int i = 0; i < length; i++) {
      Object item = numberOf(component);
      if (item == null) {
        item = made(component, depth + 1);
      }
      if (item == null) {
        return null;
      }
      Array.set(array, i, item);
    }
    return array;
  }

  private @Nullable Object numberOf(Class<?> component) {
    if (component == short.class) {
      return (short) random.nextInt();
    } else if (component == float.class) {
      return random.nextFloat();
    }
    return null;
  }

  private @Nullable Object ofThePlatform(Class<?> type, int depth) {
    int n = random.nextInt(25);
    if (type == String.class) {
      return text();
    } else if (type == Object.class) {
      return anything();
    } else if (type == Class.class) {
      return CLASSES.get(random.nextInt(CLASSES.size()));
    } else if (type == Format.class) {
      return format();
    } else if (type == MemorySegment.class) {
      MemorySegment segment =
          random.nextBoolean() ? Arena.ofAuto().allocate(n, 8) : MemorySegment.ofArray(new byte[n]);
      return random.nextInt(4) == 0 ? segment.asReadOnly() : segment;
    } else if (type == ByteBuffer.class || type == Buffer.class) {
      return random.nextBoolean() ? ByteBuffer.allocateDirect(n) : ByteBuffer.allocate(n);
    } else if (type == FloatBuffer.class) {
      return FloatBuffer.allocate(n);
    } else if (type == Arena.class) {
      return Arena.ofAuto();
    } else if (type == Cleaner.class) {
      return CLEANER;
    } else if (type == ByteOrder.class) {
      return BYTE_ORDERS[random.nextInt(2)];
    } else if (type == MemoryLayout.class) {
      return MemoryLayout.sequenceLayout(n, ValueLayout.JAVA_INT);
    } else if (type == BufferedImage.class) {
      return new BufferedImage(1 + n % 3, 1 + n % 4, 1 + random.nextInt(13));
    } else if (type == Raster.class) {
      return new BufferedImage(2, 2, 1 + random.nextInt(13)).getRaster();
    } else if (type == ColorModel.class) {
      return new DirectColorModel(24, 0xFF0000, 0xFF00, 0xFF);
    } else if (type == InputStream.class) {
      return new ByteArrayInputStream(new byte[n]);
    } else if (type == OutputStream.class) {
      return OutputStream.nullOutputStream();
    } else if (type == ReadableByteChannel.class) {
      return Channels.newChannel(new ByteArrayInputStream(new byte[n]));
    } else if (type == WritableByteChannel.class) {
      return Channels.newChannel(OutputStream.nullOutputStream());
    } else if (type.isInterface() && !type.getName().startsWith("io.memview.")) {
      return callback(type, new Type[0], depth + 1);
    }
    return null;
  }

  private String text() {
    return texts.get(random.nextInt(texts.size()));
  }

  /** A format of which one of the texts is, or a plain one. */
  Format format() {
    try {
      return Format.parse(text());
    } catch (IllegalArgumentException e) {
      return Format.parse("i");
    }
  }

  private Object anything() {
    Object kept = pool.any(Object.class);
    return switch (random.nextInt(kept == null ? 8 : 10)) {
      case 0 -> number();
      case 1 -> 1.5;
      case 2 -> true;
      case 3 -> text();
      case 4 -> List.of(1, 2);
      case 5 -> new int[random.nextInt(9)];
      case 6 -> new Point(1, 2);
      case 7 -> IntStream.range(0, random.nextInt(3)).mapToObj(_ -> new double[2]).toArray();
      default -> kept;
    };
  }

  /** What another call of memview's gives. */
  private @Nullable Object produced(Class<?> type, int depth) {
    if (depth >= DEEPEST) {
      return pool.any(type);
    }
    List<Executable> fitting =
        producers.stream()
            .filter(each -> type.isAssignableFrom(PublicCalls.result(each)))
            .filter(each -> !PublicCalls.needsReceiver(each))
            .toList();
    if (fitting.isEmpty()) {
      return pool.any(type);
    }
    Executable producer = fitting.get(random.nextInt(fitting.size()));
    Object[] arguments = of(producer, depth + 1);
    if (arguments == null) {
      return null;
    }
    try {
      Object object = Call.of(producer, null, arguments);
      pool.add(object);
      return object;
    } catch (Call.Refused refused) {
      return pool.any(type);
    }
  }

  static String text(Object[] arguments) {
    return Arrays.stream(arguments).map(each -> text(each)).toList().toString();
  }

  static String text(Object argument) {
    String text =
        argument.getClass().isArray()
            ? argument.getClass().getSimpleName() + Array.getLength(argument)
            : String.valueOf(argument);
    if (argument instanceof long[] longs) {
      text = Arrays.toString(longs);
    } else if (argument instanceof int[] ints) {
      text = Arrays.toString(ints);
    }
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
