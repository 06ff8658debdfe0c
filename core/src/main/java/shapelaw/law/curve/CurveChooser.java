package shapelaw.law.curve;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Weighs the laws of a learning curve by predicting its own later part.
///
/// Each law is fitted to the points up to 1/2, 1/4 and 1/8 of the greatest x and scored on the
/// doubling behind ([HeldOut]). The forecast is the mean of all laws, weighted by 1 / held-out error:
/// a few doublings are few trials, so they shift the weights but rarely decide, and a mean of laws
/// that err to different sides beats the law that was best so far.
public final class CurveChooser {

  /// Below this error of ln loss a law is not believed to be better than another.
  private static final double LEAST_ERROR = 1e-4;

  private CurveChooser() {}

  /// All laws.
  public static CurveChoiceOutcome choose(List<CurvePoint> points, CurveFitOptions options) {
    return choose(List.of(CurveForm.values()), points, options);
  }

  /// Some laws.
  public static CurveChoiceOutcome choose(
      List<CurveForm> forms, List<CurvePoint> points, CurveFitOptions options) {
    Optional<String> refusal = ScaledCurve.refusal(points);
    if (refusal.isPresent()) {
      return new CurveChoiceOutcome.Refused(refusal.get());
    }
    List<HeldOut> splits = HeldOut.splits(points);
    var fitted = new ArrayList<CurveCandidate>();
    var refused = new EnumMap<CurveForm, String>(CurveForm.class);
    for (CurveForm form : forms) {
      switch (CurveFitter.fit(form, points, options)) {
        case CurveFitOutcome.Fitted(CurveFit fit) ->
            fitted.add(new CurveCandidate(form, fit, heldOutRmse(form, splits, options), 0));
        case CurveFitOutcome.Refused(String reason) -> refused.put(form, reason);
      }
    }
    return fitted.isEmpty()
        ? new CurveChoiceOutcome.Refused(String.join(" ", refused.values()))
        : new CurveChoiceOutcome.Chosen(new CurveChoice(weigh(fitted), refused, splits.size()));
  }

  private static OptionalDouble heldOutRmse(
      CurveForm form, List<HeldOut> splits, CurveFitOptions options) {
    double sum = 0;
    int scored = 0;
    for (HeldOut split : splits) {
      Optional<CurveFit> fit = fit(form, split.fit(), options);
      if (fit.isPresent()) {
        sum += split.meanSquare(fit.get().law());
        scored++;
      }
    }
    return scored == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(sum / scored));
  }

  /// Without typical values a law needs as many points as parameters; with them it can always be
  /// scored.
  private static Optional<CurveFit> fit(
      CurveForm form, List<CurvePoint> points, CurveFitOptions options) {
    if (options.priorStrength() == 0
        && ScaledCurve.distinctSizes(points) < form.parameters().size()) {
      return Optional.empty();
    }
    return new CurveSearch(form, ScaledCurve.of(points, options.recency()), options).fit();
  }

  /// A law that could not be scored where others were has no share.
  private static List<CurveCandidate> weigh(List<CurveCandidate> candidates) {
    boolean scored = candidates.stream().anyMatch(c -> c.heldOutRmse().isPresent());
    double[] shares =
        candidates.stream().mapToDouble(c -> scored ? share(c.heldOutRmse()) : 1).toArray();
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    var weighed = new ArrayList<CurveCandidate>();
    for (int i = 0; i < shares.length; i++) {
      CurveCandidate c = candidates.get(i);
      weighed.add(new CurveCandidate(c.form(), c.fit(), c.heldOutRmse(), shares[i] / sum));
    }
    return weighed;
  }

  private static double share(OptionalDouble rmse) {
    return rmse.isPresent() ? 1 / Math.max(rmse.getAsDouble(), LEAST_ERROR) : 0;
  }
}
