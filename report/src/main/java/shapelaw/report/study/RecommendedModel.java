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

/// The recommended Vision Transformer of a study that trains such.
///
/// @param model to be built
/// @param sizes before rounding, with intervals; empty where the rule has none
/// @param trainingGflops forward GFLOPs of its training; empty for endless training
public record RecommendedModel(
    VisionTransformer model, Map<Dimension, Interval> sizes, OptionalDouble trainingGflops) {

  public RecommendedModel {
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
  }

  /// By the recommended rule, or by the paper's where the rules were not compared.
  public static Optional<RecommendedModel> of(StudyReport report) {
    return report
        .compared()
        .flatMap(c -> report.trained().filter(t -> isBuildable(c, t)).flatMap(t -> of(c, t)))
        .or(() -> report.recommendation().map(RecommendedModel::of));
  }

  private static boolean isBuildable(ShapeComparison comparison, Origin.Trained trained) {
    double width = comparison.recommendedRow().shape().size(Dimension.WIDTH.name());
    return Math.round(width) % trained.heads().widthMultiple() == 0;
  }

  private static RecommendedModel of(Recommendation r) {
    return new RecommendedModel(
        r.model(), r.sizes(), OptionalDouble.of(r.target().forwardGflops()));
  }

  private static Optional<RecommendedModel> of(ShapeComparison comparison, Origin.Trained trained) {
    return trained.results().rows().stream()
        .findFirst()
        .map(first -> of(comparison, trained, first.spec().model()));
  }

  private static RecommendedModel of(
      ShapeComparison comparison, Origin.Trained trained, VisionTransformer template) {
    ShapeComparison.Row row = comparison.recommendedRow();
    var values = new LinkedHashMap<Dimension, Integer>();
    for (Dimension dimension : template.shape().dimensions()) {
      values.put(dimension, (int) Math.round(row.shape().size(dimension.name())));
    }
    var shape = new Shape(values);
    int heads = trained.heads().heads(shape.value(Dimension.WIDTH));
    double training = row.shape().trainingFlops() / Compute.FLOPS_PER_GFLOP;
    return new RecommendedModel(
        template.withShape(shape, heads),
        row.rule() == ScalingRule.DIRECT_MINIMUM
            ? intervals(comparison, shape.dimensions())
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
