package shapelaw.dashboard;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shapelaw.dashboard.Overview.AttemptRow;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;

/// All that the page tells of one trunk.
///
/// @param version of the study
/// @param row the trunk
/// @param trainedSteps steps of all its training
/// @param batchSize images of a step
/// @param runs shortest first
/// @param attempts newest first
record TrunkDetail(
    long version,
    TrunkRow row,
    long trainedSteps,
    int batchSize,
    List<RunRow> runs,
    List<AttemptRow> attempts) {

  /// A run.
  ///
  /// @param outcome of its result; null while it has none
  /// @param note what is to be said of that
  record RunRow(
      String id,
      long steps,
      long examples,
      double forwardGflops,
      @Nullable String outcome,
      @Nullable Double errorRate,
      @Nullable Double standardError,
      @Nullable Double trainingLoss,
      @Nullable Double trainingSeconds,
      String note) {

    private static RunRow of(TrunkState state, RunId id, RunSpec spec) {
      Optional<RunResult> result = Optional.ofNullable(state.results().get(id));
      Optional<RunResult.Done> done =
          result.filter(RunResult.Done.class::isInstance).map(RunResult.Done.class::cast);
      return new RunRow(
          id.hex(),
          spec.steps(),
          spec.examples(),
          state.forwardGflops(spec),
          result.map(Overview::outcome).orElse(null),
          done.map(RunResult.Done::errorRate).orElse(null),
          done.map(d -> TrunkRow.finite(d.errorRateStandardError())).orElse(null),
          done.map(d -> TrunkRow.finite(d.trainingLoss())).orElse(null),
          done.map(d -> TrunkRow.finite(d.trainingSeconds())).orElse(null),
          result.flatMap(TrunkRow::reason).orElse(""));
    }
  }

  static TrunkDetail of(long version, TrunkState state) {
    return new TrunkDetail(
        version,
        state.row(),
        state.trunk().trainedSteps(),
        state.trunk().longest().recipe().batchSize(),
        state.runs().entrySet().stream()
            .map(run -> RunRow.of(state, run.getKey(), run.getValue()))
            .toList(),
        state.attempts().reversed().stream()
            .map(attempt -> AttemptRow.of(attempt, state.planned()))
            .toList());
  }
}
