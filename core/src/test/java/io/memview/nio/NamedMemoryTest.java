package io.memview.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.BufferException;
import io.memview.Lease;
import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.View;
import io.memview.format.Format;
import io.memview.internal.Platform;
import io.memview.internal.Platform.OperatingSystem;
import io.memview.internal.SystemFunctions;
import io.memview.internal.SystemFunctions.Result;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Memory under names by the ways of other systems. */
final class NamedMemoryTest {
  private static final Format INT = Format.parse("<i");

  private final String name = "mv-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

  @Test
  void eachSystemHasItsWay() {
    assertInstanceOf(MemoryFolder.class, NamedMemory.of(Platform.of("linux-arm64")));
    assertInstanceOf(PosixMemory.class, NamedMemory.of(Platform.of("macos-arm64")));
    assertInstanceOf(WindowsMemory.class, NamedMemory.of(Platform.of("windows-x64")));
  }

  @Test
  void namesOfEachSystem() {
    Map<String, Integer> longest =
        Map.of("linux-x64", 255, "macos-x64", 30, "macos-arm64", 30, "windows-x64", 255);
    longest.forEach(
        (platform, length) -> {
          NamedMemory names = NamedMemory.of(Platform.of(platform));
          names.check("n".repeat(length));
          names.check("é".repeat(length / 2));
          for (String wrong :
              List.of("", ".", "..", "a/b", "a\0", "n".repeat(length + 1), "é".repeat(length))) {
            IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> names.check(wrong));
            assertTrue(e.getMessage().contains("1 to " + length + " bytes"), e::getMessage);
          }
        });
    NamedMemory.of(Platform.of("linux-x64")).check("a\\b");
    assertThrows(
        IllegalArgumentException.class,
        () -> NamedMemory.of(Platform.of("windows-x64")).check("Global\\a"));
  }

  /** What every way must do; with what a name is when all have freed it and it was unlinked. */
  private void checkWay(NamedMemory names, long page) throws IOException {
    assertThrows(NoSuchFileException.class, () -> SharedMemory.attachWhole(names, name, true, INT));
    assertThrows(NoSuchFileException.class, () -> names.unlink(name));
    OwnedMemory first = SharedMemory.create(names, name, INT, 2, 3);
    OwnedMemory second = SharedMemory.attach(names, name, false, INT, 3, 2);
    OwnedMemory third = SharedMemory.attach(names, name, true, INT, 6);
    OwnedMemory whole = SharedMemory.attachWhole(names, name, true, INT);
    try (Lease a = first.acquire(Request.FULL);
        Lease b = second.acquire(Request.FULL);
        Lease c = third.acquire(Request.FULL_RO)) {
      assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 0L), c.view().toList());
      a.view().setLong(1, 0, 7);
      b.view().setLong(2, 1, 8);
      assertEquals(List.of(0L, 0L, 0L, 7L, 0L, 8L), c.view().toList());
      assertTrue(c.view().isReadOnly());
      assertThrows(BufferException.Exported.class, first::free);
      assertThrows(
          BufferException.class, () -> third.acquire(Request.FULL).close(), "it is read-only");
    }
    try (Lease lease = whole.acquire(Request.FULL_RO)) {
      assertEquals(page == 0 ? 6 : page / 4, lease.view().shape()[0]);
      assertEquals(8, lease.view().getLong(5));
    }
    assertThrows(FileAlreadyExistsException.class, () -> SharedMemory.create(names, name, INT, 1));
    assertThrows(IOException.class, () -> SharedMemory.attach(names, name, false, INT, 1 << 20, 9));
    first.free();
    names.unlink(name);
    assertEquals(List.of(0L, 0L, 0L, 7L, 0L, 8L), third.withView(Request.FULL_RO, View::toList));
    second.free();
    third.free();
    whole.free();
    assertThrows(NoSuchFileException.class, () -> SharedMemory.attachWhole(names, name, true, INT));
  }

  // ---- as macOS does it, by the C library of Linux

  private static PosixMemory posix() {
    assumeTrue(
        Platform.current().is(OperatingSystem.LINUX) && Files.isDirectory(Path.of("/dev/shm")),
        "skipped: shm_open is asked as on Linux");
    return new PosixMemory(PosixMemory.Headers.of(Platform.of("linux-x64")));
  }

  @Test
  void memoryOfPosix() throws IOException {
    checkWay(posix(), 0);
  }

  /** Both ways lead to the same memory on Linux. */
  @Test
  void memoryOfPosixIsThatOfTheFolder() throws IOException {
    PosixMemory posix = posix();
    OwnedMemory memory = SharedMemory.create(posix, name, INT, 3);
    try {
      memory.doWithView(Request.FULL, view -> view.setLong(2, 5));
      OwnedMemory other = SharedMemory.attach(name, INT);
      assertEquals(List.of(0L, 0L, 5L), other.withView(Request.FULL_RO, View::toList));
      other.free();
    } finally {
      memory.free();
      SharedMemory.unlink(name);
    }
    Files.createFile(Path.of("/dev/shm", name));
    try {
      IOException e =
          assertThrows(IOException.class, () -> SharedMemory.attachWhole(posix, name, false, INT));
      assertTrue(e.getMessage().contains("has no bytes"), e::getMessage);
    } finally {
      posix.unlink(name);
    }
  }

  @Test
  void memoryThatPosixHasNot() throws IOException {
    PosixMemory posix = posix();
    assertThrows(IOException.class, () -> SharedMemory.create(posix, name, INT, 1L << 58));
    assertThrows(NoSuchFileException.class, () -> posix.unlink(name), "no name is left behind");
  }

  /** Where the linker of the machine hands arguments over, the functions of macOS are asked so. */
  @Test
  void whatMacosIsAsked() {
    for (String platform : List.of("macos-x64", "macos-arm64")) {
      List<String> calls = new ArrayList<>();
      SystemFunctions c =
          (function, variadicFrom, type, arguments) -> {
            assertEquals(type.argumentLayouts().size(), arguments.length);
            boolean isOpen = function.equals("shm_open");
            assertEquals(isOpen ? 2 : arguments.length, variadicFrom);
            calls.add(
                isOpen
                    ? "%s %s %x %o"
                        .formatted(
                            function,
                            ((MemorySegment) arguments[0]).getString(0),
                            (int) arguments[1],
                            (int) arguments[2])
                    : function);
            return isOpen ? new Result(7, 0) : new Result(-1, 13);
          };
      PosixMemory names = new PosixMemory(PosixMemory.Headers.of(Platform.of(platform)), c);
      assertThrows(AccessDeniedException.class, () -> SharedMemory.create(names, "n", INT, 1));
      assertThrows(
          AccessDeniedException.class, () -> SharedMemory.attachWhole(names, "n", true, INT));
      String status = platform.equals("macos-x64") ? "fstat$INODE64" : "fstat";
      assertEquals(
          List.of(
              "shm_open /n a02 600",
              "ftruncate",
              "shm_unlink",
              "close",
              "shm_open /n 0 600",
              status,
              "close"),
          calls);
    }
  }

  // ---- as Windows does it, by functions that are played

  private static final int PAGE = 4096;

  /** Mappings of Windows: names last as long as handles, memory as long as views. */
  private static final class Kernel implements SystemFunctions {
    private final Map<String, MemorySegment> named = new HashMap<>();
    private final Map<Long, String> handles = new LinkedHashMap<>();
    private final Map<Long, MemorySegment> views = new LinkedHashMap<>();
    private final List<Long> rights = new ArrayList<>();
    private long last = 100;

    @Override
    public synchronized Result call(
        String name, int variadicFrom, FunctionDescriptor type, Object... arguments) {
      assertEquals(arguments.length, variadicFrom);
      // The types that the linker demands.
      MethodHandles.empty(type.toMethodType()).asSpreader(Object[].class, arguments.length);
      for (int i = 0; i < arguments.length; i++) {
        Class<?> carrier = ((ValueLayout) type.argumentLayouts().get(i)).carrier();
        assertTrue(
            carrier.isInstance(arguments[i])
                || (carrier == int.class && arguments[i] instanceof Integer)
                || (carrier == long.class && arguments[i] instanceof Long),
            name + " " + i);
      }
      return switch (name) {
        case "CreateFileMappingW" ->
            create(text(arguments[5]), (int) arguments[3], (int) arguments[4], arguments);
        case "OpenFileMappingW" ->
            named.containsKey(text(arguments[2])) ? handle(text(arguments[2]), 0) : failed(2);
        case "MapViewOfFile" -> map((long) arguments[0], (int) arguments[1]);
        case "VirtualQuery" -> {
          MemorySegment information = (MemorySegment) arguments[1];
          assertEquals(48, information.byteSize());
          assertEquals(48L, arguments[2]);
          MemorySegment view = views.get((long) arguments[0]);
          information.set(ValueLayout.JAVA_LONG, 24, view.byteSize());
          yield new Result(48, 0);
        }
        case "UnmapViewOfFile" -> new Result(views.remove((long) arguments[0]) == null ? 0 : 1, 0);
        case "CloseHandle" -> {
          String closed = handles.remove((long) arguments[0]);
          if (!handles.containsValue(closed)) {
            named.remove(closed);
          }
          yield new Result(closed == null ? 0 : 1, 0);
        }
        default -> throw new AssertionError(name);
      };
    }

    private Result create(String name, int high, int low, Object... arguments) {
      assertEquals(List.of(-1L, 0L, 4), List.of(arguments).subList(0, 3));
      boolean isThere = named.containsKey(name);
      long size = ((long) high << 32) | Integer.toUnsignedLong(low);
      if (size > 1 << 20) {
        return failed(1455);
      }
      if (!isThere) {
        named.put(name, Arena.ofAuto().allocate((size + PAGE - 1) / PAGE * PAGE, PAGE));
      }
      return handle(name, isThere ? 183 : 0);
    }

    private Result handle(String name, int error) {
      handles.put(++last, name);
      return new Result(last, error);
    }

    private Result map(long handle, int access) {
      rights.add((long) access);
      MemorySegment memory = named.get(handles.get(handle));
      views.put(memory.address(), memory);
      return new Result(memory.address(), 0);
    }

    private static Result failed(int error) {
      return new Result(0, error);
    }

    private static String text(Object name) {
      return ((MemorySegment) name).getString(0, StandardCharsets.UTF_16LE);
    }
  }

  @Test
  void memoryOfWindows() throws IOException {
    Kernel kernel = new Kernel();
    checkWay(new WindowsMemory(kernel), PAGE);
    assertEquals(Map.of(), kernel.handles);
    assertEquals(Map.of(), kernel.named);
    assertEquals(List.of(6L, 6L, 4L, 4L), kernel.rights.subList(0, 4));
  }

  @Test
  void memoryThatWindowsHasNot() {
    Kernel kernel = new Kernel();
    IOException e =
        assertThrows(
            IOException.class,
            () -> SharedMemory.create(new WindowsMemory(kernel), name, INT, 1L << 40));
    assertTrue(e.getMessage().contains("CreateFileMapping says error 1455"), e::getMessage);
    assertEquals(Map.of(), kernel.handles);
    SystemFunctions refusing = (function, from, type, arguments) -> new Result(0, 5);
    assertThrows(
        AccessDeniedException.class,
        () -> SharedMemory.attachWhole(new WindowsMemory(refusing), name, true, INT));
  }

  /** The arguments as C gets them: the functions of Windows are Java methods that C calls. */
  @Test
  void whatCIsHandedOver() throws Exception {
    List<String> calls = new ArrayList<>();
    FunctionDescriptor type =
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS);
    MethodHandle create =
        MethodHandles.lookup().bind(new Seen(calls), "create", type.toMethodType());
    MemorySegment stub = Linker.nativeLinker().upcallStub(create, type, Arena.global());
    SymbolLookup stubs =
        symbol -> symbol.equals("CreateFileMappingW") ? Optional.of(stub) : Optional.empty();
    WindowsMemory names = new WindowsMemory(SystemFunctions.of(stubs));
    assertThrows(IOException.class, () -> SharedMemory.create(names, "näme", INT, 3L << 32));
    assertEquals(List.of("-1 0 4 12 0 näme"), calls);
  }

  /** Refuses what it is asked for. */
  record Seen(List<String> calls) {
    @SuppressWarnings("restricted")
    long create(long file, long rights, int pages, int high, int low, MemorySegment name) {
      calls.add(
          "%d %d %d %d %d %s"
              .formatted(
                  file,
                  rights,
                  pages,
                  high,
                  low,
                  name.reinterpret(100).getString(0, StandardCharsets.UTF_16LE)));
      return 0;
    }
  }
}
