package shapelaw.report.study;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shapelaw.report.figure.Figure;

/// The figures of a study, in the order of the story: can the law be trusted, what does it say,
/// where does scaling start, what comes out.
public final class StudyFigures {

  private StudyFigures() {}

  /// Every figure that the study has data for.
  public static List<Figure> of(StudyReport report) {
    String loss = loss(report);
    return Stream.of(
            PredictedMeasured.figure(report, loss),
            IsoFlopCurves.figure(report, loss),
            Exponents.figure(report),
            BestSizes.figure(report),
            GridFrontier.figure(report, loss),
            NamedComparison.figure(report))
        .flatMap(Optional::stream)
        .toList();
  }

  /// Name of the study's loss.
  static String loss(StudyReport report) {
    return report.results().rows().stream()
        .findFirst()
        .map(r -> Words.loss(r.spec().evaluation()))
        .orElse("error rate");
  }
}
