package shapelaw.report.study;

import java.util.List;
import java.util.stream.Collectors;
import shapelaw.cost.Compute;
import shapelaw.law.Interval;
import shapelaw.law.joint.Measurements;
import shapelaw.law.joint.Objective;
import shapelaw.recommend.Budget;
import shapelaw.recommend.ScalingRule;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Span;
import shapelaw.run.EvaluationSpec;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;

/// The report's vocabulary: the same thing has the same words in every figure, table and sentence.
public final class Words {

  private static final double LARGE = 1e6;
  private static final double LEAST_EXCESS = 1e-4;

  private Words() {}

  /// A dimension as people call it.
  public static String dimension(Dimension dimension) {
    return variable(dimension.name());
  }

  /// A variable of a joint law as people call it.
  public static String variable(String name) {
    return name.equals(Dimension.MLP_DIM.name()) ? "MLP size" : name.replace('_', ' ');
  }

  /// A variable's axis, with its unit.
  static String axis(String variable) {
    return variable.equals(Measurements.COMPUTE) ? computeAxis() : variable(variable);
  }

  /// The compute axis.
  static String computeAxis() {
    return "training compute (forward GFLOPs)";
  }

  /// Compute with its unit and convention.
  public static String compute(Compute compute) {
    return Numbers.significant(compute.forwardGflops(), 3) + " forward GFLOPs";
  }

  /// A shape as people call its dimensions.
  static String shape(Shape shape) {
    return shape.values().entrySet().stream()
        .map(e -> dimension(e.getKey()) + " " + Numbers.count(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /// The dimension's name as a title.
  public static String title(Dimension dimension) {
    return title(dimension.name());
  }

  /// A variable's name as a title.
  public static String title(String variable) {
    String words = variable(variable);
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /// The study's loss.
  static String loss(EvaluationSpec evaluation) {
    return switch (evaluation.metric()) {
      case FEW_SHOT_ERROR -> evaluation.metricShots() + "-shot error rate";
      case VALIDATION_ERROR -> "validation error rate";
    };
  }

  /// `95 %`.
  public static String level(double level) {
    double percent = 100 * level;
    return Numbers.significant(percent, 3) + " %";
  }

  /// A size, rounded to three digits unless it is whole.
  public static String size(double size) {
    return size == Math.rint(size) && size < LARGE
        ? Numbers.count(Math.round(size))
        : size < LARGE ? Numbers.significant(size, 3) : Numbers.prefixed(size);
  }

  /// `0.22 (0.18 to 0.27)`.
  static String interval(Interval interval, int digits) {
    return "%s (%s to %s)"
        .formatted(
            Numbers.significant(interval.estimate(), digits),
            Numbers.significant(interval.low(), digits),
            Numbers.significant(interval.high(), digits));
  }

  /// What a joint fit minimised.
  static String objective(Objective objective) {
    return switch (objective) {
      case Objective.RelativeError _ -> "squared relative error";
      case Objective.HuberLog(double delta) ->
          "Huber’s error of the log loss (δ = %s)".formatted(Numbers.significant(delta, 3));
    };
  }

  /// A way to choose a shape.
  public static String rule(ScalingRule rule) {
    return switch (rule) {
      case PAPER -> "paper’s rule";
      case WEIGHTS -> "paper’s rule with your weights";
      case JOINT_EXPONENTS -> "joint exponents";
      case DIRECT_MINIMUM -> "direct minimum of the law";
    };
  }

  /// What is spent.
  public static String budget(Budget budget) {
    return switch (budget) {
      case Budget.TrainingCompute(Compute compute) ->
          Numbers.prefixed(compute.forwardFlops()) + "FLOPs of training (forward)";
      case Budget.TrainingTime _, Budget.TrainingAndServing _, Budget.TargetLoss _ ->
          budget.toString();
      case Budget.EndlessTraining _ -> "endless training";
    };
  }

  /// A small excess in words: below a hundredth of a percent nobody cares how small.
  public static String excess(double share) {
    return share < LEAST_EXCESS ? "less than 0.01 %" : Numbers.fixed(100 * share, 2) + " %";
  }

  /// What models are trained on.
  public static String example(StudyReport report) {
    return report.trained().isPresent() ? "image" : "example";
  }

  /// A sentence that goes on.
  public static String withoutFullStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  /// `3 runs`, `1 run`.
  public static String plural(long count, String noun) {
    return Numbers.count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /// `a, b and c`.
  static String list(List<String> items) {
    int last = items.size() - 1;
    return last < 1
        ? String.join("", items)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  /// An interval as a figure draws it. The estimate is always inside the bar, and an end that is
  /// nowhere is very far away, so that the bar leaves the panel.
  static Span span(Interval interval) {
    double estimate = Double.isNaN(interval.estimate()) ? interval.low() : interval.estimate();
    return new Span(
        drawable(Math.min(interval.low(), estimate)),
        drawable(Math.max(interval.high(), estimate)));
  }

  private static double drawable(double value) {
    return Math.clamp(value, -Double.MAX_VALUE, Double.MAX_VALUE);
  }
}
