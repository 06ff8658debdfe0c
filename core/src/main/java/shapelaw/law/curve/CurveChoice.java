package shapelaw.law.curve;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Laws of one learning curve, weighed by how well they predicted its own later part.
///
/// @param candidates the laws that could be fitted, in the order of [CurveForm]; never empty
/// @param refused reasons why others could not be
/// @param heldOutErrors of each doubling of x that was held out, latest first, root of the mean
///   square of ln blend − ln loss; empty if the curve is too short for any
public record CurveChoice(
    List<CurveCandidate> candidates, Map<CurveForm, String> refused, List<Double> heldOutErrors) {

  public CurveChoice {
    candidates = List.copyOf(candidates);
    refused = Map.copyOf(refused);
    heldOutErrors = List.copyOf(heldOutErrors);
  }

  /// The candidate with the least held-out error; of equal ones that with the fewest parameters.
  public CurveCandidate chosen() {
    return candidates.stream()
        .min(Comparator.comparingDouble(c -> c.heldOutRmse().orElse(Double.POSITIVE_INFINITY)))
        .orElseThrow();
  }

  /// The loss at x: the mean of the candidates' by their weights.
  public double loss(double x) {
    return candidates.stream().mapToDouble(c -> c.weight() * c.fit().law().loss(x)).sum();
  }

  /// The loss that no x reaches: the mean of the candidates' limits by their weights.
  public double limitLoss() {
    return candidates.stream().mapToDouble(c -> c.weight() * c.fit().law().limitLoss()).sum();
  }
}
