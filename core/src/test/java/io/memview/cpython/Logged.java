package io.memview.cpython;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the library logs, kept from the console. */
final class Logged {
  private static final Logger LOGGER = Logger.getLogger("io.memview");

  private Logged() {}

  static List<LogRecord> during(Runnable action) {
    List<LogRecord> records = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            records.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(handler);
    try {
      action.run();
    } finally {
      LOGGER.removeHandler(handler);
      LOGGER.setUseParentHandlers(true);
    }
    return records;
  }
}
