package shapelaw.recommend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hipparchus.util.ArithmeticUtils;
import shapelaw.cost.Compute;
import shapelaw.cost.CostModel;
import shapelaw.law.Interval;
import shapelaw.law.StarFit;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Rounding;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.sweep.Pareto;
import shapelaw.sweep.ParetoStart;

/// Recommends a shape for a compute budget by the paper's three steps: exponents from the star
/// sweep, a start shape from the grid sweep, joint scaling from one to the other.
///
/// @param fit the star's laws
/// @param start the grid's choice
/// @param template patch size, resolution, pooling and classes of the recommended model
/// @param heads how the width is split into heads
/// @param rounding multiples that the sizes are rounded to; the width also obeys `heads`
/// @param largestCompute the most compute of any measured run, to know how far a budget
///   extrapolates
/// @param range the measured sizes and what is not far from them; sizes outside are called so
public record Recommender(
    StarFit fit,
    ParetoStart start,
    VisionTransformer template,
    HeadRule heads,
    Rounding rounding,
    Compute largestCompute,
    SizeRange range) {

  /// The shape for a budget.
  public Recommendation recommend(Compute target) {
    double tau = target.ratioTo(start.compute());
    Map<Dimension, Interval> sizes = sizes(tau);
    VisionTransformer model = round(sizes);
    return new Recommendation(
        target,
        tau,
        sizes,
        model,
        outside(sizes),
        explain(target, tau, sizes, model),
        risks(target, tau, sizes, model));
  }

  private double weight(Dimension dimension) {
    return StarScaling.of(fit, start).equalWeights().getOrDefault(dimension.name(), 0.0);
  }

  private Map<Dimension, Interval> sizes(double tau) {
    StarScaling rule = StarScaling.of(fit, start);
    var sizes = new LinkedHashMap<Dimension, Interval>();
    rule.scaled(tau, rule.equalWeights())
        .forEach((name, estimate) -> {
          var dimension = new Dimension(name);
          double weight = weight(dimension);
          double size = start.shape().value(dimension);
          if (weight == 0 || tau == 1) {
            sizes.put(dimension, new Interval(estimate, estimate, estimate, fit.level()));
            return;
          }
          Interval s = fit.exponent(dimension);
          double atLow = size * Math.pow(tau, weight * s.low());
          double atHigh = size * Math.pow(tau, weight * s.high());
          sizes.put(
              dimension,
              new Interval(Math.min(atLow, atHigh), estimate, Math.max(atLow, atHigh), s.level()));
        });
    return sizes;
  }

  private VisionTransformer round(Map<Dimension, Interval> sizes) {
    var multiples = new LinkedHashMap<>(rounding.multiples());
    multiples.merge(Dimension.WIDTH, heads.widthMultiple(), ArithmeticUtils::lcm);
    var estimates = new LinkedHashMap<Dimension, Double>();
    sizes.forEach((dimension, interval) -> estimates.put(dimension, interval.estimate()));
    Shape shape = new Rounding(multiples).round(estimates);
    return template.withShape(shape, heads.heads(shape.value(Dimension.WIDTH)));
  }

  private Explanation explain(
      Compute target, double tau, Map<Dimension, Interval> sizes, VisionTransformer model) {
    var parts = new ArrayList<Explanation>();
    parts.add(explainStart());
    parts.add(
        Explanation.of(
            tau,
            "the budget of %s is %s times the compute at which the start shape becomes optimal (tau)"
                .formatted(target, number(tau))));
    sizes.forEach((dimension, size) -> parts.add(explainSize(dimension, size, model)));
    parts.add(
        Explanation.of(
            target.forwardFlops() / CostModel.forwardFlops(model),
            "the budget pays for %s images at %s each"
                .formatted(
                    number(target.forwardFlops() / CostModel.forwardFlops(model)),
                    new Compute(CostModel.forwardFlops(model)))));
    return new Explanation(
        CostModel.parameters(model),
        "%s with %d heads, %,d parameters: the start shape scaled jointly to the budget%s"
            .formatted(
                model.shape(),
                model.heads(),
                CostModel.parameters(model),
                outside(sizes).isEmpty() ? "" : ", far from every measured size"),
        parts);
  }

  private Explanation explainStart() {
    ParetoStart.Stretch range = start.range();
    return Explanation.of(
        start.loss(),
        "start shape %s has the lowest error of the grid from %s to %s (a factor of %.2f)%s"
            .formatted(
                start.shape(),
                range.from(),
                range.to(),
                range.factor(),
                start.interior() ? ", strictly inside the grid" : ", on the grid's edge"));
  }

  private Explanation explainSize(Dimension dimension, Interval size, VisionTransformer model) {
    double weight = weight(dimension);
    int rounded = model.shape().value(dimension);
    if (weight == 0) {
      return Explanation.of(
          rounded, "%s stays at the start shape's: no star arm varied it".formatted(dimension));
    }
    Interval s = fit.exponent(dimension);
    if (!fit.law(dimension).hasOptimum()) {
      return Explanation.of(
          rounded,
          "%s stays at the start shape's: the star sweep leaves its exponent open, anywhere from %s to %s"
              .formatted(dimension, number(s.low()), number(s.high())));
    }
    return new Explanation(
        size.estimate(),
        "%s: %d × tau^(%.3f × s) = %s [%s, %s], rounded to %d%s"
            .formatted(
                dimension,
                start.shape().value(dimension),
                weight,
                number(size.estimate()),
                ComparisonRisks.end(size.low(), span(dimension)),
                ComparisonRisks.end(size.high(), span(dimension)),
                rounded,
                span(dimension).contains(size.estimate())
                    ? ""
                    : ": far from every measured size, so that nothing speaks for it"),
        List.of(
            Explanation.of(
                s.estimate(),
                "s = c / (a + b) = %s at %.0f %% from the star sweep"
                    .formatted(s, 100 * s.level()))));
  }

  private List<String> risks(
      Compute target, double tau, Map<Dimension, Interval> sizes, VisionTransformer model) {
    var risks = new ArrayList<String>();
    String outside = outside(sizes);
    if (!outside.isEmpty()) {
      risks.add(
          "The rule takes %s, far from every measured size: nothing speaks for this shape. Maybe ask for less compute, or measure larger sizes."
              .formatted(outside));
    }
    sizes.forEach((dimension, size) ->
        ComparisonRisks.unknown(dimension.name(), size, span(dimension)).ifPresent(risks::add));
    ComparisonRisks.farBudget(target.ratioTo(largestCompute)).ifPresent(risks::add);
    if (tau < 1) {
      risks.add(
          "The budget is below the compute at which the start shape becomes optimal (tau = %.2g): the grid has smaller shapes for it."
              .formatted(tau));
    }
    start
        .runs()
        .unfinished()
        .ifPresent(rest -> risks.add("The start shape may change: %s.".formatted(rest)));
    if (start.runs().unfinished().isEmpty() && !start.interior()) {
      risks.add(
          "The start shape lies on the %s of the grid: extend the grid there and choose again."
              .formatted(
                  String.join(" and the ", start.edges().stream().map(Object::toString).toList())));
    }
    start.runs().leftOut().ifPresent(risks::add);
    if (start.fromShortestRun()) {
      risks.add(
          "The start shape is the best from its shortest run on, so that tau may count from too much compute. Maybe add shorter durations to the grid.");
    }
    if (start.range().factor() < Pareto.LEAST_RANGE_FACTOR) {
      risks.add(
          "The start shape is the best over a factor of %.2f of compute only: that may be luck."
              .formatted(start.range().factor()));
    }
    sizes.forEach((dimension, size) ->
        ComparisonRisks.uncertain(dimension.name(), size, span(dimension)).ifPresent(risks::add));
    fit.dimensions().forEach((dimension, f) -> risks.addAll(f.findings()));
    HardwareRules.headSize(model.headSize()).ifPresent(risks::add);
    return risks;
  }

  private String outside(Map<Dimension, Interval> sizes) {
    var estimates = new LinkedHashMap<String, Double>();
    sizes.forEach((dimension, size) -> estimates.put(dimension.name(), size.estimate()));
    return range.outside(estimates);
  }

  private SizeRange.Span span(Dimension dimension) {
    return range.span(dimension.name());
  }

  /// A positive number in three digits, without an exponent up to a million.
  private static String number(double value) {
    if (value >= 1e6) {
      return Double.isInfinite(value) ? "∞" : String.format(Locale.ROOT, "%.2g", value);
    }
    return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.3g", value);
  }
}
