package io.memview.gate;

import io.memview.Exporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The class files of the library, without those of the tests. */
public final class Classes {
  private Classes() {}

  /** Where they lie. */
  public static Path root() {
    try {
      return Path.of(Exporter.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(root())) {
      List<Path> files =
          all.filter(file -> file.toString().endsWith(".class"))
              .filter(file -> !file.endsWith("module-info.class"))
              .sorted()
              .toList();
      if (files.size() < 50) {
        throw new AssertionError("only " + files.size() + " class files in " + root());
      }
      return files;
    }
  }

  static Set<String> exportedPackages() {
    Set<String> exported = new TreeSet<>();
    // From its file, since on the class path there is no module to ask.
    try (InputStream in = Files.newInputStream(root().resolve("module-info.class"))) {
      for (ModuleDescriptor.Exports export : ModuleDescriptor.read(in).exports()) {
        if (!export.isQualified()) {
          exported.add(export.source());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return exported;
  }

  /** Public types of exported packages, nested ones included, by name. */
  public static List<Class<?>> api() throws IOException {
    Set<String> exported = exportedPackages();
    List<Class<?>> all = new ArrayList<>();
    for (Path file : files()) {
      String path = root().relativize(file).toString();
      String name = path.substring(0, path.length() - 6).replace('/', '.').replace('\\', '.');
      if (name.endsWith("package-info")) {
        continue;
      }
      Class<?> type = load(name);
      if (exported.contains(type.getPackageName()) && isAccessible(type)) {
        all.add(type);
      }
    }
    return all;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Exporter.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** Public, as are the types around it. */
  static boolean isAccessible(Class<?> type) {
    for (Class<?> t = type; t != null; t = t.getEnclosingClass()) {
      if (!Modifier.isPublic(t.getModifiers()) || t.isAnonymousClass()) {
        return false;
      }
    }
    return true;
  }

  /** The methods of a type, with those that it inherits from classes that nobody else sees. */
  public static List<Method> methods(Class<?> type) {
    List<Method> methods = new ArrayList<>();
    for (Class<?> t = type; t != null && (t == type || isHidden(t)); t = t.getSuperclass()) {
      for (Method method : t.getDeclaredMethods()) {
        if (!method.isSynthetic()) {
          methods.add(method);
        }
      }
    }
    return methods;
  }

  /** What a type extends, as far as others can see. */
  static @Nullable Type superclass(Class<?> type) {
    Class<?> parent = type.getSuperclass();
    return parent != null && isHidden(parent) ? superclass(parent) : type.getGenericSuperclass();
  }

  private static boolean isHidden(Class<?> type) {
    return type.getName().startsWith("io.memview.") && !isAccessible(type);
  }

  private static final Pattern TYPE = Pattern.compile("io/memview/[a-z/]*[A-Z]\\w*");

  /** The top-level classes of memview that each top-level class names, in code and signatures. */
  static Map<String, Set<String>> uses() throws IOException {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (Path file : files()) {
      ClassModel model = ClassFile.of().parse(file);
      String from = topLevel(model.thisClass().asInternalName());
      Set<String> to = uses.computeIfAbsent(from, name -> new TreeSet<>());
      for (PoolEntry entry : model.constantPool()) {
        String text =
            switch (entry) {
              case ClassEntry type -> type.asInternalName();
              case Utf8Entry utf8 when utf8.stringValue().startsWith("(") -> utf8.stringValue();
              case Utf8Entry utf8 when utf8.stringValue().startsWith("L") -> utf8.stringValue();
              default -> "";
            };
        Matcher type = TYPE.matcher(text);
        while (type.find()) {
          String name = topLevel(type.group());
          if (!name.equals(from)) {
            to.add(name);
          }
        }
      }
    }
    return uses;
  }

  private static String topLevel(String name) {
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }
}
