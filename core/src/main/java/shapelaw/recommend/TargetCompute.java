package shapelaw.recommend;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shapelaw.cost.Compute;
import shapelaw.shape.NamedShapes;

/// Reads a compute budget as people write it.
public final class TargetCompute {

  private static final Pattern AMOUNT =
      Pattern.compile(
          "([0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)\\s*([kKMGTPEZ]?)FLOPs?", Pattern.CASE_INSENSITIVE);
  private static final Pattern LIKE =
      Pattern.compile("(.+)@\\s*([0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)\\s*examples");

  /// Position = power of 1000; an empty prefix is found at 0.
  private static final String PREFIXES = " KMGTPEZ";

  private TargetCompute() {}

  /// Forward FLOPs with a unit: `9e12 GFLOPs`, `3.2 PFLOPs`.
  ///
  /// @throws IllegalArgumentException if the text is not of that form
  public static Compute parse(String text) {
    Matcher m = AMOUNT.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "compute must be a number with a unit (FLOPs, or kFLOPs to ZFLOPs; forward passes only) but was '%s'. Maybe '9e12 GFLOPs'."
              .formatted(text));
    }
    int power = PREFIXES.indexOf(m.group(2).toUpperCase(Locale.ROOT));
    return new Compute(number(m.group(1), text) * Math.pow(1000, power));
  }

  /// The compute of training a named model: `B/16@1e9 examples`, `So400m/14@384@4e9 examples`.
  ///
  /// @throws IllegalArgumentException if the text is not of that form or the model is unknown
  public static Compute like(String text) {
    Matcher m = LIKE.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "a budget like a named model must be written 'name/patch@N examples' but was '%s'. Maybe 'B/16@1e9 examples'."
              .formatted(text));
    }
    return Compute.of(NamedShapes.parse(m.group(1)), number(m.group(2), text));
  }

  private static double number(String digits, String whole) {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' in '%s' must be a number. Maybe '1e9'.".formatted(digits, whole), e);
    }
  }
}
