/**
 * The Arrow C data interface: arrays of numbers of other libraries as exporters, and exporters as
 * arrays, neither with a copy, in the structs {@code ArrowSchema} and {@code ArrowArray}.
 *
 * <p><b>What crosses.</b> Integers, floats of 2 to 8 bytes, and bytes of a fixed length ({@link
 * io.memview.format.ArrowFormat}), in one dimension, or in several as fixed-size lists: Arrow's
 * {@code fixed_size_list<fixed_size_list<double>[4]>[3]} of length 2 has shape (2, 3, 4). Refused
 * with the reason: nulls, dictionaries, truth values (which are single bits there), strings, and
 * records (which are columns there).
 *
 * <p><b>Nulls.</b> A view has no nulls. An array whose validity bitmap says that every value is
 * there is taken as if it had none, whatever its {@code null_count} says; one with nulls is refused
 * with their number, before anything has been taken over.
 *
 * <p><b>Safety.</b> Pointers of C are believed: a wrong one ends the process. This is native
 * access: start {@code java} with <code>--enable-native-access=io.memview.core</code>, or {@code
 * =ALL-UNNAMED} on the class path.
 */
@NullMarked
package io.memview.arrow;

import org.jspecify.annotations.NullMarked;
