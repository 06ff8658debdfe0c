/// Measures frozen features on held-out classes: few-shot linear evaluation.
@NullMarked
package shapelaw.torch.evaluation;

import org.jspecify.annotations.NullMarked;
