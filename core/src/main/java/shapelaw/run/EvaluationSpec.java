package shapelaw.run;

import java.util.List;

/// How a trained model is judged: by few-shot linear evaluation of its frozen pre-logits on
/// held-out classes (the paper's metric), or by validation on images of its training classes.
///
/// @param metric what the study's loss is
/// @param shots examples a class, for example 5, 10, 25; ascending
/// @param metricShots the entry of `shots` whose error rate is the study's loss
/// @param testExamplesPerClass test images a class
/// @param draws how many seeded draws of the examples are averaged (3 in the paper)
/// @param ridge strength of the ridge penalty (2^10 in the paper)
public record EvaluationSpec(
    Metric metric,
    List<Integer> shots,
    int metricShots,
    int testExamplesPerClass,
    int draws,
    double ridge) {

  /// What a study's loss is.
  public enum Metric {
    /// Error rate of the few-shot evaluation.
    FEW_SHOT_ERROR,
    /// Share of the validation images whose highest logit is another class's.
    VALIDATION_ERROR
  }

  /// 5, 10 and 25 shots, 10 counting; 50 test images a class, 3 draws, ridge 2^10.
  public static final EvaluationSpec PAPER =
      new EvaluationSpec(List.of(5, 10, 25), 10, 50, 3, 1024);

  public EvaluationSpec {
    shots = List.copyOf(shots);
    if (shots.isEmpty() || shots.stream().anyMatch(s -> s < 1)) {
      throw new IllegalArgumentException("shots must be positive numbers but were " + shots + ".");
    }
    if (!shots.contains(metricShots)) {
      throw new IllegalArgumentException(
          "metric shots must be one of shots " + shots + " but was " + metricShots + ".");
    }
    if (testExamplesPerClass < 1 || draws < 1) {
      throw new IllegalArgumentException(
          "test examples a class and draws must be at least 1 but were %d and %d."
              .formatted(testExamplesPerClass, draws));
    }
    if (!(ridge > 0)) {
      throw new IllegalArgumentException("ridge must be above 0 but was " + ridge + ".");
    }
  }

  /// Few-shot evaluation.
  public EvaluationSpec(
      List<Integer> shots, int metricShots, int testExamplesPerClass, int draws, double ridge) {
    this(Metric.FEW_SHOT_ERROR, shots, metricShots, testExamplesPerClass, draws, ridge);
  }
}
