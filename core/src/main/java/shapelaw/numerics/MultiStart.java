package shapelaw.numerics;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The best of several descents, and how many of them found it.
///
/// @param best the converged descent with the least value
/// @param starts how many were tried
/// @param converged how many of them converged
/// @param atOptimum how many of them converged to the least value
public record MultiStart(Minimum best, int starts, int converged, int atOptimum) {

  /// Values that differ by less than this, relative to the least, are the same optimum.
  public static final double SAME_OPTIMUM = 1e-6;

  /// Descends from every start; empty if none converged.
  ///
  /// @param function what is minimised
  /// @param descent goes from a start to a minimum
  /// @param starts where to begin; ties go to the earlier one
  public static Optional<MultiStart> minimise(
      TwiceDifferentiable function, Function<double[], Minimum> descent, List<double[]> starts) {
    List<Minimum> minima = starts.stream().map(descent).filter(Minimum::converged).toList();
    return minima.stream()
        .reduce((first, second) -> second.value() < first.value() ? second : first)
        .map(
            best -> new MultiStart(best, starts.size(), minima.size(), at(best, minima, function)));
  }

  private static int at(Minimum best, List<Minimum> minima, TwiceDifferentiable function) {
    double limit = best.value() * (1 + SAME_OPTIMUM) + 2 * function.resolution(best.value());
    return (int) minima.stream().filter(m -> m.value() <= limit).count();
  }
}
