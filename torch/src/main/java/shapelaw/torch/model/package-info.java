/// The Vision Transformer on libtorch: where its parameters lie in memory, how they start, and its
/// forward pass.
@NullMarked
package shapelaw.torch.model;

import org.jspecify.annotations.NullMarked;
