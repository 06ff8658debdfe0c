package shapelaw.runs.logs;

/// A log cannot be read; the message names the file or address, what must hold, what was found, and
/// maybe a way out.
public final class LogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LogException(String message) {
    super(message);
  }

  LogException(String message, Throwable cause) {
    super(message, cause);
  }
}
