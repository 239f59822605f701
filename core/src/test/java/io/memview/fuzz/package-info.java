/**
 * A fuzzer, and what it calls: {@link io.memview.fuzz.Fuzz} is the program, a {@code Target} one
 * thing that takes any bytes.
 */
package io.memview.fuzz;
