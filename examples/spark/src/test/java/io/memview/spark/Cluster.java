package io.memview.spark;

import io.memview.View;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A master and workers of Spark on this machine, in processes of their own. */
final class Cluster {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  /**
   * Starts them.
   *
   * @param folder takes their logs, and what they work with
   */
  Cluster(Path folder, int workers) throws IOException, InterruptedException {
    this.folder = folder;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    linkJars(Files.createDirectories(folder.resolve("jars")));
    start("master", "org.apache.spark.deploy.master.Master", "--port", "" + port);
    await("master", "I have been elected leader");
    for (int i = 0; i < workers; i++) {
      start(
          "worker" + i,
          "org.apache.spark.deploy.worker.Worker",
          "--cores",
          "1",
          "--memory",
          "600m",
          "--work-dir",
          folder.resolve("work" + i).toString(),
          url());
      await("worker" + i, "Successfully registered with master");
    }
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  /** The driver's side; each executor has 512 MiB. */
  SparkConf conf(String name) {
    String ours =
        Stream.of(View.class, ShardedArray.class, Cluster.class)
            .map(Cluster::place)
            .distinct()
            .collect(Collectors.joining(":"));
    return new SparkConf()
        .setMaster(url())
        .setAppName(name)
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.executor.memory", "512m")
        .set("spark.executor.extraClassPath", ours);
  }

  /** Waits until there are so many executors. */
  static void await(JavaSparkContext spark, int executors) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (spark.sc().statusTracker().getExecutorInfos().length - 1 < executors) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("there are no %d executors".formatted(executors));
      }
      Thread.sleep(50);
    }
  }

  private static String place(Class<?> type) {
    return Path.of(
            java.net.URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  /** Executors find Spark where a distribution has it. */
  private static void linkJars(Path jars) throws IOException {
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar") && Files.notExists(jars.resolve(jar.getFileName()))) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
  }

  private void start(String name, String type, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                folder.resolve("jars") + "/*"));
    command.addAll(List.of(System.getProperty("spark.driver.options").split(" ", -1)));
    command.addAll(List.of(type, "--host", "127.0.0.1", "--webui-port", "0"));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME",
                folder.toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "JAVA_HOME",
                System.getProperty("java.home")));
    processes.add(builder.start());
  }

  private void await(String name, String line) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    Path log = folder.resolve(name + ".log");
    while (!Files.readString(log).contains(line)) {
      if (Instant.now().isAfter(end) || !processes.getLast().isAlive()) {
        throw new IllegalStateException(Files.readString(log));
      }
      Thread.sleep(50);
    }
  }

  void stop() throws IOException, InterruptedException {
    List<Process> all = processes.reversed();
    all.forEach(Process::destroy);
    for (Process process : all) {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    try (DirectoryStream<Path> links = Files.newDirectoryStream(folder.resolve("jars"))) {
      for (Path link : links) {
        Files.delete(link);
      }
    }
  }
}
