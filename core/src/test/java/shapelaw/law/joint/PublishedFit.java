package shapelaw.law.joint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import shapelaw.law.joint.Objective.HuberLog;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A law that Gemstones' authors fitted to their own runs and published with its objective.
///
/// @param name path of its file in their repository
/// @param printed the objective as printed, with ten decimals
/// @param law with their parameters
/// @param objective that they minimised
/// @param data the rows that they fitted
record PublishedFit(
    String name, double printed, JointLaw law, HuberLog objective, Measurements data) {

  /// Entries of their output table; embedding parameters are this times the width.
  private static final int VOCABULARY = 50304;

  /// A training step sees 2048 sequences of 2048 tokens.
  private static final double TOKENS_PER_STEP = 2048 * 2048;

  /// All fits by approach 3 whose rows are in `gemstones_train_loss.csv`.
  static List<PublishedFit> onHotRows() {
    Measurements all = PublicData.gemstones();
    return everyName().stream()
        .filter(name -> name.contains("approach_3") && isHere(label(name)))
        .map(name -> of(name, all))
        .toList();
  }

  /// Every name in `published_fits.json`.
  static List<String> everyName() {
    return List.copyOf(file().propertyNames());
  }

  private static JsonNode file() {
    return JsonMapper.shared().readTree(PublicData.open("published_fits.json"));
  }

  private static String label(String name) {
    return name.substring(name.indexOf("grid_search_0_") + 14).replace(".json", "");
  }

  /// Not the runs that were cooled down, those with another learning rate, and the samples taken
  /// between the checkpoints that the file holds.
  private static boolean isHere(String label) {
    return label.startsWith("hot") && !label.contains("sampled");
  }

  private static PublishedFit of(String name, Measurements all) {
    JsonNode fit = file().get(name);
    String label = label(name);
    Measurements data = withoutEmbeddings(label, all.where(rows(label, all)));
    double[] exponents = numbers(fit.at("/exponents/0"));
    double[] logCoefficients = numbers(fit.at("/coefficients/0"));
    double[] coefficients = new double[logCoefficients.length + 1];
    for (int j = 0; j < logCoefficients.length; j++) {
      coefficients[j] = Math.exp(logCoefficients[j]);
    }
    coefficients[logCoefficients.length] = Math.exp(fit.at("/irreducible_error/0").asDouble());
    return new PublishedFit(
        name,
        fit.at("/loss/0").asDouble(),
        new JointLaw(form(exponents.length), coefficients, exponents),
        new HuberLog(name.startsWith("parameters_delta-3") ? 1e-3 : 1e-4),
        data);
  }

  private static double[] numbers(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }

  private static LawForm form(int variables) {
    List<String> dimensions = List.of("width", "depth");
    return switch (variables) {
      case 2 -> LawForms.chinchilla();
      case 3 -> LawForms.shapeAndExamples(dimensions);
      case 4 -> LawForms.shapeParametersAndExamples(dimensions);
      default -> throw new AssertionError(variables);
    };
  }

  /// Their scripts name the steps of the checkpoints: every 2,385 to 23,850, to 83,475, or from
  /// 28,620.
  private static IntPredicate rows(String label, Measurements all) {
    if (label.contains("120b+")) {
      return row -> step(all, row) >= 28_620;
    }
    if (label.contains("512x")) {
      return row -> all.value(row, "width") == 512;
    }
    return row -> label.contains("100b+") || step(all, row) <= 23_850;
  }

  private static double step(Measurements data, int row) {
    return data.value(row, Measurements.EXAMPLES) / TOKENS_PER_STEP;
  }

  /// One table of embeddings is taken off, although the models have two that are not tied.
  private static Measurements withoutEmbeddings(String label, Measurements data) {
    if (!label.contains("no_embeds")) {
      return data;
    }
    var columns = new LinkedHashMap<String, double[]>();
    data.variables().forEach(name -> columns.put(name, data.column(name)));
    columns.put(
        Measurements.PARAMETERS,
        IntStream.range(0, data.rows())
            .mapToDouble(
                i -> data.value(i, Measurements.PARAMETERS) - VOCABULARY * data.value(i, "width"))
            .toArray());
    return Measurements.of(data.dimensions(), columns, data.losses());
  }

  @Override
  public String toString() {
    return name;
  }
}
