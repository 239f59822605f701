package io.memview.fuzz;

import io.memview.gate.Classes;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Everything public that may be called with anything. */
final class PublicCalls {
  /** What is left out, and why. */
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "io.memview.cpython.", "calls Python, and believes its addresses",
          "io.memview.dlpack.ManagedTensor", "reads structs at an address, which must be right",
          "io.memview.arrow.ArrowArrays", "the same",
          "io.memview.nio.SharedMemory", "makes names that outlive the process");

  /** The same, for methods of any class. */
  private static final Map<String, String> METHODS_LEFT_OUT =
      Map.of(
          "put", "takes what Format.check has let pass",
          "valueOf", "the compiler wrote it, and it quotes texts of any length");

  /** Also what takes a {@link Path}: the same bytes come from memory in other targets. */
  static List<Executable> all() throws IOException {
    List<Executable> all = new ArrayList<>();
    for (Class<?> type : Classes.api()) {
      if (LEFT_OUT.keySet().stream().anyMatch(type.getName()::startsWith)) {
        continue;
      }
      all.addAll(Classes.methods(type));
      if (!Modifier.isAbstract(type.getModifiers())) {
        all.addAll(List.of(type.getDeclaredConstructors()));
      }
    }
    all.removeIf(
        each ->
            !Modifier.isPublic(each.getModifiers())
                || METHODS_LEFT_OUT.containsKey(each.getName())
                || Arrays.asList(each.getParameterTypes()).contains(Path.class)
                || isOfThrowable(each));
    all.sort((a, b) -> a.toGenericString().compareTo(b.toGenericString()));
    all.forEach(each -> each.setAccessible(true));
    return all;
  }

  private static boolean isOfThrowable(Executable executable) {
    return Throwable.class.isAssignableFrom(executable.getDeclaringClass());
  }

  /** What a call gives. */
  static Class<?> result(Executable executable) {
    return executable instanceof Method method
        ? method.getReturnType()
        : ((Constructor<?>) executable).getDeclaringClass();
  }

  /** Whether there is an object to call it on. */
  static boolean needsReceiver(Executable executable) {
    return executable instanceof Method && !Modifier.isStatic(executable.getModifiers());
  }

  private PublicCalls() {}
}
