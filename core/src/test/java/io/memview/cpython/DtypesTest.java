package io.memview.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Records of NumPy lie where NumPy has them, whatever their format strings leave out. */
final class DtypesTest {
  @Test
  void arraysOfRecords() throws Exception {
    Subjects subjects = new Subjects(TestPython.with("numpy"), "dtype_cases.py");
    subjects.checkAll(150);
    assertEquals(List.of(), subjects.failures());
    assertTrue(subjects.values() > 1000, "values: " + subjects.values());
  }
}
