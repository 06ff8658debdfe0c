package shapelaw.runs.store;

/// The run store, or a file beside it, cannot be used: the message says which, why, and maybe a way
/// out. What was stored before stays stored.
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An error with its message for people.
  public StoreException(String message) {
    super(message);
  }

  /// An error with its message for people and what caused it.
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
