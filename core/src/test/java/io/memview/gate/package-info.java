/** What holds for all classes at once. */
package io.memview.gate;
