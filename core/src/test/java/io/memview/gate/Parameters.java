package io.memview.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The names of parameters, as the compiler leaves them for debuggers. */
final class Parameters {
  private Parameters() {}

  /** The name of a parameter; null if the method has no code. */
  static @Nullable String name(Executable executable, int parameter) {
    int slot = Modifier.isStatic(executable.getModifiers()) ? 0 : 1;
    for (int i = 0; i < parameter; i++) {
      Class<?> type = executable.getParameterTypes()[i];
      slot += type == long.class || type == double.class ? 2 : 1;
    }
    int wanted = slot;
    return variables(executable).stream()
        .filter(variable -> variable.slot() == wanted && variable.startPc() == 0)
        .map(variable -> variable.name().stringValue())
        .findFirst()
        .orElse(null);
  }

  private static List<LocalVariableInfo> variables(Executable executable) {
    List<LocalVariableInfo> variables = new ArrayList<>();
    for (MethodModel method : methods(executable.getDeclaringClass())) {
      if (method.methodName().equalsString(nameOf(executable))
          && method.methodTypeSymbol().parameterList().stream()
              .map(type -> type.descriptorString())
              .toList()
              .equals(
                  List.of(executable.getParameterTypes()).stream()
                      .map(Class::descriptorString)
                      .toList())) {
        method
            .code()
            .flatMap(code -> code.findAttribute(Attributes.localVariableTable()))
            .map(table -> table.localVariables())
            .stream()
            .flatMap(Collection::stream)
            .forEach(variables::add);
      }
    }
    return variables;
  }

  private static String nameOf(Executable executable) {
    return executable instanceof Constructor<?> ? "<init>" : executable.getName();
  }

  private static List<MethodModel> methods(Class<?> type) {
    String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(file))) {
      return ClassFile.of().parse(in.readAllBytes()).methods();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
