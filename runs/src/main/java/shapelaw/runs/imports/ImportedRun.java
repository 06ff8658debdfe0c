package shapelaw.runs.imports;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;
import shapelaw.sweep.Purpose;

/// One run that was trained elsewhere, in Shapelaw's units.
///
/// @param sizes its size in each dimension; empty if the table says nothing of shapes
/// @param forwardGflops training compute in forward GFLOPs, above 0
/// @param examples examples (images, tokens) seen in training, above 0
/// @param parameters trainable parameters, above 0
/// @param loss measured loss, above 0
/// @param run what tells it from repeats; may be empty
/// @param sweeps what a plan made it for; empty if no plan is known
public record ImportedRun(
    Map<Dimension, Integer> sizes,
    double forwardGflops,
    OptionalDouble examples,
    OptionalDouble parameters,
    double loss,
    String run,
    Set<Purpose> sweeps) {

  /// The shape, if the table has dimensions.
  public Optional<Shape> shape() {
    return sizes.isEmpty() ? Optional.empty() : Optional.of(new Shape(sizes));
  }

  /// This run by another name.
  ImportedRun named(String other) {
    return new ImportedRun(sizes, forwardGflops, examples, parameters, loss, other, sweeps);
  }

  /// This run, planned for something else.
  ImportedRun withSweeps(Set<Purpose> others) {
    return new ImportedRun(sizes, forwardGflops, examples, parameters, loss, run, others);
  }
}
