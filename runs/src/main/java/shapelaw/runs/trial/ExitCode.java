package shapelaw.runs.trial;

/// Exit codes of a trial, the same on every engine.
public final class ExitCode {

  /// Every run of the trunk has a result file.
  public static final int DONE = 0;

  /// An error that another try may mend: out of memory, a full disk, a bug.
  public static final int CRASHED = 1;

  /// The runs cannot be made, and another try would not help.
  public static final int PERMANENT_FAILURE = 42;

  /// Asked to stop; a checkpoint was written: run again to go on.
  public static final int CHECKPOINTED = 75;

  /// Asked to stop, but no checkpoint could be written: run again to go on from the one before.
  public static final int NO_CHECKPOINT = 76;

  private ExitCode() {}
}
