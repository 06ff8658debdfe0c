package shapelaw.torch.train;

import java.util.Map;
import java.util.Optional;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.torch.data.ImageSource;
import shapelaw.torch.evaluation.FewShotEvaluation;
import shapelaw.torch.evaluation.Validation;

/// How good a trained model is, by everything that its data hold out.
///
/// @param errorRate by the run's metric
/// @param standardError of `errorRate`
/// @param errorRateByShots few-shot error rates; empty if no classes are held out
/// @param validation empty if no images are held out
record Judgement(
    double errorRate,
    double standardError,
    Map<Integer, Double> errorRateByShots,
    Optional<RunResult.Validation> validation) {

  /// Judges a model after its last step.
  ///
  /// @throws shapelaw.torch.evaluation.NotFiniteException if what the model gives is not finite
  static Judgement of(RunSpec run, ImageSource source, ModelTraining training) {
    Optional<RunResult.Validation> validation =
        source.validationImages() > 0
            ? Optional.of(Validation.evaluate(source, training::logits))
            : Optional.empty();
    Optional<FewShotEvaluation.Outcome> fewShot =
        source.evaluationClasses() > 0
            ? Optional.of(
                FewShotEvaluation.evaluate(
                    run.evaluation(), source, training::features, exampleSeed(run)))
            : Optional.empty();
    Map<Integer, Double> byShots =
        fewShot.map(FewShotEvaluation.Outcome::errorRateByShots).orElse(Map.of());
    return switch (run.evaluation().metric()) {
      case FEW_SHOT_ERROR -> {
        FewShotEvaluation.Outcome outcome = fewShot.orElseThrow();
        yield new Judgement(outcome.errorRate(), outcome.standardError(), byShots, validation);
      }
      case VALIDATION_ERROR -> {
        RunResult.Validation outcome = validation.orElseThrow();
        yield new Judgement(
            outcome.errorRate(), Validation.standardError(outcome), byShots, validation);
      }
    };
  }

  /// Examples are drawn by the data's seed and not by the run's, so that all models of a study
  /// answer the same questions and their differences carry less noise.
  private static long exampleSeed(RunSpec run) {
    return run.data().seed();
  }
}
