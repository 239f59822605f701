package io.memview.fuzz;

import io.memview.BufferException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls by reflection, and tells refusals from what nobody documents. */
final class Call {
  private static final List<Class<? extends Exception>> REFUSALS =
      List.of(
          BufferException.class,
          IllegalArgumentException.class,
          IllegalStateException.class,
          IndexOutOfBoundsException.class,
          ArithmeticException.class,
          UnsupportedOperationException.class,
          IOException.class);

  private Call() {}

  /** The call was refused in a way that is documented. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(Throwable refusal) {
      super(refusal);
    }
  }

  /**
   * Native memory of 2^55 bytes, which the platform cannot have: documented where it can be asked.
   */
  private static boolean isNoRoom(Throwable thrown) {
    return thrown instanceof OutOfMemoryError
        && String.valueOf(thrown.getMessage()).startsWith("Unable to allocate");
  }

  /** Reflection hands over what the compiler would not. */
  private static boolean isOfAnotherType(Executable executable, Throwable thrown) {
    return thrown instanceof ClassCastException
        && Arrays.stream(executable.getGenericParameterTypes())
            .anyMatch(type -> type instanceof TypeVariable<?>);
  }

  static @Nullable Object of(Executable executable, @Nullable Object receiver, Object[] arguments)
      throws Refused {
    try {
      return executable instanceof Method method
          ? method.invoke(receiver, arguments)
          : ((Constructor<?>) executable).newInstance(arguments);
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      if (REFUSALS.stream().anyMatch(type -> type.isInstance(thrown))) {
        TextTarget.checkedRefusal(thrown);
        throw new Refused(thrown);
      } else if (isNoRoom(thrown) || isOfAnotherType(executable, thrown)) {
        throw new Refused(thrown);
      }
      throw new AssertionError(
          "no documented refusal by %s of %s with %s"
              .formatted(executable.toGenericString(), receiver, Arguments.text(arguments)),
          thrown);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new AssertionError(executable.toGenericString() + Arguments.text(arguments), e);
    }
  }
}
