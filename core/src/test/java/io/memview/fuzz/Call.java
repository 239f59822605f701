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

  /** To see what a finding is made of. */
  private static final boolean IS_SHOWN = Boolean.getBoolean("fuzz.show");

  /** Of a text a message quotes the beginning or the place. */
  private static final int LONGEST_MESSAGE = 1000;

  private Call() {}

  /** The call was refused in a way that is documented. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(Throwable refusal) {
      super(refusal);
    }
  }

  /** Whether it is one of a documented kind, which says what is wrong, and not too much. */
  private static boolean isRefusal(Throwable thrown) {
    String message = thrown.getMessage();
    return REFUSALS.stream().anyMatch(type -> type.isInstance(thrown))
        && message != null
        && !message.isBlank()
        && !message.equals("/ by zero")
        && message.length() <= LONGEST_MESSAGE;
  }

  /** Native memory that no machine has, which is documented where it can be asked for. */
  private static boolean isNoRoom(Executable executable, Throwable thrown) {
    return thrown instanceof OutOfMemoryError && executable.getName().startsWith("allocate");
  }

  /** Reflection hands over what the compiler would not. */
  private static boolean isOfAnotherType(Executable executable, Throwable thrown) {
    return thrown instanceof ClassCastException
        && Arrays.stream(executable.getGenericParameterTypes())
            .anyMatch(type -> type instanceof TypeVariable<?>);
  }

  static @Nullable Object of(Executable executable, @Nullable Object receiver, Object[] arguments)
      throws Refused {
    if (IS_SHOWN) {
      System.out.println(text(executable, receiver, arguments));
    }
    try {
      return executable instanceof Method method
          ? method.invoke(receiver, arguments)
          : ((Constructor<?>) executable).newInstance(arguments);
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      if (isNoRoom(executable, thrown)
          || isOfAnotherType(executable, thrown)
          || isRefusal(thrown)) {
        throw new Refused(thrown);
      }
      throw new AssertionError(
          "no sound refusal by " + text(executable, receiver, arguments), thrown);
    } catch (IllegalArgumentException mismatch) {
      throw new Refused(mismatch); // by reflection itself: a record of another type
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(text(executable, receiver, arguments), e);
    }
  }

  private static String text(Executable executable, @Nullable Object receiver, Object[] arguments) {
    return "%s of %s with %s"
        .formatted(
            executable.toGenericString(),
            receiver == null ? "no object" : Arguments.text(receiver),
            Arguments.text(arguments));
  }
}
