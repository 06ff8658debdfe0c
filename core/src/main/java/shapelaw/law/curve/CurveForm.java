package shapelaw.law.curve;

import java.util.List;

/// The laws of a learning curve, from few to many parameters.
public enum CurveForm {
  /// [PowerLaw].
  POWER("M1", "beta x^-c"),

  /// [OffsetPowerLaw].
  OFFSET_POWER("M2", "beta x^-c + limit"),

  /// [SaturatingPowerLaw].
  SATURATING_POWER("M3", "beta (1/x + gamma)^c"),

  /// [SigmoidalLaw].
  SIGMOIDAL("M4", "(loss - limit) / (limit + range - loss)^alpha = beta x^-c"),

  /// [BrokenPowerLaw].
  BROKEN_POWER("BNSL", "limit + b x^-c0 (1 + (x/d1)^(1/f1))^(-c1 f1)");

  private final String symbol;
  private final String equation;

  CurveForm(String symbol, String equation) {
    this.symbol = symbol;
    this.equation = equation;
  }

  /// Its name in the literature.
  public String symbol() {
    return symbol;
  }

  /// The loss as text.
  public String equation() {
    return equation;
  }

  /// Names of the parameters, in the order of [CurveLaw#values()].
  public List<String> parameters() {
    return switch (this) {
      case POWER -> List.of("beta", "c");
      case OFFSET_POWER -> List.of("beta", "c", "limit");
      case SATURATING_POWER -> List.of("beta", "c", "gamma");
      case SIGMOIDAL -> List.of("beta", "c", "limit", "range", "alpha");
      case BROKEN_POWER -> List.of("limit", "b", "c0", "c1", "d1", "f1");
    };
  }

  /// The law with these parameters, in the order of [#parameters()].
  public CurveLaw law(double... p) {
    if (p.length != parameters().size()) {
      throw new IllegalArgumentException(
          "%s must have %d parameters but got %d."
              .formatted(symbol, parameters().size(), p.length));
    }
    return switch (this) {
      case POWER -> new PowerLaw(p[0], p[1]);
      case OFFSET_POWER -> new OffsetPowerLaw(p[0], p[1], p[2]);
      case SATURATING_POWER -> new SaturatingPowerLaw(p[0], p[1], p[2]);
      case SIGMOIDAL -> new SigmoidalLaw(p[0], p[1], p[2], p[3], p[4]);
      case BROKEN_POWER -> new BrokenPowerLaw(p[0], p[1], p[2], p[3], p[4], p[5]);
    };
  }
}
