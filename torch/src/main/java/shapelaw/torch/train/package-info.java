/// Training of trunks: single steps, cool-down branches, checkpoints.
@NullMarked
package shapelaw.torch.train;

import org.jspecify.annotations.NullMarked;
