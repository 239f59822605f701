/**
 * Where items lie: shape, strides, suboffsets and what can be made of them, in integers. Knows no
 * memory and no view, so that all of it can be computed and tested by itself.
 *
 * <p>{@link io.memview.layout.Layout} is the geometry, {@link io.memview.layout.Index} what stands
 * between Python's brackets, {@link io.memview.layout.Order} the order of items.
 */
@NullMarked
package io.memview.layout;

import org.jspecify.annotations.NullMarked;
