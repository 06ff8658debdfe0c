package shapelaw.report.figure;

/// The form of a point. Kinds differ in form as well as in colour, so that no reader depends on
/// colour.
public enum Marker {
  CIRCLE("circle"),
  CIRCLE_OPEN("circle-open"),
  SQUARE("square"),
  SQUARE_OPEN("square-open"),
  DIAMOND("diamond"),
  DIAMOND_OPEN("diamond-open"),
  TRIANGLE("triangle-up"),
  STAR("star"),
  BAR("line-ns");

  private final String plotlySymbol;

  Marker(String plotlySymbol) {
    this.plotlySymbol = plotlySymbol;
  }

  /// The same form in plotly's words.
  String plotlySymbol() {
    return plotlySymbol;
  }

  /// True if only the outline is drawn.
  boolean open() {
    return this == CIRCLE_OPEN || this == SQUARE_OPEN || this == DIAMOND_OPEN || this == BAR;
  }
}
