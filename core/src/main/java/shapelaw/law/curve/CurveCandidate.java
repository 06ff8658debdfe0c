package shapelaw.law.curve;

import java.util.OptionalDouble;

/// A law among which the choice for a curve is made.
///
/// @param form which law
/// @param fit the law fitted to all points
/// @param heldOutRmse root of the mean square of ln law − ln loss over the doublings of x that were
///   held out and predicted from the points before; empty if the curve is too short for any
/// @param weight its share in the blend; the shares sum to 1
public record CurveCandidate(
    CurveForm form, CurveFit fit, OptionalDouble heldOutRmse, double weight) {}
