package io.memview.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The public API as text, so that no change of it goes unseen. {@code mvn test -pl core
 * -Dapi.update=true} accepts a change.
 */
@Tag("class-files") // asks the module what it exports
final class ApiDumpTest {
  private static final Path DUMP = Path.of("src/test/resources/api/core.api");

  @Test
  void apiIsAsRecorded() throws IOException {
    StringBuilder now = new StringBuilder();
    for (Class<?> type : Classes.api()) {
      now.append(now.isEmpty() ? "" : "\n").append(declaration(type)).append('\n');
      members(type).stream().map(ApiDumpTest::line).sorted().forEach(now::append);
    }
    if (Boolean.getBoolean("api.update")) {
      Files.createDirectories(DUMP.getParent());
      Files.writeString(DUMP, now);
    }
    assertTrue(Files.exists(DUMP), "no dump at " + DUMP.toAbsolutePath());
    assertEquals(
        Files.readString(DUMP).replace("\r", ""),
        now.toString(),
        "the public API differs from its dump; -Dapi.update=true accepts that");
  }

  @Test
  void signaturesNameAccessibleTypesOnly() throws IOException {
    Set<String> hidden = new TreeSet<>();
    for (Class<?> type : Classes.api()) {
      for (Type parent : parents(type)) {
        check(type.getName(), parent, hidden);
      }
      for (Member member : members(type)) {
        String where = type.getName() + "." + member.getName();
        typesOf(member).forEach(named -> check(where, named, hidden));
      }
    }
    assertEquals(Set.of(), hidden);
  }

  /**
   * Every class is closed to extension, unless it says by an accessible constructor that it is not.
   */
  @Test
  void classesAreFinalSealedOrCannotBeExtended() throws IOException {
    int closed = 0;
    for (Class<?> type : Classes.api()) {
      if (type.isInterface() || type.isEnum() || Modifier.isFinal(type.getModifiers())) {
        continue;
      }
      boolean constructible =
          Arrays.stream(type.getDeclaredConstructors()).anyMatch(ApiDumpTest::isApi);
      assertFalse(constructible && !type.isSealed(), type + " is open");
      closed++;
    }
    assertTrue(closed > 0, "View and BufferException are not final");
  }

  private static boolean isApi(Member member) {
    return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
        && !member.isSynthetic();
  }

  private static List<Member> members(Class<?> type) {
    return Stream.<Member[]>of(
            type.getDeclaredFields(),
            type.getDeclaredConstructors(),
            Classes.methods(type).toArray(Method[]::new))
        .flatMap(Arrays::stream)
        .filter(ApiDumpTest::isApi)
        .toList();
  }

  private static String declaration(Class<?> type) {
    String kind =
        type.isRecord()
            ? "record"
            : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
    // Reflection does not tell "sealed" from the modifiers.
    List<String> words = new ArrayList<>();
    words.add(Modifier.toString(type.getModifiers() & ~Modifier.INTERFACE));
    if (type.isSealed()) {
      words.add("sealed");
    }
    words.add(kind);
    words.add(type.getName());
    String parents =
        parents(type).stream()
            .map(Type::getTypeName)
            .filter(name -> !name.startsWith("java.lang.Object"))
            .collect(Collectors.joining(", "));
    return String.join(" ", words) + (parents.isEmpty() ? "" : " : " + parents);
  }

  private static List<Type> parents(Class<?> type) {
    List<Type> parents = new ArrayList<>();
    Type parent = Classes.superclass(type);
    if (parent != null) {
      parents.add(parent);
    }
    parents.addAll(Arrays.asList(type.getGenericInterfaces()));
    return parents;
  }

  private static String line(Member member) {
    String modifiers = Modifier.toString(member.getModifiers() & Modifier.methodModifiers());
    String text =
        switch (member) {
          case Field field -> "%s %s".formatted(show(field.getAnnotatedType()), field.getName());
          case Constructor<?> made -> "new(%s)".formatted(parameters(made));
          case Method method ->
              "%s%s %s(%s)%s"
                  .formatted(
                      typeParameters(method),
                      show(method.getAnnotatedReturnType()),
                      method.getName(),
                      parameters(method),
                      thrown(method));
          default -> throw new AssertionError(member);
        };
    boolean isDefault = member instanceof Method method && method.isDefault();
    return "  %s%s %s\n"
        .formatted(isDefault ? "default " : "", modifiers.replace(" transient", ""), text);
  }

  private static String typeParameters(Method method) {
    TypeVariable<Method>[] variables = method.getTypeParameters();
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(TypeVariable::getName)
            .collect(Collectors.joining(", ", "<", "> "));
  }

  private static String parameters(Executable executable) {
    List<String> shown = new ArrayList<>();
    for (AnnotatedType parameter : executable.getAnnotatedParameterTypes()) {
      shown.add(show(parameter));
    }
    if (executable.isVarArgs()) {
      String last = shown.removeLast();
      shown.add(last.substring(0, last.lastIndexOf("[]")) + "...");
    }
    return String.join(", ", shown);
  }

  private static String thrown(Method method) {
    return method.getExceptionTypes().length == 0
        ? ""
        : Arrays.stream(method.getExceptionTypes())
            .map(Class::getName)
            .collect(Collectors.joining(", ", " throws ", ""));
  }

  /** With the annotations that say what may be null. */
  private static String show(AnnotatedType type) {
    return type.toString()
        .replace("org.jspecify.annotations.", "")
        .replace("@Nullable()", "@Nullable")
        .replace("java.lang.", "");
  }

  private static Set<Type> typesOf(Member member) {
    Set<Type> types = new LinkedHashSet<>();
    switch (member) {
      case Field field -> types.add(field.getGenericType());
      case Executable executable -> {
        types.addAll(Arrays.asList(executable.getGenericParameterTypes()));
        types.addAll(Arrays.asList(executable.getGenericExceptionTypes()));
        if (executable instanceof Method method) {
          types.add(method.getGenericReturnType());
        }
      }
      default -> throw new AssertionError(member);
    }
    return types;
  }

  private static void check(String where, Type type, Set<String> hidden) {
    switch (type) {
      case Class<?> named when named.isArray() -> check(where, named.componentType(), hidden);
      case Class<?> named -> {
        boolean ours = named.getName().startsWith("io.memview");
        boolean exported = !ours || Classes.exportedPackages().contains(named.getPackageName());
        if (!named.isPrimitive() && (!Classes.isAccessible(named) || !exported)) {
          hidden.add(where + " names " + named.getName());
        }
      }
      case ParameterizedType generic -> {
        check(where, generic.getRawType(), hidden);
        for (Type argument : generic.getActualTypeArguments()) {
          check(where, argument, hidden);
        }
      }
      case GenericArrayType array -> check(where, array.getGenericComponentType(), hidden);
      case WildcardType wildcard -> {
        for (Type bound : wildcard.getUpperBounds()) {
          check(where, bound, hidden);
        }
      }
      case TypeVariable<?> variable -> {
        for (Type bound : variable.getBounds()) {
          if (bound instanceof Class<?>) {
            check(where, bound, hidden);
          }
        }
      }
      default -> throw new AssertionError(type);
    }
  }
}
