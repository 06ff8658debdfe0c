/// Which runs to make: star sweep, grid sweep, trunks with cool-down branches, and the Pareto
/// start.
@NullMarked
package shapelaw.sweep;

import org.jspecify.annotations.NullMarked;
