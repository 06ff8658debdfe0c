/// Benchmarks of single parts, and comparisons with named peers.
@NullMarked
package shapelaw.benchmarks;

import org.jspecify.annotations.NullMarked;
