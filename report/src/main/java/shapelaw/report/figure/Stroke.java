package shapelaw.report.figure;

/// How a line is drawn.
public enum Stroke {
  SOLID("", "solid"),
  DASHED("7 4", "dash"),
  DOTTED("2 3", "dot");

  private final String dashes;
  private final String plotlyDash;

  Stroke(String dashes, String plotlyDash) {
    this.dashes = dashes;
    this.plotlyDash = plotlyDash;
  }

  /// SVG dash pattern, empty for none.
  String dashes() {
    return dashes;
  }

  /// The same in plotly's words.
  String plotlyDash() {
    return plotlyDash;
  }
}
