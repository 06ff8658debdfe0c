package shapelaw.run;

import java.util.List;

/// Few-shot linear evaluation of frozen pre-logits on held-out classes (the paper's metric).
///
/// @param shots examples a class, for example 5, 10, 25; ascending
/// @param metricShots the entry of `shots` whose error rate is the study's loss
/// @param testExamplesPerClass test images a class
/// @param draws how many seeded draws of the examples are averaged (3 in the paper)
/// @param ridge strength of the ridge penalty (2^10 in the paper)
public record EvaluationSpec(
    List<Integer> shots, int metricShots, int testExamplesPerClass, int draws, double ridge) {

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
}
