/// A shape for a budget, with its reasons.
@NullMarked
package shapelaw.recommend;

import org.jspecify.annotations.NullMarked;
