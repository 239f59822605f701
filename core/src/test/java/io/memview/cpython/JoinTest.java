package io.memview.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memview.fixture.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Python program that has started the JVM by itself, and so is the interpreter to be joined. */
final class JoinTest {
  /**
   * Calls the JVM by ctypes and JNI: {@code FindClass}, {@code GetStaticMethodID}, and the call.
   */
  private static final String HOST =
      """
      import ctypes, sys
      from ctypes import c_void_p, c_char_p, c_int, c_ubyte, POINTER, byref, cast

      class Option(ctypes.Structure): _fields_ = [('text', c_char_p), ('extra', c_void_p)]
      class Arguments(ctypes.Structure):
          _fields_ = [('version', c_int), ('count', c_int), ('options', POINTER(Option)),
                      ('ignore', c_ubyte)]

      library, class_path = sys.argv[1:]
      options = (Option * 3)(
          (('-Djava.class.path=' + class_path).encode(), None),
          (b'--enable-native-access=ALL-UNNAMED', None),
          (b'-Xrs', None))
      vm, env = c_void_p(), c_void_p()
      jvm = ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
      assert jvm.JNI_CreateJavaVM(
          byref(vm), byref(env), byref(Arguments(0x00150000, 3, options, 0))) == 0
      table = cast(cast(env, POINTER(c_void_p))[0], POINTER(c_void_p))

      def jni(index, result, *arguments):
          return ctypes.CFUNCTYPE(result, c_void_p, *[type(a) for a in arguments])(table[index])(
              env, *arguments)

      own = bytearray(b'abc')
      guest = c_void_p(jni(6, c_void_p, c_char_p(b'io/memview/cpython/Guest')))
      visit = c_void_p(jni(113, c_void_p, guest, c_char_p(b'visit'), c_char_p(b'()V')))
      jni(143, None, guest, visit, c_void_p())
      view = memoryview(given)
      view[2] = 5
      print(view.tolist(), own)
      view.release()
      """;

  @TempDir private Path folder;

  @Test
  @Tag("class-files") // finds its class path by class files
  void programThatHostsTheJvm() throws Exception {
    TestPython.with();
    Path program = Files.writeString(folder.resolve("host.py"), HOST);
    Path library =
        Path.of(System.getProperty("java.home"), "lib", "server", System.mapLibraryName("jvm"));
    assumeTrue(Files.exists(library), "skipped: the JVM's library lies elsewhere");
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                List.of("python3", program.toString(), library.toString(), JavaProcess.classPath()))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    assertEquals(
        "joined __main__\n[7, 7, 5] bytearray(b'a*c')\n",
        Files.readString(out)
            .lines()
            .filter(line -> !line.startsWith("OpenJDK"))
            .collect(Collectors.joining("\n", "", "\n")));
    assertEquals(0, process.exitValue());
  }
}
