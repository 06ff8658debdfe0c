package shapelaw.law.joint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One way to hold out what lies beyond the training part: a law is fitted to the rows up to a
/// limit of some quantity and judged on those above it.
///
/// @param quantity what the limit is of, for people
/// @param limit greatest value in the training part; `NaN` if the split is of another kind
/// @param training true for the rows that are fitted; the others are held out
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by value
public record HeldOutSplit(String quantity, double limit, boolean[] training) {

  /// Shares of the rows that go into the training part. Smaller ones tell less of the fit to all
  /// rows: they punish a law of many parameters for a variance that it has only there (Hastie et
  /// al., *The Elements of Statistical Learning*, 2009, section 7.10); half led to worse shapes in
  /// simulated studies. Larger ones alone do not see far: with 0.8 and 0.9 a law was chosen once
  /// whose error beyond the Gemstones' small shapes is 50 %.
  private static final double[] SHARES = {0.65, 0.8, 0.9};

  /// Fewer held-out rows say little.
  private static final int LEAST_HELD_OUT = 3;

  /// Numbers from here on are written without decimals, in groups of three digits.
  private static final double LEAST_GROUPED = 1e3;

  /// Numbers from here on are written as powers of ten.
  private static final double MOST_GROUPED = 1e7;

  public HeldOutSplit {
    training = training.clone();
  }

  /// True for the rows that are fitted, `(rows)`; a copy.
  @Override
  public boolean[] training() {
    return training.clone();
  }

  /// Rows that are fitted.
  public Measurements trainingPart(Measurements data) {
    return data.where(i -> training[i]);
  }

  /// Rows that are held out.
  public Measurements heldOutPart(Measurements data) {
    return data.where(i -> !training[i]);
  }

  /// How many rows are held out.
  public int heldOutRows() {
    return (int) IntStream.range(0, training.length).filter(i -> !training[i]).count();
  }

  /// For example `compute above 83.8 forward GFLOPs` or `examples above 25,600`.
  @Override
  public String toString() {
    if (Double.isNaN(limit)) {
      return quantity;
    }
    boolean counted = limit >= LEAST_GROUPED && limit < MOST_GROUPED;
    return "%s above %s%s"
        .formatted(
            quantity,
            (counted ? "%,.0f" : "%.3g").formatted(limit),
            quantity.equals(Measurements.COMPUTE) ? " forward GFLOPs" : "");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeldOutSplit split && Arrays.equals(training, split.training);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(training);
  }

  /// The splits by which laws are chosen: the longest runs (by examples), the largest models (by
  /// parameters, else FLOPs an example, else the product of the sizes) and the most compute, each
  /// at several limits.
  public static List<HeldOutSplit> standard(Measurements data) {
    var splits = new ArrayList<HeldOutSplit>();
    for (double share : SHARES) {
      if (data.has(Measurements.EXAMPLES)) {
        at("examples", data.column(Measurements.EXAMPLES), share).ifPresent(splits::add);
      }
      at("model size", modelSize(data), share).ifPresent(splits::add);
      if (data.has(Measurements.COMPUTE)) {
        at("compute", data.column(Measurements.COMPUTE), share).ifPresent(splits::add);
      }
    }
    return splits.stream().distinct().toList();
  }

  private static double[] modelSize(Measurements data) {
    if (data.has(Measurements.PARAMETERS)) {
      return data.column(Measurements.PARAMETERS);
    }
    double[] size = new double[data.rows()];
    if (data.has(Measurements.COMPUTE) && data.has(Measurements.EXAMPLES)) {
      Arrays.setAll(
          size, i -> data.value(i, Measurements.COMPUTE) / data.value(i, Measurements.EXAMPLES));
    } else {
      Arrays.setAll(
          size,
          i ->
              data.dimensions().stream()
                  .mapToDouble(d -> data.value(i, d))
                  .reduce(1, (a, b) -> a * b));
    }
    return size;
  }

  /// The split whose training part holds the given share of the rows, as nearly as equal values
  /// allow; empty if nothing would be left on one side.
  private static Optional<HeldOutSplit> at(String quantity, double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (sorted.length == 0) {
      return Optional.empty();
    }
    double limit = sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)];
    return above(quantity, values, limit);
  }

  /// The split at a limit; empty if fewer than three rows would be held out.
  public static Optional<HeldOutSplit> above(String quantity, double[] values, double limit) {
    boolean[] training = new boolean[values.length];
    // Quantities that are computed for each row may differ in the last digits for one model.
    IntStream.range(0, values.length).forEach(i -> training[i] = values[i] <= limit * (1 + 1e-9));
    long heldOut = IntStream.range(0, training.length).filter(i -> !training[i]).count();
    return heldOut >= LEAST_HELD_OUT
        ? Optional.of(new HeldOutSplit(quantity, limit, training))
        : Optional.empty();
  }
}
