/// What the whole pipeline recovers of a truth that is known: studies at the paper's scale with
/// simulated losses, the shapes that each rule recommends from them, and how often the intervals
/// hold the truth.
@NullMarked
package shapelaw.simulation;

import org.jspecify.annotations.NullMarked;
