package shapelaw.runs.slurm;

/// How a job came to its end, as the queue saw it.
sealed interface JobEnd {

  /// Slurm knows its end.
  record Seen(JobRecord job) implements JobEnd {}

  /// It is no longer in the queue, and Slurm forgot how it ended.
  record Gone(JobId id) implements JobEnd {}

  /// It was never submitted: the execution or the trunk was stopped before.
  record Withdrawn() implements JobEnd {}

  /// The cluster will not take it.
  ///
  /// @param reason Slurm's words
  record Refused(String reason) implements JobEnd {}

  /// A dead coordinator was about to submit it, and did not.
  record NeverSubmitted() implements JobEnd {}

  /// What concerns every job went wrong in this process: its disk is full, for example.
  record Fault(Throwable cause) implements JobEnd {}
}
