package shapelaw.runs.slurm;

import java.time.Duration;

/// How fast and how patient an executor is.
///
/// @param gathering how long trunks are gathered into one array
/// @param poll time between two looks at the queue
/// @param settling how long what a job wrote may take to be seen here
///   ([SlurmSettings#settlingSeconds])
/// @param stopping how long a trial may take to write its checkpoint before it is killed
/// @param backOff how long a refused submission waits at first; each further one twice as long
record SlurmPace(
    Duration gathering, Duration poll, Duration settling, Duration stopping, Duration backOff) {

  /// The longest wait between two submissions.
  static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);

  /// The pace of a real cluster.
  static SlurmPace of(SlurmSettings settings) {
    return new SlurmPace(
        Duration.ofMillis(300),
        Duration.ofMillis(Math.round(settings.pollSeconds() * 1000)),
        Duration.ofMillis(Math.round(settings.settlingSeconds() * 1000)),
        Duration.ofMinutes(3),
        Duration.ofSeconds(5));
  }
}
