package shapelaw.recommend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import shapelaw.cost.Compute;
import shapelaw.cost.ShapeCost;
import shapelaw.law.Interval;
import shapelaw.law.Noise;
import shapelaw.law.joint.Measurements;

/// Sentences on what could be wrong with a direct minimum, and those of them that hold for every
/// rule.
final class ComparisonRisks {

  /// Beyond this factor over the measured compute a recommendation calls itself a far
  /// extrapolation.
  private static final double FAR = 10;

  /// A size whose interval spans more than this factor is called uncertain.
  private static final double WIDE = 2;

  /// A size whose interval spans more than this factor is called unknown.
  private static final double UNKNOWN = 10;

  /// A learnt cost that misses a measured shape by more than this is worth a word.
  private static final double ROUGH_COST = 0.005;

  /// A scatter of the losses around the law that is worth a word.
  private static final double ROUGH_LAW = 0.05;

  private ComparisonRisks() {}

  /// Most serious first; empty if nothing is known to be.
  static List<String> of(ShapeSearch search, Optimum optimum) {
    var risks = new ArrayList<String>(optimum.findings());
    sizes(search.range(), optimum, risks);
    compute(search, optimum, risks);
    examples(search.fit().data(), optimum, risks);
    cost(search.cost(), risks);
    noise(search.fit().noise(), risks);
    risks.addAll(search.fit().findings());
    return risks;
  }

  private static void sizes(SizeRange range, Optimum optimum, List<String> risks) {
    optimum
        .sizes()
        .forEach((dimension, size) -> {
          if (Double.isFinite(size.high())) { // without replicates nothing is known of it
            SizeRange.Span span = range.span(dimension);
            unknown(dimension, size, span)
                .or(() -> uncertain(dimension, size, span))
                .ifPresent(risks::add);
          }
        });
  }

  /// That the data do not tell a size at all, if so.
  ///
  /// @param span outside of which numbers mean nothing
  static Optional<String> unknown(String dimension, Interval size, SizeRange.Span span) {
    return size.high() > UNKNOWN * size.low()
        ? Optional.of(
            "The data cannot tell the best %s for this budget (%s): its size is a guess. Maybe measure it over a wider range, longer or with repeats."
                .formatted(dimension, between(size, span)))
        : Optional.empty();
  }

  /// That a size is known roughly, if so.
  ///
  /// @param span outside of which numbers mean nothing
  static Optional<String> uncertain(String dimension, Interval size, SizeRange.Span span) {
    return size.high() > WIDE * size.low() && size.high() <= UNKNOWN * size.low()
        ? Optional.of("The best %s is uncertain: %s.".formatted(dimension, between(size, span)))
        : Optional.empty();
  }

  /// That a budget is far from everything measured, if so.
  ///
  /// @param beyond the budget over the most measured compute
  static Optional<String> farBudget(double beyond) {
    return beyond > FAR
        ? Optional.of(
            "The budget is %s times the most compute that was measured: power laws are only known to hold as far as they were checked."
                .formatted(Numbers.text(beyond)))
        : Optional.empty();
  }

  /// That a predicted error rate is none, if so.
  static Optional<String> aboveOne(Interval errorRate) {
    return errorRate.estimate() > 1
        ? Optional.of(
            "The predicted loss of %.5g is above 1, which no error rate can be: too little compute for this law."
                .formatted(errorRate.estimate()))
        : Optional.empty();
  }

  private static void noise(Noise noise, List<String> risks) {
    if (noise.relative() > ROUGH_LAW) {
      risks.add(
          "Measured losses scatter by %.0f %% around the law: take the sizes as a direction, not as numbers."
              .formatted(100 * noise.relative()));
    }
  }

  private static String between(Interval size, SizeRange.Span span) {
    return "between %s and %s at %.0f %% confidence"
        .formatted(end(size.low(), span), end(size.high(), span), 100 * size.level());
  }

  /// A size, or only its side where the search ended or nobody can believe it.
  static String end(double size, SizeRange.Span span) {
    return span.text(size, Numbers::text);
  }

  private static void compute(ShapeSearch search, Optimum optimum, List<String> risks) {
    double training = optimum.shape().trainingFlops();
    if (Double.isInfinite(training)) {
      risks.add(
          "Endless training is the law's limit, beyond every measurement: the loss will be higher.");
      return;
    }
    largestCompute(search.fit().data())
        .ifPresent(most -> farBudget(training / most).ifPresent(risks::add));
  }

  private static void examples(Measurements data, Optimum optimum, List<String> risks) {
    OptionalDouble examples = optimum.shape().examples();
    if (examples.isEmpty() || !data.has(Measurements.EXAMPLES)) {
      return;
    }
    double fewest = Arrays.stream(data.column(Measurements.EXAMPLES)).min().orElseThrow();
    if (examples.getAsDouble() < fewest) {
      risks.add(
          "The best shape sees %s examples, fewer than any measured run (%s): nothing shows how a model learns from so few."
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
