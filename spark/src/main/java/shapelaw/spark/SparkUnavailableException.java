package shapelaw.spark;

import org.jspecify.annotations.Nullable;

/// Spark cannot be used: its libraries are not here, or no cluster answers. What was stored stays,
/// and the same command goes on when Spark is there.
public final class SparkUnavailableException extends RuntimeException {

  public SparkUnavailableException(String message) {
    super(message);
  }

  public SparkUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
