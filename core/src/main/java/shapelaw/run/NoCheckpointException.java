package shapelaw.run;

/// Training was asked to stop and did, but could not write a checkpoint: what is trained again
/// begins at the one before, if there is any.
public final class NoCheckpointException extends InterruptedException {
  private static final long serialVersionUID = 1L;

  /// @param reason why it could not be written
  public NoCheckpointException(String reason) {
    super(reason);
  }
}
