package shapelaw.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shapelaw.dashboard.DashboardStudy;
import shapelaw.law.StarFitOutcome;
import shapelaw.law.joint.LawFitOutcome;
import shapelaw.recommend.Analysis;
import shapelaw.runs.imports.ImportedStudy;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;
import shapelaw.study.StudyException;

/// A study on disk as the dashboard shows it.
final class ServedStudy {

  private static final String TOO_LITTLE = "Not enough results for a fit yet: ";

  private ServedStudy() {}

  /// Opens a study by its folder or its file.
  ///
  /// @throws CommandFailure if there is none
  static DashboardStudy open(Path path) throws StudyException, IOException {
    return ImportedStudy.isAt(path)
        ? new Imported(MeasuredStudy.open(path))
        : new Planned(StudyFolder.open(path));
  }

  /// Writes what the measurements say; the remark tells what they do not say yet.
  private static DashboardStudy.ReportOutcome write(MeasuredStudy study, Path folder)
      throws IOException {
    if (study.evidence().all().rows() == 0) {
      return new DashboardStudy.ReportOutcome.NotYet(TOO_LITTLE + "no run is measured.");
    }
    var arguments = new FitArguments();
    Analysis analysis = study.analysis(arguments);
    ReportCommand.write(study, arguments, analysis, Optional.empty(), folder);
    return new DashboardStudy.ReportOutcome.Written(remark(analysis));
  }

  private static String remark(Analysis analysis) {
    var missing = new ArrayList<String>();
    if (analysis.fit() instanceof StarFitOutcome.Refused(String reason)) {
      missing.add(reason);
    }
    if (analysis.joint().chosen() instanceof LawFitOutcome.Refused(String reason)) {
      missing.add(reason);
    }
    return missing.isEmpty() ? "" : TOO_LITTLE + String.join(" ", missing);
  }

  /// A study with a plan. Its file is read again when the store knows trunks that were not planned
  /// before.
  private static final class Planned implements DashboardStudy {

    private volatile StudyFolder study;

    Planned(StudyFolder study) {
      this.study = study;
    }

    @Override
    public String name() {
      return study.study().name();
    }

    @Override
    public Path folder() {
      return study.folder();
    }

    @Override
    public String headline() {
      return SimulateCommand.headline(study.study()).strip();
    }

    @Override
    public List<PlannedTrunk> trunks() {
      try {
        study = StudyFolder.open(study.file());
      } catch (StudyException | CommandFailure e) {
        // It is being edited; what it said before holds until it is whole again.
      }
      return study.plan().distinct().stream()
          .map(p -> new PlannedTrunk(p.trunk(), p.purpose().label()))
          .toList();
    }

    @Override
    public String whyNoTrunks() {
      return "";
    }

    @Override
    public Optional<RunStore> openStore() {
      return study.openStore();
    }

    @Override
    public Path trials() {
      return study.trials();
    }

    @Override
    public ReportOutcome writeReport(Path folder) throws IOException {
      return write(MeasuredStudy.of(study, study.results()), folder);
    }
  }

  /// A study that was trained elsewhere: it has a report, and no runs to follow.
  ///
  /// @param study its measurements
  private record Imported(MeasuredStudy study) implements DashboardStudy {

    @Override
    public String name() {
      return study.name();
    }

    @Override
    public Path folder() {
      return study.folder();
    }

    @Override
    public String headline() {
      return "";
    }

    @Override
    public List<PlannedTrunk> trunks() {
      return List.of();
    }

    @Override
    public String whyNoTrunks() {
      return "This study was imported: its runs were trained elsewhere, so there is nothing to follow but its report.";
    }

    @Override
    public Optional<RunStore> openStore() {
      return Optional.empty();
    }

    @Override
    public Path trials() {
      return study.folder();
    }

    @Override
    public ReportOutcome writeReport(Path folder) throws IOException {
      return write(study, folder);
    }
  }
}
