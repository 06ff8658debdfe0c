package shapelaw.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hipparchus.util.ArithmeticUtils;
import shapelaw.cost.Compute;
import shapelaw.cost.Device;
import shapelaw.cost.TrainingMemory;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOutcome;
import shapelaw.law.joint.LawFitOutcome;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Budget;
import shapelaw.recommend.Recommendation;
import shapelaw.recommend.Recommender;
import shapelaw.recommend.ShapeChoice;
import shapelaw.recommend.ShapeComparison;
import shapelaw.recommend.SizeRange;
import shapelaw.recommend.SizeSteps;
import shapelaw.run.Optimizer;
import shapelaw.run.Recipe;
import shapelaw.run.TrainingFailure;
import shapelaw.runs.TrainingSpeed;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Rounding;
import shapelaw.sweep.ParetoStart;

/// Recommendations from a study's analysis, and their text.
final class Recommendations {

  /// MLP sizes are rounded to this multiple unless the user says otherwise.
  static final int MLP_MULTIPLE = 16;

  /// Rounding unless the user says otherwise; the width obeys the heads.
  static final Rounding ROUNDING = new Rounding(Map.of(Dimension.MLP_DIM, MLP_MULTIPLE));

  /// The default budget is this many times the most compute that was measured.
  static final double DEFAULT_BUDGET_FACTOR = 10;

  private Recommendations() {}

  /// The recommender of a study.
  ///
  /// @throws CommandFailure if there is no fit or no start shape yet, saying why
  private static Recommender recommender(
      MeasuredStudy study, Analysis analysis, Rounding rounding, double rangeFactor) {
    StarFit fit =
        switch (analysis.fit()) {
          case StarFitOutcome.Fitted(StarFit fitted) -> fitted;
          case StarFitOutcome.Refused(String reason) ->
              throw new CommandFailure("a recommendation needs fitted laws: " + reason);
        };
    ParetoStart start =
        analysis
            .start()
            .orElseThrow(() ->
                new CommandFailure(
                    study.advised(
                        "a recommendation needs a start shape but no grid run is done.")));
    return new Recommender(
        fit,
        start,
        study.template().orElseThrow(),
        study.heads().orElseThrow(),
        rounding,
        analysis.evidence().largestCompute().orElseThrow(),
        SizeRange.around(analysis.evidence().all(), rangeFactor));
  }

  /// The paper's rule for a training compute, if the study can give one.
  ///
  /// @param rangeFactor how far beyond the measured sizes a size is not far from them
  static Optional<Recommendation> byThePaper(
      MeasuredStudy study, Analysis analysis, Compute budget, double rangeFactor) {
    if (!hasSteps(study, analysis)) {
      return Optional.empty();
    }
    try {
      return Optional.of(recommender(study, analysis, ROUNDING, rangeFactor).recommend(budget));
    } catch (IllegalArgumentException e) {
      return Optional
          .empty(); // an exponent that the data leave open asks for a size that no model has
    }
  }

  private static boolean hasSteps(MeasuredStudy study, Analysis analysis) {
    return study.hasPlan()
        && analysis.fit() instanceof StarFitOutcome.Fitted
        && analysis.start().isPresent();
  }

  /// All rules with the study's own costs and multiples, if a joint law could be fitted.
  static Optional<ShapeChoice> choice(MeasuredStudy study, Analysis analysis) {
    var wishes =
        new ShapeChoice.Wishes(
            multiples(study, study.heads(), Map.of()),
            SizeRange.DEFAULT_FACTOR,
            List.of(),
            Map.of(),
            study.heads());
    return choice(study, analysis, wishes);
  }

  private static Optional<ShapeChoice> choice(
      MeasuredStudy study, Analysis analysis, ShapeChoice.Wishes wishes) {
    return ShapeChoice.of(analysis, study.cost(), wishes)
        .map(choice -> study.isErrorRate() ? choice.ofErrorRates() : choice);
  }

  /// Every rule's answer to the default budget as text, or why there is none.
  static String byDefault(MeasuredStudy study, Analysis analysis) {
    Optional<ShapeChoice.Outcome> outcome = defaultOutcome(study, analysis);
    if (outcome.isEmpty()) {
      return noLaw(study, analysis) + "\n";
    }
    return switch (outcome.get()) {
      case ShapeChoice.Outcome.Refused(String reason) ->
          "No shape is recommended: " + reason + "\n";
      case ShapeChoice.Outcome.Compared(ShapeComparison comparison) ->
          new ComparisonText(comparison, analysis.joint(), study.heads()).text();
    };
  }

  /// Every rule's answer to the default budget, if there is one.
  static Optional<ShapeComparison> comparison(MeasuredStudy study, Analysis analysis) {
    return defaultOutcome(study, analysis)
        .filter(ShapeChoice.Outcome.Compared.class::isInstance)
        .map(outcome -> ((ShapeChoice.Outcome.Compared) outcome).comparison());
  }

  private static Optional<ShapeChoice.Outcome> defaultOutcome(
      MeasuredStudy study, Analysis analysis) {
    return defaultBudgetOf(analysis)
        .flatMap(t ->
            choice(study, analysis).map(choice -> choice.compare(new Budget.TrainingCompute(t))));
  }

  /// Every rule's answer to a budget.
  ///
  /// @throws CommandFailure if there is no joint law or no answer, saying why
  static Answer compared(
      MeasuredStudy study, Analysis analysis, ShapeChoice.Wishes wishes, Budget budget) {
    ShapeChoice choice =
        choice(study, analysis, wishes)
            .orElseThrow(() -> new CommandFailure(noLaw(study, analysis)));
    return switch (choice.compare(budget)) {
      case ShapeChoice.Outcome.Refused(String reason) -> throw new CommandFailure(reason);
      case ShapeChoice.Outcome.Compared(ShapeComparison comparison) ->
          new Answer(choice, comparison);
    };
  }

  /// Every rule's answer, and the choice that gave it.
  record Answer(ShapeChoice choice, ShapeComparison comparison) {}

  private static String noLaw(MeasuredStudy study, Analysis analysis) {
    String reason =
        switch (analysis.joint().chosen()) {
          case LawFitOutcome.Refused(String why) -> why;
          case LawFitOutcome.Fitted _ -> "there is none.";
        };
    return "a recommendation needs fitted laws: " + study.advised(reason);
  }

  /// The paper's rule step by step, or why it cannot answer.
  ///
  /// @param rangeFactor how far beyond the measured sizes a size is not far from them
  static String paper(MeasuredStudy study, Analysis analysis, Budget budget, double rangeFactor) {
    Optional<Compute> compute =
        switch (budget) {
          case Budget.TrainingCompute(Compute t) -> Optional.of(t);
          case Budget.TrainingTime time -> Optional.of(time.compute());
          case Budget.TrainingAndServing _, Budget.TargetLoss _, Budget.EndlessTraining _ ->
              Optional.empty();
        };
    if (compute.isEmpty() || !hasSteps(study, analysis)) {
      return "\nThe paper's rule has no steps to show: it needs a study with a plan (trained here, or imported with --plan) whose star and grid are measured, and a training budget.\n";
    }
    return byThePaper(study, analysis, compute.get(), rangeFactor)
        .map(recommendation -> "\nThe paper's rule, step by step\n\n" + text(recommendation))
        .orElse(
            "\nThe paper's rule has no steps to show: for this budget it asks for a size that no model has. Maybe ask for less compute.\n");
  }

  /// Multiples that are asked for; of a study with a plan also its own, and those that the heads
  /// demand.
  ///
  /// @param known how a width is split, if the study or the user says so
  /// @throws CommandFailure if a multiple of the width is asked for that the heads overrule
  static Map<String, Integer> multiples(
      MeasuredStudy study, Optional<HeadRule> known, Map<String, Integer> asked) {
    var multiples = new LinkedHashMap<String, Integer>();
    if (study.hasPlan()) {
      ROUNDING
          .multiples()
          .forEach((dimension, multiple) -> multiples.put(dimension.name(), multiple));
    }
    multiples.putAll(asked);
    known.ifPresent(heads -> requireHeads(asked, heads));
    known.ifPresent(heads ->
        multiples.merge(Dimension.WIDTH.name(), heads.widthMultiple(), ArithmeticUtils::lcm));
    return multiples;
  }

  private static void requireHeads(Map<String, Integer> asked, HeadRule heads) {
    int least = heads.widthMultiple();
    int width = asked.getOrDefault(Dimension.WIDTH.name(), least);
    if (width >= 1 && width % least != 0) {
      throw new CommandFailure(
          "--multiple width must be a multiple of %d but was %d: %s. Maybe --multiple width=%d."
              .formatted(
                  least,
                  width,
                  new SizeSteps(Map.of()).withHeads(heads).headsDecide().orElseThrow(),
                  ArithmeticUtils.lcm(width, least)));
    }
  }

  /// Memory of a study's training: its batch, and its optimiser's state.
  ///
  /// @throws CommandFailure if the study does not say
  static TrainingMemory memory(MeasuredStudy study) {
    if (!(study.origin() instanceof MeasuredStudy.Origin.Trained(StudyFolder folder, var _))) {
      throw new CommandFailure(
          "a limit of memory needs a study trained here, which says its batch and optimiser, but this one was imported. Maybe --max-parameters.");
    }
    Recipe recipe = folder.study().recipe();
    double bytesPerParameter =
        switch (recipe.optimizer()) {
          case Optimizer.AdamW _ -> TrainingMemory.ADAMW_BYTES_PER_PARAMETER;
          case Optimizer.Sgd _ -> TrainingMemory.SGD_BYTES_PER_PARAMETER;
          case Optimizer.Adafactor _ -> TrainingMemory.ADAFACTOR_BYTES_PER_PARAMETER;
        };
    return new TrainingMemory(recipe.batchSize(), bytesPerParameter, TrainingMemory.FLOAT32_BYTES);
  }

  /// The speed with which one worker of this machine trains the study's models, measured now.
  ///
  /// @param err told that measuring begins
  /// @throws CommandFailure if that cannot be measured
  static Device measuredDevice(MeasuredStudy study, PrintWriter err) {
    try {
      Optional<TrainingSpeed> speed =
          study.origin() instanceof MeasuredStudy.Origin.Trained(StudyFolder folder, var _)
              ? new MachineSpeed(err, "--device-flops leaves it out")
                  .ofOneWorker(folder.study(), folder.plan())
              : Optional.empty();
      return new Device(
          speed
              .orElseThrow(() ->
                  new CommandFailure(
                      "the speed of the device must be given for a study that trains nothing here. Maybe: --device-flops '100 TFLOPs'"))
              .trainingFlopsPerSecond());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("this machine's speed was not measured, since it was stopped.");
    } catch (TrainingFailure | IOException e) {
      throw new CommandFailure("this machine's speed cannot be measured: " + e.getMessage());
    }
  }

  /// The budget unless the user says otherwise; empty if nothing was measured.
  static Optional<Compute> defaultBudgetOf(Analysis analysis) {
    return analysis.evidence().largestCompute().map(most -> most.times(DEFAULT_BUDGET_FACTOR));
  }

  static String text(Recommendation recommendation) {
    var text = new StringBuilder();
    if (recommendation.outside().isEmpty()) {
      text.append("Its shape for %s:%n%n".formatted(recommendation.target()));
      text.append("  ").append(recommendation.model().shape());
      text.append(", heads %d%n%nWhy%n".formatted(recommendation.model().heads()));
    } else {
      text.append(
          "No shape to build for %s: it has %s, far from every measured size. What it computes%n%n"
              .formatted(recommendation.target(), recommendation.outside()));
    }
    text.append(recommendation.explanation().indented().indent(2));
    text.append(recommendation.risks().isEmpty() ? "\nNo risk was found.\n" : "\nRisks\n");
    recommendation.risks().forEach(risk -> text.append("  - ").append(risk).append('\n'));
    return text.toString();
  }
}
