package shapelaw.torch.image;

import org.jspecify.annotations.Nullable;

/// The images can't be used as they are, and another try would not help; the message tells people
/// what must hold, what was found, and where.
public sealed class ImageDataException extends RuntimeException permits CorruptImageException {
  private static final long serialVersionUID = 1L;

  public ImageDataException(String message) {
    super(message);
  }

  public ImageDataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
