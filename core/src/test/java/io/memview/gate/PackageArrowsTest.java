package io.memview.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Packages see each other one way: borders, then the protocol, then its engine, then formats and
 * layouts, then what is internal.
 */
final class PackageArrowsTest {
  private static final String ROOT = "io.memview";
  private static final String LAYOUT = "io.memview.layout";
  private static final String FORMAT = "io.memview.format";
  private static final String INTERNAL = "io.memview.internal";
  private static final String MEMORY = "io.memview.internal.memory";
  private static final String COPY = "io.memview.internal.copy";
  private static final String REDUCE = "io.memview.internal.reduce";
  private static final String TEXT = "io.memview.internal.text";

  /** What each package may see, besides itself. A new package has to be listed. */
  private static final Map<String, Set<String>> MAY_SEE =
      Map.ofEntries(
          Map.entry(INTERNAL, Set.of()),
          Map.entry(FORMAT, Set.of(INTERNAL)),
          Map.entry(LAYOUT, Set.of(INTERNAL)),
          Map.entry(MEMORY, Set.of(FORMAT, LAYOUT, INTERNAL)),
          Map.entry(COPY, Set.of(MEMORY, FORMAT, LAYOUT, INTERNAL)),
          Map.entry(REDUCE, Set.of(COPY, MEMORY, FORMAT, LAYOUT, INTERNAL)),
          Map.entry(TEXT, Set.of(MEMORY, FORMAT, LAYOUT, INTERNAL)),
          Map.entry(ROOT, Set.of(FORMAT, LAYOUT, INTERNAL, MEMORY, COPY, REDUCE, TEXT)),
          Map.entry("io.memview.array", border()),
          Map.entry("io.memview.arrow", border()),
          Map.entry("io.memview.cpython", border("io.memview.dlpack")),
          Map.entry("io.memview.dlpack", border()),
          Map.entry("io.memview.image", border()),
          Map.entry("io.memview.nio", border()),
          Map.entry("io.memview.npy", border()),
          Map.entry(
              "io.memview.providers",
              Set.of(ROOT, "io.memview.array", "io.memview.image", "io.memview.nio")));

  /** A border sees the protocol, and what two borders share; nothing of the engine. */
  private static Set<String> border(String... others) {
    Set<String> all = new HashSet<>(Set.of(ROOT, FORMAT, LAYOUT, INTERNAL));
    all.addAll(Set.of(others));
    return all;
  }

  private static final Pattern TYPE = Pattern.compile("io/memview/(?:[a-z]+/)*(?=[A-Z])");

  @Test
  void arrowsGoOneWay() throws IOException {
    Set<String> wrong = new TreeSet<>();
    Set<String> packages = new TreeSet<>();
    Set<String> arrows = new TreeSet<>();
    for (Path file : Classes.files()) {
      ClassModel model = ClassFile.of().parse(file);
      String from = packageOf(model.thisClass().asInternalName());
      packages.add(from);
      for (PoolEntry entry : model.constantPool()) {
        // Names of classes, and descriptors and signatures, which are plain text in the pool.
        String text =
            switch (entry) {
              case ClassEntry type -> type.asInternalName();
              case Utf8Entry utf8 -> utf8.stringValue();
              default -> "";
            };
        Matcher type = TYPE.matcher(text);
        while (type.find()) {
          String to = packageOf(type.group() + "X");
          if (!to.equals(from)) {
            arrows.add(from + " -> " + to);
            if (!MAY_SEE.getOrDefault(from, Set.of()).contains(to)) {
              wrong.add(model.thisClass().asInternalName() + " -> " + to);
            }
          }
        }
      }
    }
    assertEquals(Set.of(), wrong);
    assertEquals(new TreeSet<>(MAY_SEE.keySet()), packages);
    // The test sees what it is to see.
    assertEquals(true, arrows.contains("io.memview.nio -> io.memview"), arrows::toString);
    assertEquals(true, arrows.contains("io.memview -> io.memview.format"), arrows::toString);
  }

  private static String packageOf(String internalName) {
    return internalName.substring(0, internalName.lastIndexOf('/')).replace('/', '.');
  }
}
