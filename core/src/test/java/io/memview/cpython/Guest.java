package io.memview.cpython;

import io.memview.OwnedMemory;
import io.memview.Request;
import io.memview.format.Format;

/** What {@link JoinTest} runs in a JVM that a Python program has started. */
public final class Guest {
  private Guest() {}

  /** Gives the program memory, and changes the program's own. */
  public static void visit() {
    Python python = Python.start();
    OwnedMemory memory = OwnedMemory.allocate(Format.parse("i"), 3);
    memory.doWithView(Request.FULL, view -> view.fill(7));
    python.set("given", memory);
    try (PyObject own = python.eval("own")) {
      own.exporter().doWithView(Request.FULL, view -> view.setLong(1, 42));
    }
    System.out.println("joined " + python.eval("__name__"));
    System.out.flush();
  }
}
