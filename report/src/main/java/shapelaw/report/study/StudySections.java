package shapelaw.report.study;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The chapters of a report, in the order of the story: which law to believe, what it says, what
/// the star and the grid say by themselves, what comes out, and every measurement behind it.
public final class StudySections {

  private StudySections() {}

  /// Every chapter that the study has data for.
  public static List<Section> of(StudyReport report) {
    return Stream.of(
            RecommendationSection.of(report),
            HardwareSection.of(report),
            LawChoiceSection.of(report.analysis().joint()),
            ChosenLawSection.of(report),
            star(report),
            grid(report),
            named(report),
            measurements(report))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Section> star(StudyReport report) {
    if (report.fit().isEmpty()) {
      return Optional.empty();
    }
    return new Section.Builder("star", "One dimension at a time")
        .text(
            "The star sweep varies one dimension while the others stay as large as its centre. These are the paper’s laws of each "
                + "dimension by itself (Eq. 2); they know nothing of the grid.")
        .figure(PredictedMeasured.figure(report))
        .figure(IsoFlopCurves.figure(report))
        .figure(Exponents.figure(report))
        .figure(BestSizes.figure(report))
        .table(report.fit().map(StudyTables::fits))
        .table(report.fit().map(StudyTables::open))
        .table(report.fit().map(f -> StudyTables.centre(report, f)))
        .build();
  }

  private static Optional<Section> grid(StudyReport report) {
    return new Section.Builder("grid", "Where scaling starts")
        .figure(GridFrontier.figure(report))
        .table(report.start().map(StudyTables::frontier))
        .build();
  }

  private static Optional<Section> named(StudyReport report) {
    return new Section.Builder("named", "Beside shapes with a name")
        .figure(NamedComparison.figure(report))
        .table(RecommendedModel.of(report).map(StudyTables::shapes))
        .build();
  }

  private static Optional<Section> measurements(StudyReport report) {
    return new Section.Builder("measurements", "Every measurement")
        .table(report.trained().map(StudyTables::runs))
        .table(MeasurementTable.of(report))
        .build();
  }
}
