/// Pictures: decoding, resizing, cropping, augmentation, and how one becomes a model's input.
@NullMarked
package shapelaw.torch.image;

import org.jspecify.annotations.NullMarked;
