package shapelaw.report.page;

import java.io.IOException;

/// The colours of Shapelaw's pages, light and dark, which the dashboard has too.
public final class PageColours {

  private PageColours() {}

  /// A style sheet that gives the colours as custom properties.
  ///
  /// @throws IOException if it is not on the class path
  public static String css() throws IOException {
    return Resources.text("colours.css");
  }
}
