package shapelaw.spark;

import java.net.URISyntaxException;
import java.nio.file.Path;

/// Where the classes of this program are.
public final class CodeLocation {

  private CodeLocation() {}

  /// The jar, or while developing the folder, from which a class was loaded.
  public static Path of(Class<?> type) {
    try {
      // A URI, since the path of a URL has %20 where the file's name has a space.
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
