/// What fitting needs and the library lacks: non-negative least squares, a bounded Newton method
/// with deterministic multi-start, quantiles. Nothing here knows about losses or shapes.
@NullMarked
package shapelaw.numerics;

import org.jspecify.annotations.NullMarked;
