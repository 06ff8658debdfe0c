/// What a model costs: parameters and FLOPs by component, and compute as a unit that states its
/// convention.
@NullMarked
package shapelaw.cost;

import org.jspecify.annotations.NullMarked;
