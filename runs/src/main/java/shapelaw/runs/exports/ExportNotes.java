package shapelaw.runs.exports;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import shapelaw.run.DataSpec;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.Parametrization;
import shapelaw.run.RunSpec;

/// What is said beside an export, each sentence once.
final class ExportNotes {

  private final Set<String> notes = new LinkedHashSet<>();

  /// Begins with what no other trainer knows of Shapelaw's runs.
  static ExportNotes about(List<ExportedRun> runs) {
    var notes = new ExportNotes();
    notes.branches(runs);
    for (ExportedRun exported : runs) {
      RunSpec run = exported.run();
      notes.add(images(run.data()));
      notes.add(loss(run.evaluation()));
      if (run.recipe().parametrization() instanceof Parametrization.MaximalUpdate(int base)) {
        notes.add(
            "Maximal update parametrization (base width %d) is not expressed: learning rates are the base width's for every width."
                .formatted(base));
      }
    }
    return notes;
  }

  void add(String note) {
    notes.add(note);
  }

  List<String> all() {
    return List.copyOf(notes);
  }

  /// As lines of comments.
  String comments(String prefix) {
    return notes.stream().map(note -> prefix + note + "\n").collect(Collectors.joining());
  }

  private void branches(List<ExportedRun> runs) {
    Map<RunSpec, Long> longest = new LinkedHashMap<>();
    long separate = 0;
    for (ExportedRun exported : runs) {
      RunSpec run = exported.run();
      separate += run.steps();
      if (run.recipe().schedule().branches()) {
        RunSpec model = run.withSteps(run.recipe().schedule().leastSteps() + 1);
        longest.merge(model, run.steps(), Math::max);
      }
    }
    if (!longest.isEmpty() && longest.size() < runs.size()) {
      add(
          String.format(
              Locale.ROOT,
              "Each duration is a training of its own here, %,d steps in all; Shapelaw trains the durations of a shape as cool-down branches of one training.",
              separate));
    }
  }

  private static String images(DataSpec data) {
    return switch (data) {
      case DataSpec.Fractals(int size, int classes, DataSpec.Split _, long _) ->
          "The images are not exported: the study draws fractals of %d px in %d classes, which only Shapelaw makes; bring your own."
              .formatted(size, classes);
      case DataSpec.Images images ->
          "The images are not exported: the study reads %s images at %d px, scaled to [-1, 1]%s; point the trainer at them."
              .formatted(
                  images.format().name().toLowerCase(Locale.ROOT),
                  images.imageSize(),
                  images.preprocessing().flip()
                      ? ", random crops and flips in training"
                      : ", random crops in training");
    };
  }

  private static String loss(EvaluationSpec evaluation) {
    return switch (evaluation.metric()) {
      case FEW_SHOT_ERROR ->
          "The study's loss is the %d-shot error of a linear probe on held-out classes, which trainers do not report: import one kind of loss for all runs, say the validation error."
              .formatted(evaluation.metricShots());
      case VALIDATION_ERROR ->
          "The study's loss is the validation error rate, 1 - accuracy: import that (--accuracy, or --loss).";
    };
  }
}
