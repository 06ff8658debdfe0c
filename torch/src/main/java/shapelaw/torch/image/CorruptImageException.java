package shapelaw.torch.image;

import org.jspecify.annotations.Nullable;

/// One image file can't be read as an image.
public final class CorruptImageException extends ImageDataException {
  private static final long serialVersionUID = 1L;

  private final String file;

  /// @param file the file, or where in a file the image lies
  /// @param found what was wrong, after "but"
  /// @param cause or null
  public CorruptImageException(String file, String found, @Nullable Throwable cause) {
    super(
        "%s must be a readable JPEG or PNG image but %s. Maybe replace or remove the file."
            .formatted(file, found),
        cause);
    this.file = file;
  }

  /// The file, or the member of a file, as text.
  public String file() {
    return file;
  }
}
