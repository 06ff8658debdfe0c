/// Reading of files that others wrote: whole, or with an error.
@NullMarked
package shapelaw.torch.files;

import org.jspecify.annotations.NullMarked;
