package shapelaw.report.study;

import java.util.Map;
import shapelaw.law.joint.Measurements;

/// The letters of joint laws as people write them: `alpha_mlp_dim` is α of the MLP size.
public final class LawSymbols {

  private static final Map<String, String> GREEK =
      Map.of(
          "alpha", "α", "beta", "β", "gamma", "γ", "delta", "δ", "epsilon", "ε", "xi", "ξ", "sum",
          "Σ", "prod", "Π");

  private LawSymbols() {}

  /// A Greek letter for its name; other words stay.
  public static String letter(String word) {
    return GREEK.getOrDefault(word, word);
  }

  /// A coefficient or exponent by its name in the equation: `α (width)`, `c`.
  static String symbol(String name) {
    int cut = name.indexOf('_');
    return cut < 0
        ? letter(name)
        : letter(name.substring(0, cut)) + " (" + Words.variable(name.substring(cut + 1)) + ")";
  }

  /// A variable within an equation: one letter for what every study has, words for dimensions.
  public static String variable(String name) {
    return switch (name) {
      case Measurements.COMPUTE -> "t";
      case Measurements.EXAMPLES -> "n";
      case Measurements.PARAMETERS -> "N";
      default -> Words.variable(name);
    };
  }
}
