package io.memview.internal.text;

/**
 * How items are written.
 *
 * @param precision the greatest number of digits behind the point of a float
 * @param lineWidth how many characters a line may have before it is broken between items
 * @param threshold how many items are shown in full
 * @param edgeItems how many items an edge has, at each end of a dimension that is not
 */
public record TextOptions(int precision, int lineWidth, long threshold, int edgeItems) {}
