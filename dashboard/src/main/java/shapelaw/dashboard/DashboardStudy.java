package shapelaw.dashboard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import shapelaw.runs.store.PlannedTrunk;
import shapelaw.runs.store.RunStore;

/// What a dashboard needs to know of a study. Every method may be called by any thread, but none by
/// two at once.
public interface DashboardStudy {

  /// What people call it.
  String name();

  /// Where it lies, for people.
  Path folder();

  /// What stands above everything, for example that nothing was trained; may be empty.
  String headline();

  /// The trunks that the study wants, in the plan's order; none if it has no plan. Asked again when
  /// the store knows a trunk that was not there before.
  List<PlannedTrunk> trunks();

  /// Why there are no trunks, in a sentence for people; empty if there are some.
  String whyNoTrunks();

  /// Opens the study's store; empty while there is none. Must make none.
  Optional<RunStore> openStore();

  /// Folder of the trial folders.
  Path trials();

  /// Writes the report on what is measured so far into an empty folder: its page is [#REPORT_PAGE],
  /// and the other files are those that it links to. May take seconds.
  ///
  /// @throws IOException if the folder cannot be written
  ReportOutcome writeReport(Path folder) throws IOException;

  /// Name of the report's page.
  String REPORT_PAGE = "report.html";

  /// What came of writing a report.
  sealed interface ReportOutcome {

    /// It is written.
    ///
    /// @param remark a sentence that belongs beside it, for example why it has no fits yet; may be
    ///   empty
    record Written(String remark) implements ReportOutcome {}

    /// Too little is measured.
    ///
    /// @param reason what is missing
    record NotYet(String reason) implements ReportOutcome {}
  }
}
