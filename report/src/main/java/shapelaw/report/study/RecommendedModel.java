package shapelaw.report.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import shapelaw.cost.Compute;
import shapelaw.law.Interval;
import shapelaw.recommend.Recommendation;
import shapelaw.recommend.ScalingRule;
import shapelaw.recommend.ShapeComparison;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// The recommended Vision Transformer of a study that has a plan, whoever trained it.
///
/// @param model to be built
/// @param sizes before rounding, with intervals; empty where the rule has none
/// @param trainingGflops forward GFLOPs of its training; empty for endless training
public record RecommendedModel(
    VisionTransformer model, Map<Dimension, Interval> sizes, OptionalDouble trainingGflops) {

  public RecommendedModel {
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
  }

  /// By the recommended rule, or by the paper's where the rules were not compared. Empty without a
  /// plan, or if the recommended sizes are not those of a model that its heads allow.
  public static Optional<RecommendedModel> of(StudyReport report) {
    return report
        .compared()
        .map(c -> report.origin().planned().flatMap(models -> of(c, models)))
        .orElseGet(() -> report.recommendation().map(RecommendedModel::of));
  }

  private static RecommendedModel of(Recommendation r) {
    return new RecommendedModel(
        r.model(), r.sizes(), OptionalDouble.of(r.target().forwardGflops()));
  }

  private static Optional<RecommendedModel> of(ShapeComparison comparison, Origin.Models models) {
    ShapeComparison.Row row = comparison.recommendedRow();
    var values = new LinkedHashMap<Dimension, Integer>();
    for (Dimension dimension : models.template().shape().dimensions()) {
      Double size = row.shape().sizes().get(dimension.name());
      if (size == null) {
        return Optional.empty();
      }
      values.put(dimension, (int) Math.round(size));
    }
    var shape = new Shape(values);
    int width = shape.value(Dimension.WIDTH);
    return models.heads().serves(width)
        ? Optional.of(
            of(comparison, models.template().withShape(shape, models.heads().heads(width))))
        : Optional.empty();
  }

  private static RecommendedModel of(ShapeComparison comparison, VisionTransformer model) {
    ShapeComparison.Row row = comparison.recommendedRow();
    double training = row.shape().trainingFlops() / Compute.FLOPS_PER_GFLOP;
    return new RecommendedModel(
        model,
        row.rule() == ScalingRule.DIRECT_MINIMUM
            ? intervals(comparison, model.shape().dimensions())
            : Map.of(),
        Double.isFinite(training) ? OptionalDouble.of(training) : OptionalDouble.empty());
  }

  private static Map<Dimension, Interval> intervals(
      ShapeComparison comparison, List<Dimension> dimensions) {
    var intervals = new LinkedHashMap<Dimension, Interval>();
    for (Dimension dimension : dimensions) {
      Interval size = comparison.optimum().sizes().get(dimension.name());
      if (size != null && size.width() > 0) {
        intervals.put(dimension, size);
      }
    }
    return intervals;
  }
}
