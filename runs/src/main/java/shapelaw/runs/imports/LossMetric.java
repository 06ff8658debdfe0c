package shapelaw.runs.imports;

import java.util.OptionalDouble;

/// What a column of results measures, and how that becomes a loss (lower is better, above 0).
public enum LossMetric {
  /// A loss, perplexity or error rate, taken as it is.
  LOSS,

  /// An error rate in percent; the loss is the rate.
  LOSS_PERCENT,

  /// An accuracy from 0 to 1; the loss is the error rate, 1 − accuracy.
  ACCURACY,

  /// An accuracy from 0 to 100 %; the loss is the error rate.
  ACCURACY_PERCENT;

  private static final double PERCENT = 100;

  static LossMetric of(boolean accuracy, boolean percent) {
    if (accuracy) {
      return percent ? ACCURACY_PERCENT : ACCURACY;
    }
    return percent ? LOSS_PERCENT : LOSS;
  }

  /// The loss that a cell means; none if no accuracy can be that large, so that the unit must be
  /// wrong.
  OptionalDouble loss(double cell) {
    return switch (this) {
      case LOSS -> OptionalDouble.of(cell);
      case LOSS_PERCENT -> OptionalDouble.of(cell / PERCENT);
      case ACCURACY -> cell > 1 ? OptionalDouble.empty() : OptionalDouble.of(1 - cell);
      case ACCURACY_PERCENT ->
          cell > PERCENT ? OptionalDouble.empty() : OptionalDouble.of((PERCENT - cell) / PERCENT);
    };
  }

  /// True if higher cells are better.
  boolean isAccuracy() {
    return this == ACCURACY || this == ACCURACY_PERCENT;
  }

  /// True if the loss is known to be an error rate.
  boolean isErrorRate() {
    return this != LOSS;
  }

  /// True if cells count hundredths.
  boolean isPercent() {
    return this == LOSS_PERCENT || this == ACCURACY_PERCENT;
  }

  /// For people: how the loss follows from the column.
  public String explanation() {
    return switch (this) {
      case LOSS -> "as it is";
      case LOSS_PERCENT -> "error rate in percent / 100";
      case ACCURACY -> "1 - accuracy";
      case ACCURACY_PERCENT -> "1 - accuracy in percent / 100";
    };
  }
}
