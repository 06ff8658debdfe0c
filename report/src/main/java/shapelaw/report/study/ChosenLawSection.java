package shapelaw.report.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.LawFitOutcome;
import shapelaw.recommend.JointAnalysis;
import shapelaw.report.figure.Numbers;

/// What the law over whole shapes says that predicts best.
final class ChosenLawSection {

  private ChosenLawSection() {}

  static Optional<Section> of(StudyReport report) {
    JointAnalysis joint = report.analysis().joint();
    return switch (joint.chosen()) {
      case LawFitOutcome.Fitted(LawFit fit) -> fitted(report, joint, fit);
      case LawFitOutcome.Refused(String reason) ->
          joint.data().rows() == 0 ? Optional.empty() : refused(reason);
    };
  }

  private static Optional<Section> refused(String reason) {
    return new Section.Builder("law", "The chosen law")
        .text("No law over whole shapes could be fitted: " + reason)
        .build();
  }

  private static Optional<Section> fitted(StudyReport report, JointAnalysis joint, LawFit fit) {
    var section = new Section.Builder("law", "The chosen law");
    section.equation(fit.law()).text(how(fit)).text(search(fit));
    section.bullets("What the measurements leave open:", open(joint, fit));
    return section
        .figure(LawParameters.figure(fit))
        .figure(report.shapes().flatMap(s -> LawSlices.figure(s.search(), report.loss())))
        .figure(report.shapes().flatMap(s -> LawBestSizes.figure(s.search())))
        .figure(Optional.of(LawAgainstMeasurements.figure(fit, report.loss())))
        .table(LawParameters.table(fit))
        .build();
  }

  private static String how(LawFit fit) {
    return "“%s” (%s), fitted to %s of %s by the least %s. Measured losses scatter by %s around it%s."
        .formatted(
            fit.law().form().name(),
            fit.law().form().source(),
            Words.plural(fit.data().rows(), "measurement"),
            Words.plural(fit.data().shapeCount(), "shape"),
            Words.objective(fit.objective()),
            Numbers.percent(fit.noise().relative()),
            fit.noise().degreesOfFreedom() > 0
                ? " (standard deviation, %s degrees of freedom)"
                    .formatted(Numbers.count(fit.noise().degreesOfFreedom()))
                : "");
  }

  private static String search(LawFit fit) {
    LawFit.Search search = fit.search();
    return "The search began at %s: %s ended in a minimum, and %s of these in the best one, which is the law above."
        .formatted(
            Words.plural(search.starts(), "random point"),
            Numbers.count(search.converged()),
            Numbers.count(search.atOptimum()));
  }

  private static List<String> open(JointAnalysis joint, LawFit fit) {
    var open = new ArrayList<String>(fit.findings());
    if (!joint.constant().isEmpty()) {
      open.add(
          "%s had the same size in every measurement, so that no law can tell what it does."
              .formatted(Words.list(joint.constant().stream().map(Words::title).toList())));
    }
    return open;
  }
}
