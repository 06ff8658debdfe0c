package shapelaw.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shapelaw.law.joint.Measurements;
import shapelaw.run.EvaluationSpec;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;

/// Runs that have not left the plateau at which training starts: a model that guesses. Laws in size
/// and compute have no such plateau, so that these runs bend every exponent.
///
/// Of a study that was trained here chance is known: of K classes 1 − 1/K are guessed wrong, and
/// the sigmoid cross-entropy of C classes, summed over them, of a model that knows no more than
/// that each is as frequent as any other is
///
/// ```text
/// ln C + (C − 1) ln(C / (C − 1))
/// ```
///
/// Of a table nothing is known but the losses. There a plateau is what no sum of falling powers can
/// be: several shapes at one highest loss for a while, and clearly below it later. Rows above the
/// highest loss that several shapes share have diverged, and are none of it.
///
/// @param runs all of them, by their loss, the least first; may be empty
/// @param verdict what is true of those at the plateau, in words
/// @param unit of the durations
public record Plateau(List<Run> runs, String verdict, String unit) {

  /// Errors this many standard errors below chance are chance.
  private static final double STANDARD_ERRORS = 2;

  /// A training loss within this share of the base rate's has learnt nothing to speak of.
  private static final double NOTHING_LEARNT = 0.01;

  /// Losses of a table within this share of one another are one plateau.
  private static final double LEVEL = 0.005;

  /// A shape of a table has left the plateau when its loss is less by this share.
  private static final double LEFT = 0.05;

  /// A shape of a table was stuck if the plateau lasts while its training grows by this factor.
  private static final double LASTING = 1.5;

  /// So many shapes at one loss are no accident; fewer, above it, have diverged.
  private static final int SHAPES = 3;

  private static final int NAMED = 4;
  private static final MathContext DOWN = new MathContext(4, RoundingMode.DOWN);

  public Plateau {
    runs = runs.stream().sorted(Comparator.comparingDouble(Run::loss)).toList();
  }

  /// A run.
  ///
  /// @param shape what was trained, for people
  /// @param duration of its training
  /// @param loss that it has
  /// @param stuck true if it is at the plateau
  public record Run(String shape, double duration, double loss, boolean stuck) {

    private Key key() {
      return new Key(shape, Math.round(duration), loss);
    }
  }

  /// By which the runs of a part are found. A table computes the examples from the compute, so that
  /// they may differ in the last digits.
  private record Key(String shape, long duration, double loss) {}

  /// Runs of a plan that are done, judged by chance.
  public static Plateau of(SweepResults results) {
    var runs = new ArrayList<Run>();
    var levels = new LinkedHashSet<Level>();
    var seen = new HashSet<RunId>();
    for (SweepResults.Row row : results.rows()) {
      if (row.result().orElse(null) instanceof RunResult.Done done && seen.add(row.id())) {
        RunSpec spec = row.spec();
        Optional<Level> level = level(spec, done);
        level.ifPresent(levels::add);
        runs.add(
            new Run(
                spec.model().shape().compact(),
                spec.examples(),
                done.errorRate(),
                level.isPresent()));
      }
    }
    return new Plateau(
        runs,
        "cannot be told from chance level (%s)"
            .formatted(levels.stream().map(Level::text).collect(Collectors.joining(", or "))),
        Measurements.EXAMPLES);
  }

  /// True if a run has not left chance level.
  static boolean isStuck(RunSpec spec, RunResult.Done done) {
    return level(spec, done).isPresent();
  }

  /// The level of chance that a run has not left; empty if it has.
  private static Optional<Level> level(RunSpec spec, RunResult.Done done) {
    Optional<Level> chance = chance(spec, done);
    return chance.isPresent() ? chance : baseRate(spec, done);
  }

  /// Empty if the error is clearly below chance, or its classes are not known.
  private static Optional<Level> chance(RunSpec spec, RunResult.Done done) {
    EvaluationSpec evaluation = spec.evaluation();
    int classes =
        switch (evaluation.metric()) {
          case FEW_SHOT_ERROR -> spec.data().split().evaluationClasses();
          case VALIDATION_ERROR -> spec.model().classes();
        };
    int judged =
        switch (evaluation.metric()) {
          case FEW_SHOT_ERROR -> classes * evaluation.testExamplesPerClass();
          case VALIDATION_ERROR -> done.validation().map(RunResult.Validation::images).orElse(0);
        };
    if (classes < 2 || judged == 0) {
      return Optional.empty();
    }
    double chance = 1 - 1.0 / classes;
    double sure = STANDARD_ERRORS * Math.sqrt(chance * (1 - chance) / judged);
    return done.errorRate() >= chance - sure
        ? Optional.of(new Level.Chance(chance, sure, classes, judged))
        : Optional.empty();
  }

  /// Empty if the training loss is clearly below that of the classes' frequencies, or not known.
  private static Optional<Level> baseRate(RunSpec spec, RunResult.Done done) {
    int classes = spec.model().classes();
    if (classes < 2) {
      return Optional.empty();
    }
    double base = Math.log(classes) - (classes - 1) * Math.log1p(-1.0 / classes);
    return done.trainingLoss() >= base * (1 - NOTHING_LEARNT)
        ? Optional.of(new Level.BaseRate(base, classes))
        : Optional.empty();
  }

  /// What a run that guesses reaches. Worded once for all runs of which it is the same.
  private sealed interface Level {

    String text();

    record Chance(double error, double sure, int classes, int judged) implements Level {
      @Override
      public String text() {
        return "an error rate of %.3f ± %.2g among %,d classes: 2 standard errors of %,d images"
            .formatted(error, sure, classes, judged);
      }
    }

    record BaseRate(double loss, int classes) implements Level {
      @Override
      public String text() {
        return "a training loss within 1 %% of %.3g, that of guessing among %,d classes"
            .formatted(loss, classes);
      }
    }
  }

  /// Rows of a table of which nothing is known but sizes, durations and losses.
  public static Plateau of(Measurements table) {
    String duration =
        table.has(Measurements.EXAMPLES) ? Measurements.EXAMPLES : Measurements.COMPUTE;
    if (!table.has(duration)) {
      return new Plateau(List.of(), "", "");
    }
    double level = level(table);
    long shapes =
        IntStream.range(0, table.rows())
            .boxed()
            .collect(Collectors.groupingBy(table::shape))
            .values()
            .stream()
            .filter(rows -> wasStuck(table, table.column(duration), rows, level))
            .count();
    return new Plateau(
        IntStream.range(0, table.rows())
            .mapToObj(row ->
                new Run(
                    name(table, row),
                    table.value(row, duration),
                    table.loss(row),
                    shapes >= SHAPES && isAt(level, table.loss(row))))
            .toList(),
        "have not left a plateau (the highest loss that several shapes share, %.4g: %,d kept it while they trained longer, and left it later)"
            .formatted(level, shapes),
        duration.equals(Measurements.EXAMPLES) ? duration : "forward GFLOPs");
  }

  /// The highest loss that several shapes share, so that single runs that diverged lie above it;
  /// `NaN` if there is none.
  private static double level(Measurements table) {
    List<Integer> falling =
        IntStream.range(0, table.rows())
            .boxed()
            .sorted(Comparator.comparingDouble(row -> -table.loss(row)))
            .toList();
    return IntStream.range(0, falling.size())
        .filter(first -> {
          double level = table.loss(falling.get(first));
          return falling.subList(first, falling.size()).stream()
                  .takeWhile(row -> isAt(level, table.loss(row)))
                  .map(table::shape)
                  .distinct()
                  .limit(SHAPES)
                  .count()
              == SHAPES;
        })
        .mapToDouble(first -> table.loss(falling.get(first)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static boolean isAt(double level, double loss) {
    return loss <= level && loss >= level * (1 - LEVEL);
  }

  private static boolean wasStuck(
      Measurements table, double[] duration, List<Integer> rows, double level) {
    double[] at =
        rows.stream()
            .filter(row -> isAt(level, table.loss(row)))
            .mapToDouble(row -> duration[row])
            .sorted()
            .toArray();
    double left = level * (1 - LEVEL) * (1 - LEFT);
    return at.length > 1
        && at[at.length - 1] >= LASTING * at[0]
        && rows.stream()
            .anyMatch(row -> duration[row] > at[at.length - 1] && table.loss(row) < left);
  }

  private static String name(Measurements table, int row) {
    return table.dimensions().stream()
        .map(k -> BigDecimal.valueOf(table.value(row, k)).stripTrailingZeros().toPlainString())
        .collect(Collectors.joining("/"));
  }

  /// The same for a part of the runs: those whose shape, duration and loss are rows of it, no more
  /// of them than rows.
  public Plateau within(Measurements part) {
    Map<Key, Integer> left = new HashMap<>();
    for (int row = 0; row < part.rows(); row++) {
      var run =
          new Run(name(part, row), part.value(row, Measurements.EXAMPLES), part.loss(row), false);
      left.merge(run.key(), 1, Integer::sum);
    }
    return new Plateau(
        runs.stream().filter(run -> left.merge(run.key(), -1, Integer::sum) >= 0).toList(),
        verdict,
        unit);
  }

  private Stream<Run> stuck() {
    return runs.stream().filter(Run::stuck);
  }

  /// How many runs, which, what they do to a fit, and what could be done; empty if there is none.
  public Optional<String> warning() {
    long stuck = stuck().count();
    if (stuck == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "%,d of %,d runs %s: %s. No law has a plateau where training starts, so that runs that are still there bend every exponent. Maybe train for longer%s."
            .formatted(
                stuck,
                runs.size(),
                verdict,
                named(),
                condition()
                    .map(
                        ", or, second best, since it selects runs by their outcome, leave them out: --hold-out 'loss >= %s'"
                            ::formatted)
                    .orElse("")));
  }

  /// Shapes with their durations.
  private String named() {
    Map<String, Set<Double>> durations = new LinkedHashMap<>();
    stuck()
        .forEach(run ->
            durations.computeIfAbsent(run.shape(), _ -> new HashSet<>()).add(run.duration()));
    String named =
        durations.entrySet().stream()
            .limit(NAMED)
            .map(e ->
                (e.getKey().isEmpty() ? "" : e.getKey() + " at ")
                    + durations(e.getValue())
                    + " "
                    + unit)
            .collect(Collectors.joining("; "));
    int others = durations.size() - NAMED;
    return others > 0
        ? named + "; and %,d other %s".formatted(others, others == 1 ? "shape" : "shapes")
        : named;
  }

  private static String durations(Set<Double> durations) {
    double[] sorted = durations.stream().mapToDouble(n -> n).sorted().toArray();
    String texts =
        Arrays.stream(sorted)
            .limit(NAMED)
            .mapToObj(n -> n < 1e6 ? "%,.0f".formatted(n) : "%.3g".formatted(n))
            .collect(Collectors.joining(", "));
    return sorted.length > NAMED ? texts + ", …" : texts;
  }

  /// The least loss at the plateau, if no other run has as much.
  private Optional<String> condition() {
    double least = stuck().findFirst().orElseThrow().loss();
    String rounded = BigDecimal.valueOf(least).round(DOWN).toPlainString();
    return runs.stream()
            .filter(run -> run.loss() >= Double.parseDouble(rounded))
            .allMatch(Run::stuck)
        ? Optional.of(rounded)
        : Optional.empty();
  }
}
