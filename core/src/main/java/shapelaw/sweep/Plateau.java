package shapelaw.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
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
/// be: several shapes at one highest loss for a while, and clearly below it later.
///
/// @param runs at the plateau, by their loss, the least first; may be empty
/// @param losses of all runs
/// @param level where the plateau lies, in words
/// @param unit of the durations
public record Plateau(List<Stuck> runs, List<Double> losses, String level, String unit) {

  /// Errors this many standard errors below chance are chance.
  private static final double STANDARD_ERRORS = 2;

  /// A training loss within this share of the base rate's has learnt nothing to speak of.
  private static final double NOTHING_LEARNT = 0.01;

  /// Losses of a table within this share of the highest are one plateau.
  private static final double LEVEL = 0.005;

  /// A shape of a table has left the plateau when its loss is less by this share.
  private static final double LEFT = 0.05;

  /// A shape of a table was stuck if the plateau lasts while its training grows by this factor.
  private static final double LASTING = 1.5;

  /// So many stuck shapes are no accident.
  private static final int SHAPES = 3;

  private static final int NAMED = 4;
  private static final MathContext DOWN = new MathContext(4, RoundingMode.DOWN);

  public Plateau {
    runs = List.copyOf(runs);
    losses = List.copyOf(losses);
  }

  /// A run at the plateau.
  ///
  /// @param shape what was trained, for people
  /// @param duration of its training
  /// @param loss that it has
  public record Stuck(String shape, double duration, double loss) {}

  private static Plateau none(List<Double> losses) {
    return new Plateau(List.of(), losses, "", "");
  }

  /// Runs of a plan that are done, judged by chance.
  public static Plateau of(SweepResults results) {
    var stuck = new ArrayList<Stuck>();
    var losses = new ArrayList<Double>();
    var levels = new LinkedHashSet<String>();
    var seen = new HashSet<RunId>();
    for (SweepResults.Row row : results.rows()) {
      if (row.result().orElse(null) instanceof RunResult.Done done && seen.add(row.id())) {
        losses.add(done.errorRate());
        Optional<String> level = level(row.spec(), done);
        if (level.isPresent()) {
          levels.add(level.get());
          RunSpec spec = row.spec();
          stuck.add(new Stuck(spec.model().shape().compact(), spec.examples(), done.errorRate()));
        }
      }
    }
    return new Plateau(
        sorted(stuck),
        losses,
        "chance level (%s)".formatted(String.join(", or ", levels)),
        Measurements.EXAMPLES);
  }

  /// True if a run has not left chance level.
  static boolean isStuck(RunSpec spec, RunResult.Done done) {
    return level(spec, done).isPresent();
  }

  /// The level of chance that a run has not left; empty if it has.
  private static Optional<String> level(RunSpec spec, RunResult.Done done) {
    return chance(spec, done).or(() -> baseRate(spec, done));
  }

  /// Empty if the error is clearly below chance, or its classes are not known.
  private static Optional<String> chance(RunSpec spec, RunResult.Done done) {
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
        ? Optional.of("an error rate of %.3g among %,d classes".formatted(chance, classes))
        : Optional.empty();
  }

  /// Empty if the training loss is clearly below that of the classes' frequencies, or not known.
  private static Optional<String> baseRate(RunSpec spec, RunResult.Done done) {
    int classes = spec.model().classes();
    if (classes < 2) {
      return Optional.empty();
    }
    double base = Math.log(classes) - (classes - 1) * Math.log1p(-1.0 / classes);
    return done.trainingLoss() >= base * (1 - NOTHING_LEARNT)
        ? Optional.of(
            "a training loss of %.3g, that of guessing among %,d classes".formatted(base, classes))
        : Optional.empty();
  }

  /// Rows of a table of which nothing is known but sizes, durations and losses.
  public static Plateau of(Measurements table) {
    List<Double> losses = DoubleStream.of(table.losses()).boxed().toList();
    OptionalDouble highest = DoubleStream.of(table.losses()).max();
    String duration =
        table.has(Measurements.EXAMPLES) ? Measurements.EXAMPLES : Measurements.COMPUTE;
    if (highest.isEmpty() || !table.has(duration)) {
      return none(losses);
    }
    double least = highest.getAsDouble() * (1 - LEVEL);
    var byShape = new TreeMap<Integer, List<Integer>>();
    IntStream.range(0, table.rows())
        .forEach(row -> byShape.computeIfAbsent(table.shape(row), _ -> new ArrayList<>()).add(row));
    byShape.values().removeIf(rows -> !wasStuck(table, table.column(duration), rows, least));
    if (byShape.size() < SHAPES) {
      return none(losses);
    }
    List<Stuck> stuck =
        IntStream.range(0, table.rows())
            .filter(row -> table.loss(row) >= least)
            .mapToObj(
                row -> new Stuck(name(table, row), table.value(row, duration), table.loss(row)))
            .toList();
    return new Plateau(
        sorted(stuck),
        losses,
        "a plateau (the highest loss, %.4g: %,d shapes kept it while they trained longer, and left it later)"
            .formatted(highest.getAsDouble(), byShape.size()),
        duration.equals(Measurements.EXAMPLES) ? duration : "forward GFLOPs");
  }

  private static boolean wasStuck(
      Measurements table, double[] duration, List<Integer> rows, double least) {
    double[] at =
        rows.stream()
            .filter(row -> table.loss(row) >= least)
            .mapToDouble(row -> duration[row])
            .sorted()
            .toArray();
    return at.length > 1
        && at[at.length - 1] >= LASTING * at[0]
        && rows.stream()
            .anyMatch(
                row -> duration[row] > at[at.length - 1] && table.loss(row) < least * (1 - LEFT));
  }

  private static String name(Measurements table, int row) {
    return table.dimensions().stream()
        .map(k -> BigDecimal.valueOf(table.value(row, k)).stripTrailingZeros().toPlainString())
        .collect(Collectors.joining("/"));
  }

  private static List<Stuck> sorted(List<Stuck> stuck) {
    return stuck.stream().sorted((a, b) -> Double.compare(a.loss(), b.loss())).toList();
  }

  /// The same for a part of the runs: those whose losses are in it.
  public Plateau within(Measurements part) {
    Set<Double> kept = DoubleStream.of(part.losses()).boxed().collect(Collectors.toSet());
    return new Plateau(
        runs.stream().filter(run -> kept.contains(run.loss())).toList(),
        losses.stream().filter(kept::contains).toList(),
        level,
        unit);
  }

  /// How many runs, which, what they do to a fit, and what could be done; empty if there is none.
  public Optional<String> warning() {
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "%,d of %,d runs have not left %s: %s. A loss there says nothing of size or compute, and no law has such a plateau, so that these runs bend every exponent. Maybe train for longer%s."
            .formatted(
                runs.size(),
                losses.size(),
                level,
                named(),
                condition()
                    .map(loss -> ", or leave them out: --hold-out 'loss >= %s'".formatted(loss))
                    .orElse("")));
  }

  /// Shapes with their durations.
  private String named() {
    Map<String, Set<Double>> durations = new LinkedHashMap<>();
    runs.forEach(
        run -> durations.computeIfAbsent(run.shape(), _ -> new HashSet<>()).add(run.duration()));
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
    String least = BigDecimal.valueOf(runs.getFirst().loss()).round(DOWN).toPlainString();
    long above = losses.stream().filter(loss -> loss >= Double.parseDouble(least)).count();
    return above == runs.size() ? Optional.of(least) : Optional.empty();
  }
}
