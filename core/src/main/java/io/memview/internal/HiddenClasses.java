package io.memview.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Defines a class file again, as a hidden class with constants of its own.
 *
 * <p>The JIT compiler profiles bytecode, not objects: one class that reads heap, native and mapped
 * segments sees all their classes in one profile, inlines none of them and is ten times slower. A
 * class of its own has a profile of its own, and what is the same for all its objects is constant.
 *
 * <p>Such a class file is a template, and no class of its own: without constants it cannot be
 * initialized. It is named by a string, since nobody can do anything else with it. Where there is
 * no hidden class, a general class does the same item by item, which asks at each item what is
 * constant here.
 *
 * <p>No signature in a template may name the template: a hidden class is not the class of that
 * name.
 */
public final class HiddenClasses {
  private HiddenClasses() {}

  /**
   * Defines a template for some constants. The class is unloaded with the last of its objects.
   *
   * @param <T> what the template is a kind of
   * @param caller a lookup of a class in the template's package
   * @param type what the template is a kind of
   * @param template the simple name of a class with a constructor without parameters
   * @param constants what {@link #constants} gives to the template
   * @return an object of the new class; null where hidden classes are not to be had, because class
   *     files cannot be read or the program is a native image
   */
  public static <T> @Nullable T define(
      MethodHandles.Lookup caller, Class<T> type, String template, Object constants) {
    try (InputStream in = caller.lookupClass().getResourceAsStream(template + ".class")) {
      if (in == null) {
        return null;
      }
      MethodHandles.Lookup lookup =
          caller.defineHiddenClassWithClassData(in.readAllBytes(), constants, true);
      MethodType constructor = MethodType.methodType(void.class);
      return type.cast(lookup.findConstructor(lookup.lookupClass(), constructor).invoke());
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    } catch (Throwable e) {
      throw new LinkageError("cannot define %s for %s".formatted(template, constants), e);
    }
  }

  /**
   * What the calling class was defined for.
   *
   * @param <T> the type of the constants
   * @param caller the lookup of the calling class
   * @param type the type of the constants
   * @return the constants
   */
  public static <T> T constants(MethodHandles.Lookup caller, Class<T> type) {
    try {
      T constants = MethodHandles.classData(caller, "_", type);
      if (constants == null) {
        throw new IllegalStateException(caller + " is a template");
      }
      return constants;
    } catch (IllegalAccessException e) {
      throw new LinkageError("no class data", e);
    }
  }
}
