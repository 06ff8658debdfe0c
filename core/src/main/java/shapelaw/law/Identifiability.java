package shapelaw.law;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import shapelaw.shape.Dimension;

/// What a sweep must hold so that Eq. 2 has an answer at all.
final class Identifiability {

  static final int PARAMETERS = 7;

  /// α x^(−a) + ε needs three sizes.
  private static final int LEAST_SIZES = 3;

  /// Losses that differ by less, relative to their size, are constant.
  private static final double CONSTANT = 1e-6;

  private Identifiability() {}

  /// Parameters of all laws together. With a shared c each dimension brings one less.
  static int parameters(int dimensions, StarFitOptions options) {
    return perDimension(options) * dimensions + (options.sharedC() ? 1 : 0);
  }

  private static int perDimension(StarFitOptions options) {
    return PARAMETERS - (options.xi() ? 0 : 1) - (options.sharedC() ? 1 : 0);
  }

  /// Why no fit is possible; empty if one is.
  static Optional<String> refusal(Map<Dimension, List<Observation>> arms, StarFitOptions options) {
    if (arms.isEmpty()) {
      return Optional.of(
          "one dimension at a time needs a star, sizes along each dimension with the others at a large centre, but there is none.");
    }
    for (var arm : arms.entrySet()) {
      Optional<String> refusal = ofArm(arm.getKey(), arm.getValue(), options);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return tooFew(arms, options);
  }

  private static Optional<String> ofArm(
      Dimension dimension, List<Observation> observations, StarFitOptions options) {
    Map<Double, Long> durations =
        distinctPoints(observations).stream()
            .collect(Collectors.groupingBy(Point::x, Collectors.counting()));
    if (durations.size() < LEAST_SIZES) {
      return Optional.of(
          "%s must be varied over at least %d sizes but had %d. Maybe add sizes to its grid."
              .formatted(dimension, LEAST_SIZES, durations.size()));
    }
    long severalDurations = durations.values().stream().filter(count -> count >= 2).count();
    if (severalDurations < 2) {
      return Optional.of(
          "at least 2 sizes of %s must be trained for 2 durations or more but %d were; otherwise compute is a function of the size and their effects cannot be told apart. Maybe add a duration."
              .formatted(dimension, severalDurations));
    }
    int points = distinctPoints(observations).size();
    int needed = perDimension(options);
    if (points < needed) {
      return Optional.of(
          "%s must have at least %d different (size, compute) points, one a parameter, but had %d. Maybe add sizes or durations."
              .formatted(dimension, needed, points));
    }
    double least = observations.stream().mapToDouble(Observation::loss).min().orElseThrow();
    double greatest = observations.stream().mapToDouble(Observation::loss).max().orElseThrow();
    if (greatest - least <= CONSTANT * greatest) {
      return Optional.of(
          "the loss must vary along %s but was constant (%.6g). Maybe the models did not learn, or the metric is saturated."
              .formatted(dimension, greatest));
    }
    return Optional.empty();
  }

  private static Optional<String> tooFew(
      Map<Dimension, List<Observation>> arms, StarFitOptions options) {
    int parameters = parameters(arms.size(), options);
    long points = arms.values().stream().mapToLong(a -> distinctPoints(a).size()).sum();
    if (points < parameters) {
      return Optional.of(
          "the star must have at least %d different points, one a parameter, but had %d. Maybe add sizes or durations."
              .formatted(parameters, points));
    }
    int rows = arms.values().stream().mapToInt(List::size).sum();
    if (rows == parameters && options.noiseFloor() == 0) {
      return Optional.of(
          "the star must have more observations than its %d parameters, or the noise must be given, but had %d observations. Maybe repeat some runs with another seed."
              .formatted(parameters, rows));
    }
    return Optional.empty();
  }

  private record Point(double x, double compute) {}

  private static List<Point> distinctPoints(List<Observation> observations) {
    return observations.stream().map(o -> new Point(o.x(), o.compute())).distinct().toList();
  }
}
