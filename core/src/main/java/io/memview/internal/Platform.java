package io.memview.internal;

import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What differs between the machines that programs run on, as far as memview minds it. What needs
 * one takes it as an argument somewhere, so that tests can play the others.
 *
 * @param system the operating system
 * @param architecture {@code x64}, {@code arm64}, or what the JVM calls another
 * @param longSize the bytes of a C {@code long}
 * @param wideCharacterSize the bytes of a C {@code wchar_t}
 * @param longDouble what a C {@code long double} is
 */
public record Platform(
    OperatingSystem system,
    String architecture,
    int longSize,
    int wideCharacterSize,
    LongDouble longDouble) {

  /**
   * Plays another platform, such as {@code windows-x64}: formats are as they are there. For tests,
   * since what calls the system finds the one that is there.
   */
  public static final String PROPERTY = "io.memview.platform";

  /** Operating systems that are told apart. */
  public enum OperatingSystem {
    /** Linux. */
    LINUX,
    /** macOS. */
    MACOS,
    /** Windows. */
    WINDOWS,
    /** Another one, taken for a Unix. */
    OTHER;

    private static OperatingSystem of(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("windows")) {
        return WINDOWS;
      }
      return lower.startsWith("mac") ? MACOS : lower.startsWith("linux") ? LINUX : OTHER;
    }
  }

  /** What a C {@code long double} is. */
  public enum LongDouble {
    /** A double by another name. */
    BINARY64(8),
    /** The x87's 80 bits, and 48 bits of padding. */
    X87(16),
    /** IEEE 754 binary128. */
    BINARY128(16),
    /** Something else, such as two doubles, whose bits are not read. */
    UNKNOWN(16);

    private final int size;

    LongDouble(int size) {
      this.size = size;
    }

    /** The bytes of one. */
    public int size() {
      return size;
    }
  }

  private static final Set<String> KNOWN = Set.of("x64", "arm64");

  private static final class Current {
    static final Platform VALUE = current(System.getProperty(PROPERTY));

    private Current() {}

    private static Platform current(String played) {
      return played == null
          ? here(
              OperatingSystem.of(System.getProperty("os.name", "")),
              architecture(System.getProperty("os.arch", "")))
          : Platform.of(played);
    }
  }

  /** The one that this program runs on. */
  public static Platform current() {
    return Current.VALUE;
  }

  /**
   * What C's types are is known of the usual machines, where asking the linker would take a program
   * 8 ms of its start; a test asks it. Of others it is asked, where the JVM can call C.
   */
  static Platform here(OperatingSystem system, String architecture) {
    Platform usual = of(system, architecture);
    if (system != OperatingSystem.OTHER && KNOWN.contains(architecture)) {
      return usual;
    }
    try {
      Map<String, MemoryLayout> types = Linker.nativeLinker().canonicalLayouts();
      return new Platform(
          system,
          architecture,
          size(types, "long", usual.longSize),
          size(types, "wchar_t", usual.wideCharacterSize),
          usual.longDouble);
    } catch (UnsupportedOperationException e) {
      return usual;
    }
  }

  private static int size(Map<String, MemoryLayout> types, String type, int usual) {
    MemoryLayout layout = types.get(type);
    return layout == null ? usual : Math.toIntExact(layout.byteSize());
  }

  /**
   * A platform as it usually is.
   *
   * @param name system and architecture, such as {@code windows-x64}, {@code macos-arm64}
   */
  public static Platform of(String name) {
    int dash = name.indexOf('-');
    return of(
        OperatingSystem.of(name.substring(0, Math.max(0, dash))),
        architecture(name.substring(dash + 1)));
  }

  private static Platform of(OperatingSystem system, String architecture) {
    boolean isWindows = system == OperatingSystem.WINDOWS;
    return new Platform(
        system,
        architecture,
        isWindows ? 4 : 8,
        isWindows ? 2 : 4,
        longDouble(system, architecture));
  }

  private static String architecture(String name) {
    return switch (name) {
      case "amd64", "x86_64" -> "x64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }

  /** The linker knows no long doubles, so that this is what each system's ABI says. */
  private static LongDouble longDouble(OperatingSystem system, String architecture) {
    if (system == OperatingSystem.WINDOWS) {
      return LongDouble.BINARY64;
    }
    return switch (architecture) {
      case "x64" -> LongDouble.X87;
      case "arm64" -> system == OperatingSystem.MACOS ? LongDouble.BINARY64 : LongDouble.BINARY128;
      case "riscv64", "loongarch64", "s390x" -> LongDouble.BINARY128;
      default -> LongDouble.UNKNOWN;
    };
  }

  /** Whether this is a system. */
  public boolean is(OperatingSystem other) {
    return system == other;
  }

  /** Such as {@code linux-x64}. */
  @Override
  public String toString() {
    return system.name().toLowerCase(Locale.ROOT) + "-" + architecture;
  }
}
