package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import shapelaw.cost.Compute;
import shapelaw.cost.ShapeCost;
import shapelaw.law.Interval;
import shapelaw.law.Noise;
import shapelaw.law.joint.Measurements;

/// Sentences on what could be wrong with a direct minimum.
final class ComparisonRisks {

  /// Beyond this factor over the measured compute a recommendation calls itself a far
  /// extrapolation.
  static final double FAR = 10;

  /// A size whose interval spans more than this factor is called uncertain.
  static final double WIDE = 2;

  /// A size whose interval spans more than this factor is called unknown.
  static final double UNKNOWN = 10;

  /// A learnt cost that misses a measured shape by more than this is worth a word.
  private static final double ROUGH_COST = 0.005;

  /// A scatter of the losses around the law that is worth a word.
  private static final double ROUGH_LAW = 0.05;

  private ComparisonRisks() {}

  /// Most serious first; empty if nothing is known to be.
  static List<String> of(ShapeSearch search, Optimum optimum) {
    var risks = new ArrayList<String>(optimum.findings());
    sizes(optimum, risks);
    compute(search, optimum, risks);
    examples(search.fit().data(), optimum, risks);
    cost(search.cost(), risks);
    noise(search.fit().noise(), risks);
    risks.addAll(search.fit().findings());
    return risks;
  }

  private static void sizes(Optimum optimum, List<String> risks) {
    optimum
        .sizes()
        .forEach((dimension, size) -> {
          if (Double.isInfinite(size.high())) {
            return; // without replicates nothing is known of it
          }
          if (size.high() > UNKNOWN * size.low()) {
            risks.add(
                "The data cannot tell the best %s for this budget (%s): its size is a guess. Maybe measure it over a wider range, longer or with repeats."
                    .formatted(dimension, between(size)));
          } else if (size.high() > WIDE * size.low()) {
            risks.add("The best %s is uncertain: %s.".formatted(dimension, between(size)));
          }
        });
  }

  private static void noise(Noise noise, List<String> risks) {
    if (noise.relative() > ROUGH_LAW) {
      risks.add(
          "Measured losses scatter by %.0f %% around the law: take the sizes as a direction, not as numbers."
              .formatted(100 * noise.relative()));
    }
  }

  private static String between(Interval size) {
    return "between %s and %s at %.0f %% confidence"
        .formatted(Numbers.text(size.low()), Numbers.text(size.high()), 100 * size.level());
  }

  private static void compute(ShapeSearch search, Optimum optimum, List<String> risks) {
    double training = optimum.shape().trainingFlops();
    if (Double.isInfinite(training)) {
      risks.add(
          "Endless training is the law's limit, beyond every measurement: the loss will be higher.");
      return;
    }
    largestCompute(search.fit().data())
        .ifPresent(most -> {
          if (training > FAR * most) {
            risks.add(
                "The budget is %s times the most compute that was measured: power laws are only known to hold as far as they were checked."
                    .formatted(Numbers.text(training / most)));
          }
        });
  }

  private static void examples(Measurements data, Optimum optimum, List<String> risks) {
    OptionalDouble examples = optimum.shape().examples();
    if (examples.isEmpty() || !data.has(Measurements.EXAMPLES)) {
      return;
    }
    double fewest = Arrays.stream(data.column(Measurements.EXAMPLES)).min().orElseThrow();
    if (examples.getAsDouble() < fewest) {
      risks.add(
          "The best shape sees %s examples, fewer than any measured run (%s): nothing shows how so large a model learns from so few."
              .formatted(Numbers.text(examples.getAsDouble()), Numbers.text(fewest)));
    }
  }

  private static OptionalDouble largestCompute(Measurements data) {
    return data.has(Measurements.COMPUTE)
        ? Arrays.stream(data.column(Measurements.COMPUTE))
            .map(gflops -> gflops * Compute.FLOPS_PER_GFLOP)
            .max()
        : OptionalDouble.empty();
  }

  private static void cost(ShapeCost cost, List<String> risks) {
    if (cost.forwardFlops() instanceof ShapeCost.Known(var _, double error) && error > ROUGH_COST) {
      risks.add(
          "The FLOPs of a shape are learnt from the measurements and miss a measured shape by up to %.1f %%."
              .formatted(100 * error));
    }
  }
}
