package shapelaw.simulation;

/// A way to a shape that the studies compare.
public enum ShapeRule {
  /// The paper's: the star's exponents scale the grid's start shape by τ^(s_k/D).
  PAPER("paper's rule"),

  /// The tool's: what `shapelaw recommend` recommends; the direct minimum of the chosen joint law,
  /// unless that law is in doubt.
  TOOL("tool's choice"),

  /// The direct minimum of the structural law, whatever held-out errors say.
  STRUCTURAL("structural law"),

  /// The direct minimum of Eq. 3, fitted jointly, whatever held-out errors say.
  DECOMPOSABLE("Eq. 3, joint fit");

  private final String label;

  ShapeRule(String label) {
    this.label = label;
  }

  /// For tables.
  public String label() {
    return label;
  }
}
