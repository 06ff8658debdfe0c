package shapelaw.report.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// Numbers as people read them. Never depends on the machine's language.
public final class Numbers {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final double PLAIN_FROM = 1e-3;
  private static final double PLAIN_BELOW = 1e6;

  private Numbers() {}

  /// `digits` significant digits: plain from 0.001 to a million (with thousands separators), as
  /// `1.2×10⁹` elsewhere.
  public static String significant(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    double magnitude = Math.abs(rounded.doubleValue());
    if (magnitude >= PLAIN_FROM && magnitude < PLAIN_BELOW) {
      return plain(rounded);
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    BigDecimal mantissa = rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros();
    String power = "10" + superscript(exponent);
    return mantissa.compareTo(BigDecimal.ONE) == 0
        ? power
        : sign(mantissa.toPlainString()) + "×" + power;
  }

  /// A count with thousands separators.
  public static String count(long value) {
    return sign(String.format(Locale.ROOT, "%,d", value));
  }

  /// A large count with a unit prefix and three digits: `428 M`, `1.01 G`.
  public static String prefixed(double value) {
    String[] prefixes = {"", "k", "M", "G", "T", "P", "E", "Z"};
    double magnitude = Math.abs(value);
    int index = 0;
    while (magnitude >= 999.5 && index < prefixes.length - 1) {
      magnitude /= 1000;
      value /= 1000;
      index++;
    }
    String digits = significant(value, 3);
    return index == 0 ? digits : digits + " " + prefixes[index];
  }

  /// A share as a percentage with a sensible number of digits: `12.3 %`.
  public static String percent(double share) {
    double percent = 100 * share;
    int decimals = Math.abs(percent) >= 99.95 ? 0 : Math.abs(percent) >= 0.095 ? 1 : 2;
    return sign(String.format(Locale.ROOT, "%." + decimals + "f", percent)) + " %";
  }

  /// A fixed number of decimals.
  public static String fixed(double value, int decimals) {
    return Double.isFinite(value)
        ? sign(String.format(Locale.ROOT, "%." + decimals + "f", value))
        : significant(value, 1);
  }

  private static String plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    int decimals = Math.max(0, stripped.scale());
    return sign(String.format(Locale.ROOT, "%,." + decimals + "f", stripped));
  }

  private static String sign(String text) {
    return text.replace('-', '−');
  }

  private static String superscript(int exponent) {
    var text = new StringBuilder(exponent < 0 ? "⁻" : "");
    Integer.toString(Math.abs(exponent))
        .chars()
        .forEach(digit -> text.append(SUPERSCRIPTS.charAt(digit - '0')));
    return text.toString();
  }
}
