package shapelaw.runs;

/// Where trials should run, nobody answers: nothing was begun, and nothing is lost.
public final class ExecutorUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ExecutorUnavailableException(String message) {
    super(message);
  }
}
