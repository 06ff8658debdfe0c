package shapelaw.report.study;

import java.util.List;
import java.util.Optional;
import shapelaw.cost.Compute;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.sweep.Purpose;
import shapelaw.sweep.SweepResults;

/// A run as the tables list it.
///
/// @param purpose why it was planned
/// @param spec the run
/// @param id the run's
/// @param compute its training compute
/// @param result what became of it
record RunRow(
    Purpose purpose, RunSpec spec, RunId id, Compute compute, Optional<RunResult> result) {

  static List<RunRow> all(SweepResults results) {
    return results.rows().stream()
        .map(r -> new RunRow(r.purpose(), r.spec(), r.id(), results.compute(r.spec()), r.result()))
        .toList();
  }

  boolean ofGrid() {
    return purpose instanceof Purpose.Grid;
  }

  Optional<RunResult.Done> done() {
    return result.filter(RunResult.Done.class::isInstance).map(RunResult.Done.class::cast);
  }

  Optional<RunResult.Validation> validation() {
    return done().flatMap(RunResult.Done::validation);
  }

  Optional<Double> standardError() {
    return done().map(RunResult.Done::errorRateStandardError).filter(e -> e > 0);
  }

  /// What became of it, in words.
  String outcome() {
    return result
        .map(r ->
            switch (r) {
              case RunResult.Done _ -> "done";
              case RunResult.Diverged d -> "diverged at step " + d.step();
              case RunResult.Failed f -> "failed: " + f.reason();
            })
        .orElse("not run yet");
  }
}
