package shapelaw.torch.evaluation;

import java.util.Arrays;

/// Feature vectors, one a row.
final class Features {

  /// Value of the constant feature that stands for the bias; so large that the ridge hardly shrinks
  /// it.
  static final double BIAS_FEATURE = 100;

  /// Keeps features that hardly vary from being blown up.
  private static final double DEVIATION_FLOOR = 1e-5;

  private final int examples;
  private final int width;
  private final double[] values;

  /// Takes over the values.
  ///
  /// @param examples rows
  /// @param width columns
  /// @param values (examples, width)
  Features(int examples, int width, double[] values) {
    if (values.length != examples * width) {
      throw new IllegalArgumentException(
          "features must have %d × %d values but had %d."
              .formatted(examples, width, values.length));
    }
    this.examples = examples;
    this.width = width;
    this.values = values;
  }

  /// Rows.
  int examples() {
    return examples;
  }

  /// Columns.
  int width() {
    return width;
  }

  /// (examples, width); not a copy.
  double[] values() {
    return values;
  }

  /// The column with the largest number of a row, the first of them.
  int largest(int row) {
    int best = 0;
    for (int j = 1; j < width; j++) {
      if (values[row * width + j] > values[row * width + best]) {
        best = j;
      }
    }
    return best;
  }

  /// The rows `order[0]`, `order[1]`, ….
  Features rows(int[] order) {
    var chosen = new double[order.length * width];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(values, order[i] * width, chosen, i * width, width);
    }
    return new Features(order.length, width, chosen);
  }

  /// Each column's mean and (population standard deviation + 1e-5).
  Standardisation standardisation() {
    var means = new double[width];
    var deviations = new double[width];
    for (int i = 0; i < values.length; i++) {
      means[i % width] += values[i] / examples;
    }
    for (int i = 0; i < values.length; i++) {
      double centred = values[i] - means[i % width];
      deviations[i % width] += centred * centred / examples;
    }
    Arrays.setAll(deviations, j -> Math.sqrt(deviations[j]) + DEVIATION_FLOOR);
    return new Standardisation(means, deviations);
  }

  /// What features are shifted and divided by, taken from the training examples alone.
  static final class Standardisation {
    private final double[] means;
    private final double[] deviations;

    private Standardisation(double[] means, double[] deviations) {
      this.means = means;
      this.deviations = deviations;
    }

    /// The features standardised, with the constant feature in a further column.
    Features apply(Features features) {
      int width = features.width;
      int wider = width + 1;
      var values = new double[features.examples * wider];
      for (int i = 0; i < features.examples; i++) {
        for (int j = 0; j < width; j++) {
          values[i * wider + j] = (features.values[i * width + j] - means[j]) / deviations[j];
        }
        values[i * wider + width] = BIAS_FEATURE;
      }
      return new Features(features.examples, wider, values);
    }
  }
}
