package io.memview.cpython;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What {@link PythonsTest} runs in a process for each Python. Arguments: the interpreter, the
 * number of random types.
 */
public final class CtypesProgram {
  private CtypesProgram() {}

  /** Prints what failed, then a line with the counts. */
  public static void main(String[] arguments) throws IOException {
    Subjects subjects = new Subjects(Python.start(Path.of(arguments[0])), "ctypes_cases.py");
    subjects.checkAll(Integer.parseInt(arguments[1]));
    subjects.failures().forEach(System.out::println);
    System.out.printf(
        "%d values by field, %d opaque, %d failures%n",
        subjects.values(), subjects.opaque(), subjects.failures().size());
    System.out.flush();
  }
}
