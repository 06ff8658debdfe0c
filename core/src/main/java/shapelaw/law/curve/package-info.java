/// Learning curves: laws of the loss in one variable, examples seen or training compute, how to fit
/// them, and which of them to believe beyond the last measurement.
///
/// Symbols are those of Alabdulmohsin, Neyshabur and Zhai, "Revisiting Neural Scaling Laws in
/// Language and Vision" (NeurIPS 2022, arXiv 2209.06640): x examples or compute, ε_x the loss
/// there, ε∞ its limit, ε_0 the loss of guessing, and beta, c, gamma, alpha the laws' parameters.
/// Their exponent c is negative; here c > 0 and powers are written x^(−c).
@NullMarked
package shapelaw.law.curve;

import org.jspecify.annotations.NullMarked;
