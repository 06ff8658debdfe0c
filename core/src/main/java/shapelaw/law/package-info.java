/// Functional forms of the loss in shape and compute, and how to fit them.
///
/// Symbols here are the paper's (arXiv 2305.13035, Eq. 2): x a size along one dimension, t training
/// compute in forward GFLOPs, f the loss; alpha, a, beta, b, xi, c, epsilon the law's seven
/// parameters; s = c / (a + b) its scaling exponent.
@NullMarked
package shapelaw.law;

import org.jspecify.annotations.NullMarked;
