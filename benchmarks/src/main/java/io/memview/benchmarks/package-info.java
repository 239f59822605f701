/** JMH benchmarks, one theme a file. See the README beside the module's pom. */
@NullMarked
package io.memview.benchmarks;

import org.jspecify.annotations.NullMarked;
