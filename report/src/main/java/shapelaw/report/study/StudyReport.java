package shapelaw.report.study;

import java.time.Instant;
import java.util.Optional;
import shapelaw.law.StarFit;
import shapelaw.law.StarFitOutcome;
import shapelaw.law.joint.LawFit;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Recommendation;
import shapelaw.recommend.ShapeChoice;
import shapelaw.recommend.ShapeComparison;
import shapelaw.sweep.ParetoStart;

/// Everything that a report is made from. What a study does not have yet is empty, and the report
/// says so.
///
/// @param name the study's name, any text
/// @param written when the report was made
/// @param origin the plan and its runs, or the facts of an import
/// @param analysis what the measurements say
/// @param recommendation the paper's rule for the budget, step by step
/// @param shapes how the chosen law and the other rules answer budgets; empty if no law could be
///   fitted
/// @param comparison their answers to the budget, or why there are none; empty if no budget was
///   asked for
/// @param roundings shapes near the recommended one that hardware may like better; empty if there
///   is none to speak of
/// @param plateau which of the fitted runs have not left the plateau at which training starts, in
///   words; empty if all have. The analysis alone cannot tell where it averages runs.
public record StudyReport(
    String name,
    Instant written,
    Origin origin,
    Analysis analysis,
    Optional<Recommendation> recommendation,
    Optional<ShapeChoice> shapes,
    Optional<ShapeChoice.Outcome> comparison,
    Optional<Roundings> roundings,
    Optional<String> plateau) {

  /// A report that says nothing of what hardware likes, nor of a plateau.
  public StudyReport(
      String name,
      Instant written,
      Origin origin,
      Analysis analysis,
      Optional<Recommendation> recommendation,
      Optional<ShapeChoice> shapes,
      Optional<ShapeChoice.Outcome> comparison) {
    this(
        name,
        written,
        origin,
        analysis,
        recommendation,
        shapes,
        comparison,
        Optional.empty(),
        Optional.empty());
  }

  /// The same with shapes near the recommended one.
  public StudyReport withRoundings(Roundings near) {
    return new StudyReport(
        name,
        written,
        origin,
        analysis,
        recommendation,
        shapes,
        comparison,
        Optional.of(near),
        plateau);
  }

  /// The same with runs at a plateau.
  public StudyReport withPlateau(String warning) {
    return new StudyReport(
        name,
        written,
        origin,
        analysis,
        recommendation,
        shapes,
        comparison,
        roundings,
        Optional.of(warning));
  }

  /// The plan and its runs, if the study trained here.
  public Optional<Origin.Trained> trained() {
    return origin instanceof Origin.Trained trained ? Optional.of(trained) : Optional.empty();
  }

  /// Why some of the measurements may mislead: their runs saw images more than once.
  public Optional<String> repeatedImages() {
    return trained().flatMap(trained -> trained.repeated().warning());
  }

  /// Which results no fit sees, in a sentence.
  public Optional<String> leftOut() {
    return trained().flatMap(trained -> trained.results().leftOut());
  }

  /// Name of the study's loss.
  public String loss() {
    return switch (origin) {
      case Origin.Imported imported -> imported.loss();
      case Origin.Trained trained ->
          trained.results().rows().stream()
              .findFirst()
              .map(r -> Words.loss(r.spec().evaluation()))
              .orElse("error rate");
    };
  }

  /// The star's laws, if the data allow them.
  public Optional<StarFit> fit() {
    return switch (analysis.fit()) {
      case StarFitOutcome.Fitted(StarFit fit) -> Optional.of(fit);
      case StarFitOutcome.Refused _ -> Optional.empty();
    };
  }

  /// Why there are no laws of the star.
  public Optional<String> refusal() {
    return switch (analysis.fit()) {
      case StarFitOutcome.Fitted _ -> Optional.empty();
      case StarFitOutcome.Refused(String reason) -> Optional.of(reason);
    };
  }

  /// The law over whole shapes, if one could be chosen and fitted.
  public Optional<LawFit> jointFit() {
    return analysis.joint().fit();
  }

  /// What the rules recommend for the budget, if they can.
  public Optional<ShapeComparison> compared() {
    return comparison
        .filter(ShapeChoice.Outcome.Compared.class::isInstance)
        .map(c -> ((ShapeChoice.Outcome.Compared) c).comparison());
  }

  /// The start shape, if a grid run is done.
  public Optional<ParetoStart> start() {
    return analysis.start();
  }
}
