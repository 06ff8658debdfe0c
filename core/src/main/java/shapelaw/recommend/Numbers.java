package shapelaw.recommend;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Numbers in sentences.
final class Numbers {

  private static final MathContext DIGITS = new MathContext(4);

  /// From here on powers of ten are easier to read.
  private static final double LARGE = 1e6;

  private Numbers() {}

  /// Sizes with their names.
  static String text(Map<String, Double> sizes) {
    return sizes.entrySet().stream()
        .map(size -> size.getKey() + " " + text(size.getValue()))
        .collect(Collectors.joining(", "));
  }

  /// At most four digits, without zeros at the end.
  static String text(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    }
    if (Math.abs(value) >= LARGE) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
