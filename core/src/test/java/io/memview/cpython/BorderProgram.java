package io.memview.cpython;

import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.format.Format;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link BorderTest} runs in processes of their own, since it may end them. Arguments: {@code
 * signals} and Python code to run before, or {@code callbacks}.
 */
public final class BorderProgram {
  private static @Nullable Python python;
  private static int lengths;

  private BorderProgram() {}

  public static void main(String[] arguments) throws Throwable {
    python = Python.start();
    switch (arguments[0]) {
      case "signals" -> signals(arguments[1]);
      case "callbacks" -> callbacks();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("alive");
    System.out.flush();
  }

  /** The JVM hears of a null by a signal, in code that was compiled when there was none. */
  private static void signals(String before) {
    python().exec(before);
    for (int i = 0; i < 300_000; i++) {
      lengths += length("text");
    }
    int caught = 0;
    for (int i = 0; i < 3; i++) {
      try {
        lengths += length(null);
      } catch (NullPointerException e) {
        caught++;
      }
    }
    System.out.println(caught + " nulls among " + lengths);
  }

  @SuppressWarnings("NullAway") // which is the point
  private static int length(@Nullable String text) {
    return text.length();
  }

  /** Python calls the JVM through ctypes, which gives the GIL away, or does not. */
  private static void callbacks() throws Throwable {
    long function =
        Linker.nativeLinker()
            .upcallStub(
                MethodHandles.lookup()
                    .findStatic(
                        BorderProgram.class,
                        "callback",
                        MethodType.methodType(long.class, long.class)),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                Arena.global())
            .address();
    python()
        .exec(
            """
            import ctypes, threading
            away = ctypes.CFUNCTYPE(ctypes.c_longlong, ctypes.c_longlong)(%1$d)
            kept = ctypes.PYFUNCTYPE(ctypes.c_longlong, ctypes.c_longlong)(%1$d)
            data, busy = bytearray(8), True
            def work():
                while busy: sum(range(100))
            workers = [threading.Thread(target=work, daemon=True) for _ in range(1)]
            for worker in workers: worker.start()
            """
                .formatted(function));
    for (String call : new String[] {"away(0)", "kept(0)", "away(7)", "kept(7)"}) {
      for (int round = 0; round < 4; round++) {
        System.out.println(call + " " + number(call));
      }
    }
    // From threads that Python has started and the JVM does not know.
    python()
        .exec(
            """
            found = []
            others = [threading.Thread(target=lambda: found.append(away(3))) for _ in range(4)]
            for other in others: other.start()
            """);
    python().exec("for other in others: other.join()");
    System.out.println(text("str(found)"));
    long held = python().withGil(() -> python().withGil(() -> number("away(2)")));
    System.out.println("held " + held);
    python().exec("busy = False");
  }

  static long callback(long depth) {
    try {
      if (depth > 0) {
        long below = number((depth % 2 == 0 ? "away(%d)" : "kept(%d)").formatted(depth - 1));
        return python().withGil(() -> number("len([1]*9)")) + below - 9 + 1;
      }
      try (PyObject data = python().eval("data")) {
        data.exporter().doWithView(Request.FULL, view -> view.setLong(0, view.getLong(0) ^ 1));
      }
      OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 3);
      try (PyObject lent = python().export(memory);
          PyObject type = python().eval("memoryview");
          PyObject seen = type.call(lent);
          PyObject size = seen.attribute("nbytes")) {
        seen.attribute("release").call();
        memory.free();
        return size.toLong();
      }
    } catch (Throwable e) {
      e.printStackTrace();
      return -1;
    }
  }

  private static long number(String expression) {
    try (PyObject value = python().eval(expression)) {
      return value.toLong();
    }
  }

  private static String text(String expression) {
    try (PyObject value = python().eval(expression)) {
      return value.toString();
    }
  }

  private static Python python() {
    return Objects.requireNonNull(python);
  }
}
