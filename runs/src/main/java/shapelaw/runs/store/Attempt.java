package shapelaw.runs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One attempt at a trunk.
///
/// @param token fence: larger than that of every earlier attempt in the store
/// @param trunk id of the trunk
/// @param number 1 for the trunk's first attempt
/// @param started when it began
/// @param ended when it ended; empty while it runs
/// @param status what became of it
/// @param reason one sentence for people, empty if there is nothing to say
/// @param machine where it ran
/// @param handle what carries it out, in the words of its executor, for example `pid:4711` or
///   `slurm:812_5`; empty where nothing of its own does
public record Attempt(
    long token,
    String trunk,
    int number,
    Instant started,
    Optional<Instant> ended,
    AttemptStatus status,
    String reason,
    String machine,
    Optional<String> handle) {

  /// What handles of processes of the coordinator's machine begin with.
  static final String LOCAL_PROCESS = "pid:";

  /// What has become of it as far as is known: one that was under way when its coordinator died is
  /// lost, unless it may live on.
  ///
  /// @param coordinated whether a coordinator runs the study now
  public AttemptStatus statusNow(boolean coordinated) {
    return status.orLost(coordinated || outlivesCoordinator());
  }

  /// Whether it may live on when its coordinator dies: processes of the coordinator's machine die
  /// with it.
  private boolean outlivesCoordinator() {
    return handle.filter(text -> !text.startsWith(LOCAL_PROCESS)).isPresent();
  }

  /// Seconds from start to end; 0 while it runs.
  public double seconds() {
    return ended.map(end -> Duration.between(started, end).toNanos() / 1e9).orElse(0.0);
  }
}
