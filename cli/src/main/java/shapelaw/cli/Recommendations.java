package shapelaw.cli;

import java.util.Map;
import java.util.Optional;
import shapelaw.cost.Compute;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOutcome;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.JointScaling;
import shapelaw.recommend.Recommendation;
import shapelaw.recommend.Recommender;
import shapelaw.shape.Dimension;
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
  static Recommender recommender(StudyFolder folder, Analysis analysis, Rounding rounding) {
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
                    "a recommendation needs a start shape but no grid run is done. Maybe: shapelaw run "
                        + folder.folder()));
    return new Recommender(
        fit,
        start,
        JointScaling.equal(fit.dimensions().keySet()),
        folder.template(),
        folder.study().model().heads(),
        rounding,
        analysis.evidence().largestCompute().orElseThrow());
  }

  /// The recommendation for the default budget, if the study can give one.
  static Optional<Recommendation> byDefault(StudyFolder folder, Analysis analysis) {
    boolean possible =
        analysis.fit() instanceof StarFitOutcome.Fitted && analysis.start().isPresent();
    if (!possible) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          recommender(folder, analysis, ROUNDING).recommend(defaultBudget(analysis)));
    } catch (IllegalArgumentException e) {
      return Optional
          .empty(); // an exponent that the data leave open asks for a size that no model has
    }
  }

  static Compute defaultBudget(Analysis analysis) {
    return analysis.evidence().largestCompute().orElseThrow().times(DEFAULT_BUDGET_FACTOR);
  }

  static String text(Recommendation recommendation) {
    var text = new StringBuilder();
    text.append("Recommended for %s:%n%n".formatted(recommendation.target()));
    text.append("  ").append(recommendation.model().shape());
    text.append(", heads %d%n%n".formatted(recommendation.model().heads()));
    text.append("Why\n").append(recommendation.explanation().indented().indent(2));
    text.append(recommendation.risks().isEmpty() ? "\nNo risk was found.\n" : "\nRisks\n");
    recommendation.risks().forEach(risk -> text.append("  - ").append(risk).append('\n'));
    return text.toString();
  }
}
