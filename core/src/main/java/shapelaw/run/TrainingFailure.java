package shapelaw.run;

/// A run cannot be made, and another try would not help: the message says what must hold and what
/// was found.
public final class TrainingFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public TrainingFailure(String message) {
    super(message);
  }

  public TrainingFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
