package shapelaw.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.OptionalDouble;
import shapelaw.runs.store.Attempt;

/// How long a study still takes, from what the store tells. Work is counted in forward FLOPs; speed
/// is what one attempt achieved on average, start-up, evaluation and lost work included; as many
/// attempts as are under way now share what remains. No schedule can end before its longest trunk
/// does, nor before its work divided by its workers, and longest-first schedules come within a
/// third of that bound (Graham 1969), so the bound is the estimate.
final class TimeLeft {

  private TimeLeft() {}

  /// Seconds to the end of the study.
  ///
  /// @return empty if nothing is under way, or nothing was trained yet
  static OptionalDouble seconds(Collection<TrunkState> states, Instant now) {
    int workers = 0;
    double workDone = 0;
    double attemptSeconds = 0;
    double remaining = 0;
    double longest = 0;
    for (TrunkState state : states) {
      TrunkStatus status = state.status();
      workers += status == TrunkStatus.RUNNING ? 1 : 0;
      if (!state.attempts().isEmpty()) {
        workDone += state.share() * state.forwardFlops();
        for (Attempt attempt : state.attempts()) {
          attemptSeconds += seconds(attempt, now);
        }
      }
      if (status == TrunkStatus.RUNNING
          || status == TrunkStatus.WAITING
          || status == TrunkStatus.LOST) {
        double left = (1 - state.share()) * state.forwardFlops();
        remaining += left;
        longest = Math.max(longest, left);
      }
    }
    if (workers == 0 || workDone <= 0 || attemptSeconds <= 0) {
      return OptionalDouble.empty();
    }
    double flopsPerSecond = workDone / attemptSeconds;
    return OptionalDouble.of(Math.max(longest, remaining / workers) / flopsPerSecond);
  }

  private static double seconds(Attempt attempt, Instant now) {
    Instant end = attempt.ended().orElse(now);
    return Math.max(0, Duration.between(attempt.started(), end).toNanos() / 1e9);
  }
}
