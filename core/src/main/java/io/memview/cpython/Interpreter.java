package io.memview.cpython;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.memview.internal.Platform;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Starts the interpreter, so that a failure is an exception: {@code Py_InitializeEx} would end the
 * process.
 */
final class Interpreter {
  /** {@code PyStatus}: what went wrong, and where. */
  private static final StructLayout STATUS =
      MemoryLayout.structLayout(
          JAVA_INT.withName("type"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("function"),
          JAVA_LONG.withName("message"),
          JAVA_INT.withName("exit code"),
          MemoryLayout.paddingLayout(4));

  private static final long STATUS_MESSAGE = 16;

  /** More than {@code PyConfig} takes in any version; it grows with each. */
  private static final long CONFIG_SIZE = 1 << 14;

  /**
   * How {@code PyConfig} starts in every version: five ints, of which the last is this; {@code
   * use_hash_seed}, {@code hash_seed}, a C long; and {@code faulthandler}.
   */
  private static final long INSTALL_SIGNAL_HANDLERS = 16;

  private static final long HASH_SEED = 24;

  /** The value of an option that the environment decides. */
  private static final int UNDECIDED = -1;

  private Interpreter() {}

  /**
   * Starts the interpreter, without signal handlers, and leaves it to all threads. Does nothing if
   * it is running.
   *
   * @return whether it was not running
   * @throws IllegalStateException if it cannot be started
   */
  static boolean start(Library library) {
    try (Arena arena = Arena.ofConfined()) {
      if ((int) handle(library, "Py_IsInitialized", FunctionDescriptor.of(JAVA_INT)).invokeExact()
          != 0) {
        return false;
      }
      nameProgram(library);
      MemorySegment config = arena.allocate(CONFIG_SIZE, 16);
      handle(library, "PyConfig_InitPythonConfig", FunctionDescriptor.ofVoid(ADDRESS))
          .invokeExact(config);
      long faulthandler = HASH_SEED + Platform.current().longSize();
      if (config.get(JAVA_INT, INSTALL_SIGNAL_HANDLERS) != 1
          || config.get(JAVA_INT, faulthandler) != UNDECIDED) {
        throw new IllegalStateException(
            "%s has another PyConfig than CPython 3.9 to 3.14".formatted(library.path()));
      }
      // Signal handlers are the JVM's. PYTHONFAULTHANDLER and PYTHONDEVMODE ask for others.
      config.set(JAVA_INT, INSTALL_SIGNAL_HANDLERS, 0);
      config.set(JAVA_INT, faulthandler, 0);
      MemorySegment status =
          (MemorySegment)
              handle(library, "Py_InitializeFromConfig", FunctionDescriptor.of(STATUS, ADDRESS))
                  .invokeExact((SegmentAllocator) arena, config);
      handle(library, "PyConfig_Clear", FunctionDescriptor.ofVoid(ADDRESS)).invokeExact(config);
      if (status.get(JAVA_INT, 0) != 0) {
        long message = status.get(JAVA_LONG, STATUS_MESSAGE);
        throw new IllegalStateException(
            "the Python of %s cannot be started: %s"
                .formatted(
                    library.path(),
                    message == 0 ? "no reason given" : CApi.MEMORY.getString(message)));
      }
      long thread =
          (long)
              handle(library, "PyEval_SaveThread", FunctionDescriptor.of(JAVA_LONG)).invokeExact();
      if (thread == 0) {
        throw new AssertionError("no thread");
      }
      return true;
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw CApi.impossible(e);
    }
  }

  /** Says which interpreter this is, so that Python finds its modules, those of a venv too. */
  private static void nameProgram(Library library) throws Throwable {
    MemorySegment function = library.symbols().find("Py_SetProgramName").orElse(null);
    if (library.executable() != null && function != null) {
      // Python keeps the pointer.
      MemorySegment name =
          Arena.global()
              .allocateFrom(library.executable().toString(), wideCharacters(Platform.current()));
      handle(library, "Py_SetProgramName", FunctionDescriptor.ofVoid(ADDRESS)).invokeExact(name);
    }
  }

  /** How a text is an array of C's {@code wchar_t}. */
  static Charset wideCharacters(Platform platform) {
    boolean isLittleEndian = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return platform.wideCharacterSize() == 2
        ? (isLittleEndian ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE)
        : (isLittleEndian ? StandardCharsets.UTF_32LE : StandardCharsets.UTF_32BE);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(
      Library library, String function, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(CApi.find(library.symbols(), function), descriptor);
  }
}
