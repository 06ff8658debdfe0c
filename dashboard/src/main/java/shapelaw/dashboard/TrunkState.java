package shapelaw.dashboard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shapelaw.cost.Compute;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Trunk;
import shapelaw.runs.store.Attempt;
import shapelaw.runs.store.CurvePoint;
import shapelaw.runs.store.PlannedTrunk;

/// A planned trunk with all that has come of it. Immutable.
final class TrunkState {

  private final Plan plan;
  private final Map<RunId, RunResult> results;
  private final List<Attempt> attempts;
  private final @Nullable String cancelReason;
  private final @Nullable CurvePoint lastPoint;
  private final TrunkRow row;

  /// What never changes; ids and costs take a while to compute.
  ///
  /// @param position in the plan, from 1
  /// @param id of the trunk
  /// @param runs its runs by id, shortest first
  /// @param forwardFlops of all its training
  /// @param imageGflops forward GFLOPs of one image
  private record Plan(
      int position,
      PlannedTrunk planned,
      String id,
      Map<RunId, RunSpec> runs,
      double forwardFlops,
      double imageGflops) {

    static Plan of(int position, PlannedTrunk planned) {
      Trunk trunk = planned.trunk();
      var runs = new LinkedHashMap<RunId, RunSpec>();
      trunk.runs().forEach(run -> runs.put(run.id(), run));
      double forwardFlops = trunk.trainedForwardFlops();
      double images = (double) trunk.trainedSteps() * trunk.longest().recipe().batchSize();
      return new Plan(
          position,
          planned,
          trunk.id(),
          runs,
          forwardFlops,
          forwardFlops / images / Compute.FLOPS_PER_GFLOP);
    }
  }

  private TrunkState(
      Plan plan,
      Map<RunId, RunResult> results,
      List<Attempt> attempts,
      @Nullable String cancelReason,
      @Nullable CurvePoint lastPoint) {
    this.plan = plan;
    this.results = results;
    this.attempts = attempts;
    this.cancelReason = cancelReason;
    this.lastPoint = lastPoint;
    this.row = TrunkRow.of(this);
  }

  /// A trunk that nothing has come of.
  static TrunkState planned(int position, PlannedTrunk planned) {
    return new TrunkState(Plan.of(position, planned), Map.of(), List.of(), null, null);
  }

  /// The same trunk as if nothing had come of it.
  TrunkState cleared() {
    return new TrunkState(plan, Map.of(), List.of(), null, null);
  }

  /// The same trunk as another plan has it.
  ///
  /// @param planned the trunk in that plan
  TrunkState at(TrunkState planned) {
    return new TrunkState(planned.plan, results, attempts, cancelReason, lastPoint);
  }

  TrunkState withResults(Collection<RunResult> newResults) {
    var byRun = new LinkedHashMap<RunId, RunResult>();
    newResults.forEach(result -> byRun.put(result.run(), result));
    return new TrunkState(plan, byRun, attempts, cancelReason, lastPoint);
  }

  /// With an attempt that is new, or that ended.
  TrunkState with(Attempt attempt) {
    var all = new ArrayList<>(attempts);
    all.removeIf(before -> before.token() == attempt.token());
    all.add(attempt);
    return new TrunkState(plan, results, List.copyOf(all), cancelReason, lastPoint);
  }

  TrunkState withCancelReason(@Nullable String reason) {
    return new TrunkState(plan, results, attempts, reason, lastPoint);
  }

  TrunkState with(CurvePoint point) {
    return new TrunkState(plan, results, attempts, cancelReason, point);
  }

  int position() {
    return plan.position();
  }

  PlannedTrunk planned() {
    return plan.planned();
  }

  Trunk trunk() {
    return plan.planned().trunk();
  }

  String id() {
    return plan.id();
  }

  /// Its runs by id, shortest first.
  Map<RunId, RunSpec> runs() {
    return plan.runs();
  }

  Map<RunId, RunResult> results() {
    return results;
  }

  /// Oldest first.
  List<Attempt> attempts() {
    return attempts;
  }

  Optional<Attempt> lastAttempt() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
  }

  Optional<CurvePoint> lastPoint() {
    return Optional.ofNullable(lastPoint);
  }

  Optional<String> cancelReason() {
    return Optional.ofNullable(cancelReason);
  }

  TrunkRow row() {
    return row;
  }

  boolean complete() {
    return results.size() == plan.runs().size();
  }

  boolean hasFailedRun() {
    return results.values().stream().anyMatch(RunResult.Failed.class::isInstance);
  }

  TrunkStatus status() {
    if (complete()) {
      boolean diverged = results.values().stream().anyMatch(RunResult.Diverged.class::isInstance);
      return hasFailedRun()
          ? TrunkStatus.FAILED
          : diverged ? TrunkStatus.DIVERGED : TrunkStatus.DONE;
    }
    TrunkStatus byAttempt =
        lastAttempt().map(last -> TrunkStatus.after(last.status())).orElse(TrunkStatus.WAITING);
    boolean leftAlone = cancelReason != null && byAttempt != TrunkStatus.RUNNING;
    return leftAlone ? TrunkStatus.CANCELLED : byAttempt;
  }

  /// Forward FLOPs of all its training.
  double forwardFlops() {
    return plan.forwardFlops();
  }

  /// Compute of one of its runs, forward.
  double forwardGflops(RunSpec run) {
    return plan.imageGflops() * run.examples();
  }

  /// Part of its training that is done, in [0, 1]: at least as far as the longest run that came out
  /// of it, and as its learning curve.
  double share() {
    if (complete()) {
      return 1;
    }
    double trained = trunk().trainedSteps();
    double byResults =
        results.keySet().stream().mapToLong(run -> steps(run)).max().orElse(0) / trained;
    double byCurve = lastPoint == null ? 0 : lastPoint.step() / trained;
    return Math.min(1, Math.max(byResults, byCurve));
  }

  private long steps(RunId run) {
    RunSpec spec = plan.runs().get(run);
    return spec == null ? 0 : spec.steps();
  }
}
