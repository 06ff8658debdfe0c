package shapelaw.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

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
/// @param pid its process, where it has one of its own
public record Attempt(
    long token,
    String trunk,
    int number,
    Instant started,
    Optional<Instant> ended,
    AttemptStatus status,
    String reason,
    String machine,
    OptionalLong pid) {

  /// Seconds from start to end; 0 while it runs.
  public double seconds() {
    return ended.map(end -> Duration.between(started, end).toNanos() / 1e9).orElse(0.0);
  }
}
