package io.memview.format;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a Java record or Kotlin data class.
 *
 * @param components the parts in the order of the constructor
 * @param constructor makes an object of all of them
 */
record RecordClass(List<Component> components, MethodHandle constructor) {

  /**
   * One part.
   *
   * @param name its name
   * @param type its type
   * @param accessor reads it from an object
   */
  record Component(String name, Class<?> type, MethodHandle accessor) {}

  /** Whether a class is made of parts that can be told. */
  static boolean isRecord(Class<?> type) {
    return type.isRecord() || dataComponent(type, 1) != null;
  }

  static RecordClass of(Class<?> type) {
    try {
      if (type.isRecord()) {
        return ofRecord(type, lookupIn(type));
      }
      if (isRecord(type)) {
        return ofDataClass(type, lookupIn(type));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(advice(type), e);
    }
    throw new IllegalArgumentException(
        "%s is neither a Java record nor a Kotlin data class".formatted(type.getName()));
  }

  /** Sees everything in a package that is open to this module, and else what is public. */
  private static MethodHandles.Lookup lookupIn(Class<?> type) throws IllegalAccessException {
    Module own = RecordClass.class.getModule();
    own.addReads(type.getModule()); // nobody else can say so: no module is named here
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    return type.getModule().isOpen(type.getPackageName(), own)
        ? MethodHandles.privateLookupIn(type, lookup)
        : lookup;
  }

  private static String advice(Class<?> type) {
    Module own = RecordClass.class.getModule();
    String to = type.getPackageName() + (own.isNamed() ? " to " + own.getName() : "");
    return ("%s cannot be reached: the module-info of %s must say 'opens %s;'"
            + " or, if the class and its constructor are public, 'exports %s;'")
        .formatted(type.getName(), type.getModule().getName(), to, to);
  }

  private static RecordClass ofRecord(Class<?> type, MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    List<Component> components = new ArrayList<>();
    for (RecordComponent part : type.getRecordComponents()) {
      MethodHandle accessor = lookup.unreflect(part.getAccessor());
      components.add(new Component(part.getName(), part.getType(), accessor));
    }
    return new RecordClass(components, constructor(type, lookup, components));
  }

  /**
   * A data class has {@code component1()} and so on in the order of its constructor, and before
   * everything else a field for each, which has the name.
   */
  private static RecordClass ofDataClass(Class<?> type, MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    List<Field> fields =
        Arrays.stream(type.getDeclaredFields())
            .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
            .toList();
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Method part = dataComponent(type, i + 1);
      if (part == null) {
        break;
      }
      String name = fields.get(i).getName();
      components.add(new Component(name, part.getReturnType(), lookup.unreflect(part)));
    }
    return new RecordClass(components, constructor(type, lookup, components));
  }

  private static @Nullable Method dataComponent(Class<?> type, int number) {
    try {
      return type.getDeclaredMethod("component" + number);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static MethodHandle constructor(
      Class<?> type, MethodHandles.Lookup lookup, List<Component> components)
      throws ReflectiveOperationException {
    Class<?>[] types = components.stream().map(Component::type).toArray(Class<?>[]::new);
    Constructor<?> canonical = type.getDeclaredConstructor(types);
    return lookup.unreflectConstructor(canonical).asType(MethodType.methodType(type, types));
  }
}
