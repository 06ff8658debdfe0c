/// Images for training and evaluation: formula-driven fractals, image folders, and the prefetching
/// batch stream.
@NullMarked
package shapelaw.torch.data;

import org.jspecify.annotations.NullMarked;
