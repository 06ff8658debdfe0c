/// The study file `study.yaml`: what to sweep, on which data, with which recipe, checked line by
/// line.
@NullMarked
package shapelaw.study;

import org.jspecify.annotations.NullMarked;
