package io.memview.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Functions of the operating system that are called seldom. Tests play a system by giving others.
 */
@FunctionalInterface
public interface SystemFunctions {

  /**
   * Calls a function.
   *
   * @param name its name in C
   * @param variadicFrom the first argument that C takes as a variadic one; as many as there are if
   *     none is
   * @param type what it takes and gives: {@code int} and {@code long}
   * @param arguments as the type has them
   */
  Result call(String name, int variadicFrom, FunctionDescriptor type, Object... arguments);

  /**
   * What a function gave, and how it says what went wrong.
   *
   * @param value the result
   * @param error {@code errno}, or what {@code GetLastError} gives on Windows
   */
  record Result(long value, int error) {}

  /** Calls a function without variadic arguments. */
  default Result call(String name, FunctionDescriptor type, Object... arguments) {
    return call(name, arguments.length, type, arguments);
  }

  /** Those of the C library. */
  static SystemFunctions ofC() {
    return of(Linker.nativeLinker().defaultLookup());
  }

  /** Those of a library of Windows, such as {@code kernel32}. */
  @SuppressWarnings("restricted")
  static SystemFunctions ofWindows(String library) {
    return of(SymbolLookup.libraryLookup(library, Arena.global()));
  }

  /** Those that are found. */
  static SystemFunctions of(SymbolLookup symbols) {
    return (name, variadicFrom, type, arguments) ->
        call(symbols.findOrThrow(name), variadicFrom, type, arguments);
  }

  @SuppressWarnings("restricted")
  private static Result call(
      MemorySegment function, int variadicFrom, FunctionDescriptor type, Object... arguments) {
    StructLayout state = Linker.Option.captureStateLayout();
    // Windows has both; and what the JVM itself calls would overwrite it before it is asked.
    String error =
        state.memberLayouts().stream()
                .anyMatch(layout -> layout.name().filter("GetLastError"::equals).isPresent())
            ? "GetLastError"
            : "errno";
    List<Linker.Option> options = new ArrayList<>();
    options.add(Linker.Option.captureCallState(error));
    if (variadicFrom < arguments.length) {
      options.add(Linker.Option.firstVariadicArg(variadicFrom));
    }
    MethodHandle handle =
        Linker.nativeLinker().downcallHandle(function, type, options.toArray(Linker.Option[]::new));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment captured = arena.allocate(state);
      List<Object> all = new ArrayList<>();
      all.add(captured);
      all.addAll(List.of(arguments));
      Number value = (Number) handle.invokeWithArguments(all);
      long at = state.byteOffset(StructLayout.PathElement.groupElement(error));
      return new Result(value.longValue(), captured.get(ValueLayout.JAVA_INT, at));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e); // C throws nothing
    }
  }
}
