/**
 * DLPack: tensors of other libraries as exporters, and exporters as tensors, neither with a copy.
 * These are the structs of C, for whoever has a pointer to one; for NumPy and other libraries of a
 * Python in this process see {@link io.memview.cpython.PyObject#tensor}, and the objects that
 * {@link io.memview.cpython.Python#export} makes, which have {@code __dlpack__}.
 *
 * <p><b>What crosses.</b> Numbers and truth values in the machine's byte order, in main memory (the
 * device CPU), with any strides that are multiples of the item size, negative ones and 0 included.
 * Refused with the reason: other devices, several lanes, types without a format, and in the other
 * direction records, text, sub-arrays, foreign byte orders, strides between items, and pointers.
 *
 * <p><b>Safety.</b> Pointers of C are believed: a wrong one ends the process. This is native
 * access: start {@code java} with <code>--enable-native-access=io.memview.core</code>, or {@code
 * =ALL-UNNAMED} on the class path.
 */
@NullMarked
package io.memview.dlpack;

import org.jspecify.annotations.NullMarked;
