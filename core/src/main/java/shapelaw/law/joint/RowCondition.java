package shapelaw.law.joint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A condition on one variable of a row, or on its loss, such as `examples >= 1.1e11`.
///
/// @param variable a column of [Measurements], or `loss`
/// @param comparison how the value must compare with the limit
/// @param limit the limit
public record RowCondition(String variable, Comparison comparison, double limit) {

  /// The measured loss, unless a column is called so.
  private static final String LOSS = "loss";

  private static final Pattern FORM =
      Pattern.compile("\\s*(\\w+)\\s*(<=|>=|<|>)\\s*([-+0-9.eE]+)\\s*");

  /// How two numbers compare.
  public enum Comparison {
    /// `<`
    BELOW("<"),
    /// `<=`
    AT_MOST("<="),
    /// `>`
    ABOVE(">"),
    /// `>=`
    AT_LEAST(">=");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    private boolean holds(double value, double limit) {
      return switch (this) {
        case BELOW -> value < limit;
        case AT_MOST -> value <= limit;
        case ABOVE -> value > limit;
        case AT_LEAST -> value >= limit;
      };
    }

    private static Comparison of(String sign) {
      for (Comparison comparison : values()) {
        if (comparison.sign.equals(sign)) {
          return comparison;
        }
      }
      throw new AssertionError("the pattern allows only these signs");
    }
  }

  /// Reads a condition.
  ///
  /// @throws IllegalArgumentException if `text` is not a variable, a comparison and a number
  public static RowCondition parse(String text) {
    Matcher matcher = FORM.matcher(text);
    try {
      if (matcher.matches()) {
        return new RowCondition(
            matcher.group(1),
            Comparison.of(matcher.group(2)),
            Double.parseDouble(matcher.group(3)));
      }
    } catch (NumberFormatException e) {
      // Said below, with everything else that is no condition.
    }
    throw new IllegalArgumentException(
        "a condition must read 'variable comparison number' but was '%s'. Maybe: 'compute >= 1e9'."
            .formatted(text));
  }

  /// True if the row fulfils it.
  ///
  /// @throws IllegalArgumentException if the data have no such variable
  public boolean holds(Measurements data, int row) {
    boolean isLoss = variable.equals(LOSS) && !data.has(LOSS);
    return comparison.holds(isLoss ? data.loss(row) : data.value(row, variable), limit);
  }

  @Override
  public String toString() {
    return "%s %s %.6g".formatted(variable, comparison.sign, limit);
  }
}
