package shapelaw.law;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import shapelaw.shape.Dimension;

/// Fits Eq. 2 to one dimension on its own: seven parameters, no intervals. [StarFitter] says how.
public final class DimensionFitter {

  private DimensionFitter() {}

  /// Fits one dimension; of the options only the starts, the seed and the noise floor matter.
  public static DimensionFitOutcome fit(
      Dimension dimension, List<Observation> observations, StarFitOptions options) {
    Optional<String> refusal =
        Identifiability.refusal(Map.of(dimension, observations), options.withSharedC(false));
    if (refusal.isPresent()) {
      return new DimensionFitOutcome.Refused(refusal.get());
    }
    List<Dimension> alone = List.of(dimension);
    return FittedGroup.fit(
            alone,
            List.of(List.copyOf(observations)),
            options,
            new SplittableRandom(options.seed()))
        .<DimensionFitOutcome>map(group -> new DimensionFitOutcome.Fitted(group.fitOf(0)))
        .orElseGet(
            () -> new DimensionFitOutcome.Refused(FittedGroup.noneConverged(alone, options)));
  }
}
