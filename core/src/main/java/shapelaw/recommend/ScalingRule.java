package shapelaw.recommend;

/// A way to choose a shape for a budget.
public enum ScalingRule {
  /// The paper's: x_k = x_k^(0) · τ^(s_k / D), from the grid's start shape with the star's
  /// exponents.
  PAPER("paper's rule, tau^(s_k/D)"),

  /// The paper's with the user's weights: x_k = x_k^(0) · τ^(w_k s_k).
  WEIGHTS("user weights, tau^(w_k s_k)"),

  /// The exponents of all dimensions together that the joint law implies.
  JOINT_EXPONENTS("joint exponents"),

  /// The least loss that the joint law predicts.
  DIRECT_MINIMUM("direct minimum");

  private final String label;

  ScalingRule(String label) {
    this.label = label;
  }

  /// For tables.
  public String label() {
    return label;
  }
}
