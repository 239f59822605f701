package io.memview.gate;

/** What {@link UnloadingTest} loads again and again. */
record Throwaway(int id, double value) {}
