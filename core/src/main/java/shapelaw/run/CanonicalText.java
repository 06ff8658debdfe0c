package shapelaw.run;

/// A specification as the text whose hash is its identity. What was specified before a field came
/// to be keeps its text, and so its id and its results: a field that joined later appears only
/// where it is not at the value that it always had before. Joined by `+`, which is much faster than
/// a format: a large plan needs a hundred thousand of these texts.
final class CanonicalText {

  private CanonicalText() {}

  static String of(RunSpec spec) {
    return "RunSpec[model="
        + spec.model()
        + ", data="
        + of(spec.data())
        + ", recipe="
        + of(spec.recipe())
        + ", steps="
        + spec.steps()
        + ", evaluation="
        + of(spec.evaluation())
        + ", seed="
        + spec.seed()
        + "]";
  }

  private static String of(DataSpec data) {
    return switch (data) {
      case DataSpec.Fractals fractals ->
          "Fractals[imageSize="
              + fractals.imageSize()
              + ", pretrainClasses="
              + fractals.pretrainClasses()
              + ", evaluationClasses="
              + fractals.split().evaluationClasses()
              + ", seed="
              + fractals.seed()
              + validation(fractals.split())
              + "]";
      case DataSpec.Images images -> of(images);
    };
  }

  /// A folder of images was always judged on whole central squares.
  private static String of(DataSpec.Images images) {
    boolean plain =
        images.format() == DataSpec.ImageFormat.FOLDER
            && images.preprocessing().equals(DataSpec.Preprocessing.WHOLE_SQUARE);
    return plain
        ? "ImageFolder[folder=%s, imageSize=%d, evaluationClasses=%d, seed=%d%s]"
            .formatted(
                images.path(),
                images.imageSize(),
                images.split().evaluationClasses(),
                images.seed(),
                validation(images.split()))
        : images.toString();
  }

  private static String validation(DataSpec.Split split) {
    return split.validationImages() == 0 ? "" : ", validationImages=" + split.validationImages();
  }

  private static String of(Recipe recipe) {
    var text = new StringBuilder("Recipe[");
    text.append("batchSize=").append(recipe.batchSize());
    text.append(", optimizer=").append(recipe.optimizer());
    text.append(", learningRate=").append(recipe.learningRate());
    text.append(", weightDecay=").append(recipe.weightDecay());
    switch (recipe.schedule()) {
      case Schedule.ReciprocalSquareRoot(int warmupSteps, int cooldownSteps) ->
          text.append(", warmupSteps=")
              .append(warmupSteps)
              .append(", cooldownSteps=")
              .append(cooldownSteps);
      case Schedule.Constant constant -> text.append(", schedule=").append(constant);
      case Schedule.Cosine cosine -> text.append(", schedule=").append(cosine);
    }
    text.append(", clipNorm=").append(recipe.clipNorm());
    if (recipe.mixup() != 0) {
      text.append(", mixup=").append(recipe.mixup());
    }
    if (recipe.precision() != Precision.FLOAT32) {
      text.append(", precision=").append(recipe.precision());
    }
    if (!(recipe.parametrization() instanceof Parametrization.Standard)) {
      text.append(", parametrization=").append(recipe.parametrization());
    }
    return text.append(']').toString();
  }

  private static String of(EvaluationSpec evaluation) {
    String metric =
        evaluation.metric() == EvaluationSpec.Metric.FEW_SHOT_ERROR
            ? ""
            : "metric=" + evaluation.metric() + ", ";
    return "EvaluationSpec["
        + metric
        + "shots="
        + evaluation.shots()
        + ", metricShots="
        + evaluation.metricShots()
        + ", testExamplesPerClass="
        + evaluation.testExamplesPerClass()
        + ", draws="
        + evaluation.draws()
        + ", ridge="
        + evaluation.ridge()
        + "]";
  }
}
