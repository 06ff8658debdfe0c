package shapelaw.torch.weights;

import java.io.Serial;

/// A file of weights cannot be used; the message tells a user why.
public final class WeightsException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /// @param message what must hold, what was found, and maybe a way out
  public WeightsException(String message) {
    super(message);
  }

  /// @param message what must hold, what was found, and maybe a way out
  /// @param cause what was thrown
  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
