/// Laws of the loss over whole shapes: sums of products of powers (posynomials) of named variables,
/// such as the dimensions of a shape, compute, examples and parameters, fitted to all measurements
/// of a study at once.
///
/// Start reading at [LawForm], which says what a law is, [LawForms], the catalogue of published and
/// own forms, and [LawFitter].
@NullMarked
package shapelaw.law.joint;

import org.jspecify.annotations.NullMarked;
