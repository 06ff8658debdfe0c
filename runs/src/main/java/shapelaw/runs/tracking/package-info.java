/// Tells experiment trackers (MLflow, TensorBoard) what runs become, while they are made. A tracker
/// that is slow or down never holds up a sweep.
@NullMarked
package shapelaw.runs.tracking;

import org.jspecify.annotations.NullMarked;
