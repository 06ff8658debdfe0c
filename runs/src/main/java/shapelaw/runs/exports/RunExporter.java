package shapelaw.runs.exports;

import java.util.List;

/// Writes runs down for one trainer.
@FunctionalInterface
interface RunExporter {

  /// Writes runs down.
  ///
  /// @param study name of the study
  /// @param runs at least one
  Export export(String study, List<ExportedRun> runs);
}
