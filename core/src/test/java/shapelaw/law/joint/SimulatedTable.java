package shapelaw.law.joint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Tables whose losses follow a known law.
final class SimulatedTable {

  private static final int SMALLEST = 64;
  private static final double WIDEST = 16;

  private SimulatedTable() {}

  /// Names of `count` dimensions.
  static List<String> dimensions(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(k -> "x" + k).toList();
  }

  /// Every form of the catalogue.
  static List<LawForm> forms(List<String> dimensions) {
    return List.of(
        LawForms.chinchilla(),
        LawForms.shapeAndExamples(dimensions),
        LawForms.shapeParametersAndExamples(dimensions),
        LawForms.decomposable(dimensions),
        LawForms.product(dimensions));
  }

  /// Shapes drawn log-uniformly, each trained for several durations a factor of 4 apart, with
  /// parameters and compute that are no products of powers of the sizes; all losses are 1.
  static Measurements design(
      int dimensions, int shapes, int durations, SplittableRandom generator) {
    int rows = shapes * durations;
    var columns = new LinkedHashMap<String, double[]>();
    dimensions(dimensions).forEach(name -> columns.put(name, new double[rows]));
    double[] parameters = new double[rows];
    double[] examples = new double[rows];
    double[] compute = new double[rows];
    for (int shape = 0; shape < shapes; shape++) {
      double product = 1;
      double sum = 0;
      for (double[] column : columns.values()) {
        double size = SMALLEST * Math.pow(WIDEST, generator.nextDouble());
        Arrays.fill(column, shape * durations, (shape + 1) * durations, size);
        product *= size;
        sum += size;
      }
      double flops = Math.pow(product, 2.0 / dimensions) * 24 + 9000 * sum;
      for (int d = 0; d < durations; d++) {
        int row = shape * durations + d;
        parameters[row] = Math.pow(product, 2.2 / dimensions) * 12 + 3000 * sum;
        examples[row] = 1e7 * Math.pow(4, d);
        compute[row] = flops * 1e-9 * examples[row];
      }
    }
    columns.put(Measurements.PARAMETERS, parameters);
    columns.put(Measurements.EXAMPLES, examples);
    columns.put(Measurements.COMPUTE, compute);
    double[] losses = new double[rows];
    Arrays.fill(losses, 1);
    return Measurements.of(dimensions(dimensions), columns, losses);
  }

  /// A law of the form whose terms have equal shares of a loss of 0.5 in the middle of the design,
  /// with exponents between 0.3 and 0.7.
  static JointLaw truth(LawForm form, Measurements design) {
    double[] exponents = new double[form.exponents().size()];
    Arrays.setAll(exponents, k -> 0.3 + 0.4 * k / Math.max(1, exponents.length - 1));
    double[] shares = new double[form.terms().size()];
    Arrays.fill(shares, 0.5 / shares.length);
    return new Design(form, design).law(shares, exponents);
  }

  /// The design with the law's losses and relative noise.
  static Measurements measured(
      JointLaw law, Measurements design, double noise, SplittableRandom generator) {
    double[] losses = law.losses(design);
    Arrays.setAll(losses, i -> losses[i] * Math.exp(noise * generator.nextGaussian()));
    return design.withLosses(losses);
  }

  /// The fit, which must not be refused.
  static LawFit fitted(LawForm form, Measurements data, LawFitOptions options) {
    return switch (LawFitter.fit(form, data, options)) {
      case LawFitOutcome.Fitted(LawFit fit) -> fit;
      case LawFitOutcome.Refused(String reason) -> throw new AssertionError(reason);
    };
  }
}
