package shapelaw.law.joint;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.SingularValueDecomposition;
import shapelaw.law.joint.LawForm.Factor;
import shapelaw.law.joint.LawForm.Term;

/// What a table must hold so that a joint law has an answer at all.
final class JointIdentifiability {

  /// A power and a constant need three values to be told apart.
  private static final int LEAST_VALUES = 3;

  /// Values that differ by less, relative to their size, are the same.
  private static final double SAME = 1e-6;

  /// Directions of the log-variables whose spread is below this fraction of the largest count as
  /// not varied.
  private static final double COLLINEAR = 1e-6;

  /// Compute that differs by less (in ln) from a smooth function of the sizes follows from the
  /// shape: durations that tell anything differ by more.
  private static final double SAME_DURATION = 0.1;

  /// Losses of one metric lie within this factor; beyond, a run failed or the numbers are no
  /// losses.
  private static final double WIDEST_LOSSES = 1e6;

  /// A product of powers whose logarithm may exceed this at a variable's mean leaves the range of a
  /// double.
  private static final double GREATEST_LOG = 690;

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
    // Any regular choice of rows might meet a pattern in the order of the table.
    Measurements some =
        data.rows() > ROWS_FOR_RANK ? data.sample(ROWS_FOR_RANK, new SplittableRandom(0)) : data;
    return tooFewRows(form, data)
        .or(() -> constantLoss(data))
        .or(() -> wideLosses(data))
        .or(() -> tooFewValues(form, data))
        .or(() -> unusualUnits(form, data))
        .or(() -> collinear(form, some))
        .or(() -> computeFollowsShape(form, some));
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

  private static Optional<String> wideLosses(Measurements data) {
    double least = Arrays.stream(data.losses()).min().orElseThrow();
    double greatest = Arrays.stream(data.losses()).max().orElseThrow();
    if (greatest <= WIDEST_LOSSES * least) {
      return Optional.empty();
    }
    return Optional.of(
        "losses must lie within a factor of %.0e but were between %.3g and %.3g. Maybe a run failed and should be left out."
            .formatted(WIDEST_LOSSES, least, greatest));
  }

  /// Coefficients are for variables as they were measured: α x^a with x near 1e100 has an α that no
  /// double holds.
  private static Optional<String> unusualUnits(LawForm form, Measurements data) {
    double loss = meanLog(data.losses());
    for (Term term : form.terms()) {
      double log = Math.abs(loss);
      double most = log;
      String worst = "loss";
      for (Factor factor : term.factors()) {
        double high = form.exponents().get(form.exponentIndex(factor.exponent())).high();
        double share = high * Math.abs(meanLog(data.column(factor.variable())));
        log += share;
        if (share > most) {
          most = share;
          worst = factor.variable();
        }
      }
      if (log > GREATEST_LOG) {
        double middle = worst.equals("loss") ? loss : meanLog(data.column(worst));
        return Optional.of(
            "%s must be in a unit that keeps the coefficients of %s within a double's range but was about %.0e. Maybe divide it by that."
                .formatted(worst, form.name(), Math.exp(middle)));
      }
    }
    return Optional.empty();
  }

  private static double meanLog(double[] values) {
    return Arrays.stream(values).map(Math::log).average().orElseThrow();
  }

  private static Optional<String> tooFewValues(LawForm form, Measurements data) {
    for (String variable : form.variables()) {
      int values = different(data.column(variable));
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

  /// How many values differ by more than rounding.
  private static int different(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int count = 1;
    for (int i = 1; i < sorted.length; i++) {
      count += sorted[i] - sorted[i - 1] > SAME * sorted[i] ? 1 : 0;
    }
    return count;
  }

  /// The logarithms of the variables must span as many directions as there are variables.
  private static Optional<String> collinear(LawForm form, Measurements data) {
    List<String> variables = form.variables();
    var decomposition = new SingularValueDecomposition(logs(variables, data));
    double[] spread = decomposition.getSingularValues();
    if (spread[spread.length - 1] > COLLINEAR * spread[0]) {
      return Optional.empty();
    }
    double[] direction = decomposition.getV().getColumn(spread.length - 1);
    List<String> together =
        IntStream.range(0, direction.length)
            .filter(v -> Math.abs(direction[v]) > 1e-3)
            .mapToObj(variables::get)
            .toList();
    return Optional.of(
        "%s must vary independently but one is a product of powers of the others throughout, so that %s cannot tell their effects apart. Maybe train some shapes for other durations."
            .formatted(together, form.name()));
  }

  /// Logarithms of variables less their means, `(rows, variables)`.
  private static RealMatrix logs(List<String> variables, Measurements data) {
    double[][] logs = new double[data.rows()][variables.size()];
    for (int v = 0; v < variables.size(); v++) {
      double[] column = data.column(variables.get(v));
      double mean = meanLog(column);
      for (int i = 0; i < column.length; i++) {
        logs[i][v] = Math.log(column[i]) - mean;
      }
    }
    return new Array2DRowRealMatrix(logs, false);
  }

  /// One duration for all shapes: compute is then FLOPs of the shape, and what longer training does
  /// cannot be seen.
  private static Optional<String> computeFollowsShape(LawForm form, Measurements data) {
    List<String> sizes =
        form.variables().stream().filter(name -> !name.equals(Measurements.COMPUTE)).toList();
    if (sizes.size() == form.variables().size() || sizes.isEmpty()) {
      return Optional.empty();
    }
    double spread =
        data.has(Measurements.EXAMPLES) && different(data.column(Measurements.EXAMPLES)) == 1
            ? 0
            : spreadBeyondShape(sizes, data);
    if (spread >= SAME_DURATION) {
      return Optional.empty();
    }
    return Optional.of(
        "compute must vary for each shape but follows from the shape within %.1f %%, so that %s cannot tell longer training from larger models. Maybe train some shapes for other durations."
            .formatted(100 * spread, form.name()));
  }

  /// Standard deviation of ln compute around a polynomial of second degree in the logarithms of the
  /// sizes (of first degree if there are few rows), which fits a model's FLOPs within percents.
  private static double spreadBeyondShape(List<String> sizes, Measurements data) {
    RealMatrix powers = logs(sizes, data);
    RealMatrix withSquares = withSquares(powers);
    RealMatrix regressors =
        withSquares.getRowDimension() > 3 * withSquares.getColumnDimension() ? withSquares : powers;
    RealVector compute =
        new ArrayRealVector(logs(List.of(Measurements.COMPUTE), data).getColumn(0));
    RealVector best = new SingularValueDecomposition(regressors).getSolver().solve(compute);
    double left = regressors.getRowDimension() - regressors.getColumnDimension();
    return compute.subtract(regressors.operate(best)).getNorm() / Math.sqrt(Math.max(1, left));
  }

  /// The columns, a constant and all products of two columns.
  private static RealMatrix withSquares(RealMatrix columns) {
    int n = columns.getColumnDimension();
    var all = new Array2DRowRealMatrix(columns.getRowDimension(), 1 + n + n * (n + 1) / 2);
    for (int i = 0; i < columns.getRowDimension(); i++) {
      double[] row = columns.getRow(i);
      int next = 0;
      all.setEntry(i, next++, 1);
      for (int k = 0; k < n; k++) {
        all.setEntry(i, next++, row[k]);
        for (int l = 0; l <= k; l++) {
          all.setEntry(i, next++, row[k] * row[l]);
        }
      }
    }
    return all;
  }
}
