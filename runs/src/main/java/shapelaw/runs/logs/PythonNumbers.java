package shapelaw.runs.logs;

import java.util.Locale;

/// Numbers as Python writes them.
final class PythonNumbers {

  private PythonNumbers() {}

  /// Reads `1e-05`, `nan`, `inf` and `-inf`.
  ///
  /// @throws NumberFormatException if the text is no number
  static double parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /// Writes a number that Python reads as the same.
  static String write(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return Double.toString(value);
  }
}
