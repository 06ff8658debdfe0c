package shapelaw.law.curve;

import java.util.List;
import java.util.Optional;

/// Fits one law to one learning curve by the errors of ln loss.
///
/// All parameters are positive and sought as logarithms, in units of the curve's last point, by a
/// bounded Newton method with analytic second derivatives from several seeded starts; an answer is
/// never that of a start that did not converge. Typical values ([TypicalValues]) enter as a
/// Gaussian prior: the mean square error counts (points) / σ² times, points being the effective
/// number under the weights. σ is first taken as 2 % and then as what the first fit leaves, at
/// least 0.1 %.
public final class CurveFitter {

  private CurveFitter() {}

  /// Fits `form`, or says why it cannot be.
  public static CurveFitOutcome fit(
      CurveForm form, List<CurvePoint> points, CurveFitOptions options) {
    Optional<String> refusal = ScaledCurve.refusal(points).or(() -> tooFew(form, points));
    if (refusal.isPresent()) {
      return new CurveFitOutcome.Refused(refusal.get());
    }
    return new CurveSearch(form, ScaledCurve.of(points, options.recency()), options)
        .fit()
        .<CurveFitOutcome>map(CurveFitOutcome.Fitted::new)
        .orElseGet(() ->
            new CurveFitOutcome.Refused(
                "none of %d starts of %s converged. Maybe use more starts, or a stronger prior."
                    .formatted(options.starts(), form.symbol())));
  }

  private static Optional<String> tooFew(CurveForm form, List<CurvePoint> points) {
    long sizes = ScaledCurve.distinctSizes(points);
    int needed = form.parameters().size();
    return sizes >= needed
        ? Optional.empty()
        : Optional.of(
            "%s must have at least %d different x, one a parameter, but had %d. Maybe use a law with fewer parameters."
                .formatted(form.symbol(), needed, sizes));
  }
}
