package io.memview.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.internal.Platform.LongDouble;
import io.memview.internal.Platform.OperatingSystem;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of each platform, and that it holds where the tests run. */
final class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "linux-x64, LINUX, 8, 4, X87",
    "linux-arm64, LINUX, 8, 4, BINARY128",
    "linux-riscv64, LINUX, 8, 4, BINARY128",
    "linux-ppc64le, LINUX, 8, 4, UNKNOWN",
    "macos-x64, MACOS, 8, 4, X87",
    "macos-arm64, MACOS, 8, 4, BINARY64",
    "windows-x64, WINDOWS, 4, 2, BINARY64",
    "windows-arm64, WINDOWS, 4, 2, BINARY64",
    "other-x64, OTHER, 8, 4, X87",
  })
  void whatEachHas(
      String name,
      OperatingSystem system,
      int longSize,
      int wideCharacterSize,
      LongDouble longDouble) {
    Platform platform = Platform.of(name);
    assertEquals(
        new Platform(
            system, name.substring(name.indexOf('-') + 1), longSize, wideCharacterSize, longDouble),
        platform);
    assertEquals(name, platform.toString());
    assertTrue(platform.is(system));
  }

  @ParameterizedTest
  @CsvSource({
    "Windows Server 2022-amd64, windows-x64",
    "Mac OS X-aarch64, macos-arm64",
    "Linux-x86_64, linux-x64",
    "FreeBSD-amd64, other-x64",
  })
  void whatTheJvmCallsThem(String name, String platform) {
    assertEquals(platform, Platform.of(name).toString());
  }

  /** What the system's ABI says of the types that the linker knows is what it is known for. */
  @Test
  void theOneThatIsHere() {
    Map<String, MemoryLayout> types = Linker.nativeLinker().canonicalLayouts();
    Platform here = Platform.of(Platform.current().toString());
    assertEquals(here, Platform.current());
    assertEquals(types.get("long").byteSize(), here.longSize());
    assertEquals(types.get("wchar_t").byteSize(), here.wideCharacterSize());
    assertEquals(8, types.get("size_t").byteSize());
    // Of a machine that nobody knows, the linker says it.
    Platform asked = Platform.here(OperatingSystem.OTHER, "unknown");
    assertEquals(types.get("long").byteSize(), asked.longSize());
    assertEquals(types.get("wchar_t").byteSize(), asked.wideCharacterSize());
    assertEquals(LongDouble.UNKNOWN, asked.longDouble());
    assertEquals(
        System.getProperty("os.name").startsWith("Windows"), here.is(OperatingSystem.WINDOWS));
  }
}
