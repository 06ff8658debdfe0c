package shapelaw.report.page;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Texts that the page is made of.
final class Resources {

  /// plotly.js 1.54.1 (MIT), the bundle with scatter plots only, from its WebJar on the class path.
  static final String PLOTLY =
      "/META-INF/resources/webjars/plotly.js/1.54.1/dist/plotly-basic.min.js";

  private Resources() {}

  /// The resource as UTF-8 text.
  ///
  /// @param path absolute, or relative to this package
  /// @throws IOException if it is missing: the program is not installed as a whole
  static String text(String path) throws IOException {
    try (InputStream in = Resources.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new FileNotFoundException(
            "%s must be on the class path but was not. Maybe install Shapelaw again."
                .formatted(path));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
