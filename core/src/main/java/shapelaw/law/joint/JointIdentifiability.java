package shapelaw.law.joint;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/// What a table must hold so that a joint law has an answer at all.
final class JointIdentifiability {

  /// A power and a constant need three values to be told apart.
  private static final int LEAST_VALUES = 3;

  /// Values that differ by less, relative to their size, are the same.
  private static final double SAME = 1e-6;

  /// Directions of the log-variables whose spread is below this fraction of the largest count as
  /// not varied.
  private static final double COLLINEAR = 1e-6;

  /// Enough rows to see whether variables move together.
  private static final int ROWS_FOR_RANK = 2000;

  private JointIdentifiability() {}

  /// Why no fit is possible; empty if one is.
  static Optional<String> refusal(LawForm form, Measurements data) {
    for (String variable : form.variables()) {
      if (!data.has(variable)) {
        return Optional.of(
            "%s needs the column '%s' but the measurements have %s."
                .formatted(form.name(), variable, data.variables()));
      }
    }
    return tooFewRows(form, data)
        .or(() -> constantLoss(data))
        .or(() -> tooFewValues(form, data))
        .or(() -> collinear(form, data));
  }

  private static Optional<String> tooFewRows(LawForm form, Measurements data) {
    var points = new HashSet<List<Double>>();
    for (int i = 0; i < data.rows() && points.size() <= form.parameters(); i++) {
      int row = i;
      points.add(form.variables().stream().map(v -> data.value(row, v)).toList());
    }
    if (points.size() > form.parameters()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s has %d parameters and needs more different points (shape and duration) than that, but there were %d. Maybe add runs."
            .formatted(form.name(), form.parameters(), points.size()));
  }

  private static Optional<String> constantLoss(Measurements data) {
    double least = Arrays.stream(data.losses()).min().orElseThrow();
    double greatest = Arrays.stream(data.losses()).max().orElseThrow();
    if (greatest - least > SAME * greatest) {
      return Optional.empty();
    }
    return Optional.of(
        "the loss must vary but was constant (%.6g). Maybe the models did not learn, or the metric is saturated."
            .formatted(greatest));
  }

  private static Optional<String> tooFewValues(LawForm form, Measurements data) {
    for (String variable : form.variables()) {
      double[] sorted = data.column(variable);
      Arrays.sort(sorted);
      int values = 1;
      for (int i = 1; i < sorted.length; i++) {
        values += sorted[i] - sorted[i - 1] > SAME * sorted[i] ? 1 : 0;
      }
      if (values < LEAST_VALUES) {
        return Optional.of(
            "%s must be varied over at least %d values but had %d, so that %s cannot be fitted. Maybe add %s or leave the dimension out."
                .formatted(
                    variable,
                    LEAST_VALUES,
                    values,
                    form.name(),
                    data.dimensions().contains(variable) ? "shapes" : "durations"));
      }
    }
    return Optional.empty();
  }

  /// The logarithms of the variables must span as many directions as there are variables.
  private static Optional<String> collinear(LawForm form, Measurements data) {
    List<String> variables = form.variables();
    int step = Math.max(1, data.rows() / ROWS_FOR_RANK);
    int rows = (data.rows() + step - 1) / step;
    double[][] logs = new double[rows][variables.size()];
    for (int v = 0; v < variables.size(); v++) {
      double[] column = data.column(variables.get(v));
      double mean = Arrays.stream(column).map(Math::log).average().orElseThrow();
      for (int i = 0; i < rows; i++) {
        logs[i][v] = Math.log(column[i * step]) - mean;
      }
    }
    var decomposition = new SingularValueDecomposition(new Array2DRowRealMatrix(logs, false));
    double[] spread = decomposition.getSingularValues();
    if (spread[spread.length - 1] > COLLINEAR * spread[0]) {
      return Optional.empty();
    }
    double[] direction = decomposition.getV().getColumn(spread.length - 1);
    List<String> together =
        java.util.stream.IntStream.range(0, direction.length)
            .filter(v -> Math.abs(direction[v]) > 1e-3)
            .mapToObj(variables::get)
            .toList();
    return Optional.of(
        "%s must vary independently but one is a product of powers of the others throughout, so that %s cannot tell their effects apart. Maybe train some shapes for other durations."
            .formatted(together, form.name()));
  }
}
