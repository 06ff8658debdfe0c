package shapelaw.runs.imports;

/// A user's table of results cannot be used; the message names the file, the place in it, what must
/// hold, what was found, and maybe a way out.
public final class TableFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An error with its message for people.
  public TableFileException(String message) {
    super(message);
  }

  /// An error with its message for people and what caused it.
  public TableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
