package shapelaw.law.curve;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Weighs the laws of a learning curve by predicting its own later part.
///
/// Each law is fitted to the points up to 1/2, 1/4 and 1/8 of the greatest x and scored on the
/// doubling behind ([HeldOut]). The forecast is the mean of all laws, weighted by 1 / held-out
/// error: a few doublings are few trials, so they shift the weights but rarely decide, and a mean
/// of laws that err to different sides beats the law that was best so far.
public final class CurveChooser {

  /// Below this error of ln loss a law is not believed to be better than another.
  private static final double LEAST_ERROR = 1e-4;

  private final List<HeldOut> splits;
  private final List<CurvePoint> points;
  private final CurveFitOptions options;

  private CurveChooser(List<CurvePoint> points, CurveFitOptions options) {
    this.points = points;
    this.options = options;
    splits = HeldOut.splits(points);
  }

  /// A law on all points, and on each split's points to fit.
  private record Trial(CurveForm form, CurveFit fit, List<Optional<CurveLaw>> atSplits) {}

  /// Among all laws.
  public static CurveChoiceOutcome choose(List<CurvePoint> points, CurveFitOptions options) {
    return choose(List.of(CurveForm.values()), points, options);
  }

  /// Among some laws.
  public static CurveChoiceOutcome choose(
      List<CurveForm> forms, List<CurvePoint> points, CurveFitOptions options) {
    Optional<String> refusal = ScaledCurve.refusal(points);
    return refusal.isPresent()
        ? new CurveChoiceOutcome.Refused(refusal.get())
        : new CurveChooser(points, options).choose(forms);
  }

  private CurveChoiceOutcome choose(List<CurveForm> forms) {
    var trials = new ArrayList<Trial>();
    var refused = new EnumMap<CurveForm, String>(CurveForm.class);
    for (CurveForm form : forms) {
      switch (CurveFitter.fit(form, points, options)) {
        case CurveFitOutcome.Fitted(CurveFit fit) ->
            trials.add(new Trial(form, fit, splits.stream().map(s -> law(form, s.fit())).toList()));
        case CurveFitOutcome.Refused(String reason) -> refused.put(form, reason);
      }
    }
    if (trials.isEmpty()) {
      return new CurveChoiceOutcome.Refused(String.join(" ", refused.values()));
    }
    List<CurveCandidate> candidates = weigh(trials);
    return new CurveChoiceOutcome.Chosen(
        new CurveChoice(candidates, refused, blendErrors(trials, candidates)));
  }

  /// Without typical values a law needs as many points as parameters; with them it can always be
  /// scored.
  private Optional<CurveLaw> law(CurveForm form, List<CurvePoint> some) {
    if (options.priorStrength() == 0
        && ScaledCurve.distinctSizes(some) < form.parameters().size()) {
      return Optional.empty();
    }
    return new CurveSearch(form, ScaledCurve.of(some, options.recency()), options)
        .fit()
        .map(CurveFit::law);
  }

  private OptionalDouble heldOutRmse(Trial trial) {
    double sum = 0;
    int scored = 0;
    for (int s = 0; s < splits.size(); s++) {
      Optional<CurveLaw> law = trial.atSplits().get(s);
      if (law.isPresent()) {
        sum += splits.get(s).meanSquare(law.get()::loss);
        scored++;
      }
    }
    return scored == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(sum / scored));
  }

  /// A law that could not be scored where others were has no share.
  private List<CurveCandidate> weigh(List<Trial> trials) {
    List<OptionalDouble> errors = trials.stream().map(this::heldOutRmse).toList();
    boolean scored = errors.stream().anyMatch(OptionalDouble::isPresent);
    double[] shares = errors.stream().mapToDouble(e -> scored ? share(e) : 1).toArray();
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    var candidates = new ArrayList<CurveCandidate>();
    for (int i = 0; i < shares.length; i++) {
      Trial trial = trials.get(i);
      candidates.add(new CurveCandidate(trial.form(), trial.fit(), errors.get(i), shares[i] / sum));
    }
    return candidates;
  }

  private static double share(OptionalDouble rmse) {
    return rmse.isPresent() ? 1 / Math.max(rmse.getAsDouble(), LEAST_ERROR) : 0;
  }

  /// Of each split, root of the mean square error of the laws' mean by their shares.
  private List<Double> blendErrors(List<Trial> trials, List<CurveCandidate> candidates) {
    var errors = new ArrayList<Double>();
    for (int s = 0; s < splits.size(); s++) {
      var blend = new ArrayList<CurveBlend.Part>();
      for (int i = 0; i < trials.size(); i++) {
        double share = candidates.get(i).weight();
        trials.get(i).atSplits().get(s).ifPresent(l -> blend.add(new CurveBlend.Part(l, share)));
      }
      if (!blend.isEmpty()) {
        errors.add(Math.sqrt(splits.get(s).meanSquare(new CurveBlend(blend)::loss)));
      }
    }
    return errors;
  }
}
