package outside;

import io.memview.Cursor;
import io.memview.Exporter;
import io.memview.Exporters;
import io.memview.MemoryExporter;
import io.memview.RecordView;
import io.memview.Request;
import io.memview.View;
import io.memview.array.PrimitiveArrays;
import io.memview.contract.Contract;
import io.memview.contract.Fixture;
import io.memview.format.Format;
import io.memview.format.RecordType;
import io.memview.layout.Order;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import kotlinx.io.Buffer;
import org.junit.jupiter.api.DynamicTest;
import outside.closed.Closed;
import outside.exported.Sample;
import outside.opened.Samples;
import outside.readings.ReadingsKt;

/** Uses all of memview that reflects on what it is given. */
public final class Main {
  private static final Format FORMAT = Format.parse("=T{i:id:d:value:}");

  private Main() {}

  public static void main(String[] args) throws Throwable {
    boolean named = Main.class.getModule().isNamed();
    expect(named, Exporter.class.getModule().isNamed());

    records(new Sample(1, 0.5), FORMAT);
    Sample.Pair pair = new Sample.Pair(new Sample(1, 2), new Sample(3, 4), new int[] {5, 6});
    View pairs =
        zeros(Format.parse("=T{T{i:id:d:value:}:first:T{i:id:d:value:}:second:(2)i:marks:}"));
    RecordView.of(pairs, Sample.Pair.class).set(1, pair);
    expect(pair.second(), RecordView.of(pairs, Sample.Pair.class).get(1).second());
    expect(6, RecordView.of(pairs, Sample.Pair.class).get(1).marks()[1]);
    expect(16L, RecordType.of(Sample.class).format().itemSize());
    for (Class<?> type : Samples.all()) {
      records(type);
    }
    if (named) {
      String message = refusal(() -> RecordView.of(zeros(FORMAT), Closed.class));
      for (String part :
          new String[] {"outside.closed.Closed", "outside.named", "opens", "exports"}) {
        expect(true, message.contains(part));
      }
      expect(true, message.contains("'opens outside.closed to io.memview.core;'"));
      expect(message, refusal(() -> RecordType.of(Closed.class)));
    } else {
      records(new Closed(1, 0.5), FORMAT);
    }

    expect("hello", Exporters.of(new StringBuilder("hello")).withView(Request.FULL_RO, Main::text));
    expect(true, refusal(() -> Exporters.of(new Object())).contains("StringBuilder"));

    Buffer bytes = new Buffer();
    bytes.writeByte((byte) 'h');
    bytes.writeByte((byte) 'i');
    expect("hi", Exporters.of(bytes).withView(Request.FULL_RO, Main::text));

    long tests =
        Contract.of(
                "ints",
                () -> {
                  int[] ints = {0, 1, 2, 3, 4, 5};
                  return Fixture.of(PrimitiveArrays.export(ints, 2, 3), "i", 2, 3)
                      .peek(at -> (long) ints[(int) (at[0] * 3 + at[1])])
                      .poke(
                          (at, value) ->
                              ints[(int) (at[0] * 3 + at[1])] = ((Long) value).intValue());
                })
            .map(DynamicTest::getExecutable)
            .peek(
                test -> {
                  try {
                    test.execute();
                  } catch (Throwable e) {
                    throw new AssertionError(e);
                  }
                })
            .count();
    expect(true, tests > 20);
    expect("[Reading(id=3, value=1.5)] io.memview.dsl.*", ReadingsKt.readings());
    int programs = 0;
    for (String list : args) {
      for (String program : Files.readAllLines(Path.of(list))) {
        run(program);
        programs++;
      }
    }
    System.out.printf(
        "%s: all is well, %d tests, %d programs%n", named ? "named" : "unnamed", tests, programs);
  }

  /** Runs a program that README shows, and does not look at what it says. */
  private static void run(String program) throws ReflectiveOperationException {
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try {
      Class.forName(program).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(out);
    }
  }

  private static View zeros(Format format) {
    return MemoryExporter.allocate(format, 2).acquire(Request.FULL.scoped()).view();
  }

  private static String text(View view) {
    StringBuilder text = new StringBuilder();
    view.forEachLong(Order.C, letter -> text.append((char) letter));
    return text.toString();
  }

  private static void records(Class<?> type) {
    // Objects of classes that are not accessible here either come from memview alone.
    Object zero = RecordView.of(zeros(FORMAT), type).get(0);
    expect(type, zero.getClass());
    records(zero, FORMAT);
  }

  @SuppressWarnings("unchecked")
  private static <R> void records(R record, Format format) {
    View view = zeros(format);
    RecordView<R> records = RecordView.of(view, (Class<R>) record.getClass());
    records.set(1, record);
    expect(record, records.get(1));
    records.fill(record);
    for (R each : records) {
      expect(record, each);
    }
    for (Cursor cursor = Cursor.over(Order.C, view); cursor.next(); ) {
      expect(record, cursor.getRecord(0, record.getClass()));
      cursor.setRecord(0, record);
    }
  }

  private static String refusal(Runnable action) {
    try {
      action.run();
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    throw new AssertionError("not refused");
  }

  private static void expect(Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError("expected %s, but was %s".formatted(expected, actual));
    }
  }
}
