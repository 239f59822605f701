package io.memview.examples.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven by the protocol of its developer tools. */
final class Browser implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LISTENING = "DevTools listening on ";

  private final Path profile = Files.createTempDirectory("browser");
  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final StringBuilder text = new StringBuilder();
  private final AtomicInteger last = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<JsonNode> events = new ConcurrentLinkedQueue<>();
  private String session = "";

  /** The program, if one is installed. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Browser(Path program) throws IOException {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--window-size=1000,1200",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader errors = process.errorReader();
    String line = errors.readLine();
    while (line != null && !line.startsWith(LISTENING)) {
      line = errors.readLine();
    }
    if (line == null) {
      throw new IOException(program + " ended with status " + process.onExit().join().exitValue());
    }
    Thread.ofVirtual().start(() -> errors.lines().forEach(ignored -> {})); // or it would wait
    URI address = URI.create(line.substring(LISTENING.length()));
    socket = client.newWebSocketBuilder().buildAsync(address, this).join();
    String page =
        send("Target.createTarget", Map.of("url", "about:blank")).at("/targetId").asText();
    session =
        send("Target.attachToTarget", Map.of("targetId", page, "flatten", true))
            .at("/sessionId")
            .asText();
    send("Page.enable", Map.of());
    send("Runtime.enable", Map.of());
    send("Network.enable", Map.of());
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
    text.append(part);
    if (isLast) {
      try {
        JsonNode message = JSON.readTree(text.toString());
        if (message.has("id")) {
          answers.remove(message.get("id").asInt()).complete(message);
        } else {
          events.add(message);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      text.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  private JsonNode send(String method, Map<String, ?> arguments) {
    int id = last.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    var message = JSON.createObjectNode().put("id", id).put("method", method);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    message.set("params", JSON.valueToTree(arguments));
    socket.sendText(message.toString(), true).join();
    JsonNode said = answer.orTimeout(60, TimeUnit.SECONDS).join();
    if (said.has("error")) {
      throw new IllegalStateException(method + ": " + said.get("error"));
    }
    return said.get("result");
  }

  /** Opens a file, and waits until it is there. */
  void open(Path file) throws InterruptedException {
    events.clear();
    send("Page.navigate", Map.of("url", file.toUri().toString()));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (events.stream().noneMatch(event -> is(event, "Page.loadEventFired"))) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(file + " has not been loaded");
      }
      Thread.sleep(5);
    }
  }

  private static boolean is(JsonNode event, String method) {
    return event.at("/method").asText().equals(method);
  }

  /** What has gone wrong in the page, and what it has loaded besides itself. */
  List<String> complaints() {
    return events.stream()
        .filter(
            event ->
                is(event, "Runtime.exceptionThrown")
                    || (is(event, "Network.requestWillBeSent")
                        && !event.at("/params/type").asText().equals("Document")))
        .map(JsonNode::toString)
        .toList();
  }

  /** The value of an expression, as text. */
  String evaluate(String expression) {
    JsonNode answer = send("Runtime.evaluate", Map.of("expression", "String(" + expression + ")"));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.at("/result/value").asText();
  }

  /** Moves the pointer to the middle of the first element of a selector, as a person does. */
  void point(String selector) {
    String middle =
        evaluate(
            """
            (() => {
              const element = document.querySelector("%s");
              element.scrollIntoView({block: "center", inline: "center"});
              const box = element.getBoundingClientRect();
              return (box.x + box.width / 2) + " " + (box.y + box.height / 2);
            })()\
            """
                .formatted(selector));
    int space = middle.indexOf(' ');
    double x = Double.parseDouble(middle.substring(0, space));
    double y = Double.parseDouble(middle.substring(space));
    send("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
  }

  /** Presses a key, such as {@code Tab} and {@code ArrowDown}. */
  void press(String key) {
    int code = List.of("Tab", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown").indexOf(key);
    int number = code == 0 ? 9 : 36 + code;
    for (String type : List.of("keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", number));
    }
  }

  /** Shows pages as in a light or a dark room. */
  void dark(boolean dark) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    send("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
  }

  @Override
  public void close() throws IOException {
    session = "";
    socket.abort();
    client.shutdownNow();
    process.destroy();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
