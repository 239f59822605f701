package io.memview.benchmarks.scoreboard;

/**
 * How much is measured.
 *
 * @param forks JVMs for each benchmark
 * @param warmups iterations before those that count
 * @param warmup milliseconds that one of them takes
 * @param iterations those that count; many short ones tell better than few long ones whether there
 *     is something else on the machine
 * @param iteration milliseconds that one of them takes
 * @param python seconds for each row of Python
 * @param starts fresh processes of each kind, under one collector
 * @param slow whether work is done that takes many processes, or one for a minute
 * @param retries for so many benchmarks, whose iterations do not agree, more is done
 */
record Effort(
    int forks,
    int warmups,
    int warmup,
    int iterations,
    int iteration,
    double python,
    int starts,
    boolean slow,
    int retries) {
  static final Effort FULL = new Effort(2, 4, 300, 9, 200, 1, 11, true, 30);
  static final Effort QUICK = new Effort(1, 3, 150, 7, 80, 0.2, 5, false, 10);

  /** What is done for a benchmark whose iterations do not agree. */
  Effort longer() {
    return new Effort(
        forks, warmups, 2 * warmup, iterations, 2 * iteration, python, starts, slow, retries);
  }
}
