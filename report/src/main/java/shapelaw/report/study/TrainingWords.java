package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import shapelaw.report.figure.Numbers;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Recipe;
import shapelaw.run.Schedule;

/// How runs are made and judged, in one phrase each.
public final class TrainingWords {

  private TrainingWords() {}

  /// Where images come from, what is held out and what is done to them.
  public static String data(DataSpec data) {
    return switch (data) {
      case DataSpec.Fractals f ->
          "fractals of iterated function systems, %d px, %d classes for training and %d others for evaluation%s, seed %d"
              .formatted(
                  f.imageSize(),
                  f.pretrainClasses(),
                  f.split().evaluationClasses(),
                  validation(f.split()),
                  f.seed());
      case DataSpec.Images f ->
          "images of %s (%s), %d px, %s%s, %s, seed %d"
              .formatted(
                  f.path(),
                  format(f.format()),
                  f.imageSize(),
                  f.split().evaluationClasses() == 0
                      ? "no classes for evaluation"
                      : f.split().evaluationClasses() + " classes held out for evaluation",
                  validation(f.split()),
                  preprocessing(f.preprocessing()),
                  f.seed());
    };
  }

  private static String validation(DataSpec.Split split) {
    return split.validationImages() == 0
        ? ""
        : ", " + Words.plural(split.validationImages(), "image") + " for validation";
  }

  private static String format(DataSpec.ImageFormat format) {
    return switch (format) {
      case FOLDER -> "a folder a class";
      case CIFAR -> "CIFAR, binary";
      case IDX -> "IDX";
      case WEBDATASET -> "WebDataset";
      case PARQUET -> "Parquet";
    };
  }

  private static String preprocessing(DataSpec.Preprocessing p) {
    var steps = new ArrayList<String>();
    steps.add(
        switch (p.crop()) {
          case INCEPTION -> "inception crop";
          case CENTRAL -> "central crop";
        });
    if (p.flip()) {
      steps.add("mirror images");
    }
    p.randAugment()
        .ifPresent(r -> steps.add("RandAugment(%d, %d)".formatted(r.layers(), r.magnitude())));
    steps.add(
        p.evaluationResize() == 1
            ? "evaluated on the whole central square"
            : "evaluated on the central crop of %s times the size"
                .formatted(Numbers.significant(p.evaluationResize(), 4)));
    return String.join(", ", steps);
  }

  /// The recipe; what is off, or as it usually is, is left out.
  public static String recipe(Recipe r) {
    var parts = new ArrayList<String>();
    parts.add(optimizer(r.optimizer()));
    parts.add("learning rate " + Numbers.significant(r.learningRate(), 3));
    parts.add("weight decay " + Numbers.significant(r.weightDecay(), 3));
    parts.add("batch " + r.batchSize());
    parts.add(schedule(r.schedule()));
    parts.add(
        "gradient clip " + (r.clipNorm() == 0 ? "off" : Numbers.significant(r.clipNorm(), 3)));
    if (r.mixup() > 0) {
      parts.add("mixup " + Numbers.significant(r.mixup(), 3));
    }
    parts.add(
        switch (r.precision()) {
          case FLOAT32 -> "float32";
          case BFLOAT16 -> "bfloat16 products";
        });
    parametrization(r.parametrization()).ifPresent(parts::add);
    return String.join(", ", parts);
  }

  private static String optimizer(Optimizer optimizer) {
    return switch (optimizer) {
      case Optimizer.Adafactor _ -> "Adafactor";
      case Optimizer.AdamW _ -> "AdamW";
      case Optimizer.Sgd s -> "SGD with momentum " + Numbers.significant(s.momentum(), 3);
    };
  }

  private static String schedule(Schedule schedule) {
    return switch (schedule) {
      case Schedule.ReciprocalSquareRoot s ->
          "reciprocal square root with %d warm-up and %d cool-down steps"
              .formatted(s.warmupSteps(), s.cooldownSteps());
      case Schedule.Constant s ->
          "constant between %d warm-up and %d cool-down steps"
              .formatted(s.warmupSteps(), s.cooldownSteps());
      case Schedule.Cosine s ->
          "cosine after %d warm-up steps, every duration alone".formatted(s.warmupSteps());
    };
  }

  private static Optional<String> parametrization(Parametrization parametrization) {
    return switch (parametrization) {
      case Parametrization.Standard _ -> Optional.empty();
      case Parametrization.MaximalUpdate(int baseWidth) ->
          Optional.of("maximal update parametrization from width " + baseWidth);
    };
  }

  /// What is the loss, and how it is measured.
  public static String evaluation(EvaluationSpec e) {
    return switch (e.metric()) {
      case FEW_SHOT_ERROR ->
          "linear few-shot error rate at %d shots (also measured: %s), ridge %s, %d test images a class, mean of %s"
              .formatted(
                  e.metricShots(),
                  shots(e.shots()),
                  Numbers.significant(e.ridge(), 4),
                  e.testExamplesPerClass(),
                  Words.plural(e.draws(), "draw"));
      case VALIDATION_ERROR ->
          "error rate on the validation images (few-shot at %s shots where classes are held out)"
              .formatted(shots(e.shots()));
    };
  }

  private static String shots(List<Integer> shots) {
    return shots.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
