/// Optimiser steps on the flat parameters of a model: gradient clipping, AdamW, SGD, the paper's
/// Adafactor.
@NullMarked
package shapelaw.torch.optim;

import org.jspecify.annotations.NullMarked;
