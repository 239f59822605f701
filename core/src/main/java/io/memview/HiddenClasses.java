package io.memview;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Defines a class file of this package again, as a hidden class with constants of its own.
 *
 * <p>The JIT compiler profiles bytecode, not objects: one class that reads heap, native and mapped
 * segments sees all their classes in one profile, inlines none of them and is ten times slower. A
 * class of its own has a profile of its own, and what is the same for all its objects is constant.
 *
 * <p>No signature in a template may name the template: a hidden class is not the class of that
 * name.
 */
final class HiddenClasses {
  private HiddenClasses() {}

  /**
   * Defines a template for some constants.
   *
   * @return an object of the new class; of the template itself where hidden classes are not to be
   *     had, as in a native image: that is right, and slower
   */
  static Object define(
      Class<?> template, Object constants, MethodType constructor, @Nullable Object... by) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      try (InputStream in = template.getResourceAsStream(template.getSimpleName() + ".class")) {
        if (in != null) {
          lookup = lookup.defineHiddenClassWithClassData(in.readAllBytes(), constants, true);
          template = lookup.lookupClass();
        }
      } catch (IOException | UnsupportedOperationException e) {
        lookup = MethodHandles.lookup();
      }
      MethodHandle make = lookup.findConstructor(template, constructor);
      return make.invokeWithArguments(by);
    } catch (Throwable e) {
      throw new LinkageError("cannot define %s for %s".formatted(template, constants), e);
    }
  }

  /** What the calling class was defined for; null for the template itself. */
  static <T> @Nullable T constants(MethodHandles.Lookup caller, Class<T> type) {
    try {
      return MethodHandles.classData(caller, "_", type);
    } catch (IllegalAccessException e) {
      throw new LinkageError("no class data", e);
    }
  }
}
