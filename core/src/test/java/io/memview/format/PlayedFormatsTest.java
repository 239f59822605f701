package io.memview.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.memview.fixture.JavaProcess;
import io.memview.internal.Platform;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats as they are on other platforms: in a JVM of its own, since a program has one. */
@Tag("class-files") // finds its class path by class files
final class PlayedFormatsTest {
  private static final String WINDOWS =
      """
      l 4 4
      L 4 4
      <l 4 1
      =L 4 1
      q 8 8
      n 8 8
      P 8 8
      g 8 8
      Zg 16 8
      3u 6 2
      3w 12 4
      blq 16 [0, 4, 8]
      blb 9 [0, 4, 8]
      bgb 17 [0, 8, 16]
      ^blg 13 [0, 1, 5]
      <blq 13 [0, 1, 5]
      T{h:a:L:b:Zg:c:} 24 [0, 4, 8]
      l =i
      ulong =I
      longlong =q
      int_ =q
      g =d
      G =Zd
      """;

  private static final String UNIX_WITH_DOUBLES =
      """
      l 8 8
      L 8 8
      <l 4 1
      =L 4 1
      q 8 8
      n 8 8
      P 8 8
      g 8 8
      Zg 16 8
      3u 6 2
      3w 12 4
      blq 24 [0, 8, 16]
      blb 17 [0, 8, 16]
      bgb 17 [0, 8, 16]
      ^blg 17 [0, 1, 9]
      <blq 13 [0, 1, 5]
      T{h:a:L:b:Zg:c:} 32 [0, 8, 16]
      l =q
      ulong =Q
      longlong =q
      int_ =q
      g =d
      G =Zd
      """;

  private static final String UNIX_WITH_WIDE_ONES =
      """
      l 8 8
      L 8 8
      <l 4 1
      =L 4 1
      q 8 8
      n 8 8
      P 8 8
      g 16 16
      Zg 32 16
      3u 6 2
      3w 12 4
      blq 24 [0, 8, 16]
      blb 17 [0, 8, 16]
      bgb 33 [0, 16, 32]
      ^blg 25 [0, 1, 9]
      <blq 13 [0, 1, 5]
      T{h:a:L:b:Zg:c:} 48 [0, 8, 16]
      l =q
      ulong =Q
      longlong =q
      int_ =q
      g ^g
      G ^Zg
      <f16 ^g
      c32 ^Zg
      <i8 <f16
      [0, 2147483647, 0] written
      [0.  0.5] BigDecimal
      """;

  private static final String OTHERS =
      """
      <f16 type '<f16' is a long double of another machine, here they have 8 bytes; its bytes can be read as '|V16'
      c32 type 'c32' is a long double of another machine, here they have 8 bytes; its bytes can be read as '|V32'
      """;

  @TempDir private Path folder;

  private void assertPlayed(String platform, String expected) throws Exception {
    assertEquals(
        "0 " + platform + "\n" + expected.strip(),
        JavaProcess.run(
            folder,
            List.of("-XX:TieredStopAtLevel=1", "-D" + Platform.PROPERTY + "=" + platform),
            PlayedProgram.class));
  }

  @Test
  void windows() throws Exception {
    assertPlayed(
        "windows-x64", WINDOWS + OTHERS + "<i4 <f8\n[0, 2147483647, 0] refused\n[0.  0.5] Double");
  }

  @Test
  void macosOnArm() throws Exception {
    assertPlayed(
        "macos-arm64",
        UNIX_WITH_DOUBLES + OTHERS + "<i8 <f8\n[0, 2147483647, 0] written\n[0.  0.5] Double");
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-arm64", "macos-x64"})
  void whereLongDoublesAreWide(String platform) throws Exception {
    assertPlayed(platform, UNIX_WITH_WIDE_ONES);
  }
}
