package io.memview.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/**
 * A Kotlin kernel in a process of its own, spoken to as Jupyter does it: in messages of Jupyter's
 * protocol, over ZeroMQ.
 */
final class Kernel implements AutoCloseable {
  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(UTF_8);
  private static final int GLANCE_MS = 200;
  private static final long PATIENCE_MS = 120_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ZContext context = new ZContext();
  private final ZMQ.Socket shell = context.createSocket(SocketType.DEALER);
  private final ZMQ.Socket published = context.createSocket(SocketType.SUB);
  private final Path log;
  private final Process process;

  /**
   * What a cell gave.
   *
   * @param reply the kernel's answer: its status, and the name and the value of an error
   * @param data the result by MIME type, empty if there is none
   */
  record Cell(JsonNode reply, JsonNode data) {
    String status() {
      return reply.path("status").asText();
    }

    String error() {
      return reply.path("evalue").asText();
    }

    String data(String mime) {
      return data.path(mime).asText();
    }
  }

  private record Message(String type, String answers, JsonNode content) {}

  /**
   * Starts one.
   *
   * @param jars the folder of the kernel's libraries
   * @param work the folder of what it says, and of the file that tells it its ports
   */
  Kernel(Path jars, Path work) throws IOException {
    Files.createDirectories(work);
    log = work.resolve("kernel.log");
    Path connection = work.resolve("connection.json");
    int[] ports = freePorts(5);
    ObjectNode file = JSON.createObjectNode().put("transport", "tcp").put("ip", "127.0.0.1");
    file.put("shell_port", ports[0]).put("iopub_port", ports[1]).put("stdin_port", ports[2]);
    file.put("control_port", ports[3]).put("hb_port", ports[4]);
    file.put("signature_scheme", "hmac-sha256").put("key", "");
    JSON.writeValue(connection.toFile(), file);

    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", place(OldJava.class) + ":" + jars.resolve("*")));
    command.add(OldJava.class.getName());
    command.addAll(List.of(connection.toString(), "-cp=" + librariesOfCells(jars)));
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));

    published.subscribe(ZMQ.SUBSCRIPTION_ALL);
    published.setReceiveTimeOut(GLANCE_MS);
    shell.setReceiveTimeOut(GLANCE_MS);
    published.connect("tcp://127.0.0.1:" + ports[1]);
    shell.connect("tcp://127.0.0.1:" + ports[0]);
    // What is published before the kernel knows of its listener is lost.
    do {
      reply(ask("kernel_info_request", JSON.createObjectNode()));
    } while (ZMsg.recvMsg(published) == null);
  }

  /** Runs a cell, to its end. */
  Cell run(String... lines) throws IOException {
    ObjectNode content = JSON.createObjectNode().put("code", String.join("\n", lines));
    String id = ask("execute_request", content.put("allow_stdin", false));
    JsonNode data = JSON.createObjectNode();
    while (true) {
      Message message = receive(published);
      if (!message.answers().equals(id)) {
        continue;
      }
      if (message.type().equals("execute_result")) {
        data = message.content().path("data");
      }
      if (message.content().path("execution_state").asText().equals("idle")) {
        return new Cell(reply(id), data);
      }
    }
  }

  @Override
  public void close() {
    context.close();
    process.destroyForcibly().onExit().join();
  }

  /** The folder or the jar of a class. */
  static Path place(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  /** What cells see by themselves, of all that the kernel has. */
  private static String librariesOfCells(Path jars) throws IOException {
    List<String> names =
        List.of("kotlin-jupyter-lib-", "kotlin-jupyter-api-", "kotlin-stdlib", "kotlin-reflect-");
    try (Stream<Path> all = Files.list(jars)) {
      return all.filter(jar -> names.stream().anyMatch(jar.getFileName().toString()::startsWith))
          .map(Path::toString)
          .collect(Collectors.joining(":"));
    }
  }

  private static int[] freePorts(int count) throws IOException {
    List<ServerSocket> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(new ServerSocket(0));
    }
    int[] ports = taken.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    for (ServerSocket socket : taken) {
      socket.close();
    }
    return ports;
  }

  /** Sends a request, and gives its name. */
  private String ask(String type, JsonNode content) throws IOException {
    String id = UUID.randomUUID().toString();
    ObjectNode header = JSON.createObjectNode().put("msg_id", id).put("msg_type", type);
    header.put("session", "test").put("username", "test").put("version", "5.3");
    ZMsg message = new ZMsg();
    message.add(DELIMITER);
    message.add(""); // no signature
    message.add(JSON.writeValueAsBytes(header));
    message.add("{}"); // no parent
    message.add("{}"); // no metadata
    message.add(JSON.writeValueAsBytes(content));
    message.send(shell);
    return id;
  }

  private JsonNode reply(String id) throws IOException {
    while (true) {
      Message message = receive(shell);
      if (message.answers().equals(id)) {
        return message.content();
      }
    }
  }

  private Message receive(ZMQ.Socket socket) throws IOException {
    for (long waited = 0; waited < PATIENCE_MS && process.isAlive(); waited += GLANCE_MS) {
      ZMsg frames = ZMsg.recvMsg(socket);
      if (frames != null) {
        return message(frames);
      }
    }
    throw new IllegalStateException(
        "the kernel does not answer; it said: " + Files.readString(log));
  }

  private static Message message(ZMsg frames) throws IOException {
    while (!Arrays.equals(frames.pop().getData(), DELIMITER)) {
      // whom it is for
    }
    frames.pop(); // no signature
    JsonNode header = JSON.readTree(frames.pop().getData());
    JsonNode parent = JSON.readTree(frames.pop().getData());
    frames.pop(); // metadata
    JsonNode content = JSON.readTree(frames.pop().getData());
    return new Message(header.path("msg_type").asText(), parent.path("msg_id").asText(), content);
  }
}
