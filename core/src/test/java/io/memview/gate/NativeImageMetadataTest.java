package io.memview.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.memview.Exporter;
import io.memview.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a native image is told to keep: everything named there is there, and what the sources find
 * by name, provide and call is named.
 */
final class NativeImageMetadataTest {
  private static final String FILE =
      "META-INF/native-image/io.memview/memview-core/reachability-metadata.json";
  private static final String SERVICES = "META-INF/services/io.memview.ExporterProvider";
  private static final Path SOURCES = Path.of("src/main/java");

  /** The constants of layouts that the sources use, as the metadata has them. */
  private static final Map<String, String> LAYOUTS =
      Map.of(
          "JAVA_INT", "jint",
          "JAVA_LONG", "jlong",
          "JAVA_DOUBLE", "jdouble",
          "ADDRESS", "void*",
          "STATUS", "struct(jint,padding(4),jlong,jlong,jint,padding(4))",
          "null", "void");

  private static final String LIST = "((?:(?:ValueLayout\\.)?[A-Z_]+(?:, )?)*)\\)";
  private static final Pattern DOWNCALL = Pattern.compile("(?<!\\w)handle\\(" + LIST);
  private static final Pattern VOID_DOWNCALL = Pattern.compile("(?<!\\w)run\\(" + LIST);
  private static final Pattern DESCRIPTOR = Pattern.compile("FunctionDescriptor\\.of\\(" + LIST);
  private static final Pattern VOID = Pattern.compile("FunctionDescriptor\\.ofVoid\\(" + LIST);
  private static final Pattern CRITICAL = Pattern.compile("= quick\\(([A-Z_]+), \"");
  private static final Pattern POINTER = Pattern.compile("(?<!\\w)symbol\\(\"\\w+\"(?:, )?" + LIST);
  private static final Pattern UPCALL =
      Pattern.compile(
          "(?:stub|function)\\((?:[\\w.()]+(?:\\(\\))?, )*\"(\\w+)\", (null|[A-Z_]+), " + LIST);
  private static final Pattern FOUND =
      Pattern.compile(
          "(?<!\\w)(?:method|bind|find)\\((?:[\\w.]+(?:\\(\\))?, )?\"(\\w+)\", \\w+\\.class");

  private static Map<?, ?> metadata() throws IOException {
    return (Map<?, ?>) Json.parse(Files.readString(Classes.root().resolve(FILE)));
  }

  private static List<Map<?, ?>> list(Map<?, ?> of, String key) {
    List<Map<?, ?>> all = new ArrayList<>();
    ((List<?>) of.get(key)).forEach(each -> all.add((Map<?, ?>) each));
    return all;
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return switch (name) {
      case "byte" -> byte.class;
      case "short" -> short.class;
      case "int" -> int.class;
      case "long" -> long.class;
      case "float" -> float.class;
      case "double" -> double.class;
      case "boolean" -> boolean.class;
      default -> Class.forName(name, false, Exporter.class.getClassLoader());
    };
  }

  /** All sources, each on one line, so that a call is not broken. */
  private static String sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
        all.append(Files.readString(file).replaceAll("\\s+", " ").replace("( ", "(")).append('\n');
      }
      return all.toString();
    }
  }

  @Test
  void allThatIsNamedIsThere() throws Exception {
    for (Map<?, ?> entry : list(metadata(), "reflection")) {
      Class<?> type = type((String) entry.get("type"));
      if (!entry.containsKey("methods")) {
        continue;
      }
      for (Map<?, ?> method : list(entry, "methods")) {
        List<Class<?>> parameters = new ArrayList<>();
        for (Object parameter : (List<?>) method.get("parameterTypes")) {
          parameters.add(type((String) parameter));
        }
        Class<?>[] types = parameters.toArray(Class<?>[]::new);
        String name = (String) method.get("name");
        assertNotNull(
            name.equals("<init>")
                ? type.getDeclaredConstructor(types)
                : type.getDeclaredMethod(name, types));
      }
    }
    for (Map<?, ?> resource : list(metadata(), "resources")) {
      assertTrue(Files.exists(Classes.root().resolve((String) resource.get("glob"))));
    }
  }

  @Test
  void providersAreNamed() throws IOException {
    Set<Object> named = new HashSet<>();
    list(metadata(), "reflection").forEach(entry -> named.add(entry.get("type")));
    for (String provider : Files.readAllLines(Classes.root().resolve(SERVICES))) {
      assertTrue(named.contains(provider), provider);
    }
  }

  @Test
  void methodsThatAreFoundByNameAreNamed() throws IOException {
    Set<Object> named = new HashSet<>();
    for (Map<?, ?> entry : list(metadata(), "reflection")) {
      if (entry.containsKey("methods")) {
        list(entry, "methods").forEach(method -> named.add(method.get("name")));
      }
    }
    String sources = sources();
    Set<String> found = new TreeSet<>();
    FOUND.matcher(sources).results().forEach(each -> found.add(each.group(1)));
    UPCALL.matcher(sources).results().forEach(each -> found.add(each.group(1)));
    assertTrue(found.size() > 20, found::toString);
    found.removeAll(named);
    assertEquals(Set.of(), found);
  }

  @Test
  void callsOfCAreNamed() throws IOException {
    String sources = sources();
    Set<String> downcalls = new TreeSet<>();
    for (Pattern pattern : List.of(DOWNCALL, DESCRIPTOR)) {
      pattern.matcher(sources).results().forEach(call -> downcalls.add(ofAll(call.group(1))));
    }
    for (Pattern pattern : List.of(VOID_DOWNCALL, VOID)) {
      pattern.matcher(sources).results().forEach(call -> downcalls.add(of("null", call.group(1))));
    }
    CRITICAL
        .matcher(sources)
        .results()
        .forEach(call -> downcalls.add(of(call.group(1), "") + " critical"));
    POINTER
        .matcher(sources)
        .results()
        .forEach(call -> downcalls.add(of("JAVA_LONG", call.group(1))));
    downcalls.add("jint(jlong,jlong,jlong,jlong,jlong,jlong,jlong,jlong) variadic 4");
    downcalls.remove("");
    assertEquals(downcalls, named("downcalls"));
    Set<String> upcalls = new TreeSet<>();
    UPCALL
        .matcher(sources)
        .results()
        .forEach(call -> upcalls.add(of(call.group(2), call.group(3))));
    assertEquals(upcalls, named("upcalls"));
  }

  private static String ofAll(String layouts) {
    if (layouts.isEmpty()) {
      return "";
    }
    int comma = layouts.indexOf(", ");
    return comma < 0
        ? of(layouts, "")
        : of(layouts.substring(0, comma), layouts.substring(comma + 2));
  }

  private static String of(String result, String arguments) {
    return layout(result)
        + Arrays.stream(arguments.split(", ", -1))
            .filter(each -> !each.isEmpty())
            .map(NativeImageMetadataTest::layout)
            .collect(Collectors.joining(",", "(", ")"));
  }

  private static String layout(String constant) {
    String name = LAYOUTS.get(constant.replace("ValueLayout.", ""));
    assertNotNull(name, constant);
    return name;
  }

  private static Set<String> named(String kind) throws IOException {
    Set<String> all = new TreeSet<>();
    for (Map<?, ?> call : list((Map<?, ?>) metadata().get("foreign"), kind)) {
      String text =
          call.get("returnType")
              + ((List<?>) call.get("parameterTypes"))
                  .stream().map(Object::toString).collect(Collectors.joining(",", "(", ")"));
      Map<?, ?> options = (Map<?, ?>) call.get("options");
      // Those that tell an error beside their result are known by their layouts alone.
      if (options != null && !options.containsKey("captureCallState")) {
        text +=
            options.containsKey("critical")
                ? " critical"
                : " variadic " + options.get("firstVariadicArg");
      }
      all.add(text);
    }
    return all;
  }
}
