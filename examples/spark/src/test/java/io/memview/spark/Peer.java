package io.memview.spark;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that is asked for one thing after the other, so that several of them can take turns: it
 * reads a line, and answers with the milliseconds that it took, a tab, and numbers.
 */
final class Peer implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final BufferedWriter questions;
  private final BufferedReader answers;

  /**
   * What a process says.
   *
   * @param ms how long it took
   * @param numbers what it found
   */
  record Answer(double ms, List<Double> numbers) {}

  /** Answers a question. */
  @FunctionalInterface
  interface Work {
    /**
     * Does what is asked for.
     *
     * @param question words, separated by blanks
     * @return numbers
     */
    double[] answer(String... question) throws Exception;
  }

  /**
   * Starts one.
   *
   * @param log takes what it says besides
   */
  Peer(Path log, List<String> command) throws IOException {
    this.log = log;
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    process = builder.start();
    questions = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts one in Java, with the options of this process for Spark. */
  static Peer java(Path log, String heap, Class<?> program, String... args) throws IOException {
    String options = System.getProperty("spark.driver.options");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options.split(" ", -1)));
    command.add("-Dspark.driver.options=" + options);
    command.addAll(List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(args));
    return new Peer(log, command);
  }

  /**
   * Asks for something.
   *
   * @throws IllegalStateException if the process ends; the message is what it said
   */
  Answer ask(String question) throws IOException {
    String line;
    try {
      questions.write(question + "\n");
      questions.flush();
      line = answers.readLine();
    } catch (IOException e) {
      line = null; // It has ended: said below.
    }
    if (line == null) {
      throw new IllegalStateException(
          "no answer to '%s':%n%s".formatted(question, Files.readString(log)));
    }
    String[] parts = line.split("\t", -1);
    List<Double> numbers =
        Arrays.stream(parts[1].split(" ", -1))
            .filter(number -> !number.isEmpty())
            .map(Double::valueOf)
            .toList();
    return new Answer(Double.parseDouble(parts[0]), numbers);
  }

  /** Answers all questions: the loop of a process in Java. */
  static void serve(Work work) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err); // which takes what Spark says
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] question = line.split(" ", -1);
      long start = System.nanoTime();
      double[] numbers = work.answer(question);
      double ms = (System.nanoTime() - start) / 1e6;
      StringBuilder answer = new StringBuilder().append(ms).append('\t');
      for (double number : numbers) {
        answer.append(number).append(' ');
      }
      out.println(answer);
      out.flush();
    }
  }

  /** The process ends, since there are no more questions. */
  @Override
  public void close() throws IOException {
    questions.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
