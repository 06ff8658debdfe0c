/// What a model is, as numbers: dimensions, shapes, Vision Transformers by name, rounding.
@NullMarked
package shapelaw.shape;

import org.jspecify.annotations.NullMarked;
