package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Of the sizes that can be built, finds those with the least predicted loss, by branch and bound:
/// one dimension after the other is fixed at a size that can be built, ever farther from the best
/// one on both sides, while the others are chosen anew; the least loss of these is a bound for all
/// that follow, and a side is left when its bound reaches the best loss found. With a law that is
/// convex the answer is the best of all, but for [#TOLERANCE].
final class BestRounding {

  /// Gains below this share of the loss are not sought.
  static final double TOLERANCE = 1e-6;

  /// Sizes tried on each side of the best one before the search of that side ends anyway.
  private static final int MOST_STEPS = 40;

  private final LossSurface surface;
  private final List<LimitedSurface.Bound> limits;
  private final SizeRange range;
  private final SizeSteps steps;
  private final List<Integer> order;
  private final double[] sizes;
  private double least = Double.POSITIVE_INFINITY;
  private Optional<double[]> best = Optional.empty();

  /// @param optimum the best sizes' logarithms
  BestRounding(
      LossSurface surface,
      List<LimitedSurface.Bound> limits,
      SizeRange range,
      SizeSteps steps,
      double[] optimum) {
    this.surface = surface;
    this.limits = limits;
    this.range = range;
    this.steps = steps;
    sizes = Arrays.stream(optimum).map(Math::exp).toArray();
    // Coarse steps first, so that the finer ones can make up for them.
    order =
        IntStream.range(0, optimum.length)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -coarseness(k)))
            .toList();
  }

  private double coarseness(int k) {
    return steps.multiples().getOrDefault(name(k), 0) / sizes[k];
  }

  private String name(int k) {
    return range.dimensions().get(k);
  }

  /// The best sizes; empty if none obeys the limits.
  Optional<Map<String, Double>> search(Valley valley, double[] optimum) {
    branch(valley, optimum, 0);
    return best.map(x -> {
      var named = new LinkedHashMap<String, Double>();
      for (int k = 0; k < x.length; k++) {
        named.put(name(k), x[k]);
      }
      return named;
    });
  }

  private void branch(Valley valley, double[] point, int level) {
    if (level == order.size()) {
      keepIfBetter(point);
      return;
    }
    int k = order.get(level);
    SizeRange.Span span = range.span(name(k));
    double size = Math.exp(point[k]);
    if (span.isSingle() || !steps.multiples().containsKey(name(k))) {
      sizes[k] = span.isSingle() ? span.least() : size;
      branch(valley.cut(k, point[k]), point, level + 1);
      return;
    }
    List<Double> around = new ArrayList<>(steps.around(name(k), size, MOST_STEPS));
    around.removeIf(s -> s < span.least() * (1 - 1e-9) || s > span.greatest() * (1 + 1e-9));
    List<Double> above = around.stream().filter(s -> s > size).toList();
    List<Double> below = around.stream().filter(s -> s <= size).toList().reversed();
    side(valley, point, level, k, below);
    side(valley, point, level, k, above);
  }

  /// From the nearest size outwards, until the bound says that nothing is left to gain.
  private void side(Valley valley, double[] point, int level, int k, List<Double> outwards) {
    for (double size : outwards) {
      Valley cut = valley.cut(k, Math.log(size));
      Optional<double[]> next = cut.lowest(List.of(point));
      if (next.isEmpty()) {
        continue; // beyond a limit, or without a minimum
      }
      if (surface.value(next.get()) >= least * (1 - TOLERANCE)) {
        return;
      }
      sizes[k] = size;
      branch(cut, next.get(), level + 1);
    }
  }

  private void keepIfBetter(double[] point) {
    boolean allowed = limits.stream().allMatch(limit -> limit.slack(point) >= 0);
    double loss = surface.value(point);
    if (allowed && loss < least) {
      least = loss;
      best = Optional.of(sizes.clone());
    }
  }
}
