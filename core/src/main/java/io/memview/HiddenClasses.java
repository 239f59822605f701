package io.memview;

import java.io.IOException;
import java.io.InputStream;
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
 * <p>Such a class file is a template, and no class of its own: without constants it cannot be
 * initialized. Where there is no hidden class, a general class does the same item by item, which
 * asks at each item what is constant here: {@link GeneralView}, {@link GeneralKernel}, {@link
 * GeneralRecords}.
 *
 * <p>No signature in a template may name the template: a hidden class is not the class of that
 * name.
 */
final class HiddenClasses {
  private HiddenClasses() {}

  /**
   * Defines a template for some constants. The class is unloaded with the last of its objects.
   *
   * @param type what the template is a kind of
   * @param template a class with a constructor without parameters
   * @return an object of the new class; null where hidden classes are not to be had, because class
   *     files cannot be read or the program is a native image
   */
  static <T> @Nullable T define(Class<T> type, Class<? extends T> template, Object constants) {
    try (InputStream in = template.getResourceAsStream(template.getSimpleName() + ".class")) {
      if (in == null) {
        return null;
      }
      MethodHandles.Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), constants, true);
      MethodType constructor = MethodType.methodType(void.class);
      return type.cast(lookup.findConstructor(lookup.lookupClass(), constructor).invoke());
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    } catch (Throwable e) {
      throw new LinkageError("cannot define %s for %s".formatted(template, constants), e);
    }
  }

  /** What the calling class was defined for. */
  static <T> T constants(MethodHandles.Lookup caller, Class<T> type) {
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
