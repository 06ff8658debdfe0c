package shapelaw.torch.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One image file can't be read as an image.
public final class CorruptImageException extends ImageDataException {
  private static final long serialVersionUID = 1L;

  private final String file;

  CorruptImageException(Path file, String found, @Nullable Throwable cause) {
    super(
        "%s must be a readable JPEG or PNG image but %s. Maybe replace or remove the file."
            .formatted(file, found),
        cause);
    this.file = file.toString();
  }

  /// The file's path as text.
  public String file() {
    return file;
  }
}
