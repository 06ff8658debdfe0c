package shapelaw.report.study;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import shapelaw.law.StarFitOptions;
import shapelaw.law.StarFitOutcome;
import shapelaw.law.joint.LawChoice;
import shapelaw.law.joint.LawFitOptions;
import shapelaw.law.joint.LawFitOutcome;
import shapelaw.law.joint.Measurements;
import shapelaw.recommend.Analysis;
import shapelaw.recommend.Budget;
import shapelaw.recommend.FittedCost;
import shapelaw.recommend.JointAnalysis;
import shapelaw.recommend.ShapeChoice;
import shapelaw.sweep.Evidence;

/// Made-up results of other people's language models: losses of the structural law plus seeded
/// noise.
public final class ImportedSample {
  private static final double NOISE = 0.003;
  private static final double VOCABULARY = 32_000;
  private static final StarFitOptions OPTIONS =
      StarFitOptions.DEFAULT.withStarts(8).withReplicates(40);
  private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");
  private static final List<Origin.Fact> FACTS =
      List.of(
          new Origin.Fact("Source", "results <of others>.csv"),
          new Origin.Fact("SHA-256", "9f86d081884c7d659a2feaa0c55ad015"),
          new Origin.Fact("Rows", "104 kept, 1 left out (loss is not a number, line 17)"),
          new Origin.Fact("Columns", "width = hidden_size, depth = layers, loss = val_loss"));

  private ImportedSample() {}

  /// One study of two dimensions for tests that only read it.
  public static StudyReport shapes() {
    return Shared.SHAPES;
  }

  /// One study that knows only parameters and examples.
  public static StudyReport withoutDimensions() {
    return Shared.WITHOUT_DIMENSIONS;
  }

  private static final class Shared {
    static final StudyReport SHAPES = report("Shapes of others", table(true));
    static final StudyReport WITHOUT_DIMENSIONS = report("Sizes of others", table(false));
  }

  /// A report on any measurements that were made elsewhere.
  public static StudyReport report(String name, Measurements data) {
    return report(name, data, OPTIONS);
  }

  /// The same, fitted with other options.
  public static StudyReport report(String name, Measurements data, StarFitOptions options) {
    var evidence = new Evidence(Map.of(), List.of(), List.of(), data);
    return report(name, Analysis.of(evidence, Optional.empty(), options));
  }

  /// The same with the law of this name instead of the one that predicts best.
  public static StudyReport withLaw(String law) {
    Measurements data = shapes().analysis().evidence().all();
    var evidence = new Evidence(Map.of(), List.of(), List.of(), data);
    LawFitOptions quick =
        LawFitOptions.DEFAULT.withStarts(8).withReplicates(LawFitOptions.DEFAULT.resampling(), 40);
    return report(
        "Law asked for", Analysis.of(evidence, Optional.empty(), OPTIONS, Optional.of(law), quick));
  }

  /// The report on two dimensions, but its second law has a held-out score a little below the
  /// chosen one's, too little to tell.
  public static StudyReport tied() {
    Analysis a = shapes().analysis();
    LawChoice choice = a.joint().choice();
    var candidates = new ArrayList<>(choice.candidates());
    LawChoice.Candidate best = candidates.getFirst();
    LawChoice.Candidate next = candidates.get(1);
    candidates.set(
        1,
        new LawChoice.Candidate(
            next.form(),
            next.errors(),
            OptionalDouble.of(best.score().orElseThrow() * 0.9999),
            OptionalDouble.of(best.inSample().orElseThrow() * 2),
            next.outcome()));
    var joint =
        new JointAnalysis(
            a.joint().data(),
            a.joint().constant(),
            new LawChoice(choice.splits(), candidates),
            a.joint().chosen(),
            false);
    return report("Tied", new Analysis(a.evidence(), a.fit(), a.centreChecks(), a.start(), joint));
  }

  private static StudyReport report(String name, Analysis analysis) {
    Optional<ShapeChoice> shapes =
        ShapeChoice.of(analysis, FittedCost.of(analysis.joint().data()), ShapeChoice.Wishes.NONE);
    return new StudyReport(
        name,
        WRITTEN,
        new Origin.Imported("loss", FACTS),
        analysis,
        Optional.empty(),
        shapes,
        shapes.map(s -> s.compare(budget(analysis.evidence()))));
  }

  /// As [#withLaw], but nobody asked for that law: the preferred one does not see every dimension.
  public static StudyReport withLawThatSeesMore(String law) {
    Analysis a = withLaw(law).analysis();
    var joint =
        new JointAnalysis(
            a.joint().data(), a.joint().constant(), a.joint().choice(), a.joint().chosen(), false);
    return report(
        "Blind law", new Analysis(a.evidence(), a.fit(), a.centreChecks(), a.start(), joint));
  }

  /// Measurements for which no law has been fitted.
  public static StudyReport unfitted(String name, Measurements data) {
    var refused = new LawFitOutcome.Refused("not asked for.");
    var joint =
        new JointAnalysis(data, List.of(), new LawChoice(List.of(), List.of()), refused, false);
    var analysis =
        new Analysis(
            new Evidence(Map.of(), List.of(), List.of(), data),
            new StarFitOutcome.Refused("no star."),
            List.of(),
            Optional.empty(),
            joint);
    return new StudyReport(
        name,
        WRITTEN,
        new Origin.Imported("loss", FACTS),
        analysis,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Budget budget(Evidence evidence) {
    return new Budget.TrainingCompute(evidence.largestCompute().orElseThrow().times(10));
  }

  private static Measurements table(boolean withDimensions) {
    var random = new SplittableRandom(3);
    var columns = new LinkedHashMap<String, List<Double>>();
    var losses = new ArrayList<Double>();
    for (double width : new double[] {128, 256, 512, 1024, 2048}) {
      for (double depth : new double[] {3, 6, 12, 24}) {
        double parameters = 12 * width * width * depth + VOCABULARY * width;
        for (double tokens = 2e9; tokens < 5e10; tokens *= 2) {
          if (withDimensions) {
            add(columns, "width", width);
            add(columns, "depth", depth);
          }
          add(columns, Measurements.COMPUTE, 2 * parameters * tokens / 1e9);
          add(columns, Measurements.EXAMPLES, tokens);
          add(columns, Measurements.PARAMETERS, parameters);
          double loss =
              1.7
                  + (withDimensions
                      ? 24 * Math.pow(width, -0.6) + 0.9 * Math.pow(depth, -0.7)
                      : 300 * Math.pow(parameters, -0.33))
                  + 900 * Math.pow(tokens, -0.34);
          losses.add(loss * Math.exp(NOISE * random.nextGaussian()));
        }
      }
    }
    var table = new LinkedHashMap<String, double[]>();
    columns.forEach((column, values) -> table.put(column, array(values)));
    return Measurements.of(
        withDimensions ? List.of("width", "depth") : List.of(), table, array(losses));
  }

  private static void add(Map<String, List<Double>> columns, String name, double value) {
    columns.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
