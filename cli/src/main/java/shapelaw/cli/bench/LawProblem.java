package shapelaw.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawForm;
import shapelaw.law.joint.LawForms;
import shapelaw.law.joint.Measurements;
import shapelaw.law.joint.Objective;

/// A law and data as they are posed to every method: the same points, the same starts, the same
/// bootstrap weights, Huber's error of the log loss, summed.
///
/// A start is z = (ln coefficients, exponents), as scipy's users write it. The law's terms must be
/// one falling power each, and a constant last.
///
/// @param form the law
/// @param data the points
/// @param delta δ of Huber's error
/// @param starts random z
/// @param weights of the rows in each bootstrap replicate, `(replicates, rows)`
record LawProblem(
    LawForm form, Measurements data, double delta, List<double[]> starts, List<double[]> weights) {

  private static final long SEED = 1;

  private static final int STARTS = 500;
  private static final int REPLICATES = 500;

  /// The usual δ of the Chinchilla law (Hoffmann et al. 2022) and of Gemstones.
  private static final double CHINCHILLA_DELTA = 1e-3;

  private static final double GEMSTONES_DELTA = 1e-4;

  /// The Chinchilla law on the points of the paper's Figure 4, from starts in the box of Hoffmann
  /// et al.'s grid.
  static LawProblem chinchilla() {
    return chinchilla(NumberTable.resource("chinchilla.csv"));
  }

  /// The same law on the columns N, D and loss of a CSV file.
  static LawProblem chinchilla(Path file) throws IOException {
    return chinchilla(NumberTable.file(file));
  }

  private static LawProblem chinchilla(NumberTable table) {
    var columns =
        Map.of(
            Measurements.PARAMETERS, table.column("N"), Measurements.EXAMPLES, table.column("D"));
    var data = Measurements.of(List.of(), columns, table.column("loss"));
    var random = new SplittableRandom(SEED);
    List<double[]> starts = draw(STARTS, () -> startOfHoffmann(random));
    return new LawProblem(
        LawForms.chinchilla(), data, CHINCHILLA_DELTA, starts, weights(data, random));
  }

  /// ln A, ln B in [0, 25], ln E in [−1, 1], α and β in [0, 2].
  private static double[] startOfHoffmann(SplittableRandom random) {
    return new double[] {
      random.nextDouble(25),
      random.nextDouble(25),
      random.nextDouble(-1, 1),
      random.nextDouble(2),
      random.nextDouble(2)
    };
  }

  /// The law of width, depth, parameters and tokens on the Gemstones models. Exponents start
  /// anywhere in (0, 2]; so that the peer has no trouble with coefficients, all terms start equal
  /// in the middle of the data and together make the mean loss there.
  ///
  /// @param count how many starts
  static LawProblem gemstones(int count) {
    NumberTable table = NumberTable.resource("gemstones.csv");
    var columns = new LinkedHashMap<String, double[]>();
    columns.put("width", table.column("width"));
    columns.put("depth", table.column("depth"));
    columns.put(Measurements.PARAMETERS, table.column("params"));
    columns.put(Measurements.EXAMPLES, table.column("tokens"));
    List<String> dimensions = List.of("width", "depth");
    var data = Measurements.of(dimensions, columns, table.column("loss"));
    LawForm form = LawForms.shapeParametersAndExamples(dimensions);
    var random = new SplittableRandom(SEED);
    return new LawProblem(
        form,
        data,
        GEMSTONES_DELTA,
        draw(count, () -> startWithEqualTerms(form, data, random)),
        List.of());
  }

  private static double[] startWithEqualTerms(
      LawForm form, Measurements data, SplittableRandom random) {
    int terms = form.terms().size();
    double[] z = new double[form.parameters()];
    Arrays.fill(
        z, 0, terms, Math.log(Arrays.stream(data.losses()).average().orElseThrow() / terms));
    for (int j = 0; j < terms - 1; j++) {
      z[terms + j] = random.nextDouble(0.05, 2);
      double middle = Arrays.stream(logs(data.column(variable(form, j)))).average().orElseThrow();
      z[j] += z[terms + j] * middle;
    }
    return z;
  }

  private static List<double[]> draw(int count, Supplier<double[]> one) {
    return Stream.generate(one).limit(count).toList();
  }

  /// Rows drawn with replacement, as counts.
  private static List<double[]> weights(Measurements data, SplittableRandom random) {
    return draw(
        REPLICATES,
        () -> {
          double[] counts = new double[data.rows()];
          random.ints(data.rows(), 0, data.rows()).forEach(i -> counts[i]++);
          return counts;
        });
  }

  private static String variable(LawForm form, int term) {
    return form.terms().get(term).factors().getFirst().variable();
  }

  private static double[] logs(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  /// What is minimised.
  Objective objective() {
    return new Objective.HuberLog(delta);
  }

  /// The exponents of a start.
  double[] exponents(int start) {
    double[] z = starts.get(start % starts.size());
    return Arrays.copyOfRange(z, form.terms().size(), z.length);
  }

  /// What a peer needs to know, to be written as JSON.
  ///
  /// @param optimum where the replicates start
  Map<String, Object> description(JointLaw optimum) {
    List<double[]> sizes = new ArrayList<>();
    IntStream.range(0, form.terms().size() - 1)
        .forEach(j -> sizes.add(logs(data.column(variable(form, j)))));
    double[] z =
        Stream.of(logs(optimum.coefficients()), optimum.exponents())
            .flatMapToDouble(Arrays::stream)
            .toArray();
    return Map.of(
        "x", sizes,
        "y", logs(data.losses()),
        "delta", delta,
        "starts", starts,
        "weights", weights,
        "optimum", z);
  }
}
